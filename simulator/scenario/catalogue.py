"""The scenarios that come with the program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_TITLE = re.compile(r"^title:\s*(?:en:\s*)?(.+?)\s*$", re.MULTILINE)  # English, where it is told for each language


@dataclass(frozen=True)
class BundledScenario:
    """A scenario by its name, e.g. ``prignitz/rufbus``."""

    name: str
    title: str
    path: Path


def bundled_folder() -> Path:
    """Return the folder of the bundled scenarios: in the installed package, or in the checkout around it."""
    installed = _PACKAGE / "bundled"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def bundled_scenarios() -> list[BundledScenario]:
    """Return all bundled scenarios, sorted by name."""
    folder = bundled_folder()
    found = []
    for path in sorted(folder.glob("*/*.yaml")):
        title = _TITLE.search(path.read_text(encoding="utf-8"))
        name = path.relative_to(folder).with_suffix("").as_posix()
        found.append(BundledScenario(name, title[1].strip("\"'") if title else "", path))
    return found
