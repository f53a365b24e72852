"""The world of a run that goes over to a changed scenario at a time: the same people, the same luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from simulator.errors import Problem, ScenarioError
from simulator.scenario.models import Scenario
from simulator.scenario.road_models import moment_s
from simulator.world.branch import Branch
from simulator.world.build import KnownPlaces, Report, World, build_world
from simulator.world.disruptions import disruptions_of, of_kind
from simulator.world.disturbed_demand import KIND as DEMAND

Step = tuple[Scenario, int]  # a scenario, and until when it holds [s]


def build_branch(
    before: Sequence[Step],
    changed: Scenario,
    told: Mapping[str, Any] | None = None,
    *,
    cache: Path | None = None,
    report: Report = lambda text: None,
) -> World:
    """Return the world of a run that goes over from scenario to scenario when it is time, at last to a changed one.

    What goes wrong is that of the changed one from the beginning: nobody knows of it before. Raises ScenarioError.
    """
    wrong = {"disruptions": changed.disruptions}
    scenarios = [*(scenario.model_copy(update=wrong) for scenario, _ in before), changed]
    if problems := [problem for later in scenarios[1:] for problem in _more_offers(scenarios[0], later)]:
        raise ScenarioError(problems)
    goes_over = [_changing(*both) for both in pairwise(scenarios)]
    known = _places_before(before, changed, cache)
    world = build_world(scenarios[0] if any(goes_over) else changed, cache=cache, report=report, known=known)
    now: dict[str, Any] = dict(world.services)
    branch = None
    for (scenario, at_s), later, names in zip(before, scenarios[1:], goes_over, strict=True):
        services: dict[str, Any] = {}
        if names:
            after = build_world(later, cache=cache, report=report, people_of=scenarios[0], known=known, roads_of=world)
            if after.network.digest() != world.network.digest():
                message = "it needs other places on the roads, which a day that has begun cannot have"
                raise ScenarioError([changed.problem(f"services.{name}", message) for name in names])
            services = {name: now[name].going_over(after.services[name]) for name in names}
        now |= services
        branch = Branch(at_s, scenario, later, _asks_from(world, at_s), services, told or {}, branch)
    return replace(world, branch=branch)


def _places_before(before: Sequence[Step], changed: Scenario, cache: Path | None) -> KnownPlaces | None:
    """Return the places on the roads of the run that is repeated, where other people than there ask on them now.

    Nobody may be able to tell from the roads who will come, or would have come. None: nobody else asks.
    """
    if all(_on_demand(scenario) == _on_demand(changed) for scenario, _ in before):
        return None
    known = None
    for scenario, _ in before:
        first = before[0][0].model_copy(update={"disruptions": scenario.disruptions})
        world = build_world(first, cache=cache, known=known)
        assert world.places_on_roads is not None
        known = KnownPlaces(world.places_on_roads, world.network.node_count if known is None else known.nodes)
    return known


def _on_demand(scenario: Scenario) -> list[Any]:
    """Return what changes who asks."""
    return [its.config for its in of_kind(disruptions_of(scenario), DEMAND)]


def _more_offers(first: Scenario, later: Scenario) -> list[Problem]:
    """Return the services that would make more offers at a time than people have luck for from the beginning."""
    found = []
    for name, config in first.services.items():
        before, after = (getattr(its, "offers", None) for its in (config, later.services[name]))
        if before is not None and after is not None and after.most > before.most:
            message = f"no more offers at a time than when the day began, expected at most {before.most}"
            found.append(later.problem(f"services.{name}.offers.most", message))
    return found


def _changing(before: Scenario, changed: Scenario) -> list[str]:
    """Return the services that change."""
    return [name for name, config in before.services.items() if config != changed.services[name]]


def _asks_from(world: World, at_s: int) -> np.ndarray:
    is_later: np.ndarray = world.demand["submitted_s"].to_numpy(np.int64) >= at_s
    return is_later


def as_it_was(world: World) -> World:
    """Return the world of a branch as its results tell it: the changed scenario, and requests on their own terms."""
    steps = [] if world.branch is None else [step for step in world.branch.steps if step.services]
    if not steps:
        return world
    services: dict[str, Any] = dict(world.services)
    for step in steps:
        for name, later in step.services.items():
            services[name] = services[name].on_their_terms(later, step.is_later)
    scenario = next(iter(steps[-1].services.values())).part.scenario
    return replace(world, scenario=scenario, services=services)


def branch_told_again(
    before: Sequence[tuple[Scenario, str]], changed: Scenario, report: Report = lambda text: None
) -> World:
    """Return the world of a branch as its results tell it, built again. before: until when each holds, like "10:00"."""
    people_of = before[0][0].model_copy(update={"disruptions": changed.disruptions})
    known = _places_before([(scenario, 0) for scenario, _ in before], changed, None)
    world = build_world(changed, report=report, people_of=people_of, known=known)
    branch = None
    later = [*(scenario for scenario, _ in before[1:]), changed]
    for (scenario, at), after in zip(before, later, strict=True):
        at_s = changed.calendar.clock.true(moment_s(at))
        branch = Branch(at_s, scenario, after, _asks_from(world, at_s), earlier=branch)
    return replace(world, branch=branch)
