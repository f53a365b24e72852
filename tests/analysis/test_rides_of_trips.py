"""Trips of several rides, as their table tells them, against what was worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.timetable_loads import TimetableInputs
from simulator.analysis.trips import build_trips, rides_of_trips
from simulator.event_kinds import Event
from simulator.tables import EVENT_DTYPES, TRIP_INPUT_DTYPES, ServiceName, no_rows

LINES = ServiceName(3, "lines", "timetable")
# Ann: a bus that goes on as another, then a train. Bob, at the same time: one bus. Cid: no journey.
ROWS = [
    (900, Event.SUBMITTED, -1, 0, 3, 0), (900, Event.ACCEPTED, 20, 0, 4, 1180), (910, Event.SUBMITTED, -1, 1, 3, 0),
    (910, Event.ACCEPTED, 20, 1, 4, 1180), (920, Event.SUBMITTED, -1, 2, 3, 0), (920, Event.REJECTED, -1, 2, -1, 10),
    (920, Event.GAVE_UP, -1, 2, -1, 0), (1000, Event.TRIP_BEGAN, -1, 0, 3, 200), (1180, Event.CALLED, 20, 0, 4, 70),
    (1180, Event.VEHICLE_TAKEN, 20, 0, 4, 120), (1180, Event.TRIP_BEGAN, -1, 1, 4, 200),
    (1180, Event.CALLED, 20, 1, 4, 70), (1180, Event.VEHICLE_TAKEN, 20, 1, 4, 0), (1800, Event.CALLED, 20, 0, 5, 75),
    (1800, Event.VEHICLE_LEFT, 20, 0, 5, 1), (1800, Event.CALLED, 20, 1, 5, 75),
    (1800, Event.VEHICLE_LEFT, 20, 1, 5, 0), (1830, Event.TRIP_ENDED, -1, 1, 9, 7000),
    (1860, Event.CALLED, 21, 0, 5, 76), (1860, Event.VEHICLE_TAKEN, 21, 0, 5, 0), (2400, Event.CALLED, 21, 0, 6, 79),
    (2400, Event.VEHICLE_LEFT, 21, 0, 6, 0), (2880, Event.CALLED, 31, 0, -1, 95),
    (2880, Event.VEHICLE_TAKEN, 31, 0, -1, 300), (3700, Event.CALLED, 31, 0, 8, 96),
    (3700, Event.VEHICLE_LEFT, 31, 0, 8, 0), (4000, Event.TRIP_ENDED, -1, 0, 7, 30_000),
]  # fmt: skip


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """The log of three people."""
    full = [
        (time_s, seq, 3, kind, vehicle, request, -1, node, value)
        for seq, (time_s, kind, vehicle, request, node, value) in enumerate(ROWS)
    ]
    return pd.DataFrame(full, columns=list(EVENT_DTYPES))


@pytest.fixture(scope="module")
def demand() -> pd.DataFrame:
    """What they asked for."""
    table = no_rows(TRIP_INPUT_DTYPES).reindex(range(3))
    table = table.fillna({name: 0 for name, dtype in TRIP_INPUT_DTYPES.items() if dtype != "string"}).fillna("x")
    return table.assign(request=[0, 1, 2], latest_arrival_s=-1).astype(TRIP_INPUT_DTYPES)


def test_rides_one_by_one(events: pd.DataFrame) -> None:
    rides = rides_of_trips(events)
    assert list(rides.itertuples(index=False, name=None)) == [
        (3, 0, 20, 1180, 1800, 70, 75, 120, 1),
        (3, 1, 20, 1180, 1800, 70, 75, 0, 0),
        (3, 0, 21, 1860, 2400, 76, 79, 0, 0),
        (3, 0, 31, 2880, 3700, 95, 96, 300, 0),
    ]


def test_whole_trips(events: pd.DataFrame, demand: pd.DataFrame) -> None:
    trips = build_trips(events, [LINES], demand, TimetableInputs().trips).set_index("request")
    columns = ["departure_s", "taken_s", "left_s", "arrival_s", "journey_s", "ride_s", "wait_s", "change_wait_s"]
    assert trips.loc[0, columns].tolist() == [1000, 1180, 3700, 4000, 3000, 620 + 60 + 540 + 820, 120 + 300, 300]
    assert trips.loc[1, columns].tolist() == [1180, 1180, 1800, 1830, 650, 620, 0, 0]
    assert trips.loc[[0, 1], ["rides", "walk_s", "vehicle"]].to_numpy().tolist() == [[2, 540, 20], [1, 30, 20]]
    assert trips.loc[2, [*columns, "rides", "walk_s"]].isna().all()
    assert trips["reason"].tolist()[2] == "no_journey"
