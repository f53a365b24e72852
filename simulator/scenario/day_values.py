"""All values of a scenario that differ by type of day, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from simulator.scenario.day_models import ByDay
from simulator.scenario.quantities import text_key


def values_by_day(value: object, key: str = "") -> Iterator[tuple[str, ByDay[object]]]:
    """Give every value by type of day in a section, a mapping or a list of such, with its key as a file tells it."""
    if isinstance(value, ByDay):
        yield key, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from values_by_day(getattr(value, name), f"{key}.{text_key(field) or name}".removeprefix("."))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from values_by_day(one, f"{key}.{name}".removeprefix("."))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            if not isinstance(one, BaseModel | Mapping):
                break  # long lists are of numbers
            yield from values_by_day(one, f"{key}.{number}".removeprefix("."))
