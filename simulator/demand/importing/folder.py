"""The folder that an import becomes: requests, what became of them, what was dropped, and a manifest."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from simulator.demand.importing.imported import Asked, Imported, names_of
from simulator.demand.importing.requests_text import requests_csv
from simulator.demand.importing.scenario_part import scenario_part
from simulator.errors import Problem, RequestFileError
from simulator.json_file import read_json
from simulator.whole import draft_folder, put_in_place, refusal

REQUESTS, MANIFEST, DROPPED, OBSERVED = "requests.csv", "manifest.json", "dropped.csv", "observed.parquet"
ESTIMATES, SCENARIO, PAGE = "estimates.csv", "scenario-part.yaml", "quality.html"
_OURS = frozenset({REQUESTS, MANIFEST, DROPPED, OBSERVED, ESTIMATES, SCENARIO, PAGE})
KIND = "demand import"  # what a manifest is of
_MOST_BYTES = 10_000_000


def check_out(folder: Path, *, force: bool) -> None:
    """Raise RequestFileError where an import cannot be written, or would destroy something."""
    reason = refusal(folder)
    if reason is None and os.path.lexists(folder) and any(folder.iterdir()):
        if not all((folder / name).is_file() for name in (REQUESTS, MANIFEST)):
            reason = "exists and is no import of before; nothing was written"
        elif others := sorted(path.name for path in folder.iterdir() if path.name not in _OURS):
            reason = f"holds more than an import ({', '.join(others)[:200]}), which would be lost; nothing was written"
        elif not force:
            reason = "exists; --force puts the new import in its place"
    if reason is not None:
        raise RequestFileError([Problem(str(folder), 0, 0, "", reason)])


def write_import(
    imported: Imported, asked: Asked, told: Mapping[str, Any], folder: Path, paint: Callable[[Path], None]
) -> None:
    """Write the folder, whole or not at all; what is there is replaced. Raises OSError.

    told: what the manifest tells beside what the import does. paint: adds the page.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(folder.parent) as draft:
        text = requests_csv(imported.requests, imported.first_day)
        (draft / REQUESTS).write_text(text, encoding="utf-8")
        (draft / DROPPED).write_text(imported.dropped.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
        if imported.observed is not None:
            imported.observed.to_parquet(draft / OBSERVED, index=False)
        if len(imported.estimates):
            estimates = imported.estimates.round(6).to_csv(index=False, lineterminator="\n")
            (draft / ESTIMATES).write_text(estimates, encoding="utf-8")
        (draft / SCENARIO).write_text(scenario_part(imported), encoding="utf-8")
        paint(draft)
        manifest = {**told, **_manifest(imported, asked, text)}
        (draft / MANIFEST).write_text(_as_json(manifest), encoding="utf-8")
        put_in_place(draft, folder)


def import_manifest(requests_file: Path) -> dict[str, Any] | None:
    """Return the manifest of the import that a file of requests is of; None where there is none beside it.

    With ``unchanged``, whether the file is what was imported. Raises RequestFileError.
    """
    path = requests_file.parent / MANIFEST
    if not path.is_file():
        return None
    manifest = read_json(path, _MOST_BYTES)
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        return None
    return {**manifest, "unchanged": _sha256(requests_file.read_bytes()) == manifest.get("requests_sha256")}


def _manifest(imported: Imported, asked: Asked, text: str) -> dict[str, Any]:
    return {
        "kind": KIND,
        "settings": dict(imported.settings),
        "seed": asked.seed,
        "first_day": None if imported.first_day is None else imported.first_day.isoformat(),
        "rows": imported.rows,
        "requests": len(imported.requests),
        "requests_of_other_days": imported.of_other_days,
        "not_read": list(imported.not_read),
        "personal": imported.personal,
        "inputs_sha256": dict(zip(names_of(inputs := _inputs(asked)), map(_sha256_of_file, inputs), strict=True)),
        "requests_sha256": _sha256(text.encode()),
        "version": importlib.metadata.version("elbe-drt"),
    }


def _inputs(asked: Asked) -> list[Path]:
    """Return the files that were read: those that were asked for, and those that settings name."""
    named = [Path(value) for value in asked.settings.values() if os.path.isfile(value)]  # noqa: PTH113  never raises
    return [*asked.files, *([] if asked.profile is None else [asked.profile]), *named]


def _sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _as_json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
