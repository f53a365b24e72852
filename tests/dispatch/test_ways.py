"""Two rides of one way, asked for together at a service: both are booked as they were told, or none is."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Chosen, Ends, Refusal, Way
from simulator.services.ridepooling.service import Ridepooling
from simulator.tables import NO_NODE
from simulator.travellers.journeys import book_whole
from simulator.travellers.store import Store
from tests.travellers.test_protocol import running

FROM, HUB, OTHER_HUB, TO = 1, 4, 7, 11
WAY = {"submitted_s": 0, "earliest_departure_s": 600, "origin_node": FROM, "destination_node": TO}


def parts(request: int = 0, leaves_s: int = 1500, arrives_s: int = 2100) -> tuple[Attempt, Attempt]:
    """To the hub before something leaves, and from the other one when it has arrived there."""
    access = Ends(NO_NODE, HUB, latest_s=leaves_s)
    egress = Ends(OTHER_HUB, NO_NODE, earliest_s=arrives_s)
    first, second = (Attempt(2 * request, request, 0, 0, True, ends) for ends in (access, egress))
    return first, second


def asked(service: Ridepooling, ask: tuple[Attempt, ...], now_s: int = 0) -> Any:
    answer = service.offers([ask], now_s)[0]
    return answer if isinstance(answer, Refusal) else answer[0]


def test_one_bus_takes_both_rides_where_it_is_the_only_one() -> None:
    """It boards at 600 s for a minute, drives three, and is at the other hub long before the train."""
    service, log = running([WAY])
    bundle = asked(service, parts())
    assert len(log) == 0
    assert [(offer.boarding_s, offer.alighting_s, offer.node) for offer in bundle] == [
        (600, 600 + 60 + 180, FROM),
        (2100, 2100 + 60 + 240, OTHER_HUB),
    ]
    assert [offer.direct_s for offer in bundle] == [180, 240]
    assert service.are_good(bundle, 0)
    assert service.are_good(bundle[:1], 0)
    assert not service.are_good(bundle[1:], 0)
    assert not service.are_good(bundle[::-1], 0)
    log.number_rides([0])
    legs = book_whole({0: service}, bundle, lambda request: log.number_rides([request]), 0)
    assert legs is not None
    assert [(ride, booked) for _, ride, booked in legs] == [(1, (0, 600)), (2, (0, 2100))]
    rows = log.to_frame()
    told = rows[rows["kind"].isin([Event.ACCEPTED, Event.PLANNED_DROPOFF])]
    assert told[["ride", "value"]].to_numpy().tolist() == [[1, 600], [1, 840], [2, 2100], [2, 2400]]
    promised = rows[rows["kind"] == Event.PROMISED_DROPOFF]
    assert promised[["ride", "value"]].to_numpy().tolist() == [[1, 1500]]


def test_one_ride_may_lie_within_the_other() -> None:
    """The bus boards at node 1, has the second ride from 3 to 5 on its way, and goes on to 9: told is what will be."""
    service, log = running([{**WAY, "destination_node": 5}])
    ends = Ends(NO_NODE, 9), Ends(3, NO_NODE, earliest_s=600)
    bundle = asked(service, tuple(Attempt(0, 0, 0, 0, True, its) for its in ends))
    assert [offer.boarding_s for offer in bundle] == [600, 780]
    assert bundle[1].alighting_s == 780 + 60 + 120
    assert bundle[0].alighting_s >= bundle[1].alighting_s + 240
    log.number_rides([0])
    legs = book_whole({0: service}, bundle, lambda request: log.number_rides([request]), 0)
    assert legs is not None
    for offer, ride, _ in legs:
        planned = tuple(service._plans.planned_start(0, ride, kind) for kind in (f.PICKUP, f.DROPOFF))
        assert planned == (offer.boarding_s, offer.alighting_s)


def test_nothing_is_offered_where_only_one_of_the_rides_can_be() -> None:
    service, log = running([WAY])
    assert asked(service, parts(leaves_s=839)) == Refusal(Reason.LATEST_ARRIVAL_IMPOSSIBLE, final=False)
    assert len(log) == 0
    assert asked(service, parts(leaves_s=840, arrives_s=10_000))[0].alighting_s == 840


def test_the_cheapest_of_many_ways() -> None:
    """To the hub at 4 one rides for three minutes, to that at 3 for two; the bus, which takes both, drives as far."""
    service, _ = running([WAY], vehicles=2)
    ends = [
        Ends(NO_NODE, HUB, latest_s=1500),
        Ends(NO_NODE, HUB - 1, latest_s=1500),
        Ends(OTHER_HUB, NO_NODE, earliest_s=2100),
        Ends(NO_NODE, HUB - 1, latest_s=779),  # cannot be
    ]
    attempt = Attempt(0, 0, 0, 0)

    def chosen(*ways: Way) -> Any:
        found = service.cheapest_way(attempt, ends, ways, 0)
        return found.way if isinstance(found, Chosen) else found

    weights = service._front._ways._views.view(0, 0).weights
    minute = 60 * int(weights[f.WEIGHT_RIDE])
    assert chosen(Way(0, 2), Way(1, 2)) == 1
    assert chosen(Way(0, 2), Way(1, 2, minute - 1)) == 1
    assert chosen(Way(0, 2), Way(1, 2, minute)) == 0  # both end at the same time; the first of the list
    assert chosen(Way(0, 2, changes=2), Way(1, 2, minute, changes=1)) == 1
    assert chosen(Way(0, 2, arrival_s=3000), Way(1, 2, minute, arrival_s=2999, changes=5)) == 1
    assert chosen(Way(0, 2), Way(1, 2, minute + 1)) == 0
    assert chosen(Way(0, 2, 1_000_000), Way(2)) == 1
    assert chosen(Way(3, 2)) == Refusal(Reason.LATEST_ARRIVAL_IMPOSSIBLE)
    assert chosen(Way(3, 2), Way(0, 2)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_booked_beside_it_a_way_is_booked_whole_as_told(seed: int) -> None:
    """Every plan is checked at every change; at the end each ride is in its plan, within its promise."""
    random = np.random.default_rng(seed)
    ways = [
        {
            "submitted_s": 0,
            "earliest_departure_s": int(random.integers(0, 5400)),
            "origin_node": a,
            "destination_node": b,
        }
        for a, b in (random.choice(12, 2, replace=False).tolist() for _ in range(60))
    ]
    log, happened, told = EventLog(), Counter[str](), dict[int, tuple[int, int]]()
    service, log = running(ways, vehicles=3, log=log)
    log.number_rides(np.arange(len(ways)))
    store = Store(len(ways), lambda request: log.number_rides([request]))
    for request, way in enumerate(ways):
        hubs, leaves_s = random.integers(0, 12, 2).tolist(), way["earliest_departure_s"]
        hub, other = [
            (hub + (hub == way[end])) % 12 for hub, end in zip(hubs, ("origin_node", "destination_node"), strict=True)
        ]
        due_s = leaves_s + int(random.integers(300, 1800))
        access, egress = Ends(NO_NODE, hub, latest_s=due_s), Ends(other, NO_NODE, earliest_s=due_s + 300)
        ask = tuple(Attempt(request, request, 0, 0, True, ends) for ends in (access, egress))
        bundle = asked(service, ask)
        if isinstance(bundle, Refusal):
            happened["refused"] += 1
            continue
        if random.random() < 0.3:  # somebody is quicker
            (single,) = asked(service, (Attempt(request, request, 0, 0),))
            ride = store.new_ride(request)
            service.book(single, ride, 0)
            told[ride] = -1, -1
        rows = len(log)
        legs = book_whole({0: service}, bundle, store.new_ride, 0)
        if legs is None:
            happened["stale"] += 1
            assert len(log) == rows
            continue
        happened["whole"] += 1
        happened["one vehicle"] += len({booked.vehicle for *_, booked in legs}) == 1
        for offer, ride, booked in legs:
            told[ride] = offer.boarding_s, offer.alighting_s
            kinds = (f.PICKUP, f.DROPOFF)
            assert told[ride] == tuple(service._plans.planned_start(booked.vehicle, ride, kind) for kind in kinds)
    assert min(happened.values()) > 2
    events = log.to_frame()
    in_plans = {
        (vehicle, int(ride))
        for vehicle in range(3)
        for ride in service._plans.array[f.REQUEST, 1 : service._plans.stop_count(vehicle) + 1, vehicle]
    }
    accepted = events[events["kind"] == Event.ACCEPTED]
    assert in_plans == set(zip(accepted["vehicle"].tolist(), accepted["ride"].tolist(), strict=True))
    assert sorted(accepted["ride"]) == sorted(told)
    promised = events.pivot_table(index="ride", columns="kind", values="value", aggfunc="last")
    for vehicle, ride in in_plans:
        boards = service._plans.planned_start(vehicle, ride, f.PICKUP)
        assert promised.loc[ride, Event.PROMISED_EARLIEST] <= boards <= promised.loc[ride, Event.PROMISED_LATEST]
        if Event.PROMISED_DROPOFF in promised and promised.loc[ride].notna()[Event.PROMISED_DROPOFF]:
            alights = service._plans.planned_start(vehicle, ride, f.DROPOFF)
            assert alights <= promised.loc[ride, Event.PROMISED_DROPOFF]
