"""Which of several offers a traveller takes, and what is told of a ride: waits without walks, walks as such."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.event_kinds import Event
from simulator.scenario.choice_models import Choice
from simulator.services.protocol import Attempt, Offer
from simulator.simulation.simulate import simulate
from simulator.travellers.choice import choose, most_offers, travellers_choose
from tests.worlds import line_network, with_rides, world_of

RIDE = Offer(
    service=0, attempt=Attempt(0, 0, 0, 0),
    what=None, vehicle=0, node=0, departure_s=0, shift_s=0, boarding_s=300, alighting_s=900, wait_s=300, ride_s=600,
    direct_s=400, walk_s=120, arrival_s=960, fare_eur=3.5,
)  # fmt: skip
NO_ERRORS = np.zeros(4)


def taken(offers: list[Offer], errors: Any = NO_ERRORS, **choice: Any) -> Offer | None:
    return choose(offers, Choice(**choice), np.array(errors))


@pytest.mark.parametrize(
    ("limit", "at_it", "beyond"),
    [
        ({"max_wait_s": 300}, {}, {"wait_s": 301}),
        ({"max_detour_factor": 1.5}, {}, {"ride_s": 601}),
        ({"max_shift_s": 600}, {"shift_s": 600}, {"shift_s": 601}),
        ({"max_shift_s": 600}, {"shift_s": -600}, {"shift_s": -601}),
        ({"max_fare_eur": 3.5}, {}, {"fare_eur": 3.51}),
        ({"max_fare_eur": 0}, {"fare_eur": None}, {}),
    ],
)
def test_what_is_within_every_limit_is_taken(
    limit: dict[str, float], at_it: dict[str, Any], beyond: dict[str, Any]
) -> None:
    good, bad = RIDE._replace(**at_it), RIDE._replace(**beyond)
    assert taken([good], model="threshold", **limit) is good
    assert taken([bad], model="threshold", **limit) is None
    assert taken([bad], model="accept_all", **limit) is bad


def test_of_good_offers_the_one_that_arrives_first_is_taken() -> None:
    offers = [
        RIDE._replace(boarding_s=200, arrival_s=1000),
        RIDE._replace(boarding_s=400, arrival_s=900),
        RIDE._replace(wait_s=700, arrival_s=800),
    ]
    assert taken(offers, model="threshold", max_wait_s=600) is offers[1]
    assert taken([], model="accept_all") is None


def test_who_accepts_all_takes_the_first_of_a_service_and_of_those_the_one_that_arrives_first() -> None:
    others = [RIDE._replace(place=1, arrival_s=500), RIDE._replace(service=1, arrival_s=959)]
    assert taken([RIDE, *others[:1]], model="accept_all") is RIDE
    assert taken([RIDE, *others], model="accept_all") is others[1]
    tied = RIDE._replace(service=1)
    assert taken([tied, RIDE], model="accept_all") is tied


@pytest.mark.parametrize(
    ("coefficient", "utility"),
    [
        ({"per_wait_min": -1}, -5),
        ({"per_ride_min": -1}, -10),
        ({"per_walk_min": -1}, -2),
        ({"per_shift_min": -1}, -20),
        ({"per_eur": -1}, -3.5),
        ({"constant": -4}, -4),
    ],
)
def test_utilities_are_by_the_minute_and_the_euro(coefficient: dict[str, float], utility: float) -> None:
    ride = RIDE._replace(shift_s=-1200)
    for error, expected in ((-utility + 0.01, ride), (-utility - 0.01, None)):
        assert taken([ride], [0.0, error], model="logit", **coefficient) is expected
        assert taken([ride], [-error, 0.0], model="logit", **coefficient) is expected


def test_the_best_of_several_is_taken_whatever_its_place() -> None:
    offers = [RIDE._replace(wait_s=wait_s) for wait_s in (600, 60, 300)]
    assert taken(offers, model="logit", constant=20, per_wait_min=-1) is offers[1]
    assert taken(offers, [0, 0, 0, 5], model="logit", constant=20, per_wait_min=-1) is offers[2]


@pytest.mark.parametrize(("max_wait_s", "takes"), [(60, True), (59, False)])
def test_the_walk_to_the_stop_is_no_wait(max_wait_s: int, takes: bool) -> None:
    choice = {"model": "threshold", "max_wait_s": max_wait_s}
    request = {"submitted_s": 0, "origin_node": 6, "destination_node": 8}
    world = world_of(line_network(9), [request], classes={"adult": {"choice": choice}})
    # Five minutes' walk; the vehicle takes six to come.
    events = simulate(with_rides(world, requests=world.requests.assign(access_walk_s=300)), debug=True)
    assert (events["kind"] == Event.ACCEPTED).sum() == int(takes)
    assert (events["kind"] == Event.DECLINED).sum() == int(not takes)


@pytest.mark.parametrize(
    ("rules", "most", "models", "choose_"),
    [
        ([None], 1, ["accept_all"], False),
        ([1, None], 1, ["accept_all", "logit"], True),
        ([None, 2, 3], 3, ["accept_all"], True),
    ],
)
def test_who_gets_one_offer_and_takes_it_does_not_choose(
    rules: list[int | None], most: int, models: list[str], choose_: bool
) -> None:
    parts = [SimpleNamespace(config=SimpleNamespace(**({} if n is None else {"offers": SimpleNamespace(most=n)})))
             for n in rules]  # fmt: skip
    classes = {model: SimpleNamespace(choice=SimpleNamespace(model=model)) for model in models}
    world: Any = SimpleNamespace(scenario=SimpleNamespace(parts=parts, people=SimpleNamespace(classes=classes)))
    assert most_offers(world) == most
    assert travellers_choose(world) is choose_
