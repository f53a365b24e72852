"""Vehicles that break down while drivers have duties: breaks and changes of drivers come where the vehicle stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from simulator.analysis.audit.all import audit
from simulator.event_kinds import Event
from simulator.simulation.simulate import simulate
from simulator.world.disruptions import disruptions_of
from tests.worlds import facilities_of, line_network, world_of

HOUR_S = 3600
LINE = line_network(11)
DEPOT = {"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}
TOLD = (
    Event.OUT_OF_SERVICE, Event.BACK_IN_SERVICE, Event.SET_DOWN, Event.BREAK_STARTED, Event.CHANGEOVER_STARTED,
    Event.STOP_ENDED, Event.BOARDED, Event.ALIGHTED, Event.SHIFT_ENDED, Event.TOWED,
)  # fmt: skip


def day(
    requests: list[dict[str, Any]], shifts: list[tuple[str, str]], **told: str
) -> list[tuple[int, Event, int, int]]:
    """Return time, kind, node and value of what is told of a bus that is out of service; the auditor finds nothing."""
    drivers = {"shifts": [{"start": [start] * 2, "end": [end] * 2} for start, end in shifts], "rules": "german"}
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [DEPOT], "drivers": drivers}}
    broken = {"name": "engine", "kind": "vehicles", "which": ["minibus"], **told}
    world = world_of(LINE, requests, fleet=fleet, disruptions=[broken])
    world = replace(world, disruptions=disruptions_of(world.scenario))
    events = simulate(world, debug=True)
    facilities = facilities_of(world)
    assert audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities) == []
    rows: pd.DataFrame = events[events["kind"].isin(TOLD)]
    columns = (rows[name].tolist() for name in ("time_s", "kind", "node", "value"))
    return [(time_s, Event(kind), node, value) for time_s, kind, node, value in zip(*columns, strict=True)]


def at(hour: int, minute: int) -> int:
    return hour * HOUR_S + 60 * minute


EARLY = [("04:30", "14:00")]  # twice 4.5 h of work, and half an hour of break between, which has to begin at 09:00
RIDER = {"submitted_s": at(8, 40), "origin_node": 5, "destination_node": 10}


def test_a_break_that_is_due_while_the_bus_is_out_in_its_depot_is_had_there() -> None:
    assert day([], EARLY, **{"from": "8:50", "until": "10:00"}) == [
        (at(8, 50), Event.OUT_OF_SERVICE, -1, 0),
        (at(9, 0), Event.BREAK_STARTED, 0, 1800),
        (at(9, 30), Event.STOP_ENDED, 0, 0),
        (at(10, 0), Event.BACK_IN_SERVICE, -1, 0),
        (at(14, 0), Event.SHIFT_ENDED, 0, 0),
    ]


def test_a_break_that_is_due_on_the_road_is_had_where_the_bus_stands() -> None:
    """Who rides from node 5 to node 7 is set down at node 6, and goes on with the same bus at ten."""
    rider = {"submitted_s": at(8, 30), "origin_node": 5, "destination_node": 7}
    assert day([rider], EARLY, **{"from": "8:36:30", "until": "10:00"}) == [
        (at(8, 35), Event.BOARDED, 5, 60),
        (at(8, 36), Event.STOP_ENDED, 5, 0),
        (at(8, 36) + 30, Event.OUT_OF_SERVICE, -1, 0),
        (at(8, 37), Event.SET_DOWN, 6, 60),
        (at(8, 38), Event.STOP_ENDED, 6, 0),
        (at(9, 0), Event.BREAK_STARTED, 6, 1800),
        (at(9, 30), Event.STOP_ENDED, 6, 0),
        (at(10, 0), Event.BACK_IN_SERVICE, -1, 0),
        (at(10, 0), Event.BOARDED, 6, 60),
        (at(10, 1), Event.STOP_ENDED, 6, 0),
        (at(10, 2), Event.ALIGHTED, 7, 60),
        (at(10, 3), Event.STOP_ENDED, 7, 0),
        (at(14, 0), Event.SHIFT_ENDED, 0, 0),
    ]


def test_a_bus_that_is_repaired_waits_for_the_end_of_the_break() -> None:
    rows = day([], EARLY, **{"from": "8:50", "until": "9:10"})
    assert rows[1:4] == [
        (at(9, 0), Event.BREAK_STARTED, 0, 1800),
        (at(9, 10), Event.BACK_IN_SERVICE, -1, 0),
        (at(9, 30), Event.STOP_ENDED, 0, 0),
    ]


def test_the_next_driver_comes_to_where_the_bus_stands() -> None:
    """At 09:30 and for ten minutes; it has stood at node 7 since 08:48."""
    rows = day([RIDER], [("04:30", "9:30"), ("9:30", "14:00")], **{"from": "8:47:10", "until": "10:00"})
    assert rows[4:11] == [
        (at(8, 47) + 10, Event.OUT_OF_SERVICE, -1, 0),
        (at(8, 48), Event.SET_DOWN, 7, 60),
        (at(8, 49), Event.STOP_ENDED, 7, 0),
        (at(9, 30), Event.CHANGEOVER_STARTED, 7, 600),
        (at(9, 40), Event.STOP_ENDED, 7, 0),
        (at(10, 0), Event.BACK_IN_SERVICE, -1, 0),
        (at(10, 0), Event.BOARDED, 7, 60),
    ]


def test_no_break_comes_after_a_shift_that_ends_with_the_bus_towed() -> None:
    """Out until the evening of the next day: it is towed at the end of the shift, with the break behind."""
    rows = day([], EARLY, **{"from": "8:50", "until": "17:10"})
    assert [row[1] for row in rows] == [
        Event.OUT_OF_SERVICE, Event.BREAK_STARTED, Event.STOP_ENDED, Event.SHIFT_ENDED, Event.BACK_IN_SERVICE,
    ]  # fmt: skip
