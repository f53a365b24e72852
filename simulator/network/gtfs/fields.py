"""The fields of a feed that are read, and their cells as numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from simulator.network.gtfs.repairs import MENDED, Repairs
from simulator.units import DAY_S, HOUR_S, MINUTE_S

NO_TIME = -1
LAST_HOUR = 167  # a trip may take days
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Kind = Literal["text", "whole", "number", "date", "time"]

_TIME = re.compile(r"([0-9]{1,3}):([0-9]{2}):([0-9]{2})")
_DTYPES = {"whole": np.int32, "number": np.float64, "date": np.int32, "time": np.int32}


@dataclass(frozen=True)
class Field:
    """A field of a file. Whole numbers and numbers lie between ``low`` and ``high``.

    needed: without it a row cannot be used, and a file cannot without the column. Else ``default`` counts where it is
    empty, and where it cannot be read. Dates are whole numbers like 20210907; times are seconds, ``NO_TIME`` is none.
    """

    name: str
    kind: Kind = "text"
    needed: bool = False
    default: Any = ""
    low: float = 0
    high: float = 2_000_000_000


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


def _ids(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, needed=True) for name in names)


def _choice(name: str, high: int, default: int = 0, *, low: int = 0, needed: bool = False) -> Field:
    return Field(name, "whole", needed, default, low, high)


FIELDS: dict[str, tuple[Field, ...]] = {
    "agency": _texts("agency_id", "agency_name", "agency_timezone"),
    "stops": (
        *_ids("stop_id"),
        *_texts("stop_name", "parent_station"),
        Field("stop_lat", "number", default=math.nan, low=-90, high=90),
        Field("stop_lon", "number", default=math.nan, low=-180, high=180),
        _choice("location_type", 4),
    ),
    "routes": (
        *_ids("route_id"),
        *_texts("agency_id", "route_short_name", "route_long_name"),
        _choice("route_type", 1799, 3),
        _choice("on_demand", 1),
    ),
    "calendar": (
        *_ids("service_id"),
        *(_choice(name, 1, needed=True) for name in WEEKDAYS),
        Field("start_date", "date", needed=True),
        Field("end_date", "date", needed=True),
    ),
    "calendar_dates": (
        *_ids("service_id"),
        Field("date", "date", needed=True),
        _choice("exception_type", 2, low=1, needed=True),
    ),
    "trips": (
        *_ids("trip_id", "route_id", "service_id"),
        *_texts("trip_headsign", "block_id"),
        _choice("on_demand", 1),
    ),
    "stop_times": (
        *_ids("trip_id", "stop_id"),
        Field("stop_sequence", "whole", needed=True),
        Field("arrival_time", "time", default=NO_TIME),
        Field("departure_time", "time", default=NO_TIME),
        _choice("pickup_type", 3),
        _choice("drop_off_type", 3),
        Field("shape_dist_traveled", "number", default=math.nan),
    ),
    "frequencies": (
        *_ids("trip_id"),
        Field("start_time", "time", needed=True),
        Field("end_time", "time", needed=True),
        Field("headway_secs", "whole", needed=True, low=1),
        _choice("exact_times", 1),
    ),
    "transfers": (
        *_texts("from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id"),
        _choice("transfer_type", 5),
        Field("min_transfer_time", "whole", default=-1, high=DAY_S),
    ),
    "attributions": (),
    "feed_info": (),
}  # fmt: skip


def typed(file: str, table: pd.DataFrame, fields: Sequence[Field], repairs: Repairs) -> pd.DataFrame:
    """Return the rows of a file that can be used, with numbers instead of texts; other columns stay as they are.

    table: texts and ``line``, with every field that is needed.
    """
    for field in fields:
        if field.name not in table:
            dtype = _DTYPES.get(field.kind, object)
            table = table.assign(**{field.name: np.full(len(table), field.default, dtype=dtype)})
        elif field.kind != "text":
            table = _numbers(file, table, field, repairs)
        elif field.needed:
            table = repairs.drop(file, table, (table[field.name] == "").to_numpy(), field.name, "is empty")
    return table


def _numbers(file: str, table: pd.DataFrame, field: Field, repairs: Repairs) -> pd.DataFrame:
    """Return a table with one column read, each distinct text once."""
    codes, texts = pd.factorize(table[field.name].to_numpy(dtype=object))
    known = [_read(field, text) for text in texts]
    messages = np.array([value if isinstance(value, str) else "" for value in known], dtype=object)
    dtype = _DTYPES[field.kind]
    instead = 0 if field.needed else field.default
    values = np.array([instead if isinstance(value, str) else value for value in known] or [0], dtype=dtype)
    told = messages[codes] if len(texts) else np.zeros(0, dtype=object)
    wrong = told != ""
    if field.needed:
        kept = repairs.drop(file, table, wrong, field.name, told)
        return kept.assign(**{field.name: values[codes[~wrong]]})
    if wrong.any():
        repairs.tell(file, table[wrong], field.name, told[wrong], MENDED)
    return table.assign(**{field.name: values[codes]})


def _read(field: Field, text: str) -> Any:
    """Return the value of a cell, or what is wrong with it."""
    if not text:
        return "is empty" if field.needed else field.default
    try:
        return _READERS[field.kind](field, text)
    except (ValueError, OverflowError) as error:
        return str(error) if field.needed else f"{error}; taken as {_default(field)}"


def _default(field: Field) -> str:
    return "empty" if field.default != field.default or field.default == -1 else str(field.default)


def _time(_: Field, text: str) -> int:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("is no time; expected one like 08:05:00")
    hours, minutes, seconds = (int(part) for part in match.groups())
    if hours > LAST_HOUR or minutes >= MINUTE_S or seconds >= MINUTE_S:
        raise ValueError(f"is no time; hours run from 0 to {LAST_HOUR}, minutes and seconds to 59")
    return HOUR_S * hours + MINUTE_S * minutes + seconds


def _date(_: Field, text: str) -> int:
    if not re.fullmatch("[0-9]{8}", text):
        raise ValueError("is no date; expected one like 20210907")
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise ValueError("is no date that there is") from None
    return int(text)


def _whole(field: Field, text: str) -> int:
    if not re.fullmatch("[-+]?[0-9]{1,10}", text):
        raise ValueError("is no whole number")
    return int(_inside(field, int(text)))


def _number(field: Field, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError("is no number") from None
    return _inside(field, number)


def _inside(field: Field, number: float) -> float:
    if not field.low <= number <= field.high:
        raise ValueError(f"is not between {field.low:g} and {field.high:g}")
    return number


_READERS: dict[str, Callable[[Field, str], Any]] = {"time": _time, "date": _date, "whole": _whole, "number": _number}
