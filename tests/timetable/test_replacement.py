"""Buses that run instead of two parts of a trip, call by call, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.network.timetable.timetable import CALL_DTYPES, TRIP_DTYPES, Timetable
from simulator.scenario.disruptions.timetable import Replacement
from simulator.services.timetable.replacement import Cut, with_buses
from simulator.tables import typed

NONE = pd.DataFrame()
# A train from stop 7 by 8, 9 and 6 to 5; it stands two minutes at 9, and sets down only at 9, where it goes on.
CALLS = typed(
    pd.DataFrame({
        "chain": 3, "gtfs_trip": 0, "position": range(5), "stop": [7, 8, 9, 6, 5],
        "arrival_s": [0, 600, 1200, 1920, 2520], "departure_s": [0, 600, 1320, 1920, 2520],
        "may_board": [True, True, False, True, False], "may_alight": [False, True, True, True, True],
    }),
    CALL_DTYPES,
)  # fmt: skip
TRAIN = {
    "gtfs_trip_id": "t", "gtfs_route_id": "r", "line": "RE 6", "route_type": 2, "headsign": "E", "service_day": 1,
    "on_demand": False,
}  # fmt: skip
TIMETABLE = Timetable(NONE, typed(pd.DataFrame([TRAIN]), TRIP_DTYPES), CALLS, NONE)


def buses(halts: list[bool], from_s: int = 0, **more: str) -> Timetable:
    """Return the timetable with buses from 7 to 8, and from 9 by 6 to 5: half as fast, a minute later."""
    rule = Replacement.model_validate({"speed_factor": 0.5, "wait": "1 min", **more})
    cut = Cut("Works", np.array([True, False, True, True, False]), np.array(halts), from_s, rule)
    timetable, runs_for = with_buses(TIMETABLE, CALLS, {4: cut})
    assert runs_for.tolist() == [-1] + [4] * (len(timetable.trips) - 1)
    return timetable


def test_one_bus_for_each_part() -> None:
    found = buses([True] * 5)
    bus = TRAIN | {"gtfs_route_id": "SEV r", "line": "SEV RE 6", "route_type": 3}
    assert found.trips.to_dict("records") == [
        TRAIN, bus | {"gtfs_trip_id": "t~Works"}, bus | {"gtfs_trip_id": "t~Works~1"},
    ]  # fmt: skip
    assert found.calls.iloc[5:].to_numpy(object).tolist() == [
        [4, 1, 0, 7, 60, 60, True, False],
        [4, 1, 1, 8, 1260, 1260, True, True],
        [5, 2, 0, 9, 1380, 1380, True, True],  # people get on there, where the train would not let them
        [5, 2, 1, 6, 2580, 2580, True, True],
        [5, 2, 2, 5, 3780, 3780, False, True],
    ]
    assert found.calls.dtypes.to_dict() == CALLS.dtypes.to_dict()


def test_buses_that_do_not_stand_where_they_do_not_call_and_are_there_in_time() -> None:
    found = buses([True, True, True, False, True], from_s=61).calls.iloc[5:]
    assert found[["stop", "position", "departure_s"]].to_numpy().tolist() == [[9, 0, 1380], [5, 1, 3780]]
    assert len(buses([True] * 5, from_s=1381).trips) == 1


def test_buses_at_a_headway() -> None:
    """Three trains a day from 0 to 1, at 0, 1000 and 3600 s, the second one faster, and one on the day behind."""
    leaves_s, takes_s = [1000, 0, 3600, 90_000], [300, 600, 600, 500]
    rows = [
        (trip, place, trip, place, at_s + place * takes_s[trip])
        for trip, at_s in enumerate(leaves_s)
        for place in (0, 1)
    ]
    calls = pd.DataFrame(rows, columns=["chain", "position", "gtfs_trip", "stop", "arrival_s"])
    calls = typed(calls.assign(departure_s=calls["arrival_s"], may_board=True, may_alight=True), CALL_DTYPES)
    trips = [TRAIN | {"gtfs_trip_id": name, "service_day": day} for name, day in zip("abcd", (0, 0, 0, 1), strict=True)]
    rule = Replacement.model_validate({"speed_factor": 1, "wait": 0, "headway": "30 min"})
    cut = Cut("Works", np.tile([True, False], 4), np.ones(8, dtype=bool), 1800, rule)
    found, _ = with_buses(Timetable(NONE, typed(pd.DataFrame(trips), TRIP_DTYPES), calls, NONE), calls, {0: cut})
    assert found.trips["gtfs_trip_id"].tolist()[4:] == ["b~Works", "b~Works~1", "d~Works"]
    times_s = found.calls[["arrival_s", "departure_s"]].to_numpy()[8:]
    assert times_s[:, 0].tolist() == [1800, 2400, 3600, 4200, 90_000, 90_500]  # that at 0 s would be too early
