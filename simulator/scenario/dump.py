"""A scenario with everything filled in, as YAML."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from simulator.clock import format_clock
from simulator.scenario.models import Scenario
from simulator.scenario.paths import scenario_root
from simulator.scenario.quantities import CLOCK_KEYS


def scenario_to_yaml(scenario: Scenario) -> str:
    """Return the resolved scenario; the same text on every machine.

    Plain numbers stand under keys with units. File names are relative to the scenario's root folder.
    """
    root = scenario_root(scenario.source_file) if scenario.source_file else None
    data = _plain(scenario.model_dump(by_alias=True), root, ())
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = io.StringIO()
    writer.dump(data, text)
    return text.getvalue()


def _is_clock(path: tuple[str, ...]) -> bool:
    return bool(path) and path[-1] in CLOCK_KEYS


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
        if _is_clock(path):
            return [format_clock(clock) for clock in value]
        return [_plain(inner, root, path) for inner in value]
    return value
