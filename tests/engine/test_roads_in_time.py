"""Days on roads that change while vehicles are under way: every leg is walked again, and who is late is told why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.audit.drives import Drives
from simulator.event_kinds import Event
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.network.test_dated_roads import NODES, random_changes, random_network, roads_of
from tests.worlds import facilities_of, world_of


def random_day(seed: int) -> World:
    """Four vehicles, forty requests within three hours, and roads that change meanwhile; every other time unawares."""
    random = np.random.default_rng(seed)
    network = random_network(random)
    roads = roads_of(network, *random_changes(network, random, known=seed % 2 == 0))
    requests = []
    for submitted_s in np.sort(random.integers(0, 7000, 40)).tolist():
        origin, destination = random.choice(NODES, 2, replace=False).tolist()
        ahead_s = int(random.integers(0, 3)) * 900
        requests.append(
            {"submitted_s": submitted_s, "earliest_departure_s": submitted_s + ahead_s,
             "origin_node": origin, "destination_node": destination}
        )  # fmt: skip
    dispatch: dict[str, Any] = {
        "diversion": bool(seed % 5),
        "replan": {"when": ["never", "on_rejection", "every_request"][seed % 3], "iterations": 100},
        "wait_at": ["previous_stop", "next_stop"][seed // 2 % 2],
        "policy": ["insertion", "insertion", "nearest_idle"][seed // 3 % 3],
    }
    depot = {"name": "home", "lon": float(network.lon[0]), "lat": float(network.lat[0])}
    fleet = {"minibus": {"count": 4, "seats": 6, "depots": [depot]}}
    return world_of(network, requests, roads, dispatch=dispatch, fleet=fleet)


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


@pytest.mark.parametrize("seed", range(24))
def test_random_days_are_in_order(seed: int) -> None:
    world = random_day(seed)
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    broken = (events["kind"] == Event.PROMISE_BROKEN).sum()
    assert seed % 2 or not broken  # what was known has been counted with
