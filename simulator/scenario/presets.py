"""Sections that may be called by the name of a preset, whose values hold where nothing else is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.scenario.quantities import same_quantity


def named_preset(value: object) -> object:
    """Return a section that names a preset for a text, which is its name; all else as it is."""
    return {"preset": value} if isinstance(value, str) else value


def with_preset(data: Any, presets: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return a section with the values of the preset that it names, of those that it does not say in any spelling."""
    preset = presets.get(str(data.get("preset"))) if isinstance(data, dict) else None
    if preset is None:
        return data
    given = {key: value for key, value in preset.items() if not any(_same(key, other) for other in data)}
    return {**given, **data}


def _same(key: str, other: str) -> bool:
    return key == other or same_quantity(key, other)
