"""How far a finished run was from what hindsight could have done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simulator.analysis.counted import counted_window
from simulator.analysis.run_inputs import read_facilities, read_run
from simulator.bounds.gap import Found, driving, service
from simulator.dispatch.replan import Effort
from simulator.errors import ResultError
from simulator.experiments.world_of_run import world_of_run
from simulator.services.ridepooling.hindsight import driven_s, problem_of, what_happened
from simulator.services.ridepooling.world import RidepoolingWorld

MOST_REQUESTS = 2_000  # minutes and some GB


@dataclass(frozen=True)
class Gap:
    """A run against hindsight, without its warm-up.

    driving_s: with the same requests served; served: of those and those turned away.

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
    outside: bool = False,
    report: Callable[[str], None] = lambda text: None,
) -> Gap:
    """Compare a results folder with the best plans found in hindsight and with bounds on all plans.

    scenarios: the folder that the scenario's file names are relative to; that of the bundled scenarios by default.
    outside: let it name files elsewhere, too. iterations: of the search for plans. seconds: for an exact solution,
    where the day is small enough. Raises ResultError when the folder is no run, one without rides or too large a one,
    or the roads are not those of the run, or change in time, or drives or stops took drawn times, or a shift is under
    way when counting begins.
    """
    events, met, vehicles = read_run(folder)
    if not len(vehicles):
        raise ResultError(f"{folder}: no minibus or taxi carried riders there; expected a run with rides to plan")
    window = counted_window(read_facilities(folder).days)
    day = what_happened(events, window.rows(met, "earliest_departure_s")["request"])
    everybody = np.union1d(day.served, day.turned_away)
    if len(everybody) > MOST_REQUESTS:
        message = f"{len(everybody):,} requests are too many to plan in hindsight; expected at most {MOST_REQUESTS:,}"
        raise ResultError(f"{folder}: {message}")
    world = world_of_run(folder, scenarios=scenarios, outside=outside, report=report)
    if world.roads.changes:
        raise ResultError(f"{folder}: hindsight knows one state of the roads, expected are others")
    world = world.only(np.flatnonzero(world.demand["request_id"].isin(met["request_id"])))  # who asked for a ride
    if len(world.with_requests) != 1:
        raise ResultError(f"{folder}: several services carried riders there; expected one whose rides are planned")
    (rides,) = world.with_requests.values()
    if rides.varies:
        message = "drives or stops took times as drawn there, and how long those of another plan had taken nobody knows"
        raise ResultError(f"{folder}: {message}; expected a run without network.variation and dwell_variation")
    rides = _counted_shifts(rides, window.from_s, folder)
    run_driving_s = driven_s(window.rows(events, "time_s"))
    effort = Effort(iterations, polish=0)
    seed = world.scenario.seed
    report("planning the same rides in hindsight")
    same = driving(problem_of(rides, events, met, day.served), effort, seed, seconds, run_driving_s)
    report("looking for rides for those who were turned away")
    more = service(problem_of(rides, events, met, everybody), effort, seed, seconds, len(day.served))
    return Gap(run_driving_s, len(day.served), len(day.turned_away), same, more)


def _counted_shifts(rides: RidepoolingWorld, from_s: int, folder: Path) -> RidepoolingWorld:
    """Return a service with the shifts after its warm-up alone. Raises ResultError when one is under way then."""
    shifts = rides.shifts
    if ((shifts["start_s"] < from_s) & (shifts["latest_end_s"] > from_s)).any():
        message = "a shift is under way when counting begins, and where its vehicle is then, hindsight may not choose"
        raise ResultError(f"{folder}: {message}; expected no warm-up, or shifts that end by midnight")
    return replace(rides, told_shifts=shifts[shifts["start_s"] >= from_s])
