"""What an offer is worth, by the service it is from, with changes; and what a choice may not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.scenario.choice_models import Choice, Taste
from simulator.services.protocol import Attempt, Offer
from simulator.services.trips import Ride, Trip
from simulator.travellers.choice import choose, utility_of
from simulator.travellers.journeys import as_one
from tests.own_means.test_trips import BIKE, CAR, result_of

RIDE = Offer(
    0, Attempt(0, 0, 0, 0), None, wait_s=600, change_wait_s=240, ride_s=1200, walk_s=180, changes=2, fare_eur=2
)


@pytest.mark.parametrize(
    ("told", "utility"),
    [
        ({"per_wait_min": -1}, -10),
        ({"per_wait_min": -1, "per_change_wait_min": -3}, -6 - 12),
        ({"per_change_wait_min": -3}, -12),
        ({"per_change": -0.7}, -1.4),
        ({"per_change": -0.7, "constant": 1, "per_eur": -0.5, "per_walk_min": -0.1, "per_ride_min": -0.05}, -2.7),
    ],
)
def test_changes_and_waits_at_them_are_weighed_apart(told: dict[str, float], utility: float) -> None:
    assert utility_of(RIDE, Choice(**told)) == pytest.approx(utility)


def test_rides_with_changes_are_told_as_such() -> None:
    """Two minutes' wait, ten of ride, three, five; then the vehicle goes on as another one, in which people sit."""
    rides = (
        Ride(120, 720, 1, 2, 0, wait_s=120),
        Ride(900, 1200, 2, 3, 1, wait_s=180, seated=True),
        Ride(1260, 1500, 3, 4, 1),
    )
    trip = Trip(0, 1600, 0, 5, 9000, rides)
    assert (trip.changes, trip.wait_s, trip.ride_s) == (1, 300, 600 + 600)
    parts = (RIDE, RIDE._replace(wait_s=60, change_wait_s=0, changes=0))
    whole = as_one(parts)
    assert (whole.changes, whole.wait_s, whole.change_wait_s) == (3, 660, 240 + 60)


def test_the_name_of_a_service_goes_before_what_it_is_and_that_before_its_kind() -> None:
    of = {
        "own_means": Taste(constant=1, per_ride_min=-1, per_eur=-1),
        "car": Taste(constant=2, per_ride_min=-2),
        "fiat": Taste(constant=3),
    }
    choice = Choice(constant=7, per_walk_min=-7, of=of)
    assert choice.of_service(1) is choice
    names = [("ridepooling", "ridepooling", "bus"), ("own_means", "car", "fiat"), ("own_means", "walk", "feet")]
    bus, fiat, feet = (choice.for_services(names).of_service(number) for number in range(3))
    assert (bus.constant, bus.per_ride_min, bus.per_walk_min) == (7, 0, -7)
    assert (fiat.constant, fiat.per_ride_min, fiat.per_eur, fiat.per_walk_min) == (3, -2, -1, -7)
    assert (feet.constant, feet.per_ride_min, feet.per_eur) == (1, -1, -1)


@pytest.mark.parametrize(("staying", "goes"), [(4.9, True), (5.1, False)])
def test_staying_has_a_utility_of_its_own(staying: float, goes: bool) -> None:
    taken = choose([RIDE], Choice(model="logit", constant=5, staying=staying), np.zeros(2))
    assert (taken is RIDE) is goes


@pytest.mark.parametrize(("constants", "taken"), [({"car": 9, "bike": 0}, "car"), ({"car": 0, "bike": 9}, "bike")])
def test_constants_of_services_decide_who_is_taken(tmp_path: Path, constants: dict[str, float], taken: str) -> None:
    choice = {
        "model": "nested_logit", "nests": {"wheels": {"of": ["bike", "car"], "scale": 0.1}}, "staying": -30,
        "of": {name: {"constant": constant} for name, constant in constants.items()},
    }  # fmt: skip
    classes = {"rider": {"asks": [["bike", "car"]], "choice": choice}}
    result = result_of(tmp_path, [{"from": 0, "to": 2}] * 10, {"bike": BIKE, "car": CAR}, classes)
    assert result.journeys["means"].tolist() == [taken] * 10
    assert audit_result(result) == []


@pytest.mark.parametrize(
    ("choice", "key", "said"),
    [
        ({"model": "logit", "of": {"bik": {"constant": 1}}}, "of.bik", 'unknown service or kind "bik"'),
        (
            {"model": "nested_logit", "nests": {"a": {"of": ["bike", "bus"], "scale": 0.5}}},
            "nests.a.of",
            'unknown service "bus"',
        ),
        (
            {"model": "nested_logit", "nests": {
                "a": {"of": ["bike"], "scale": 0.5}, "b": {"of": ["car", "bike"], "scale": 1}}},
            "nests.b.of",
            "bike is in the nest a already",
        ),
        ({"model": "nested_logit", "nests": {"a": {"of": ["bike"], "scale": 0}}}, "nests.a.scale", "greater than 0"),
        ({"model": "nested_logit", "nests": {"a": {"of": ["bike"], "scale": 1.2}}}, "nests.a.scale", "1.2"),
        ({"model": "nested_logit"}, "nests", ""),
        ({"model": "logit", "nests": {"a": {"of": ["bike"], "scale": 0.5}}}, "nests", "nested_logit"),
    ],
)  # fmt: skip
def test_names_and_scales_that_cannot_be_are_told(tmp_path: Path, choice: Any, key: str, said: str) -> None:
    classes = {"rider": {"asks": [["bike", "car"]], "choice": choice}}
    with pytest.raises(ScenarioError) as found:
        result_of(tmp_path, [{"from": 0, "to": 2}], {"bike": BIKE, "car": CAR}, classes)
    assert f"people.classes.rider.choice.{key}" in str(found.value)
    assert said in str(found.value)


def test_the_auditor_tells_a_service_that_is_said_to_be_chosen_and_takes_nobody(tmp_path: Path) -> None:
    classes = {"rider": {"asks": [["bike", "car", "feet"]], "choice": {"model": "logit", "constant": 30}}}
    services = {"bike": BIKE, "car": CAR, "feet": {"kind": "own_means", "by": "walk"}}
    result = result_of(tmp_path, [{"from": 0, "to": 2}] * 9, services, classes)
    assert audit_result(result) == []
    events = result.events.copy()
    told = events.index[events["kind"] == Event.CHOSEN]
    assert len(told) == 2 * 9
    row = events.loc[told[0]]
    (third,) = {0, 1, 2} - {row["service"], row["value"]}
    events.loc[told[0], "value"] = third
    found = audit_result(replace(result, events=events))
    assert len([line for line in found if f"chosen is service {third}, which takes nobody then" in line]) == 1
