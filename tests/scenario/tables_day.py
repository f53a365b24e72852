"""The day of tiny/line with tables of one's own, for tests of what scenarios say about them."""

from __future__ import annotations

import shutil
from pathlib import Path

from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario

TINY = bundled_folder() / "tiny"
GOOD = (TINY / "line.yaml").read_text(encoding="utf-8")
PLACES = ";".join(
    ["request_id", "earliest_departure", "origin_lon", "origin_lat", "destination_lon", "destination_lat"]
)


def swap(old: str, new: str, text: str = GOOD) -> str:
    """Change a scenario; what is to be changed must stand in it."""
    assert old in text
    return text.replace(old, new, 1)


def scenario_with(folder: Path, text: str = GOOD, **files: str | bytes) -> Path:
    """Write a scenario and its tables (``requests="..."`` is requests.csv) and return it."""
    for name in ("network", "requests.csv", "stops.csv"):
        source = TINY / name
        if not (folder / name).exists():
            shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    return folder / "s.yaml"


def loaded(folder: Path, text: str = GOOD, *overrides: str, **files: str | bytes) -> Scenario:
    """Return the scenario of ``scenario_with``."""
    return load_scenario(scenario_with(folder, text, **files), overrides)
