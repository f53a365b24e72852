"""A bus waits for somebody who comes later, if everything that others were promised keeps; else nothing changes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from simulator.engine.loop import run_until
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.services.protocol import Attempt, Refusal
from simulator.services.ridepooling.service import Ridepooling
from tests.travellers.test_protocol import running


def booked(service: Ridepooling, request: int) -> Any:
    answer = service.offers([(Attempt(request, request, 0, 0),)], 0)[0]
    return None if isinstance(answer, Refusal) else service.book(answer[0][0], request, 0)


def starts(service: Ridepooling, vehicle: int = 0) -> list[tuple[int, int, int]]:
    plans = service._plans
    stops = [plans.stop(vehicle, slot) for slot in range(1, plans.stop_count(vehicle) + 1)]
    return [(stop.kind, stop.request, stop.start_s) for stop in stops]


def test_a_bus_waits_as_long_as_the_next_rider_was_promised() -> None:
    """It boards the first at 600 s for a minute, alights them three minutes on, and meets the next two minutes later.

    That one, ready at 960 s, may wait for an hour: the first may come 3600 s later, and not a second more.
    """
    ends = [{"origin_node": 1, "destination_node": 4}, {"origin_node": 6, "destination_node": 9}]
    requests = [{"submitted_s": 0, "earliest_departure_s": s, **way} for s, way in zip((600, 1020), ends, strict=True)]
    service, log = running(requests)
    log.number_rides([0, 1])
    for request in range(2):
        booked(service, request)
    before = [(f.PICKUP, 0, 600), (f.DROPOFF, 0, 840), (f.PICKUP, 1, 1020), (f.DROPOFF, 1, 1260)]
    assert starts(service) == before
    rows = len(log)
    assert not service.hold(0, 700, 99)
    assert not service.hold(0, 4201, 9999)
    assert starts(service) == before
    assert len(log) == rows
    assert service.hold(0, 700, 100)
    assert starts(service) == [(f.PICKUP, 0, 700), (f.DROPOFF, 0, 940), (f.PICKUP, 1, 1120), (f.DROPOFF, 1, 1360)]
    assert len(log) == rows  # that was within the promise to the first
    assert service.hold(1, 4000, 9999)
    assert not service.hold(1, 5000, 900)  # 1000 s later than planned
    assert service.hold(0, 4100, 9999)  # the next is met at 4520 s, and was promised to be by 4620 s
    assert starts(service)[2] == (f.PICKUP, 1, 4520)
    assert not service.hold(0, 4301, 9999)
    assert service.hold(1, 5000, 9999)
    told = log.to_frame().iloc[rows:]
    assert told[["kind", "ride", "value"]].to_numpy().tolist() == [[Event.PROMISE_BROKEN, 1, 5000 - 4620]]


def recomputed(plan: np.ndarray) -> tuple[list[int], list[int]]:
    """Starts and departures of stops, one after the other, on a line of nodes a minute apart; boarding takes as told.

    plan: int32 (fields, slots).
    """
    begins, leaves, seated = [int(plan[f.START, 0])], [int(plan[f.DEPARTURE, 0])], dict[int, int]()
    for slot in range(1, plan.shape[1]):
        node, before = int(plan[f.NODE, slot]), int(plan[f.NODE, slot - 1])
        ride, dwell_s, boards = int(plan[f.REQUEST, slot]), int(plan[f.DWELL, slot]), plan[f.KIND, slot] == f.PICKUP
        ready_s = int(plan[f.EARLIEST, slot]) if boards else seated[ride]
        start_s = max(begins[-1] if node == before else leaves[-1] + 60 * abs(node - before), ready_s)
        if not boards:  # who is ready later than that may not be brought there sooner
            start_s = max(start_s, int(plan[f.EARLIEST, slot]))
        seated[ride] = start_s + dwell_s
        leaves.append(max(leaves[-1], start_s + dwell_s) if node == before else start_s + dwell_s)
        begins.append(start_s)
    return begins, leaves


@pytest.mark.parametrize("seed", range(3))
def test_what_may_wait_is_what_a_plan_computed_anew_keeps(seed: int) -> None:
    random, happened = np.random.default_rng(seed), Counter[str]()
    requests = [
        {"submitted_s": 0, "earliest_departure_s": int(s), "origin_node": a, "destination_node": b}
        for s in random.integers(0, 9000, 40)
        for a, b in [random.choice(12, 2, replace=False).tolist()]
    ]
    requests[-1]["earliest_departure_s"] = 86_400 - 1500  # so that the end of the shift matters as well
    service, _ = running(requests, vehicles=2)
    rides = [request for request in range(len(requests)) if booked(service, request) is not None]
    plans = service._plans
    for ride in random.choice(rides, 400).tolist():
        vehicle = plans.vehicle_awaited(ride)
        assert vehicle is not None
        count = plans.stop_count(vehicle)
        before = plans.array[:, : count + 1, vehicle].copy()
        pickup = int(np.flatnonzero((before[f.REQUEST] == ride) & (before[f.KIND] == f.PICKUP))[0])
        until_s = int(before[f.START, pickup] + random.integers(-100, 1800))
        wanted = before.copy()
        wanted[f.EARLIEST, pickup] = max(until_s, wanted[f.EARLIEST, pickup])
        begins, leaves = recomputed(wanted)
        keeps = leaves[-1] + 60 * int(wanted[f.NODE, -1]) <= 86_400
        for slot in range(1, count + 1):
            other = int(wanted[f.REQUEST, slot])
            if other == ride:
                continue
            keeps = keeps and begins[slot] <= wanted[f.LATEST, slot]
            if wanted[f.KIND, slot] == f.DROPOFF:
                first = int(wanted[f.PICKUP_SLOT, slot])
                ride_s = begins[slot] - begins[first] - int(wanted[f.DWELL, first])
                keeps = keeps and ride_s <= wanted[f.MAX_RIDE, slot]
        assert service.hold(ride, until_s, 9999) == keeps
        after = plans.array[:, : count + 1, vehicle]
        if keeps:
            happened["late" if begins[pickup] > before[f.LATEST, pickup] else "in time"] += 1
            assert after[f.START].tolist() == begins
            assert after[f.DEPARTURE].tolist() == leaves
        else:
            happened["refused"] += 1
            assert (after == before).all()
    assert min(happened[kind] for kind in ("late", "in time", "refused")) > 10, happened


def test_the_end_of_a_ride_is_told_in_the_very_second() -> None:
    """Two ride from node 1, the first to 4 and the second to 6; both ends are told, and a third's is not."""
    ways = [
        {"submitted_s": 0, "earliest_departure_s": 600, "origin_node": 1, "destination_node": node}
        for node in (4, 6, 6, 9)
    ]
    service, log = running(ways)
    log.number_rides(range(4))
    told, clock = list[tuple[int, int]](), service._fleet.env
    for request in range(4):
        booked(service, request)
    service.nobody_comes(3, 0)
    for ride in (0, 1, 3):
        service.tell_end(ride, lambda _how, ride=ride: told.append((ride, int(clock.now))))
    run_until(clock, 9000, [service], lambda done, total: None)
    ends = [
        (row.ride, row.time_s)
        for row in log.to_frame().itertuples()
        if row.kind in (Event.ALIGHTED, Event.NO_SHOW) and row.ride != 2
    ]
    assert told == ends
    assert dict(told) == {3: 600, 0: 600 + 60 + 180, 1: 600 + 60 + 180 + 60 + 120}
