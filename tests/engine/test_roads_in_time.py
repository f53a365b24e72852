"""Days on roads that change while vehicles are under way: every leg is walked again, and who is late is told why."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.audit.drives import Drives
from simulator.event_kinds import Event
from simulator.network.changes import RoadChange
from simulator.network.courses import Span
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.draws import first
from tests.network.test_dated_roads import NODES, random_changes, random_network, roads_of
from tests.worlds import facilities_of, network_of, random_requests, world_of


def random_day(seed: int) -> World:
    """Four vehicles, forty requests within three hours, and roads that change meanwhile; every other time unawares."""
    random = np.random.default_rng(seed)
    network = random_network(random)
    roads = roads_of(network, *random_changes(network, random, known=seed % 2 == 0))
    requests = random_requests(random, NODES)
    dispatch: dict[str, Any] = {
        "diversion": bool(seed % 5),
        "replan": {"when": ["never", "on_rejection", "every_request"][seed % 3], "iterations": 100},
        "wait_at": ["previous_stop", "next_stop"][seed // 2 % 2],
        "policy": ["insertion", "insertion", "nearest_idle"][seed // 3 % 3],
    }
    depot = {"name": "home", "lon": float(network.lon[0]), "lat": float(network.lat[0])}
    fleet = {"minibus": {"count": 4, "seats": 6, "depots": [depot]}}
    return world_of(network, requests, roads, dispatch=dispatch, fleet=fleet)


@cache
def simulated(seed: int) -> tuple[World, pd.DataFrame]:
    """A random day and its log, to look at only."""
    world = random_day(seed)
    return world, simulate(world, debug=True)


def found_by_the_auditor(world: World, events: pd.DataFrame) -> list[str]:
    return audit(events, world.requests, world.vehicles, Drives.on(world.roads), facilities=facilities_of(world))


def under_way_at_a_change(events: pd.DataFrame) -> int:
    """How often a vehicle drives while the roads change."""
    drives, count = set(), 0
    for kind, vehicle in zip(events["kind"].tolist(), events["vehicle"].tolist(), strict=True):
        if kind == Event.DEPARTED:
            drives.add(vehicle)
        elif kind in (Event.ARRIVED, Event.DIVERTED):
            drives.discard(vehicle)
        elif kind == Event.ROADS_CHANGED:
            count += len(drives)
    return count


@pytest.mark.parametrize("seed", first(10, of=24))
def test_random_days_are_in_order(seed: int) -> None:
    world, events = simulated(seed)
    assert found_by_the_auditor(world, events) == []
    broken = (events["kind"] == Event.PROMISE_BROKEN).sum()
    assert seed % 2 or not broken  # what was known has been counted with


def test_vehicles_are_often_under_way_when_roads_change() -> None:
    """Else the days above show nothing: at least one in ten, by a wide margin."""
    days = [under_way_at_a_change(simulated(seed)[1]) for seed in range(10)]
    assert sum(count > 0 for count in days) > 5


def two_ways(spans: list[Span], requests: list[dict[str, Any]], **changes: Any) -> World:
    """A short way 0-1-2 of ten minutes a street, and one around by 3 of thirty; 1-2 is closed at times."""
    network = network_of([(0, 1, 10_000.0), (1, 2, 10_000.0), (0, 3, 30_000.0), (3, 2, 30_000.0)], 4)
    roads = roads_of(network, [RoadChange("bridge", np.array([1]), 0.0)], spans)
    return world_of(network, requests, roads, **changes)


def rows(events: pd.DataFrame, *kinds: Event) -> list[tuple[int, str, int]]:
    """Time, kind and value of rows, in order."""
    chosen = events[events["kind"].isin(kinds)]
    return list(zip(chosen["time_s"], [Event(kind).name for kind in chosen["kind"]], chosen["value"], strict=True))


RIDE = {"submitted_s": 0, "origin_node": 0, "destination_node": 2}


def test_a_street_that_is_closed_unawares_is_driven_to_its_end() -> None:
    """On the bridge from 600 + 60 s; closed at 700 s: it is left at 1260 s as planned, and no promise falls."""
    world = two_ways([Span(0, 700, 4000, 700)], [RIDE])
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    assert rows(events, Event.ARRIVED, Event.ROADS_CHANGED, Event.ROADS_KNOWN, Event.PROMISE_BROKEN)[:3] == [
        (700, "ROADS_CHANGED", 1),
        (700, "ROADS_KNOWN", 1),
        (1260, "ARRIVED", 20_000),
    ]


def test_who_is_before_it_turns_round_or_waits_whatever_is_sooner() -> None:
    """Known at 100 s, closed from 500 s: at the bridge at 660 s. Until 2000 s it waits; until 9000 s it turns round.

    The longest ride is 1.5 times 1200 s and 20 minutes: 3000 s, from 60 s on.
    """
    for until_s, arrives_s, metres, late_s in (
        (2000, 2000 + 600, 20_000, []),
        (9000, 660 + 600 + 3600, 80_000, [1800]),
    ):
        world = two_ways([Span(0, 500, until_s, 100)], [RIDE])
        events = simulate(world, debug=True)
        assert found_by_the_auditor(world, events) == []
        assert rows(events, Event.ARRIVED)[0] == (arrives_s, "ARRIVED", metres)
        assert rows(events, Event.PROMISE_BROKEN) == [(100, "PROMISE_BROKEN", late) for late in late_s]


def test_what_is_known_is_planned_with() -> None:
    """The bridge is closed from 300 s to 1500 s, which is worth waiting for: 300 + 1200 + 1200 s are counted with."""
    world = two_ways([Span(0, 300, 1500)], [RIDE])
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    assert rows(events, Event.PLANNED_DROPOFF) == [(0, "PLANNED_DROPOFF", 60 + 300 + 1200 + 1200)]
    assert rows(events, Event.ALIGHTED) == [(1500 + 600, "ALIGHTED", 60)]
    assert not rows(events, Event.PROMISE_BROKEN, Event.ROADS_KNOWN)


def test_who_lives_behind_a_closure_to_come_is_refused_as_long_as_it_takes_too_long() -> None:
    """Until 3000 s it is sooner to drive round, 3600 s, than to wait; the longest ride is 3000 s."""
    events = simulate(two_ways([Span(0, 300, 3000)], [RIDE]))
    assert rows(events, Event.ACCEPTED) == []
