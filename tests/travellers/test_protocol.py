"""Asking changes nothing, and what has gone stale is not booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.engine.agenda import Clock
from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.kernels.layout import ROW_RIDE
from simulator.reasons import Reason
from simulator.services.charging import ChargingSites
from simulator.services.disrupted import Disrupted
from simulator.services.protocol import Attempt, Booked, Day, Ends, Offer, Refusal
from simulator.services.ridepooling.service import Ridepooling
from simulator.services.roads_in_time import RoadsInTime
from simulator.simulation.simulate import simulate
from simulator.tables import NO_NODE, NO_TIME
from simulator.travellers.journeys import book_whole
from simulator.travellers.store import Store
from tests.engine.energy_days import energy_day
from tests.worlds import line_network, ridepooling, rides_in, world_of


@pytest.mark.parametrize("seed", [2, 8, 10, 11])
def test_probes_leave_no_trace(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked in between, for requests that have no ride yet, the day is the same to the last byte.

    On days whose plans are changed by bookings alone: re-planning draws from a stream of its own.
    """
    world = energy_day(seed)
    assert ridepooling(world.scenario).dispatch.replan.when == "never"
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


def running(
    requests: list[dict[str, int]], vehicles: int = 1, log: EventLog | None = None, number: int = 0
) -> tuple[Ridepooling, EventLog]:
    """A service at the beginning of a day, before anybody has asked."""
    network = line_network(12)
    depot = {"name": "home", "lon": float(network.lon[0]), "lat": float(network.lat[0])}
    fleet = {"bus": {"count": vehicles, "seats": 8, "depots": [depot]}}
    world = world_of(network, requests, fleet=fleet, limits={"default": {"max_wait_s": 3600}})
    env, log = Clock(), EventLog() if log is None else log
    sites, roads = ChargingSites(env, world.sites), RoadsInTime(env, log.of(-1), world)
    return Ridepooling(
        Day(env, log.of(number), world, rides_in(world), sites, roads, Disrupted(env, log.of(-1), world), debug=True),
        number,
    ), log


RIDES = [{"submitted_s": 0, "origin_node": node, "destination_node": node + 4} for node in (1, 2)]


@pytest.mark.parametrize("compares", [False, True])
@pytest.mark.parametrize(("vehicles", "second_is_good"), [(1, False), (2, True)])
def test_only_what_depends_on_a_changed_plan_goes_stale(vehicles: int, second_is_good: bool, compares: bool) -> None:
    service, log = running(RIDES, vehicles)
    first, second = (service.offers([(Attempt(number, number, 0, 0, compares),)], 0)[0][0][0] for number in range(2))
    if second_is_good:  # the same place in the plan of the other vehicle
        answer = second.what.answer._replace(vehicle=1)
        second = second._replace(what=second.what._replace(answer=answer))
    assert service.are_good([first], 0)
    assert service.are_good([second], 0)
    assert not service.are_good([first], 1)
    assert len(log) == 0
    service.book(first, 0, 0)
    assert not service.are_good([first], 0)
    assert service.are_good([second], 0) is second_is_good
    booked = len(log)
    again = service.offers([(Attempt(2, 1, 0, 0, compares),)], 0)[0][0][0]
    assert len(log) == booked
    assert service.book(again, 1, 0).vehicle == again.what.answer.vehicle


MIDDLE = 6
WAYS = [{"submitted_s": 0, "earliest_departure_s": 600, "origin_node": 1, "destination_node": 11} for _ in range(40)]


def test_a_part_of_a_way_goes_between_its_own_ends_and_times() -> None:
    service, log = running(WAYS[:1])
    part = Attempt(0, 0, 0, 0, compares=True, ends=Ends(NO_NODE, MIDDLE, 1200, 2000))
    offer = service.offers([(part,)], 0)[0][0][0]
    # The bus is at the origin long before; boarding takes a minute, the drive five.
    assert (offer.node, offer.boarding_s, offer.alighting_s) == (1, 1200, 1200 + 60 + 300)
    assert offer.direct_s == 300
    assert service.offers([(Attempt(0, 0, 0, 0, compares=True),)], 0)[0][0][0].ride_s == 600
    assert service.book(offer, 7, 0) == Booked(0, 1200)
    assert set(log.rows[: len(log), ROW_RIDE].tolist()) == {7}
    late = Attempt(0, 0, 0, 0, compares=True, ends=Ends(MIDDLE, NO_NODE, 1200, 1500))
    assert service.offers([(late,)], 0)[0].reason == Reason.LATEST_ARRIVAL_IMPOSSIBLE


def way(services: dict[int, Ridepooling], by: tuple[int, int], request: int) -> tuple[Offer, ...] | None:
    """Two rides with a change in the middle, the second as soon as the first has arrived; None where there are none."""
    bundle: list[Offer] = []
    for number, (origin, destination) in zip(by, ((NO_NODE, MIDDLE), (MIDDLE, NO_NODE)), strict=True):
        earliest_s = bundle[0].arrival_s if bundle else NO_TIME
        attempt = Attempt(0, request, 0, 0, compares=True, ends=Ends(origin, destination, earliest_s))
        answer = services[number].offers([(attempt,)], 0)[0]
        if isinstance(answer, Refusal):
            return None
        bundle += answer[0]
    return tuple(bundle)


def test_two_offers_that_change_one_plan_are_not_good_together() -> None:
    service, log = running(WAYS[:1])
    bundle = way({0: service}, (0, 0), 0)
    assert bundle is not None
    assert service.are_good(bundle[:1], 0)
    assert service.are_good(bundle[1:], 0)
    assert not service.are_good(bundle, 0)
    assert book_whole({0: service}, bundle, lambda: 0, 0) is None
    assert len(log) == 0


def planned(services: dict[int, Ridepooling]) -> dict[int, list[int]]:
    """The rides in all plans, with the services that have them."""
    found: dict[int, list[int]] = {}
    for number, service in services.items():
        plans = service._plans
        for vehicle in range(plans.vehicles.shape[1]):
            stops = plans.array[f.REQUEST, 1 : plans.stop_count(vehicle) + 1, vehicle]
            for ride in sorted(set(stops.tolist())):
                found.setdefault(ride, []).append(number)
    return found


@pytest.mark.parametrize("by", [(0, 1), (1, 0)])
@pytest.mark.parametrize("seed", range(3))
def test_a_way_is_booked_as_a_whole_or_not_at_all_whatever_goes_stale(seed: int, by: tuple[int, int]) -> None:
    first, log = running(WAYS, vehicles=3)
    services = {0: first, 1: running(WAYS, vehicles=3, log=log, number=1)[0]}
    random, store = np.random.default_rng(seed), Store(len(WAYS), lambda request: log.number_rides([request]))
    log.number_rides(np.arange(len(WAYS)))
    expected: dict[int, list[int]] = {}
    whole = stale = 0
    for request in range(len(WAYS)):
        bundle = way(services, by, request)
        if bundle is None:
            continue
        if random.random() < 0.5:  # somebody else is quicker, in one of the services
            number = int(random.integers(2))
            (offer,) = services[number].offers([(Attempt(0, request, 0, 0),)], 0)[0][0]
            ride = store.new_ride(request)
            services[number].book(offer, ride, 0)
            expected[ride] = [number]
        before, rows = planned(services), len(log)
        legs = book_whole(services, bundle, store.new_ride, 0)
        if legs is None:
            stale += 1
            assert (planned(services), len(log)) == (before, rows)
        else:
            whole += 1
            assert [offer for offer, _, _ in legs] == list(bundle)
            expected |= {ride: [offer.service] for offer, ride, _ in legs}
        assert planned(services) == expected
    assert whole > 3
    assert stale > 3
    events = log.to_frame()
    rides = events[events["kind"] == Event.ACCEPTED]
    assert sorted(rides["ride"]) == sorted(expected)
    request_of = dict(zip(store.rides["ride"].tolist(), store.rides["request"].tolist(), strict=True))
    assert [request_of[ride] for ride in rides["ride"].tolist()] == rides["request"].tolist()
