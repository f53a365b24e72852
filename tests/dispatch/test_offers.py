"""What is asked of the policy for one request, and what of its answers is told: worked by hand on the tiny line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator import load_scenario
from simulator.dispatch.policy import Assignment, FleetView, Policy, Rejection
from simulator.kernels import layout as f
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Ends, Offer
from simulator.services.ridepooling.answer import Answers
from simulator.services.ridepooling.book import Booking, Rearranged
from simulator.services.ridepooling.day_tickets import DayTickets
from simulator.services.ridepooling.offers import Offers, Proposal
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.roster import Roster
from simulator.services.ridepooling.start_of_day import Entrance
from simulator.services.ridepooling.views import Views
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.world.build import build_world
from tests.worlds import rides_in

DORA, ANNA, BERT = 0, 1, 2  # Dora asks at 7 for 9 o'clock, from C to A; Bert at 8:02, from B to C
HALF, H = 1800, 3600
WEIGHTS = np.array([1000, 1000, 1000, 10_000])  # nobody walks who need not
THREE = ("offers.most=3", "offers.steps=2", "offers.step=30 min")
ANY_STOP = ("stop_choice=best", "walk.limit=20 km", "walk.speed=20 km/h")  # 1171 s from one stop to the next


@cache
def world_of(*changes: str) -> RidepoolingWorld:
    world: RidepoolingWorld = rides_in(build_world(load_scenario("tiny/line", changes)))
    return world


class Asked:
    """The scenario's policy, asked for one departure after the other; notes departures, pickups and longest waits."""

    def __init__(self, policy: Policy) -> None:
        self._policy, self.about = policy, list[tuple[int, int, int]]()

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        fields = view.requests[list(requests)][:, [f.REQ_EARLIEST, f.REQ_PICKUPS, f.REQ_MAX_WAIT]]
        self.about += [tuple(row) for row in fields.tolist()]
        return self._policy(view, requests, now_s)


class Service:
    """What answers a request in a service that has just begun: the minibus comes on shift at A at 7:30."""

    def __init__(self, *changes: str, at_once: bool = False, energy_is_limited: bool = False) -> None:
        world = world_of(*changes)
        self.plans = Entrance(world, Roster(world)).plans
        self.rides = Rides(world)
        self.policy: Any = world.config.dispatch.make() if at_once else Asked(world.config.dispatch.make())
        self.views = Views(self.plans, world.roads, self.rides, WEIGHTS, None)
        self.offers = Offers(
            world, self.policy, self.rides, self.plans, (5, DayTickets(world.requests, lambda _ride: False))
        )
        self.answers = Answers(self.rides, self.views, self.policy, self.offers, energy_is_limited=energy_is_limited)

    def told(self, request: int, now_s: int) -> list[Offer]:
        self.rides.make_ready(request, now_s, now_s)
        return self.answers.offers(Attempt(0, request, 0, now_s, compares=True), request, now_s)


def departures(service: Service) -> list[tuple[int, int]]:
    return [(departure_s, pickups) for departure_s, pickups, _ in service.policy.about]


@pytest.mark.parametrize("at_once", [True, False])
def test_the_wish_and_the_nearest_other_departures_are_offered(at_once: bool) -> None:
    """Dora boards for 60 s and rides for 600 s, the fare is 3 EUR; 9 o'clock, then half an hour later, and earlier."""
    service = Service(*THREE, at_once=at_once)
    told = service.told(DORA, 7 * H)
    leaves_s = [9 * H, 9 * H + HALF, 9 * H - HALF]
    attempt = Attempt(0, DORA, 0, 7 * H, compares=True)
    assert [offer._replace(what=None) for offer in told] == [
        Offer(5, attempt, None, n, 0, 2, s, s - 9 * H, s, s + 660, 0, 600, 600, 0, s + 660, 3.0)
        for n, s in enumerate(leaves_s)
    ]
    assert [(offer.what.now_s, offer.what.departure_s, offer.what.relaxed) for offer in told] == [
        (7 * H, s, False) for s in leaves_s
    ]
    assert [offer.what.answer.request for offer in told] == [DORA] * 3
    if not at_once:
        assert departures(service) == [(s, 1) for s in leaves_s]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (("offers.most=9", "offers.steps=2"), [0, 1, 2]),
        (("offers.most=9", "offers.steps=4"), [0, 1, 2, 3]),
        (("offers.most=2", "offers.steps=1"), [0, 1]),
        (("offers.most=1", "offers.steps=2"), [0]),
    ],
)
def test_no_departure_before_the_request_nor_after_hours_is_asked_for(
    rule: tuple[str, str], expected: list[int]
) -> None:
    """Of half hours before and after eight Anna, who asks then, can have the later ones; at 10 the service closes."""
    service = Service(*rule, "offers.step=30 min")
    assert len(service.told(ANNA, 8 * H)) == len(expected)
    assert departures(service) == [(8 * H + n * HALF, 1) for n in expected]


def test_vehicles_are_looked_for_up_to_the_latest_departure(monkeypatch: pytest.MonkeyPatch) -> None:
    service, seen = Service(*THREE), []
    look = service.views.view
    monkeypatch.setattr(service.views, "view", lambda *asked: seen.append(asked) or look(*asked))
    service.told(DORA, 7 * H)
    assert seen == [(DORA, 7 * H, 9 * H + HALF)]


def test_another_stop_is_asked_for_only_where_that_is_offered() -> None:
    plain = Service(*THREE, *ANY_STOP)
    plain.told(DORA, 7 * H)
    assert departures(plain) == [(9 * H, 3), (9 * H + HALF, 3), (9 * H - HALF, 3)]
    service = Service(*THREE, *ANY_STOP, "offers.other_stops=true")
    told = service.told(DORA, 7 * H)
    assert departures(service) == [(9 * H, 3), (9 * H, 2), (9 * H + HALF, 3), (9 * H - HALF, 3)]
    assert [(offer.node, offer.departure_s, offer.walk_s) for offer in told] == [
        (2, 9 * H, 0), (1, 9 * H, 1171), (2, 9 * H + HALF, 0)
    ]  # fmt: skip
    assert told[1][6:16] == (
        9 * H, 0, 9 * H + 1171, 9 * H + 1171 + 360, 0, 300, 600, 1171, 9 * H + 1171 + 360, 3.0
    )  # fmt: skip
    assert told[1].what.answer.pickup_option == 1


def test_who_can_be_met_at_one_stop_only_has_no_other() -> None:
    service = Service(*THREE, "offers.other_stops=true", "stop_choice=best", "walk.limit=1 m")
    assert len(service.told(DORA, 7 * H)) == 3
    assert departures(service) == [(9 * H, 1), (9 * H + HALF, 1), (9 * H - HALF, 1)]


def test_a_part_of_a_way_costs_what_it_is_long() -> None:
    service = Service(*THREE, "fares.per_km=0.5 EUR")
    attempt = Attempt(0, BERT, 0, 8 * H + 120, compares=True, ends=Ends())
    for request, row, km in ((ANNA, ANNA, 10), (BERT, service.rides.row_of(attempt), 5)):
        asked = attempt._replace(request=request, ends=None if row == request else attempt.ends)
        service.rides.make_ready(row, 8 * H + 120, 8 * H + 120)
        told = service.answers.offers(asked, row, 8 * H + 120)
        riders = 1 if request == ANNA else 2
        assert [offer.fare_eur for offer in told] == [riders * (3 + km / 2)] * 3


@pytest.mark.parametrize("compares", [True, False])
@pytest.mark.parametrize("hard", [True, False])
def test_soft_limits_give_way_when_nothing_keeps_them(hard: bool, compares: bool) -> None:
    """Bert may wait for a minute, and the minibus is five minutes away."""
    service = Service("limits.default.max_wait=60 s", f"limits.default.hard={str(hard).lower()}")
    now_s = 8 * H + 120
    waits_s = [60] if hard else [60, f.FOREVER]
    if compares:
        told = service.told(BERT, now_s)
        assert [(offer.boarding_s, offer.what.relaxed) for offer in told] == ([] if hard else [(now_s + 300, True)])
    else:
        service.rides.make_ready(BERT, now_s, now_s)
        found = service.answers.propose(BERT, now_s)
        assert isinstance(found, Assignment) != hard
        assert (found == Reason.NO_VEHICLE) == hard
    assert [wait_s for *_, wait_s in service.policy.about] == waits_s
    assert service.rides.is_relaxed(BERT) != hard


def test_who_takes_any_ride_is_told_no_times() -> None:
    service = Service()
    service.rides.make_ready(BERT, 8 * H + 120, 8 * H + 180)
    answer, attempt = service.answers.propose(BERT, 8 * H + 180), Attempt(0, BERT, 0, 8 * H + 120)
    assert isinstance(answer, Assignment)
    what = Proposal(answer, 8 * H + 180, service.plans.version(0), 8 * H + 180, relaxed=False)
    assert service.offers.plain(attempt, BERT, answer, 8 * H + 180) == Offer(5, attempt, what)


@pytest.mark.parametrize(("limited", "hard"), [(False, True), (True, True), (True, False)])
def test_energy_lacks_where_without_its_limits_there_is_a_ride(limited: bool, hard: bool) -> None:
    """The minibus has energy for a minute of driving. Within a minute it would not come in time either."""
    service = Service(
        "limits.default.max_wait=60 s", f"limits.default.hard={str(hard).lower()}", energy_is_limited=limited
    )
    service.plans.set_range(0, 60, holds=False)
    service.rides.make_ready(BERT, 8 * H + 120, 8 * H + 120)
    assert service.answers.propose(BERT, 8 * H + 120) == Reason.NO_VEHICLE
    service.policy.about.clear()
    assert service.answers.lacks_energy(BERT, 8 * H + 120) == (limited and not hard)
    assert [wait_s for *_, wait_s in service.policy.about] == ([60 if hard else f.FOREVER] if limited else [])


def test_nothing_is_proposed_to_nobody() -> None:
    assert Service().answers.propose_together([], 8 * H) == []


def offer(vehicle: int, version: int = 3, now_s: int = 100) -> Offer:
    answer = Assignment(0, vehicle, 0, 0, 0)
    return Offer(0, Attempt(0, 0, 0, 0), Proposal(answer, now_s, version, 0, relaxed=False))


def move(version: int, now_s: int = 100) -> Offer:
    return Offer(0, Attempt(0, 0, 0, 0), Rearranged(None, 0, (0, 0), now_s, version))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("offers", "good"),
    [
        ([offer(1)], True),
        ([offer(1, now_s=101)], False),
        ([offer(1, version=4)], False),
        ([offer(1), offer(2)], True),
        ([offer(1), offer(1)], False),
        ([offer(1), offer(2, version=2)], False),
        ([move(9)], True),
        ([move(9, now_s=99)], False),
        ([move(8)], False),
        ([offer(1), move(9)], False),  # which of the plans the second needs as they are is not known
    ],
)
def test_offers_are_good_while_the_plans_they_need_are_as_they_were(offers: list[Offer], good: bool) -> None:
    plans = SimpleNamespace(version=lambda vehicle: 3, versions=lambda: 9)
    fleet: Any = SimpleNamespace(log=None, plans=plans, roads=None, vehicles={})
    parts: tuple[Any, ...] = (fleet, None, None, None)
    assert Booking(*parts).are_good(offers, 100) == good
