"""The rules of booking of ridepooling services, as auditor and key figures look at them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.analysis.inputs import BookingRules
from simulator.scenario.models import Scenario
from simulator.spans import Spans
from simulator.tables import RIDES
from simulator.world.build import World
from simulator.world.calendar import days_of


def booking_rules(scenario: Scenario, service: str | None = None) -> BookingRules:
    """Return what the auditor compares every booking of a ridepooling service with; by default of the first one."""
    parts = [part for part in scenario.parts if part.kind == RIDES and service in (None, part.name)]
    if not parts:
        return BookingRules(Spans(()), {}, {})
    classes = scenario.people.classes
    sets = {name: parts[0].config.limits[classes[name].limits] for name in parts[0].asked_by}
    return BookingRules(
        hours=days_of(scenario.calendar).spans(parts[0].config.hours),
        notice_s={name: rules.notice_s for name, rules in sets.items()},
        horizon_s={name: rules.booking_horizon_s for name, rules in sets.items()},
    )


def rules_of_run(world: World, service: str | None = None) -> BookingRules:
    """Return the rules of a run, of a branch with those that held before."""
    steps = [] if world.branch is None else world.branch.steps
    scenarios = [*(step.before for step in steps), world.scenario]
    rules, *later = [booking_rules(scenario, service) for scenario in scenarios]
    for step, its in zip(steps, later, strict=True):
        rules = replace(its, until=(rules, frozenset(np.flatnonzero(~step.is_later).tolist())))
    return rules


def parallel_within_s(scenario: Scenario) -> int:
    """Return how far from the wish a journey by timetable may be because of which a ride is rejected; 0: no rule."""
    rules = [part.config.parallel_service for part in scenario.parts if part.kind == RIDES]
    return max((rule.within_s for rule in rules if rule is not None), default=0)
