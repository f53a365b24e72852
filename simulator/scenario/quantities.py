"""Quantities with units: ``20 min``, ``1.5 km``, ``8 kWh``, ``4.5 km/h``, ``05:00``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from simulator.clock import LAST_HOUR, parse_clock
from simulator.spans import Span, normal_span
from simulator.units import DAY_S, HOUR_S

# suffix of the key -> unit -> factor to the suffix's own unit
UNITS: dict[str, dict[str, float]] = {
    "s": {"s": 1, "min": 60, "h": HOUR_S},
    "m": {"m": 1, "km": 1000},
    "kwh": {"kWh": 1, "Wh": 0.001, "kg H2": 33.33, "l diesel": 9.96},
    "kw": {"kW": 1, "W": 0.001, "kg H2/min": 1999.8, "l diesel/min": 597.6},
    "kph": {"km/h": 1},
    "eur": {"EUR": 1},
    "eur_per_kwh": {"EUR/kWh": 1, "EUR/kg H2": 1 / 33.33, "EUR/l diesel": 1 / 9.96},
    "kwh_per_km": {"kWh/km": 1, "kWh/100km": 0.01, "kg H2/100km": 0.3333, "l diesel/100km": 0.0996},
    "g_per_kwh": {"g/kWh": 1, "kg/kg H2": 30.003, "kg/l diesel": 100.4016},
    "g_per_km": {"g/km": 1},
}
# Hydrogen counts 33.33 kWh/kg (lower heating value), diesel 9.96 kWh/l.
CLOCK_END_S = (LAST_HOUR + 1) * HOUR_S
CLOCK_KEYS = ("hours", "shift", "at", "start", "end", "first", "last")  # keys of clock times, one or two
_TEXT = re.compile(r"\s*([-+]?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z/0-9]+(?: [A-Za-z0-9/]+)?)\s*")


def parse_quantity(value: object, units: dict[str, float]) -> object:
    """Return a number in the first of ``units`` from a number or a text with a unit; raise a pydantic error."""
    if value is None:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise PydanticCustomError("quantity", "expected a finite number")
        return value
    example = " or ".join(f"20 {unit}" for unit in units)
    match = _TEXT.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[2] not in units:
        raise PydanticCustomError("quantity", "expected a number with a unit, like {example}", {"example": example})
    number = round(float(match[1]) * units[match[2]], 9)  # 0.55 h are 1980 s, not 1980.0000000000002
    return int(number) if number.is_integer() else number


def quantity(default: Any = ..., *, unit: str, name: str, marks: Mapping[str, Any] | None = None, **limits: Any) -> Any:
    """Declare a field whose key is ``name_unit`` for plain numbers, or ``name`` for text with a unit.

    marks: for the schema.
    """
    suffixed = f"{name}_{unit}"
    return Field(
        default,
        validation_alias=AliasChoices(suffixed, name),
        serialization_alias=suffixed,
        json_schema_extra={"x-text-key": name, "x-units": list(UNITS[unit]), **(marks or {})},
        **limits,
    )


def same_quantity(key: str, other: str) -> bool:
    """Return whether two keys are the spellings of one quantity, with and without its unit."""
    short, long = sorted((key, other), key=len)
    return any(long == f"{short}_{unit}" for unit in UNITS)


def spelt_as(value: object, key: str, wanted: str) -> object:
    """Return the value of a quantity as its other key takes it: numbers need their unit where that key has none."""
    units = next((list(units) for suffix, units in UNITS.items() if key == f"{wanted}_{suffix}"), None)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value} {units[0]}" if units is not None and is_number else value


def text_key(field: FieldInfo) -> str | None:
    """Return the key under which a field takes text with a unit, None for other fields."""
    extra = field.json_schema_extra
    return str(extra["x-text-key"]) if isinstance(extra, dict) and "x-text-key" in extra else None


def _validator(unit: str) -> Callable[[object], object]:
    return lambda value: parse_quantity(value, UNITS[unit])


def _whole(value: object) -> object:
    if isinstance(value, float) and not value.is_integer():
        raise PydanticCustomError("quantity", "expected whole seconds")
    return value


def _clock(value: object) -> object:
    if not isinstance(value, str):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise PydanticCustomError("clock", 'expected a clock time like "05:00"')
    try:
        return parse_clock(value)
    except ValueError as error:
        raise PydanticCustomError("clock", "{reason}", {"reason": str(error)}) from error


Seconds = Annotated[int, BeforeValidator(_whole), BeforeValidator(_validator("s"))]
Metres = Annotated[float, BeforeValidator(_validator("m"))]
SpeedKph = Annotated[float, BeforeValidator(_validator("kph"))]
Kwh = Annotated[float, BeforeValidator(_validator("kwh"))]
Kilowatts = Annotated[float, BeforeValidator(_validator("kw"))]
KwhPerKm = Annotated[float, BeforeValidator(_validator("kwh_per_km"))]
GramsPerKwh = Annotated[float, BeforeValidator(_validator("g_per_kwh"))]
GramsPerKm = Annotated[float, BeforeValidator(_validator("g_per_km"))]
Euros = Annotated[float, BeforeValidator(_validator("eur"))]
EurosPerKwh = Annotated[float, BeforeValidator(_validator("eur_per_kwh"))]
Clock = Annotated[int, BeforeValidator(_clock), Field(ge=0, lt=CLOCK_END_S)]


def next_day(span: Span) -> Span:
    """Return the same hours of the next day. Raises a pydantic error beyond the last hour there is."""
    if span[1] + DAY_S >= CLOCK_END_S:
        raise PydanticCustomError("clock_range", "the end must be later than the start, and before 48:00")
    return span[0] + DAY_S, span[1] + DAY_S


def _over_midnight(span: Span) -> Span:
    """Return a span in its normal form."""
    span = normal_span(*span)
    if span[1] < span[0]:
        raise PydanticCustomError("clock_range", "the end must be later than the start")
    return span


def _lasting(span: Span) -> Span:
    if span[0] == span[1]:
        raise PydanticCustomError("clock_range", "the end must be later than the start; a whole day is 00:00 to 24:00")
    return span


def _daily(span: Span) -> Span:
    if span[1] - span[0] > DAY_S:
        raise PydanticCustomError("clock_range", "the hours hold each day; expected 24 h at most")
    return span


ClockRange = Annotated[tuple[Clock, Clock], AfterValidator(_over_midnight)]  # of no length, too
Hours = Annotated[ClockRange, AfterValidator(_lasting)]  # once, from the first service day on
DailyHours = Annotated[Hours, AfterValidator(_daily)]
