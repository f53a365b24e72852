"""The world of a run that goes over to a changed scenario at a time: the same people, the same luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simulator.errors import ScenarioError
from simulator.scenario.models import Scenario
from simulator.scenario.road_models import moment_s
from simulator.world.branch import Branch
from simulator.world.build import Report, World, build_world


def build_branch(
    before: Scenario,
    changed: Scenario,
    at_s: int,
    told: Mapping[str, Any] | None = None,
    *,
    cache: Path | None = None,
    report: Report = lambda text: None,
) -> World:
    """Return the world of a run that goes over from a scenario to a changed one at a time [s].

    What goes wrong is that of the changed one from the beginning: nobody knows of it before. Raises ScenarioError.
    """
    first = before.model_copy(update={"disruptions": changed.disruptions})
    names = [name for name, config in before.services.items() if config != changed.services[name]]
    world = build_world(first if names else changed, cache=cache, report=report)
    is_later = world.demand["submitted_s"].to_numpy(np.int64) >= at_s
    services: dict[str, Any] = {}
    if names:
        after = build_world(changed, cache=cache, report=report, people_of=first)
        if after.network.digest() != world.network.digest():
            message = "it needs other places on the roads, which a day that has begun cannot have"
            raise ScenarioError([changed.problem(f"services.{name}", message) for name in names])
        for name in names:
            its: Any = world.services[name]
            services[name] = its.going_over(after.services[name])
    return replace(world, branch=Branch(at_s, before, is_later, services, told or {}))


def as_it_was(world: World) -> World:
    """Return the world of a branch as its results tell it: the changed scenario, and requests on their own terms."""
    branch = world.branch
    if branch is None or not branch.services:
        return world
    services: dict[str, Any] = dict(world.services)
    for name, later in branch.services.items():
        services[name] = services[name].on_their_terms(later, branch.is_later)
    scenario = next(iter(branch.services.values())).part.scenario
    return replace(world, scenario=scenario, services=services)


def branch_told_again(before: Scenario, changed: Scenario, at: str, report: Report = lambda text: None) -> World:
    """Return the world of a branch as its results tell it, built again. at: when, like "10:00"."""
    people_of = before.model_copy(update={"disruptions": changed.disruptions})
    world = build_world(changed, report=report, people_of=people_of)
    at_s = changed.calendar.clock.true(moment_s(at))
    is_later = world.demand["submitted_s"].to_numpy(np.int64) >= at_s
    return replace(world, branch=Branch(at_s, before, is_later))
