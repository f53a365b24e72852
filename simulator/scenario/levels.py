"""Where values of a scenario go at the low and the high end of an assumption."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import UNITS, parse_quantity
from simulator.scenario.values import ValueAt
from simulator.scenario.yaml_file import Path_

LOW, HIGH = "low", "high"
_FACTOR = re.compile(r"\s*x\s*([0-9]+(?:\.[0-9]+)?)\s*")

Number = int | float
LevelSaid = int | float | str


@dataclass(frozen=True)
class Change:
    """A value of a scenario that goes elsewhere."""

    value: ValueAt
    to: Number

    @property
    def path(self) -> Path_:
        """Return its path in a resolved scenario."""
        return self.value.path


def changes(values: list[ValueAt], level: LevelSaid) -> list[Change]:
    """Return where a level takes values, all of them together. Raises ValueError with what was expected."""
    found = [value for value in values if value.has_numbers]
    if not found:
        raise ValueError("there is no number to be moved")
    fixed = [value for value in found if not value.is_number]
    if fixed:
        raise ValueError(f"{fixed[0].key} is no single number; low and high go with one, or with those in a section")
    return [Change(value, number_at(value, level)) for value in found]


def number_at(value: ValueAt, level: LevelSaid) -> Number:
    """Return what a level means for a value, in its own unit. Raises ValueError with what was expected.

    level: a number, with its unit if the value has one, or a factor like ``x0.8``.
    """
    factor = _FACTOR.fullmatch(level) if isinstance(level, str) else None
    number = _scaled(value.value, float(factor[1])) if factor else _read(value, level)
    if not value.least <= number <= value.most:
        raise ValueError(f"{value.key}: {number:g} is out of its bounds, {value.least:g} to {value.most:g}")
    if isinstance(value.value, int) and not float(number).is_integer():
        raise ValueError(f"{value.key}: {number:g}: expected a whole number")
    return number


def within_bounds(value: ValueAt, factor: float) -> Number:
    """Return a value times a factor, or the bound that it would pass."""
    number = min(max(float(_scaled(value.value, factor)), value.least), value.most)
    return int(number) if isinstance(value.value, int) else number


def _scaled(number: Number, factor: float) -> Number:
    return round(number * factor) if isinstance(number, int) else round(number * factor, 9)


def _read(value: ValueAt, level: LevelSaid) -> Number:
    if not value.unit:
        if isinstance(level, str):
            raise ValueError(f'"{level}" is no number for {value.key}; expected one, or a factor like x0.8')
        return level
    units = next(units for units in UNITS.values() if next(iter(units)) == value.unit)
    if not isinstance(level, str):
        raise ValueError(f'{level} has no unit; write "{level} {value.unit}"')
    try:
        number: Any = parse_quantity(level, units)
    except PydanticCustomError as error:
        raise ValueError(f'"{level}": {error.message()}, or a factor like x0.8') from error
    return number  # type: ignore[no-any-return]
