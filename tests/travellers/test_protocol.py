"""Asking changes nothing, and what has gone stale is not booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
import simpy

from simulator.engine.log import EventLog
from simulator.services.charging import ChargingSites
from simulator.services.protocol import Attempt, Day
from simulator.services.ridepooling.service import Ridepooling
from simulator.simulation.simulate import simulate
from tests.engine.energy_days import energy_day
from tests.worlds import line_network, ridepooling, world_of


def without_replanning(seeds: range) -> list[int]:
    """Days whose plans are changed by bookings alone: re-planning draws from a stream of its own."""
    return [seed for seed in seeds if ridepooling(energy_day(seed).scenario).dispatch.replan.when == "never"]


@pytest.mark.parametrize("seed", without_replanning(range(12)))
def test_probes_leave_no_trace(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked in between, for requests that have no ride yet, the day is the same to the last byte."""
    world = energy_day(seed)
    undisturbed = simulate(world)
    ask, random = Ridepooling.offers, np.random.default_rng(seed)
    new, probes = set(range(len(world.requests))), 0

    def probed(self: Ridepooling, asks: Sequence[Any], now_s: int) -> Any:
        nonlocal probes
        asked = {attempt.request for (attempt,) in asks}
        new.difference_update(asked)
        for request in random.permutation([*new, *asked])[:3].tolist():
            again, waited = (int(number) for number in random.integers(0, 2, 2))
            attempt = Attempt(0, request, again, now_s - 100 * waited, compares=bool(random.integers(2)))
            ask(self, ((attempt,),), now_s)
            probes += 1
        return ask(self, asks, now_s)

    monkeypatch.setattr(Ridepooling, "offers", probed)
    pd.testing.assert_frame_equal(simulate(world), undisturbed)
    assert probes > 20


def running(requests: list[dict[str, int]], vehicles: int = 1) -> tuple[Ridepooling, EventLog]:
    """A service at the beginning of a day, before anybody has asked."""
    network = line_network(12)
    depot = {"name": "home", "lon": float(network.lon[0]), "lat": float(network.lat[0])}
    world = world_of(network, requests, fleet={"bus": {"count": vehicles, "seats": 8, "depots": [depot]}})
    env, log = simpy.Environment(), EventLog()
    return Ridepooling(Day(env, log.of(0), world, ChargingSites(env, world.sites)), 0), log


RIDES = [{"submitted_s": 0, "origin_node": node, "destination_node": node + 4} for node in (1, 2)]


@pytest.mark.parametrize("compares", [False, True])
@pytest.mark.parametrize(("vehicles", "second_is_good"), [(1, False), (2, True)])
def test_only_what_depends_on_a_changed_plan_goes_stale(vehicles: int, second_is_good: bool, compares: bool) -> None:
    service, log = running(RIDES, vehicles)
    first, second = (service.offers([(Attempt(number, number, 0, 0, compares),)], 0)[0][0][0] for number in range(2))
    if second_is_good:  # the same place in the plan of the other vehicle
        answer = second.what.answer._replace(vehicle=1)
        second = second._replace(what=second.what._replace(answer=answer))
    assert service.is_good(first, 0)
    assert service.is_good(second, 0)
    assert not service.is_good(first, 1)
    assert len(log) == 0
    service.book([first], [0], 0)
    assert not service.is_good(first, 0)
    assert service.is_good(second, 0) is second_is_good
    booked = len(log)
    again = service.offers([(Attempt(2, 1, 0, 0, compares),)], 0)[0][0][0]
    assert len(log) == booked
    assert service.book([again], [1], 0)[0].vehicle == again.what.answer.vehicle
