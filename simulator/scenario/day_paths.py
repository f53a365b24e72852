"""Values of one type of day, changed from outside: ``fares.per_rider.saturday``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic.fields import FieldInfo

from simulator.clock import format_clock
from simulator.scenario.day_models import DAY_KEYS, ByDay
from simulator.scenario.models import Scenario
from simulator.scenario.problems import field_of, model_at, unwrapped
from simulator.scenario.quantities import spelt_as, text_key

ALL_DAYS = ("weekday", "saturday", "sunday")


def is_of_day(data: Any, path: Sequence[str]) -> bool:
    """Return whether a path means the value of a type of day, where values may differ by that. data: of a scenario."""
    return _field(data, path) is not None


def for_each_type(data: Any, path: Sequence[str]) -> dict[str, Any] | None:
    """Return the value that a path changes on days of one type as one for each type, as the path spells it.

    A value for all days is that of each type. None where the path means no type of day, or there is no such value.
    """
    found = _field(data, path)
    if found is None:
        return None
    section: Any = data
    for key in path[:-2]:
        section = section.get(key) if isinstance(section, dict) else None
    held = section if isinstance(section, dict) else {}
    name, field = found
    spelt = next((key for key in (path[-2], *_spellings(name, field)) if key in held), name)
    value = held.get(spelt, _as_told(field.get_default(call_default_factory=True)))
    if value is None or isinstance(value, dict):
        return None
    return dict.fromkeys(ALL_DAYS, spelt_as(value, spelt, path[-2]))


def _field(data: Any, path: Sequence[str]) -> tuple[str, FieldInfo] | None:
    """Return the field, with its name, whose value on days of one type a path means."""
    if len(path) <= 2 or path[-1] not in DAY_KEYS:
        return None
    owner = model_at(Scenario, tuple(path[:-2]), data)
    found = None if owner is None else field_of(owner, path[-2])
    if found is None or not any(
        isinstance(kind, type) and issubclass(kind, ByDay) for kind in unwrapped(found[1].annotation)
    ):
        return None
    return found


def _spellings(name: str, field: FieldInfo) -> list[str]:
    text = text_key(field)
    return [name] if text is None else [name, text]


def _as_told(value: object) -> object:
    """Return a default as a file tells it: clock times are told as such."""
    return [format_clock(int(clock)) for clock in value] if isinstance(value, tuple) else value
