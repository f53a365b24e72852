"""Goals that no fleet can miss are told by the limit that keeps them; all others may be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.experiments.fleet_size import Goal
from simulator.experiments.guaranteed import guaranteed, longest_wait
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import NetworkConfig, Scenario
from tests.bundled import bundled
from tests.worlds import line_network, scenario_of

NETWORK = line_network(3)


def wait(value: float, metric: str = "wait_p95_s") -> Goal:
    return Goal(metric, value, at_most=True)


def scenario(*, classes: Any = None, roads: Any = None, **service: Any) -> Scenario:
    built = scenario_of(NETWORK, service=service, classes=classes)
    network = NetworkConfig.model_validate({"bbox": (11, 52, 13, 54), **(roads or {})})
    return built.model_copy(update={"network": network})


TWO = {"limits": {"default": {"max_wait_s": 600}, "slow": {"max_wait_s": 900}}}
ROADWORKS = {"name": "roadworks", "closed": True, "highway": ("primary",)}
BOTH = {"adult": {}, "patient": {"limits": "slow"}}


@pytest.mark.parametrize(
    ("given", "longest"),
    [
        ({}, 1200),
        (TWO, 600),  # nobody has the other limit
        ({**TWO, "classes": BOTH}, 900),
        ({"limits": {"default": {"hard": False}}}, None),
        ({"classes": {"adult": {"on_rejection": {"action": "retry"}}}}, None),  # the wait begins with the first attempt
        ({"offers": {"most": 2}}, None),  # and with the departure first wished for
        ({"dwell_variation": {"spread": 0.2}}, None),
        ({"roads": {"variation": {"spread": 0.2}}}, None),
        ({"roads": {"changes": [ROADWORKS | {"hours": (28_800, 36_000)}]}}, None),
        ({"roads": {"changes": [ROADWORKS]}}, 1200),  # plans know of them from the beginning
    ],
)
def test_the_longest_wait_that_limits_allow(given: dict[str, Any], longest: int | None) -> None:
    found = longest_wait(scenario(**given))
    assert (None if found is None else found[0]) == longest


def test_without_rides_no_limit_holds() -> None:
    assert longest_wait(load_scenario("prignitz/carsharing")) is None


@pytest.mark.parametrize(
    ("goal", "idle"),
    [
        (wait(1200), True),
        (wait(1199), False),
        (wait(5000, "wait_median_s"), True),
        (wait(1200, "wait_max_s"), True),
        (Goal("wait_below_10_min_share", 1200, at_most=True), False),
        (Goal("wait_p95_s", 1200, at_most=False), False),
        (Goal("ride_mean_s", 9e9, at_most=True), False),
        (Goal("service_rate", 0, at_most=False), True),
        (Goal("service_rate", 0.01, at_most=False), False),
        (Goal("cost_eur", 1e9, at_most=True, grows=True), False),
    ],
)
def test_goals_that_cannot_be_missed(goal: Goal, idle: bool) -> None:
    assert (guaranteed(goal, scenario()) is not None) == idle


def test_the_reason_names_the_limit_and_a_goal_that_says_something() -> None:
    assert guaranteed(wait(1200), load_scenario("prignitz/rufbus")) == (
        "nobody waits longer than 1200 s, as services.rufbus.limits.default.max_wait sees to, so every fleet meets it; "
        "a goal would be less than that, such as 900"
    )


def test_nobody_has_waited_longer_on_a_bundled_day() -> None:
    result = bundled("prignitz/rufbus")
    longest = longest_wait(result.world.scenario)
    assert longest is not None
    assert 0.9 * longest[0] < result.kpis["wait_max_s"] <= longest[0]
