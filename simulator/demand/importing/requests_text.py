"""Requests as the file that scenarios read: docs/requests.md describes its columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.clock import format_clock
from simulator.days import LocalClock, local_clock
from simulator.tables import NO_NODE, NO_TIME, NO_TOUR
from simulator.units import DAY_S

_MOMENTS = ("submitted", "earliest_departure", "earliest_arrival", "latest_arrival")
_EMPTY = {"origin_node": NO_NODE, "destination_node": NO_NODE, "person": -1, "tour": NO_TOUR, "tour_position": 0}
_PLACE_DIGITS = 6  # a tenth of a metre
_MOST_DAYS = 3660
WINTER = "+01:00"  # offset of clocks that have been put back


def clock_of(first_day: date | None) -> LocalClock:
    """Return how local time runs on imported days: all changes within ten years; none where there is no date."""
    return LocalClock() if first_day is None else local_clock(first_day, 400, _MOST_DAYS)


def requests_csv(requests: pd.DataFrame, first_day: date | None) -> str:
    """Return requests as text of a table: with dates, or with clock times and numbers of days where there are none.

    Local time has one hour of the year twice: what is meant the second time tells its offset from Greenwich.
    """
    clock = clock_of(first_day)
    local = {name: clock.local_s(requests[f"{name}_s"].to_numpy(np.int64)) for name in _MOMENTS}
    given = {name: requests[f"{name}_s"].to_numpy() != NO_TIME for name in _MOMENTS[2:]}
    table = pd.DataFrame({"request_id": requests["request_id"]})
    if first_day is None:
        day = local["earliest_departure"] // DAY_S
        asked_day = local["submitted"] // DAY_S
        table["day"], table["submitted_day"] = day, asked_day
        table["submitted"] = _clocks(local["submitted"] - asked_day * DAY_S)
        for name in _MOMENTS[1:]:
            table[name] = _clocks(local[name] - day * DAY_S)
    else:
        start = np.datetime64(first_day, "s")
        for name in _MOMENTS:
            again = clock.true_s(local[name]) != requests[f"{name}_s"].to_numpy(np.int64)
            written = np.char.replace((start + local[name].astype("timedelta64[s]")).astype(str), "T", " ")
            table[name] = np.where(again, np.char.add(written, WINTER), written)
    for name, told in given.items():
        table[name] = table[name].where(told, "")
    return _with_the_others(table, requests).to_csv(index=False, lineterminator="\n")


def _with_the_others(table: pd.DataFrame, requests: pd.DataFrame) -> pd.DataFrame:
    """Return the table with what is no time; columns in which nothing is told are left out."""
    for name in map(str, requests):
        if name == "request_id" or name.endswith("_s"):
            continue
        values = requests[name]
        if name.endswith(("_lon", "_lat")):
            values = values.round(_PLACE_DIGITS)
        elif name in _EMPTY:
            values = values.astype("Int64").mask(values == _EMPTY[name])
        elif values.dtype == bool:
            values = values.astype("int8")
        if values.notna().any() and (values != "").any():
            table[name] = values
    return table


def _clocks(seconds: NDArray[np.int64]) -> list[str]:
    return [format_clock(one) for one in seconds.tolist()]
