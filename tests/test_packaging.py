"""The wheel carries every bundled scenario and its data."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_scenario_file_but_the_builders_is_in_the_wheel() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    sources = [ROOT / source for source in included]
    assert all(target == source.replace("scenarios", "simulator/bundled", 1) for source, target in included.items())
    for path in (ROOT / "scenarios").rglob("*"):
        inside = path.relative_to(ROOT / "scenarios").parts
        if path.is_file() and not {"build", "work"} & set(inside):
            assert any(path == source or path.is_relative_to(source) for source in sources), path
