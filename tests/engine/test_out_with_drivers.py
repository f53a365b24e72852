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
    requests: list[dict[str, Any]],
    shifts: list[tuple[str, str]],
    *others: dict[str, Any],
    **told: Any,
) -> list[tuple[int, Event, int, int]]:
    """Return time, kind, node and value of what is told of a bus that is out of service; the auditor finds nothing."""
    dispatch = told.pop("dispatch", {})
    drivers = {"shifts": [{"start": [start] * 2, "end": [end] * 2} for start, end in shifts], "rules": "german"}
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [DEPOT], "drivers": drivers}}
    broken = {"name": "engine", "kind": "vehicles", "which": ["minibus"], **told}
    world = world_of(LINE, requests, fleet=fleet, disruptions=[broken, *others], dispatch=dispatch)
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


STRIKE = {"name": "strike", "kind": "drivers", "strike": True, "from": "8:30", "until": "20:00"}


def test_in_a_strike_a_bus_that_is_out_of_service_is_towed_at_once() -> None:
    """It stands at node 7 since 08:10, to be repaired in the evening; the driver has not worked longer than 4.5 h."""
    rider = {"submitted_s": at(8, 0), "origin_node": 5, "destination_node": 10}
    rows = day([rider], EARLY, STRIKE, **{"from": "8:07:10", "until": "18:00"})
    assert rows[-3:] == [
        (at(8, 30), Event.TOWED, 7, 0),
        (at(8, 30), Event.SHIFT_ENDED, 0, 0),
        (at(18, 0), Event.BACK_IN_SERVICE, -1, 0),
    ]


def test_who_is_brought_home_in_a_strike_gets_off_before_the_bus_is_towed() -> None:
    """Boarded at node 5 until 08:28, bound for node 10; the bus breaks down at 08:31:10 before node 9."""
    rider = {"submitted_s": at(8, 22), "origin_node": 5, "destination_node": 10}
    rows = day([rider], EARLY, STRIKE, **{"from": "8:31:10", "until": "18:00"})
    assert rows[2:-1] == [
        (at(8, 31) + 10, Event.OUT_OF_SERVICE, -1, 0),
        (at(8, 32), Event.SET_DOWN, 9, 60),
        (at(8, 33), Event.STOP_ENDED, 9, 0),
        (at(8, 33), Event.TOWED, 9, 0),
        (at(8, 33), Event.SHIFT_ENDED, 0, 0),
    ]


def test_in_a_strike_a_bus_that_is_repaired_and_waits_for_a_break_drives_home() -> None:
    """Repaired at 08:54 at node 9, it would have its break there at 09:00, as home is nine minutes away."""
    rider = {"submitted_s": at(8, 22), "origin_node": 5, "destination_node": 10}
    strike = {**STRIKE, "from": "8:56"}
    rows = day([rider], EARLY, strike, **{"from": "8:31:10", "until": "8:54"})
    assert rows[-2:] == [(at(8, 54), Event.BACK_IN_SERVICE, -1, 0), (at(9, 5), Event.SHIFT_ENDED, 0, 0)]


def test_who_would_have_a_break_when_a_strike_that_is_announced_begins_is_home_by_then() -> None:
    """The break would have to begin at 09:00 and last until 09:30; the strike begins at 09:10; none comes at 14:00."""
    strike = {**STRIKE, "from": "9:10", "announced": "8:00"}
    rows = day([], [*EARLY, ("14:00", "20:00")], strike, **{"from": "23:00", "until": "23:00"})
    assert rows == [(at(9, 0), Event.SHIFT_ENDED, 0, 0)]


def test_who_is_still_to_be_met_in_a_strike_is_not_met_by_a_bus_that_breaks_down() -> None:
    """It leaves at 08:22 for node 5, to be there by 08:35, and turns off nowhere, as the strike begins at 08:24."""
    rider = {"submitted_s": at(8, 22), "earliest_departure_s": at(8, 35), "origin_node": 5, "destination_node": 10}
    strike = {**STRIKE, "from": "8:24"}
    told = {"from": "8:24:10", "until": "8:25:30", "dispatch": {"diversion": False, "wait_at": "next_stop"}}
    assert day([rider], EARLY, strike, **told) == [
        (at(8, 24) + 10, Event.OUT_OF_SERVICE, -1, 0),
        (at(8, 25), Event.TOWED, 3, 0),
        (at(8, 25), Event.SHIFT_ENDED, 0, 0),
        (at(8, 25) + 30, Event.BACK_IN_SERVICE, -1, 0),
    ]


def test_a_bus_that_breaks_down_once_more_where_it_stands_is_towed_at_the_end_of_the_shift() -> None:
    """At node 9 since 08:32, out until the evening; the break was at 09:00, and the driver goes home at 14:00."""
    rider = {"submitted_s": at(8, 22), "origin_node": 5, "destination_node": 10}
    again = {"name": "again", "kind": "vehicles", "which": ["minibus"], "from": "12:00", "until": "19:00"}
    rows = day([rider], EARLY, again, **{"from": "8:31:10", "until": "18:00"})
    assert rows[-4:] == [
        (at(12, 0), Event.OUT_OF_SERVICE, -1, 1),
        (at(14, 0), Event.TOWED, 9, 0),
        (at(14, 0), Event.SHIFT_ENDED, 0, 0),
        (at(19, 0), Event.BACK_IN_SERVICE, -1, 0),
    ]


def test_a_break_is_had_to_its_end_where_the_bus_breaks_down_once_more_and_a_strike_begins() -> None:
    """Out in its depot since 08:50, once more at 09:10; the break is until 09:30, the strike from 09:20."""
    again = {"name": "again", "kind": "vehicles", "which": ["minibus"], "from": "9:10", "until": "19:00"}
    strike = {**STRIKE, "from": "9:20"}
    assert day([], EARLY, again, strike, **{"from": "8:50", "until": "18:00"})[1:-1] == [
        (at(9, 0), Event.BREAK_STARTED, 0, 1800),
        (at(9, 10), Event.OUT_OF_SERVICE, -1, 1),
        (at(9, 30), Event.STOP_ENDED, 0, 0),
        (at(9, 30), Event.SHIFT_ENDED, 0, 0),
    ]
