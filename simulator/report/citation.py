"""How to cite a run: the program and its version, scenario and seed, and the data sources; as text and as BibTeX."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import ResultError
from simulator.results.catalogue import CATALOGUE
from simulator.results.reader import read_named, read_yaml, require
from simulator.texts import text_in

PROGRAM, AUTHORS, YEAR = "Elbe DRT", "Elbe DRT developers", "2026"  # as CITATION.cff, which a test compares
_BIBTEX = str.maketrans({char: f"\\{char}" for char in "{}&%$#_"})
_SOURCES = {"roads": "network_sources", "demand": "demand_sources"}  # their keys in the manifest
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """Something to cite. kind: as BibTeX calls it. key: unique among the entries. fields: name to plain text."""

    kind: str
    key: str
    fields: Fields

    @property
    def text(self) -> str:
        """Return it as a line to read: who, when, what, and what else is known."""
        known = {name: value for name, value in self.fields.items() if value}
        who, year, title = (known.pop(name, "") for name in ("author", "year", "title"))
        head = f"{who} ({year}): " if who and year else f"{who}: " if who else ""
        version = known.pop("version", "")
        rest = [f"version {version}" if version else "", *known.values()]
        return head + ", ".join([title, *(part for part in rest if part)]) + "."

    @property
    def bibtex(self) -> str:
        """Return it as BibTeX keeps it; authors and title in braces of their own, so that they stay as they are."""
        lines = [f"@{self.kind}{{{self.key},"]
        for name, value in self.fields.items():
            kept = f"{{{value.translate(_BIBTEX)}}}"
            lines += [f"  {name} = {f'{{{kept}}}' if name in ('author', 'title') else kept},"] if value else []
        return "\n".join([*lines, "}"])


def cite(folder: Path) -> str:
    """Return how to cite a run. Raises ResultError for what is none."""
    entries = citations(folder)
    texts = "\n".join(f"* {entry.text}" for entry in entries)
    return f"{texts}\n\n" + "\n\n".join(entry.bibtex for entry in entries)


def citations(folder: Path) -> list[Entry]:
    """Return the program, the run and each source of its roads and its demand. Raises ResultError."""
    require(folder, ("manifest", "scenario"))
    manifest, scenario = read_named(folder, "manifest"), read_yaml(folder, "scenario")
    try:
        version = str(manifest["versions"]["elbe-drt"])
        seed, name = str(manifest["seed"]), str(manifest["scenario"])
        digest = str(manifest["files_sha256"][CATALOGUE["scenario"].file])
        sources = [entry for kind, key in _SOURCES.items() for entry in _sources(kind, manifest.get(key, ()))]
    except (KeyError, TypeError) as error:
        raise ResultError(f"{folder / CATALOGUE['manifest'].file}: does not tell {error}") from error
    run = {
        "title": text_in(scenario.get("title")) or name,
        "howpublished": f"simulated with {PROGRAM} {version}",
        "note": f"scenario {name}, seed {seed}, SHA-256 of scenario.yaml {digest}",
    }
    return [_program(version), Entry("misc", _key(f"{name}-seed-{seed}"), run), *sources]


def _program(version: str) -> Entry:
    told = importlib.metadata.metadata("elbe-drt")
    fields = {
        "author": AUTHORS,
        "year": YEAR,
        "title": f"{PROGRAM}: {told['Summary']}",
        "version": version,
        "license": str(told["License-Expression"]),
    }
    return Entry("software", _key(f"elbe-drt-{version}"), fields)


def _sources(kind: str, sources: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Return an entry for each source; two of the same are one. kind: begins their keys."""
    told = ("attribution", "name", "version", "url_or_package", "date", "licence")
    rows = dict.fromkeys(tuple(text_in(source.get(key)) for key in told) for source in sources)
    return [
        Entry(
            "misc",
            _key(f"{kind}-{number}"),
            {"author": who, "title": what, "version": version, "howpublished": where, "note": note},
        )
        for number, (who, what, version, where, date, licence) in enumerate(rows, start=1)
        for note in [", ".join(part for part in (date, licence) if part)]
    ]


def _key(text: str) -> str:
    """Return a text as a key of BibTeX: letters, digits, points and hyphens."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", text)
