"""How far a finished run was from what hindsight could have done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.analysis.run_inputs import read_run
from simulator.bounds.gap import Found, driving, service
from simulator.dispatch.replan import Effort
from simulator.errors import ResultError
from simulator.experiments.world_of_run import world_of_run
from simulator.services.ridepooling.hindsight import driven_s, problem_of, what_happened

MOST_REQUESTS = 2_000  # minutes and some GB


@dataclass(frozen=True)
class Gap:
    """A run against hindsight. driving_s: with the same requests served; served: of those and those turned away.

    run_driving_s, run_served: what the run did. turned_away: requests it had no vehicle for.
    """

    run_driving_s: int
    run_served: int
    turned_away: int
    driving_s: Found
    served: Found


def gap_of_run(
    folder: Path,
    *,
    scenarios: Path | None = None,
    iterations: int = 20_000,
    seconds: float = 60,
    report: Callable[[str], None] = lambda text: None,
) -> Gap:
    """Compare a results folder with the best plans found in hindsight and with bounds on all plans.

    scenarios: the folder that the scenario's file names are relative to; that of the bundled scenarios by default.
    iterations: of the search for plans. seconds: for an exact solution, where the day is small enough. Raises
    ResultError when the folder is no run, one without rides or too large a one, or the roads are not those of the run,
    or change in time, or drives or stops took drawn times.
    """
    events, met, vehicles = read_run(folder)
    if not len(vehicles):
        raise ResultError(f"{folder}: no minibus or taxi carried riders there; expected a run with rides to plan")
    day = what_happened(events)
    everybody = np.union1d(day.served, day.turned_away)
    if len(everybody) > MOST_REQUESTS:
        message = f"{len(everybody):,} requests are too many to plan in hindsight; expected at most {MOST_REQUESTS:,}"
        raise ResultError(f"{folder}: {message}")
    world = world_of_run(folder, scenarios=scenarios, report=report)
    if world.roads.changes:
        raise ResultError(f"{folder}: hindsight knows one state of the roads, expected are others")
    world = world.only(np.flatnonzero(world.demand["request_id"].isin(met["request_id"])))  # who asked for a ride
    if len(world.with_requests) != 1:
        raise ResultError(f"{folder}: several services carried riders there; expected one whose rides are planned")
    (rides,) = world.with_requests.values()
    if rides.varies:
        raise ResultError(f"{folder}: drives or stops took times as drawn there, which hindsight does not know")
    run_driving_s = driven_s(events)
    effort = Effort(iterations, polish=0)
    seed = world.scenario.seed
    report("planning the same rides in hindsight")
    same = driving(problem_of(rides, events, met, day.served), effort, seed, seconds, run_driving_s)
    report("looking for rides for those who were turned away")
    more = service(problem_of(rides, events, met, everybody), effort, seed, seconds, len(day.served))
    return Gap(run_driving_s, len(day.served), len(day.turned_away), same, more)
