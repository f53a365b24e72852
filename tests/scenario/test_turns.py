"""Who answers before whom: turns of services some of which have a feeder answer first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulator.scenario.rule_models import ParallelService
from simulator.scenario.turns import Turns, feeders_of, with_feeders
from simulator.services.feeder.schema import Config

Services = dict[str, Any]


def rides(**rule: Any) -> SimpleNamespace:
    """A ridepooling service with a rule."""
    told = ParallelService.model_validate({"then": "offer_feeder", **rule}) if rule else None
    return SimpleNamespace(kind="ridepooling", parallel_service=told)


def feeder(on_demand: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(kind="feeder", partners_among=Config(on_demand=on_demand).partners_among)


LINES = SimpleNamespace(kind="timetable")
RULED: Services = {"bus": rides(within="60 min"), "feeder": feeder(), "lines": LINES}


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((("bus",), ("lines",)), (("feeder", "bus"), ("lines",))),
        ((("bus", "lines"),), (("feeder", "bus", "lines"),)),
        ((("lines", "bus"),), (("lines", "feeder", "bus"),)),
        ((("lines",), ("bus",)), (("lines",), ("feeder", "bus"))),
        ((("feeder",), ("bus",)), (("feeder",), ("bus",))),  # it has answered already
        ((("bus",), ("feeder",), ("lines",)), (("feeder", "bus"), ("lines",))),  # and is asked once
        ((("bus", "feeder"),), (("feeder", "bus"),)),
        ((("lines",),), (("lines",),)),
        ((), ()),
    ],
)
def test_the_feeder_answers_before_the_service_whose_rule_says_so(turns: Turns, expected: Turns) -> None:
    assert with_feeders(turns, RULED) == expected


@pytest.mark.parametrize(
    "services",
    [
        {"bus": rides(), "feeder": feeder()},  # no rule
        {"bus": rides(within="0 min"), "feeder": feeder()},  # none that holds
        {"bus": rides(within="60 min", then="reject"), "feeder": feeder()},
        {"bus": rides(within="60 min"), "other": rides(), "feeder": feeder()},  # whose rides it has is not clear
        {"bus": rides(within="60 min"), "other": rides(), "feeder": feeder("other")},
        {"bus": rides(within="60 min"), "feeder": feeder(), "second": feeder("bus")},  # which one is not clear
        {"bus": rides(within="60 min")},
    ],
)
def test_otherwise_turns_are_as_they_are(services: Services) -> None:
    assert with_feeders((("bus",),), services) == (("bus",),)


def test_of_several_feeders_the_rule_names_one() -> None:
    services = {"bus": rides(within="60 min", feeder="second"), "feeder": feeder("bus"), "second": feeder()}
    assert feeders_of("bus", services) == ["feeder", "second"]
    assert with_feeders((("bus",),), services) == (("second", "bus"),)
