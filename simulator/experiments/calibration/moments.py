"""What is compared of observed and simulated days: sums of each day, by one function for both sides.

Sums of whole days are what can be counted on: days are as good as independent of each other, requests of a day are not,
as they meet in the same vehicles. Who was rejected or declined is in them as well as who rode.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.groups import AHEAD_FROM_S
from simulator.analysis.request_table import CANCELLED, DECLINED, NO_SHOW, REJECTED, SERVED
from simulator.experiments.calibration.sides import UNKNOWN, days_of
from simulator.units import METRES_PER_KM, MINUTE_S

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """A sum over the requests of a day. step: to how much each of them is told, at best; 0: they are counted.

    per: the moment that it goes up and down with.
    """

    name: str
    title: str
    of: Callable[[pd.DataFrame], pd.Series]
    step: float
    per: str = ""


class Days(NamedTuple):
    """Sums of days. sums: float64 (days, MOMENTS); NaN in all days where a side tells nothing. types: int64 (days,)."""

    sums: Floats
    types: NDArray[np.int64]


def _count(*ends: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: table["end"].isin(ends).astype(float)


def _km(*ends: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: (table["direct_m"] / METRES_PER_KM).where(table["end"].isin(ends), 0.0)


def _minutes(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: table[column] / MINUTE_S


def _at_once(*ends: str) -> Callable[[pd.DataFrame], pd.Series]:
    def of(table: pd.DataFrame) -> pd.Series:
        at_once = table["end"].isin(ends) & (table["lead_s"] < AHEAD_FROM_S)
        return at_once.astype(float).where(table["lead_s"].notna())

    return of


SECOND_MIN = 1 / MINUTE_S
ENDS = (SERVED, REJECTED, DECLINED, CANCELLED, NO_SHOW, UNKNOWN)
MOMENTS = (
    Moment("requests", "requests", _count(*ENDS), 0.0),
    Moment("km", "kilometres that requests are long", _km(*ENDS), 0.001, "requests"),
    Moment("rejected", "rejected", _count(REJECTED), 0.0, "requests"),
    Moment("rejected_at_once", "rejected of those who ask at once", _at_once(REJECTED), 0.0, "rejected"),
    Moment("declined", "declined", _count(DECLINED), 0.0, "requests"),
    Moment("declined_at_once", "declined by those who ask at once", _at_once(DECLINED), 0.0, "declined"),
    Moment("declined_km", "kilometres of what was declined", _km(DECLINED), 0.001, "declined"),
    Moment("cancelled", "cancelled", _count(CANCELLED), 0.0, "requests"),
    Moment("no_show", "not shown up", _count(NO_SHOW), 0.0, "requests"),
    Moment("wait_min", "minutes waited by riders", _minutes("wait_s"), SECOND_MIN, "served_km"),
    Moment("ride_min", "minutes ridden", _minutes("ride_s"), SECOND_MIN, "served_km"),
    Moment("served_km", "kilometres of those who rode", _km(SERVED), 0.001, "km"),
    Moment("dwell_min", "minutes stood with riders there", _minutes("dwell_s"), SECOND_MIN, "served_km"),
)


def sums_of_days(table: pd.DataFrame, *, unserved_apart: bool = True) -> Days:
    """Return the sums of each day of a side (``sides.SIDE_DTYPES``), those without requests, too.

    unserved_apart: whether it is known who was rejected and who declined; else both, and those of unknown end, count as
    rejected.
    """
    if not unserved_apart:
        table = table.assign(end=table["end"].replace({DECLINED: REJECTED, UNKNOWN: REJECTED}))
    days = days_of(table)
    numbers = np.array([day for day, _ in days], dtype=np.int64)
    row = np.searchsorted(numbers, table["day"].to_numpy(np.int64))
    sums = np.full((len(days), len(MOMENTS)), np.nan)
    for column, moment in enumerate(MOMENTS):
        value = moment.of(table).to_numpy(np.float64, na_value=np.nan)
        if not np.isnan(value).all():
            sums[:, column] = np.bincount(row, np.nan_to_num(value), minlength=len(days))
    return Days(sums, np.array([kind for _, kind in days], dtype=np.int64))


def all_ends_known(table: pd.DataFrame) -> bool:
    """Return whether a side tells of all its requests how they ended."""
    return not (table["end"] == UNKNOWN).any()
