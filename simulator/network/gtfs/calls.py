"""The calls of trips as riders can rely on them: in order, and with all of their times."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.clock import format_clock
from simulator.network.gtfs.fields import NO_TIME
from simulator.network.gtfs.repairs import MENDED, Repairs

FILE = "stop_times.txt"

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def usable_calls(calls: pd.DataFrame, trip_ids: pd.Index, repairs: Repairs) -> pd.DataFrame:
    """Return the calls that can be used, sorted by trip as in ``trip_ids`` and along it, with all times.

    A trip of which two calls are not left has none. calls: of trips in ``trip_ids``, times ``NO_TIME`` where there are
    none.
    """
    trip = trip_ids.get_indexer(pd.Index(calls["trip_id"]))
    order = np.lexsort((calls["line"], calls["stop_sequence"], trip))
    calls = calls.iloc[order].reset_index(drop=True)
    calls = _both_times(calls, repairs)
    calls = _in_order(calls, repairs)
    calls = _between_times(calls, repairs)
    calls = _filled(calls, repairs)
    _, size = _spans(calls)
    return repairs.drop(FILE, calls, size < 2, "trip_id", "is a trip without two calls that can be used")


def _spans(calls: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the row at which the trip of each call begins, and how many calls the trip has."""
    ids = calls["trip_id"].to_numpy()
    begins = np.ones(len(ids), dtype=bool)
    begins[1:] = ids[1:] != ids[:-1]
    first = np.flatnonzero(begins)
    trip = np.cumsum(begins) - 1
    size = np.diff(np.append(first, len(ids)))
    return first[trip], size[trip]


def _both_times(calls: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Let a call that has one of its times have it twice."""
    arrival, departure = calls["arrival_time"].to_numpy(), calls["departure_time"].to_numpy()
    for field, other, name in ((arrival, departure, "arrival_time"), (departure, arrival, "departure_time")):
        lacks = (field == NO_TIME) & (other != NO_TIME)
        told = calls[lacks].assign(**{name: ""})
        repairs.tell(FILE, told, name, "is empty; the call's other time is taken", MENDED)
    return calls.assign(
        arrival_time=np.where(arrival == NO_TIME, departure, arrival),
        departure_time=np.where(departure == NO_TIME, arrival, departure),
    )


def _in_order(calls: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Return the calls of trips whose times never go back; of the others the first that does is told."""
    first, _ = _spans(calls)
    arrival, departure = calls["arrival_time"].to_numpy(), calls["departure_time"].to_numpy()
    before = _last_with_time(arrival)
    before = np.append(-1, before[:-1]) if len(before) else before
    has_before = (arrival != NO_TIME) & (before >= first)
    earlier = has_before & (arrival < departure[before])
    turned = departure < arrival
    wrong = np.flatnonzero(earlier | turned)
    if not len(wrong):
        return calls
    trips, place = np.unique(first[wrong], return_index=True)  # the first of each trip
    for row in wrong[place].tolist():
        back = bool(earlier[row])
        name, than = ("arrival_time", int(departure[before[row]])) if back else ("departure_time", int(arrival[row]))
        told = calls.iloc[[row]].assign(**{name: format_clock(int(calls[name].iloc[row]))})
        what = "the departure before" if back else "the arrival"
        repairs.tell(FILE, told, name, f"is earlier than {what}, {format_clock(than)}", "dropped")
    guilty = np.isin(first, trips)
    others = guilty.copy()
    others[wrong[place]] = False
    repairs.tell(FILE, calls[others], "trip_id", "is a trip with times out of order", "dropped")
    return calls[~guilty].reset_index(drop=True)


def _last_with_time(time: NDArray[np.int32]) -> Ints:
    """Return for each call the last one up to it that has a time, -1 if none; it may be one of a trip before."""
    return np.maximum.accumulate(np.where(time != NO_TIME, np.arange(len(time)), -1))


def _next_with_time(time: NDArray[np.int32]) -> Ints:
    """Return for each call the first one from it on that has a time; the number of calls if none."""
    count = len(time)
    return np.minimum.accumulate(np.where(time != NO_TIME, np.arange(count), count)[::-1])[::-1]


def _between_times(calls: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Return the calls without those before the first or after the last time of their trip."""
    first, size = _spans(calls)
    time = calls["arrival_time"].to_numpy()
    outside = (_last_with_time(time) < first) | (_next_with_time(time) >= first + size)
    told = calls.assign(arrival_time="")
    kept = repairs.drop(FILE, told, outside, "arrival_time", "is empty, and no call of its trip on that side has one")
    return calls if kept is told else calls[~outside].reset_index(drop=True)


def _filled(calls: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Give calls without times some between those of the calls around them.

    By distance where all of these have one (``shape_dist_traveled``) that never goes back, else evenly; in whole
    seconds, rounded down.
    """
    time = calls["arrival_time"].to_numpy()
    lacks = time == NO_TIME
    if not lacks.any():
        return calls
    row = np.flatnonzero(lacks)
    before, after = _last_with_time(time)[row], _next_with_time(time)[row]
    begins, ends = calls["departure_time"].to_numpy()[before].astype(np.int64), time[after].astype(np.int64)
    filled = begins + (row - before) * (ends - begins) // (after - before)
    distance = calls["shape_dist_traveled"].to_numpy()
    by_distance = _distances_are_good(distance, before, after)
    share = (distance[row] - distance[before])[by_distance] / (distance[after] - distance[before])[by_distance]
    length = (ends - begins)[by_distance]
    filled[by_distance] = begins[by_distance] + np.floor(np.round(share * length, 6)).astype(np.int64)
    how = np.where(by_distance, "by distance", "evenly")
    told = calls[lacks].assign(arrival_time="")
    problem = [
        f"is empty; {format_clock(at)} taken, {way} between the times around"
        for at, way in zip(filled, how, strict=True)
    ]
    repairs.tell(FILE, told, "arrival_time", problem, MENDED)
    arrival, departure = time.copy(), calls["departure_time"].to_numpy().copy()
    arrival[row] = departure[row] = filled
    return calls.assign(arrival_time=arrival, departure_time=departure)


def _distances_are_good(distance: NDArray[np.float64], before: Ints, after: Ints) -> Mask:
    """Tell of spans between two calls whether distance grows along all calls in them."""
    steps = np.diff(distance, prepend=0)
    bad = np.cumsum(~(steps >= 0))  # also where a distance is unknown
    with np.errstate(invalid="ignore"):
        good: Mask = (distance[after] > distance[before]) & (bad[after] == bad[before])
    return good
