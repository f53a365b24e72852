"""A scenario with everything filled in, as YAML."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from simulator.clock import format_clock
from simulator.scenario.day_models import DAY_KEYS
from simulator.scenario.models import Scenario
from simulator.scenario.paths import scenario_root
from simulator.scenario.quantities import CLOCK_KEYS
from simulator.scenario.yaml_text import yaml_text


def scenario_to_yaml(scenario: Scenario) -> str:
    """Return the resolved scenario, see ``resolved``; the same text on every machine."""
    return yaml_text(resolved(scenario))


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario with everything filled in, as reading its YAML gives it.

    Plain numbers stand under keys with units. File names are relative to the scenario's root folder.
    """
    root = scenario_root(scenario.source_file) if scenario.source_file else None
    return {key: _plain(value, root, (key,)) for key, value in scenario.model_dump(by_alias=True).items()}


def _is_clock(path: tuple[str, ...]) -> bool:
    """Return whether values below a key are clock times, also those for each type of day."""
    return bool(path) and (
        path[-1] in CLOCK_KEYS or (len(path) > 1 and path[-1] in DAY_KEYS and path[-2] in CLOCK_KEYS)
    )


def _plain(value: Any, root: Path | None, path: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner, root, (*path, str(key))) for key, inner in value.items()}
    if isinstance(value, Path):
        inside = root is not None and value.is_relative_to(root)
        return value.relative_to(root).as_posix() if root is not None and inside else value.as_posix()
    if isinstance(value, date):
        return value.isoformat()
    if _is_clock(path) and isinstance(value, int):
        return format_clock(value)
    if isinstance(value, tuple | list):
        return [_plain(inner, root, path) for inner in value]
    return value
