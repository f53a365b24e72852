"""Buses and trains as the replay shows them: from call to call, at the times at which they call there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Ints
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.network.graph import RoadNetwork
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.report.replay.packing import narrow

MOST_CALLS = 60_000  # of all trips; beyond, only some of those that nobody of the run rides are shown
MARGIN_M = 2_000  # around the roads: nearer than that is the county
_TIMES = ("arrival_s", "departure_s")


@dataclass(frozen=True)
class Calls:
    """All calls of all timetables, by trip and along it. Arrays of int64, (calls,), if not said otherwise.

    halt: row of ``halts``, which are the stops of all timetables with ``xy`` [m]. times, late: (calls, 2), planned
    arrival and departure, and how much later they really are [s]. begins: first call of each trip, (trips + 1,).
    first: number of the first call of each service's timetable. trips: as in ``gtfs_trips``, in that order.
    """

    halts: pd.DataFrame
    xy: NDArray[np.int64]
    halt: Ints
    times: Ints
    late: Ints
    begins: Ints
    first: dict[str, int]
    trips: pd.DataFrame

    @property
    def trip(self) -> Ints:
        """Return the trip of every call."""
        return np.repeat(np.arange(len(self.trips)), np.diff(self.begins))

    def rows_of(self, service: pd.Series[str], call: pd.Series[int]) -> Ints:
        """Return the rows of calls that are named by their service and number."""
        return service.map(self.first).to_numpy(np.int64) + call.to_numpy(np.int64)


def calls_of(given: TimetableInputs, network: RoadNetwork) -> Calls:
    """Put the timetables of all services one behind the other."""
    calls = given.calls.reset_index(drop=True)
    halts = given.stops.reset_index(drop=True)
    row = pd.MultiIndex.from_frame(halts[["service", "stop"]])
    number = pd.MultiIndex.from_frame(given.trips[["service", "vehicle"]])
    trip = number.get_indexer(pd.MultiIndex.from_frame(calls[["service", "vehicle"]]))
    times = calls[list(_TIMES)].to_numpy(np.int64)
    actual = [f"actual_{name}" for name in _TIMES]  # only where they may be late
    late = calls[actual].to_numpy(np.int64) - times if set(actual) <= set(calls.columns) else np.zeros_like(times)
    return Calls(
        halts,
        np.round(network.project(halts["lon"], halts["lat"])).astype(np.int64),
        row.get_indexer(pd.MultiIndex.from_frame(calls[["service", "stop"]])).astype(np.int64),
        times,
        late,
        np.searchsorted(trip, np.arange(len(given.trips) + 1)).astype(np.int64),
        {str(name): int(at) for name, at in zip(*np.unique(calls["service"], return_index=True), strict=True)},
        given.trips.reset_index(drop=True),
    )


@dataclass(frozen=True)
class Lines:
    """The trips that are shown.

    trips: int64, rows of the trips. total: how many run in the time and place shown. content, arrays: see ``payload``.
    """

    trips: Ints
    total: int
    content: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def follow_lines(calls: Calls, ridden: Ints, roads_m: NDArray[np.float64], hours: tuple[int, int]) -> Lines:
    """Choose what is seen of buses and trains, and write down when they are where.

    ridden: int64, calls at which somebody of the run gets on or off. roads_m: float64, (places, 2), how far the roads
    reach. hours: of the replay [s]. Of a trip that leaves the county only the calls there are shown, and one before and
    after them, or as far as somebody of the run rides.
    """
    first, last, there = _seen(calls, ridden, roads_m)
    began_s, ended_s = (calls.times + calls.late)[first, 1], (calls.times + calls.late)[last, 0]
    has_riders = np.isin(np.arange(len(calls.trips)), calls.trip[ridden])
    runs = has_riders | ~calls.trips["on_demand"].to_numpy(np.bool_)
    near = np.flatnonzero((last > first) & runs & (began_s < hours[1]) & (ended_s > hours[0]))
    shown = _so_many(near, has_riders[near], (last - first + 1)[near])
    shown = shown[np.argsort(began_s[shown], kind="stable")]
    ways = [slice(first[trip], last[trip] + 1) for trip in shown.tolist()]
    halts = np.unique(np.concatenate([np.zeros(0, np.int64), *(calls.halt[way] for way in ways)]))
    names, of_trips = _names(calls.trips.iloc[shown])
    by_rail = np.isin(calls.trip, shown[_by_rail(calls.trips.iloc[shown])])
    stations = _stations(calls, np.unique(calls.halt[by_rail & there]))
    content = {"halts": calls.halts["name"].iloc[halts].astype(str).tolist(), "stations": stations, **names}
    arrays = {
        "halt_x": calls.xy[halts, 0].astype(np.int32),
        "halt_y": calls.xy[halts, 1].astype(np.int32),
        **of_trips,
        **_courses(calls, ways, halts),
        **_late(calls, ways),
    }
    return Lines(shown, len(near), content, arrays)


def _seen(calls: Calls, ridden: Ints, roads_m: NDArray[np.float64]) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Return first and last call that is seen of every trip, the same twice where none is; which calls are there."""
    low, high = roads_m.min(axis=0) - MARGIN_M, roads_m.max(axis=0) + MARGIN_M
    there = ((calls.xy >= low) & (calls.xy <= high)).all(axis=1)[calls.halt]
    there[ridden] = True
    begin, end = calls.begins[:-1], calls.begins[1:] - 1
    row = np.arange(len(there))
    first = np.minimum.reduceat(np.where(there, row, len(there)), begin)
    last = np.maximum.reduceat(np.where(there, row, -1), begin)
    none = last < 0
    first = np.where(none, begin, np.maximum(first - 1, begin))
    return first, np.where(none, begin, np.minimum(last + 1, end)), there


def _so_many(trips: Ints, has_riders: NDArray[np.bool_], calls: Ints) -> Ints:
    """Leave trips without riders out, evenly, until there are about MOST_CALLS. has_riders, calls: of each trip."""
    room, needed = MOST_CALLS - int(calls[has_riders].sum()), int(calls[~has_riders].sum())
    if needed <= room:
        return trips
    others = trips[~has_riders]
    wanted = max(0, len(others) * room // needed)
    return np.sort(np.r_[trips[has_riders], others[np.arange(wanted) * len(others) // max(wanted, 1)]])


def _names(trips: pd.DataFrame) -> tuple[dict[str, list[str]], dict[str, NDArray[Any]]]:
    """Return what lines and goals are called, and which of them, and whether it is a train, for each trip."""
    line, lines = pd.factorize(trips["line"].fillna("").astype(str))
    goal, goals = pd.factorize(trips["headsign"].fillna("").astype(str))
    return {"lines": list(lines), "goals": list(goals)}, {
        "run_line": narrow(line),
        "run_goal": narrow(goal),
        "run_rail": _by_rail(trips).astype(np.uint8),
    }


def _by_rail(trips: pd.DataFrame) -> NDArray[np.bool_]:
    return trips["route_type"].isin(ROUTE_TYPES["rail"]).to_numpy(np.bool_)


def _stations(calls: Calls, halts: Ints) -> list[list[Any]]:
    """Return the stations of some halts: [name, x, y]."""
    table = calls.halts.iloc[halts]
    first = ~table.duplicated(["service", "station"]).to_numpy(np.bool_)
    names, places = table["name"][first].astype(str).tolist(), calls.xy[halts][first].tolist()
    return [[name, *place] for name, place in zip(names, places, strict=True)]


def _courses(calls: Calls, ways: list[slice], halts: Ints) -> dict[str, NDArray[Any]]:
    """Return when trips begin, and their calls; once for all trips that call at the same halts in the same rhythm."""
    known: dict[bytes, int] = {}
    parts, course, start = [np.zeros((0, 3), np.int64)], [], []
    for way in ways:
        began_s = int(calls.times[way][0, 1])
        rows = np.column_stack([np.searchsorted(halts, calls.halt[way]), calls.times[way] - began_s])
        rows[0, 1] = 0  # where it comes from is not seen
        key = rows.tobytes()
        if key not in known:
            known[key] = len(known)
            parts.append(rows)
        course.append(known[key])
        start.append(began_s)
    rows = np.concatenate(parts)
    return {
        "run_course": narrow(course),
        "run_start": narrow(start),
        "course_calls": narrow([len(part) for part in parts[1:]]),
        "call_halt": narrow(rows[:, 0]),
        "call_arrival": narrow(rows[:, 1]),
        "call_departure": narrow(rows[:, 2]),
    }


def _late(calls: Calls, ways: list[slice]) -> dict[str, NDArray[Any]]:
    """Return how late trips are at each of their calls [s]; of those that are on time everywhere nothing."""
    late = [calls.late[way] for way in ways]
    late = [rows if rows.any() else rows[:0] for rows in late]
    rows = np.concatenate([np.zeros((0, 2), np.int64), *late])
    return {
        "run_late": narrow([len(one) for one in late]),
        "late_arrival": narrow(rows[:, 0]),
        "late_departure": narrow(rows[:, 1]),
    }
