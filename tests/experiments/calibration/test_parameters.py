from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import load_scenario
from simulator.experiments.calibration.parameters import (
    KINDS,
    LINEAR,
    LOG,
    SHARE,
    Kind,
    Parameter,
    overlay,
    parameters_of,
    with_values,
)

OFFERS = "prignitz/offers"


@given(at=st.floats(0, 1), scale=st.sampled_from([(LINEAR, -2.0, 3.0), (LOG, 0.25, 4.0), (SHARE, 0.0, 0.6)]))
def test_coordinates_go_from_bound_to_bound_and_back(at, scale) -> None:
    name, low, high = scale
    one = Parameter(Kind("any", "Any", (), name, (low, high), "", ()), (("key",),), ("key",), low, low, high)
    assert one.value(0) == pytest.approx(low, abs=1e-12)
    assert one.value(1) == pytest.approx(high)
    assert one.coordinate(one.value(at)) == pytest.approx(at, abs=1e-9)


def test_half_way_is_the_geometric_mean_of_factors_and_the_middle_angle_of_shares() -> None:
    log = Parameter(Kind("any", "Any", (), LOG, (0, 0), "", ()), (("key",),), ("key",), 2.0, 1.0, 9.0)
    share = Parameter(Kind("any", "Any", (), SHARE, (0, 0), "", ()), (("key",),), ("key",), 0.5, 0.0, 1.0)
    assert log.value(0.5) == pytest.approx(3)
    assert share.value(0.5) == pytest.approx(0.5)  # sin(45 degrees) squared
    assert share.value(1 / 3) == pytest.approx(0.25)  # sin(30 degrees) squared


def test_all_that_can_be_fitted_of_a_scenario_with_offers() -> None:
    scenario = load_scenario(OFFERS)
    found = parameters_of(scenario)
    assert [one.kind.name for one in found] == [kind.name for kind in KINDS]
    assert {one.name for one in found} >= {"demand.requests_per_day", "network.speed_factor", "services.rufbus.dwell_s"}
    assert all(one.low <= one.now <= one.high for one in found)
    assert [one.name for one in parameters_of(scenario, ("speed", "people.*.no_show"))] == [
        "network.speed_factor", "people.classes.adult.no_show",
    ]  # fmt: skip


def test_tastes_of_those_who_take_whatever_they_are_offered_are_none() -> None:
    kinds = {one.kind.name for one in parameters_of(load_scenario("prignitz/rufbus"))}
    assert kinds == {"demand", "distance_decay", "speed", "dwell", "no_show", "cancellation"}


def test_classes_with_the_same_value_share_it_and_others_have_their_own() -> None:
    classes = "people.classes={adult: {no_show: 0.1}, pupil: {no_show: 0.1}, senior: {no_show: 0.2}}"
    found = parameters_of(load_scenario("tiny/line", (classes,)), ("no_show",))
    assert [(one.name, one.now, len(one.paths)) for one in found] == [
        ("people.classes.*.no_show", 0.1, 2),
        ("people.classes.senior.no_show", 0.2, 1),
    ]
    assert overlay(found, [0.3, 0.4]) == {
        "people.classes.adult.no_show": 0.3,
        "people.classes.pupil.no_show": 0.3,
        "people.classes.senior.no_show": 0.4,
    }


def test_a_scenario_with_other_values_is_the_one_that_says_them() -> None:
    scenario = load_scenario(OFFERS)
    chosen = parameters_of(scenario, ("demand", "dwell", "wait"))
    changed = with_values(scenario, chosen, [201.4, -0.0712345678, 74.6])
    said = (
        "demand.requests_per_day=201",
        "people.classes.adult.choice.per_wait_min=-0.0712346",
        "services.rufbus.dwell=75 s",
    )
    there = load_scenario(OFFERS, said).model_dump() | {"assumptions": {}}  # which leave out what they were about
    assert changed.model_dump() | {"assumptions": {}} == there
    assert scenario.model_dump() == load_scenario(OFFERS).model_dump()  # which stays as it was
