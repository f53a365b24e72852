"""When somebody wanted to go, and what happened when, in true seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.booking_profile import MOMENTS, WANTED
from simulator.demand.importing.moments import NEVER, local_date, order_of_dates, parse_moments, true_seconds
from simulator.demand.importing.requests_text import clock_of
from simulator.demand.importing.sieve import Mask, Sieve
from simulator.errors import Problem, RequestFileError
from simulator.units import DAY_S, HOUR_S, MINUTE_S

Seconds = NDArray[np.int64]
FAR_DAYS = 1800  # from the middle of all dates: more than five years
ROAD_BY_BEELINE, DIRECT_KPH = 1.3, 40.0  # of a direct ride, where only the beeline is known; assumption
EARLIER_BY, EARLIER_S = 2.0, 20 * MINUTE_S  # that much of the direct ride, and so long, before a wanted arrival


@dataclass(frozen=True)
class Raw:
    """What the cells of one moment say, see `moments.parse_moments`; all (rows,)."""

    seconds: Seconds
    zoned: Mask
    wrong: Mask


@dataclass(frozen=True)
class Times:
    """true: each of MOMENTS, int64 (rows,), NEVER where it is not told. first_day: from whose 00:00 they count."""

    true: dict[str, Seconds]
    first_day: date


def times_of(table: pd.DataFrame, dates: str | None, zone: str, sieve: Sieve) -> Times:
    """Return all times; rows without one are dropped. Raises RequestFileError where no row tells when."""
    raw = _raw(table, dates, zone)
    wanted = _first_told({name: raw[name] for name in WANTED})
    for name in ("submitted", "departure", "arrival"):
        sieve.drop("time_unreadable", raw[name].wrong)
    for name in MOMENTS[3:]:
        sieve.remark("outcome_unreadable", raw[name].wrong)
    sieve.drop("time_missing", wanted.seconds == NEVER)
    if (wanted.seconds == NEVER).all():
        raise _no_dates(table)
    told = wanted.seconds[sieve.left] if sieve.left.any() else wanted.seconds[wanted.seconds != NEVER]
    middle = int(np.median(told))
    sieve.drop("date_far", np.abs(wanted.seconds - middle) > FAR_DAYS * DAY_S)
    for name in MOMENTS:  # nonsense beside a date that is right
        raw[name].seconds[np.abs(raw[name].seconds - middle) > 2 * FAR_DAYS * DAY_S] = NEVER
    near = np.where(np.abs(wanted.seconds - middle) <= FAR_DAYS * DAY_S, wanted.seconds, np.iinfo(np.int64).max)
    row = int(np.argmin(np.where(sieve.left, near, np.iinfo(np.int64).max) if sieve.left.any() else near))
    first_day = local_date(int(wanted.seconds[row]), bool(wanted.zoned[row]))
    return Times(_in_order(raw, first_day, sieve), first_day)


def _raw(table: pd.DataFrame, dates: str | None, zone: str) -> dict[str, Raw]:
    """Read all cells. Raises RequestFileError where nobody can tell days from months."""
    texts = {name: table[name].tolist() for name in MOMENTS}
    if dates is None:
        try:
            dates = order_of_dates(text for column in texts.values() for text in column if text)
        except ValueError as error:
            raise RequestFileError([Problem(str(Path(table["file"].iloc[0])), 0, 0, "", str(error))]) from error
    return {name: Raw(*parse_moments(column, dates, zone)) for name, column in texts.items()}


def _first_told(raw: Mapping[str, Raw]) -> Raw:
    """Return of each row the first of some moments that it tells."""
    found: Raw | None = None
    for one in raw.values():
        if found is None:
            found = one
        else:
            known = found.seconds != NEVER
            found = Raw(
                np.where(known, found.seconds, one.seconds), np.where(known, found.zoned, one.zoned), found.wrong
            )
    assert found is not None
    return found


def _no_dates(table: pd.DataFrame) -> RequestFileError:
    cells = (text for name in WANTED for text in table[name] if text)
    seen = next(cells, "")
    found = f'; the first one is "{seen[:40]}"' if seen else "; all are empty"
    message = (
        "no row has a date with a time, such as 17.05.2022 08:30 or 2022-05-17T08:30, when somebody wanted to go"
        f"{found}"
    )
    return RequestFileError([Problem(str(table["file"].iloc[0]), 0, 0, "", message)])


def _in_order(raw: Mapping[str, Raw], first_day: date, sieve: Sieve) -> dict[str, Seconds]:
    """Return true seconds. What clocks show twice is meant the second time where events would run backwards else."""
    clock, true = clock_of(first_day), dict[str, Seconds]()
    for name, one in raw.items():
        true[name], twice, skipped = true_seconds(one.seconds, one.zoned, first_day, clock)
        before = {"told_dropoff": "told_pickup", "dropoff": "pickup"}.get(name, "submitted")
        if before in true:
            true[name] = np.where(twice & (true[name] < true[before]), true[name] + HOUR_S, true[name])
        sieve.remark("twice", twice)
        sieve.remark("skipped", skipped)
    return true


def wishes(times: Times, beeline_m: NDArray[np.float64], sieve: Sieve) -> tuple[Seconds, Seconds, Seconds]:
    """Return when rows were submitted, want to leave, and want to be there at the latest (NEVER: no matter when)."""
    true = times.true
    asks_arrival = (true["departure"] == NEVER) & (true["arrival"] != NEVER)
    sieve.remark("arrival", asks_arrival)
    sieve.remark("both_times", (true["departure"] != NEVER) & (true["arrival"] != NEVER))
    by_told = ~asks_arrival & (true["departure"] == NEVER) & (true["told_pickup"] != NEVER)
    by_ride = ~asks_arrival & (true["departure"] == NEVER) & ~by_told
    sieve.remark("told_time", by_told)
    sieve.remark("ride_time", by_ride)
    sieve.remark("wish_unknown", true["departure"] == NEVER)
    direct_s = np.ceil(np.nan_to_num(beeline_m) * ROAD_BY_BEELINE / (DIRECT_KPH / 3.6)).astype(np.int64)
    latest = np.where(asks_arrival, true["arrival"], NEVER)
    leave = np.select(
        [asks_arrival, by_told, by_ride],
        [true["arrival"] - np.int64(EARLIER_BY) * direct_s - EARLIER_S, true["told_pickup"], true["pickup"]],
        true["departure"],
    )
    asked = true["submitted"]
    sieve.remark("no_submission", asked == NEVER)
    submitted = np.where(asked == NEVER, leave, asked)
    late = (submitted > leave) & ~asks_arrival
    sieve.drop("asked_after", (submitted - leave > HOUR_S) & ~asks_arrival | (asks_arrival & (submitted >= latest)))
    sieve.remark("asked_late", late)
    return submitted, np.maximum(leave, submitted), latest
