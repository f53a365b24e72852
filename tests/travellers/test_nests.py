"""Nested logit: shares over many travellers are those of the closed form, and luck belongs to who has it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.demand.luck import luck
from simulator.scenario.choice_models import Choice, Nest, Nests, nests_of
from simulator.services.protocol import Attempt, Offer
from simulator.travellers.choice import Chooser
from simulator.travellers.nests import shared_error

PEOPLE = 20_000
EULER = 0.5772156649015329


class Nested(Nests, Choice):
    """As a scenario has it: the choice with the parameters of its model."""


def nested(nests: dict[str, Nest], **told: Any) -> Choice:
    return Nested(model="nested_logit", nests=nests, **told)


def shares(choice: Choice, worth: dict[str, float], asked: tuple[str, ...] | None = None) -> dict[str, float]:
    """Return who takes what, by name; staying is called so. asked: of the services, all unless told."""
    taken = choices(choice, worth, asked)
    return {name: taken.count(name) / PEOPLE for name in ("staying", *(asked or worth))}


def choices(choice: Choice, worth: dict[str, float], asked: tuple[str, ...] | None = None) -> list[str]:
    """Let many people choose among services, each with one offer, whose minutes of ride are what it is worth."""
    services = {name: SimpleNamespace(kind="bus", means="bus") for name in worth}
    parts = [SimpleNamespace(name=name, number=number) for number, name in enumerate(worth)]
    people = SimpleNamespace(classes={"adult": SimpleNamespace(choice=choice)})
    ids = [f"r{number}" for number in range(PEOPLE)]
    demand = pd.DataFrame({"request_id": ids, "traveller_class": "adult"})
    scenario = SimpleNamespace(seed=7, services=services, parts=parts, people=people)
    world: Any = SimpleNamespace(scenario=scenario, demand=demand)
    running: Any = [SimpleNamespace(number=part.number, most=1) for part in parts]
    chooser, names = Chooser(world, running), list(worth)
    offers = [
        (Offer(names.index(name), Attempt(0, 0, 0, 0), None, ride_s=round(60 * worth[name])),)
        for name in asked or names
    ]
    found = [chooser(request, offers) for request in range(PEOPLE)]
    return ["staying" if bundle is None else names[bundle[0].service] for bundle in found]


def closed_form(choice: Choice, worth: dict[str, float]) -> dict[str, float]:
    """Return the probabilities of a nested logit (Train 2009, equation 4.2); whoever is in no nest is one alone."""
    nests = {name: (its.of, its.scale) for name, its in nests_of(choice).items()}
    inside = {service for of, _ in nests.values() for service in of}
    nests |= {name: ((name,), 1.0) for name in {"staying": 0.0, **worth} if name not in inside}
    utility = {"staying": choice.staying, **worth}
    sums = {
        name: sum(np.exp(utility[its] / scale) for its in of if its in utility) for name, (of, scale) in nests.items()
    }
    total = sum(sums[name] ** scale for name, (_, scale) in nests.items() if sums[name])
    return {
        its: float(np.exp(utility[its] / scale) * sums[name] ** (scale - 1) / total)
        for name, (of, scale) in nests.items()
        for its in of
        if its in utility
    }


def assert_near(found: dict[str, float], expected: dict[str, float]) -> None:
    """Compare shares with probabilities: within four standard deviations of a binomial number."""
    assert found.keys() == expected.keys()
    assert sum(expected.values()) == pytest.approx(1)
    for name, share in expected.items():
        assert abs(found[name] - share) <= 4 * np.sqrt(share * (1 - share) / PEOPLE), (name, found, expected)


@pytest.mark.parametrize("scale", [0.2, 0.6, 0.95])
def test_what_a_nest_shares_is_positive_stable_and_its_sums_are_gumbel(scale: float) -> None:
    angle, size, own = luck(1, "any", [str(number) for number in range(100_000)], 3).T
    shared = shared_error(scale, angle, size)
    for t in (0.3, 1.0, 3.0):
        value = np.exp(-t * np.exp(shared / scale))
        assert abs(value.mean() - np.exp(-(t**scale))) < 4 * value.std() / np.sqrt(len(value))
    errors = scale * -np.log(-np.log(own)) + shared
    assert abs(errors.mean() - EULER) < 4 * np.pi / np.sqrt(6 * len(errors))
    for x in (-1.0, 0.0, 1.0, 3.0):
        share = np.exp(-np.exp(-x))
        assert abs((errors <= x).mean() - share) < 4 * np.sqrt(share * (1 - share) / len(errors))


@pytest.mark.parametrize("staying", [-30.0, 0.5])
def test_shares_are_those_of_the_closed_form(staying: float) -> None:
    """Auto alone, carpool, bus and rail in two nests, as in Train (2009, section 4.2)."""
    choice = nested(
        {"car": Nest(of=("auto", "carpool"), scale=0.86), "transit": Nest(of=("bus", "rail"), scale=0.5)},
        per_ride_min=1.0,
        staying=staying,
    )
    worth = {"auto": -0.5, "carpool": -1.5, "bus": -1.0, "rail": -1.25}
    assert_near(shares(choice, worth), closed_form(choice, worth))


def test_a_second_bus_takes_from_the_first_and_hardly_from_the_car() -> None:
    """The red bus and the blue bus: a third each in a multinomial logit; nearly half by car where they are alike."""
    worth = {"car": -1.0, "red": -1.0, "blue": -1.0}
    alone = {"per_ride_min": 1.0, "staying": -40.0}
    assert_near(
        shares(Choice(model="logit", **alone), worth), {"staying": 0, "car": 1 / 3, "red": 1 / 3, "blue": 1 / 3}
    )
    for scale, car in ((0.5, 1 / (1 + 2**0.5)), (0.02, 1 / (1 + 2**0.02))):
        bus = (1 - car) / 2
        choice = nested({"buses": Nest(of=("red", "blue"), scale=scale)}, **alone)
        assert_near(shares(choice, worth), {"staying": 0, "car": car, "red": bus, "blue": bus})


def test_who_is_left_out_gives_to_other_nests_in_proportion_and_more_to_its_own() -> None:
    choice = nested({"transit": Nest(of=("bus", "rail"), scale=0.4)}, per_ride_min=1.0, staying=-40.0)
    worth = {"walk": -1.5, "car": -1.0, "bus": -1.0, "rail": -1.0}
    with_rail, without = shares(choice, worth), shares(choice, worth, ("walk", "car", "bus"))
    assert_near(without, closed_form(choice, {name: worth[name] for name in ("walk", "car", "bus")}))
    assert without["walk"] / without["car"] == pytest.approx(with_rail["walk"] / with_rail["car"], rel=0.06)
    assert without["bus"] / with_rail["bus"] > 1.3 * without["car"] / with_rail["car"]


def test_the_same_people_have_the_same_luck_whoever_else_is_asked() -> None:
    choice = nested({"transit": Nest(of=("bus", "rail"), scale=0.4)}, per_ride_min=1.0)
    worth = {"car": -1.0, "bus": -0.5, "rail": -0.5}
    everybody, fewer = choices(choice, worth), choices(choice, worth, ("car", "bus"))
    assert {(before, after) for before, after in zip(everybody, fewer, strict=True) if before != after} == {
        ("rail", "car"),
        ("rail", "bus"),
        ("rail", "staying"),
    }


def test_nests_of_scale_one_are_a_multinomial_logit_draw_by_draw() -> None:
    worth = {"car": -1.0, "bus": -0.5, "rail": -0.5}
    alone = nested({"transit": Nest(of=("bus", "rail"), scale=1)}, per_ride_min=1.0)
    assert choices(alone, worth) == choices(Choice(model="logit", per_ride_min=1.0), worth)
