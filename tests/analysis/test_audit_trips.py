"""The auditor of trips told as a whole: what is right to the second, and what is not."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.audit.trips import follow_trips
from simulator.event_kinds import Event
from simulator.tables import EVENT_DTYPES, NO_TIME

HOME, SHOP, RACK = 1, 2, 3
# Asked for is a trip from home to the shop, leaving at 600 s or later and there by 1800 s.
ASKED = {
    "request": 0, "earliest_departure_s": 600, "earliest_arrival_s": NO_TIME, "latest_arrival_s": 1800,
    "origin_node": HOME, "destination_node": SHOP, "origin_lon": 12.0, "origin_lat": 53.0, "destination_lon": 12.1,
    "destination_lat": 53.0, "party_size": 1, "wheelchairs": 0, "traveller_class": "adult", "season_ticket": False,
}  # fmt: skip
WALK = [(590, Event.ACCEPTED, HOME, 600), (600, Event.TRIP_BEGAN, HOME, 0), (1800, Event.TRIP_ENDED, SHOP, 0)]
# Five minutes to the rack, two of waiting there, ten on the bike, one from it.
BIKE = [
    (590, Event.ACCEPTED, RACK, 1020), (600, Event.TRIP_BEGAN, HOME, 0), (1020, Event.VEHICLE_TAKEN, RACK, 120),
    (1620, Event.VEHICLE_LEFT, RACK, 0), (1680, Event.TRIP_ENDED, SHOP, 0),
]  # fmt: skip
Told = list[tuple[int, Event, int, int]]


def told_of(rows: Told, *, shared: bool = False, **asked: int) -> tuple[int, list[str]]:
    """Return how many trips are whole, and what is wrong with them; rows: time, kind, node, value."""
    of_vehicle = {Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT}
    bike = 9 if any(row[1] in of_vehicle for row in rows) else -1
    full = [
        (time_s, seq, 4, kind, bike if kind in of_vehicle | {Event.ACCEPTED} else -1, 0, 0, node, value)
        for seq, (time_s, kind, node, value) in enumerate(rows)
    ]
    events, requests = pd.DataFrame(full, columns=list(EVENT_DTYPES)), pd.DataFrame([ASKED | asked])
    trips, found = follow_trips(events, 4, requests, shared=shared)
    return len(trips), [line.rpartition(": ")[2] for line in found]


@pytest.mark.parametrize("rows", [WALK, BIKE])
def test_what_is_just_in_time_is_right(rows: Told) -> None:
    assert told_of(rows) == (1, [])
    assert told_of(rows, earliest_arrival_s=rows[-1][0]) == (1, [])


@pytest.mark.parametrize(
    ("place", "row", "told"),
    [
        (0, (601, Event.ACCEPTED, HOME, 600), "begins before it is accepted"),
        (0, (590, Event.ACCEPTED, HOME, 601), "begins at 600 s, accepted was 601 s"),
        (0, (590, Event.ACCEPTED, SHOP, 600), "begins at 600 s, accepted was 600 s"),
        (2, (1801, Event.TRIP_ENDED, SHOP, 0), "arrives after 1800 s"),
        (2, (1800, Event.TRIP_ENDED, RACK, 0), f"{Event.TRIP_ENDED.words} at node {RACK}, not {SHOP}"),
        (1, (600, Event.TRIP_BEGAN, RACK, 0), "begins at 600 s, accepted was 600 s"),
    ],
)
def test_what_is_wrong_with_a_walk(place: int, row: tuple[int, Event, int, int], told: str) -> None:
    assert told in told_of([*WALK[:place], row, *WALK[place + 1 :]])[1]


@pytest.mark.parametrize(
    ("place", "row"),
    [
        (2, (1020, Event.VEHICLE_TAKEN, RACK, 421)),  # would have waited before it left home
        (3, (1019, Event.VEHICLE_LEFT, RACK, 0)),
        (4, (1619, Event.TRIP_ENDED, SHOP, 0)),
    ],
)
def test_the_parts_of_a_trip_follow_each_other(place: int, row: tuple[int, Event, int, int]) -> None:
    assert "walks, wait and ride do not follow each other" in told_of([*BIKE[:place], row, *BIKE[place + 1 :]])[1]


def test_too_soon() -> None:
    assert told_of(WALK, earliest_departure_s=601)[1] == ["leaves before 601 s"]
    assert told_of(WALK, earliest_arrival_s=1801)[1] == ["arrives before 1801 s"]


def test_what_is_missing() -> None:
    assert told_of(WALK[:-1]) == (0, ["has no end"])
    assert told_of([WALK[0], WALK[2]]) == (0, ["follows nothing", "has no beginning"])
    assert told_of(WALK[1:]) == (0, ["the ride was never accepted"] * 2)
    without_its_begin = [BIKE[0], *BIKE[2:]]
    assert told_of(without_its_begin)[0] == 0
    assert "has no beginning" in told_of(without_its_begin)[1]


# Two minutes to the stop, a bus, four minutes to another stop of which one is waited, a train.
BUSES = [
    (590, Event.ACCEPTED, RACK, 720), (600, Event.TRIP_BEGAN, HOME, 0), (720, Event.CALLED, RACK, 5),
    (720, Event.VEHICLE_TAKEN, RACK, 0), (1020, Event.CALLED, 4, 6), (1020, Event.VEHICLE_LEFT, 4, 0),
    (1260, Event.CALLED, 5, 17), (1260, Event.VEHICLE_TAKEN, 5, 60), (1620, Event.CALLED, 6, 18),
    (1620, Event.VEHICLE_LEFT, 6, 0), (1800, Event.TRIP_ENDED, SHOP, 0),
]  # fmt: skip


def test_several_rides_follow_each_other() -> None:
    assert told_of(BUSES, shared=True) == (1, [])
    waits_before_it_is_there = (1260, Event.VEHICLE_TAKEN, 5, 241)
    found = told_of([*BUSES[:7], waits_before_it_is_there, *BUSES[8:]], shared=True)[1]
    assert found == ["walks, wait and ride do not follow each other"]
    never_left = [*BUSES[:4], *BUSES[6:]]
    assert told_of(never_left, shared=True) == (0, [f"follows {Event.VEHICLE_TAKEN.words}"])


def test_calls_are_told_with_the_row_behind_them() -> None:
    full = [(time_s, n, 4, kind, 9, 0, 0, node, value) for n, (time_s, kind, node, value) in enumerate(BUSES)]
    events = pd.DataFrame(full, columns=list(EVENT_DTYPES))
    ((trip,), found) = follow_trips(events, 4, pd.DataFrame([ASKED]), shared=True)
    assert found == []
    told = [(trip.calls[taken], trip.calls[left], taken.time_s, left.time_s) for taken, left in trip.rides]
    assert told == [(5, 6, 720, 1020), (17, 18, 1260, 1620)]


def test_many_ride_in_a_vehicle_that_is_shared() -> None:
    rows = [(row, request) for request in (0, 1) for row in BUSES]
    full = [
        (time_s, seq, 4, kind, 9, request, request, node, value)
        for seq, ((time_s, kind, node, value), request) in enumerate(sorted(rows, key=lambda row: row[0][0]))
    ]
    events = pd.DataFrame(full, columns=list(EVENT_DTYPES))
    both = pd.DataFrame([ASKED, ASKED | {"request": 1}])
    assert follow_trips(events, 4, both, shared=True)[1] == []
    assert any("somebody has the vehicle already" in line for line in follow_trips(events, 4, both)[1])


def test_a_bike_is_where_it_was_left() -> None:
    taken = (1020, Event.VEHICLE_TAKEN, SHOP, 120)
    assert told_of([*BIKE[:2], taken, *BIKE[3:]])[1] == ["begins at 1020 s, accepted was 1020 s"]
    again = [*BIKE, (1700, Event.VEHICLE_TAKEN, SHOP, 0)]
    assert f"the vehicle stands at node {RACK}" in told_of(again)[1]
