"""Who cancels when and who stays away, who asks in which order, and who is answered together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.demand.luck import gumbel, luck
from simulator.engine.agenda import AFTER_VEHICLES, Clock, RankedTimeout, Wait
from simulator.scenario.choice_models import Choice
from simulator.services.protocol import Attempt, Booked, Offer
from simulator.tables import NO_TIME
from simulator.travellers.absences import Absences, anybody_absent
from simulator.travellers.arrivals import Arrivals
from simulator.travellers.choice import Chooser
from simulator.travellers.rounds import Rounds

NAMES = [f"r{number}" for number in range(40)]


def world_of(**classes: tuple[float, float]) -> Any:
    """Forty requests, of all classes in turn; each class with its shares of cancellations and of no-shows."""
    kinds = {
        name: SimpleNamespace(cancellation=cancels, no_show=missing, choice=Choice(model="logit"))
        for name, (cancels, missing) in classes.items()
    }
    demand = pd.DataFrame({"request_id": NAMES, "traveller_class": [list(kinds)[n % len(kinds)] for n in range(40)]})
    return SimpleNamespace(
        scenario=SimpleNamespace(seed=4, services={}, parts=(), people=SimpleNamespace(classes=kinds)),
        demand=demand,
        disruptions=(),
    )


class Absent:
    """A service that keeps what it is told."""

    def __init__(self, env: Clock, draws_absences: bool = False) -> None:
        self.env, self.draws_absences, self.number = env, draws_absences, 0
        self.cancelled: dict[int, int] = {}
        self.missing: dict[int, int] = {}

    def cancel(self, ride: int, now_s: int) -> None:
        assert now_s == self.env.now
        self.cancelled[ride] = now_s

    def nobody_comes(self, ride: int, vehicle: int) -> None:
        self.missing[ride] = vehicle


def told(world: Any, boarding_s: int, draws_absences: bool = False) -> Absent:
    """All rides are booked at second 100; ride 1,000 is that of request 0."""
    env = Clock(100)
    service, absences = Absent(env, draws_absences), Absences(env, world)
    for request in range(len(NAMES)):
        absences.booked(request, 1000 + request, Booked(7, boarding_s), service)  # type: ignore[arg-type]
    env.run()
    return service


def test_some_cancel_between_booking_and_boarding_and_some_of_the_others_stay_away() -> None:
    """Of two classes one in four and two in four; a third of the first do not come, all of the second do."""
    service = told(world_of(first=(0.25, 1 / 3), second=(0.5, 0)), 1100)
    share, when = luck(4, "cancellation", NAMES, 2).T
    cancels = share < np.where(np.arange(40) % 2, 0.5, 0.25)
    missing = (luck(4, "no_show", NAMES)[:, 0] < np.where(np.arange(40) % 2, 0, 1 / 3)) & ~cancels
    assert service.cancelled == {1000 + n: 100 + int(when[n] * 1000) for n in np.flatnonzero(cancels)}
    assert service.missing == {1000 + n: 7 for n in np.flatnonzero(missing)}
    assert min(len(service.cancelled), len(service.missing)) > 3


def test_nobody_cancels_who_boards_at_once_or_whom_the_service_draws() -> None:
    always = world_of(all=(1, 1))
    at_once = told(always, 100)
    assert (at_once.cancelled, len(at_once.missing)) == ({}, 40)
    assert len(told(always, 101).cancelled) == 40
    drawn = told(always, 1100, draws_absences=True)
    assert (drawn.cancelled, drawn.missing) == ({}, {})


def test_what_the_demand_tells_of_anybody_counts_and_nothing_is_drawn() -> None:
    """Ride 1,000 is cancelled later, 1,001 was before it was booked, 1,002 after it was to board; 1,003 is absent."""
    world = world_of(all=(1, 1))
    world.demand["cancelled_s"] = [500, 50, 1500, *[NO_TIME] * 37]
    world.demand["no_show"] = [n == 3 for n in range(40)]
    service = told(world, 1100)
    assert service.cancelled == {1000: 500, 1001: 100, 1002: 1500}
    assert service.missing == {1003: 7}
    world.scenario.people.classes["all"].cancellation = world.scenario.people.classes["all"].no_show = 0
    assert anybody_absent(world)


@pytest.mark.parametrize(("shares", "anybody"), [((0, 0), False), ((0.1, 0), True), ((0, 0.1), True)])
def test_somebody_is_absent_where_any_class_may_be(shares: tuple[float, float], anybody: bool) -> None:
    assert anybody_absent(world_of(always=(0, 0), sometimes=shares)) is anybody


@pytest.mark.parametrize(
    ("rank", "beside", "asked"),
    [
        (AFTER_VEHICLES, 1, [(100, 4), (100, 2), (100, "other"), (130, 0), (130, 1), (170, 3)]),
        (AFTER_VEHICLES + 1, AFTER_VEHICLES, [(100, "other"), (100, 4), (100, 2), (130, 0), (130, 1), (170, 3)]),
    ],
)
def test_requests_ask_in_turn_those_of_before_as_the_run_begins(
    rank: int, beside: int, asked: list[tuple[int, Any]]
) -> None:
    """At second 100; whoever has to wait for others in a second does so in the first one, too."""
    env, seen = Clock(100), list[tuple[int, Any]]()

    def other() -> Wait:
        yield RankedTimeout(env, 0, beside)
        seen.append((int(env.now), "other"))

    env.process(other())
    in_turn = [(40, 4), (100, 2), (130, 0), (130, 1), (170, 3)]
    env.add(Arrivals(env, in_turn, rank, lambda request: seen.append((int(env.now), request))))
    env.run()
    assert seen == asked


def test_all_of_one_moment_are_answered_together() -> None:
    env, answered = Clock(10), list[tuple[int, list[str]]]()
    rounds = Rounds[str](env, lambda cases: answered.append((int(env.now), cases)))
    for case, at_s in (("a", 60), ("b", 30), ("c", 60), ("d", 10)):
        rounds.add(case, at_s)
    env.run()
    assert answered == [(10, ["d"]), (30, ["b"]), (60, ["a", "c"])]
    rounds.add("e", 60)  # a new round, though there was one of this second
    env.run()
    assert answered[3:] == [(60, ["e"])]


def test_the_random_part_of_an_offer_is_that_of_its_service_and_place() -> None:
    """Number 0 is to decline; the first service has numbers 1 and 2, the second, whose number is 5, has 3."""
    services: Any = [SimpleNamespace(number=0, most=2), SimpleNamespace(number=5, most=1)]
    choose = Chooser(world_of(all=(0, 0)), services)
    errors = gumbel(luck(4, "choice", NAMES, 4))
    offers = [(0, 1), (5, 0), (0, 0)]
    bundles = [(Offer(service, Attempt(0, 0, 0, 0), None, place=place),) for service, place in offers]
    taken = [choose(request, bundles) for request in range(40)]
    best = errors[:, [0, 2, 3, 1]].argmax(axis=1)
    assert taken == [None if which == 0 else bundles[which - 1] for which in best]
    assert set(best) == {0, 1, 2, 3}
