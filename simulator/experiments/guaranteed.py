"""Goals that no fleet can miss, because a hard limit of the scenario keeps them: to test them tells nothing."""

from __future__ import annotations

from simulator.experiments.fleet_size import Goal
from simulator.scenario.models import Scenario
from simulator.tables import RIDES

_WAITS = "wait_"  # key figures of waits that no single one exceeds: mean, quantiles, maximum
_PART_OF_LIMIT = 0.75  # of the limit: a goal that says something


def guaranteed(goal: Goal, scenario: Scenario) -> str | None:
    """Return why a goal cannot be missed and what would be one, None where it can be."""
    if goal.metric == "service_rate" and not goal.at_most and goal.value <= 0:
        return "every fleet serves a share of 0 or more; a goal would be 0.9"
    if not goal.metric.startswith(_WAITS) or not goal.metric.endswith("_s") or not goal.at_most:
        return None
    longest = longest_wait(scenario)
    if longest is None or goal.value < longest[0]:
        return None
    limit_s, key = longest
    return (
        f"nobody waits longer than {limit_s} s, as {key} sees to, so every fleet meets it; "
        f"a goal would be less than that, such as {round(_PART_OF_LIMIT * limit_s)}"
    )


def longest_wait(scenario: Scenario) -> tuple[int, str] | None:
    """Return how long anybody who is carried can have waited [s], and the limit that sees to it; None: no limit does.

    A wait runs from the first attempt on, ready at the departure first wished for: who tries again, or leaves at
    another time than wished for, may have waited longer. Where drives or stops vary, or roads change while vehicles
    drive, promises can break.
    """
    network, classes = scenario.network, scenario.people.classes
    if network.variation is not None or any(change.dated for change in network.changes):
        return None
    found: list[tuple[int, str]] = []
    for part in (part for part in scenario.parts if part.kind == RIDES):
        if part.config.dwell_variation is not None or part.config.offers.most > 1:
            return None
        for name in part.asked_by:
            limits = part.config.limits[classes[name].limits]
            if not limits.hard or classes[name].on_rejection.action == "retry":
                return None
            found.append((limits.max_wait_s, part.key(f"limits.{classes[name].limits}.max_wait")))
    return max(found, default=None)
