"""The cheapest place for a request in a route."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import NO_COST
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch
from simulator.kernels.replan.rng import below
from simulator.kernels.replan.routes import lateness, schedule, with_insertion
from simulator.kernels.timing import stop_times

BLINK_IN = 100  # one position in so many is passed over


@jit_in_place
def best_place(
    problem: Problem,
    routes: Routes,
    scratch: Scratch,
    rng: NDArray[np.uint64],
    request: int,
    vehicle: int,
    bound: int,
) -> tuple[int, int, int]:
    """Return (added cost, pickup after, dropoff after) of the cheapest feasible place; NO_COST when none is < bound.

    Costs are those of driving. Of equals the least late wins, then the last pickup position, then the last dropoff
    position: who came first is served first.
    Loads, windows and the shortest possible ride rule places out one by one; what is left and cheap enough is scheduled
    exactly. A position is overlooked now and then (Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914).
    O(stops^2) and a schedule for each place that would be the best so far.
    """
    drive, cost, dwell, earliest, latest = (
        problem.drive, problem.cost, problem.dwell, problem.earliest, problem.latest,
    )  # fmt: skip
    pickup, dropoff = np.int64(problem.pickup[request]), np.int64(problem.dropoff[request])
    stops, length = routes.stops[vehicle], routes.length[vehicle]
    begin, leave, begin_by = routes.begin[vehicle], routes.leave[vehicle], routes.begin_by[vehicle]
    place = problem.place
    max_ride = problem.max_ride[request]
    best, best_after, best_until = np.int64(bound - 1), np.int64(-1), np.int64(-1)
    least_late = np.int64(0)
    if problem.bound_to[request] != NOBODY and problem.bound_to[request] != vehicle:
        return NO_COST, best_after, best_until
    for after in range(problem.frozen[vehicle], length - 1):
        here, there = stops[after], stops[after + 1]
        together = place[here] == place[pickup]
        reached, started, now = stop_times(
            together, begin[after], leave[after], drive[here, pickup], np.int64(0), earliest[pickup], earliest[pickup],
            dwell[pickup],
        )  # fmt: skip
        if reached > latest[pickup]:
            if together:
                continue
            break  # later positions are reached later
        if not _fits(problem, routes, request, vehicle, after):
            continue
        added = cost[here, pickup] + cost[pickup, there] - cost[here, there]
        if added > best or below(rng, BLINK_IN) == 0:
            continue
        at, riding = pickup, np.int64(0)
        for until in range(after, length - 1):
            if until > after:
                stop = stops[until]
                beside = place[at] == place[stop]
                _, started, now = stop_times(
                    beside, started, now, drive[at, stop], np.int64(0), earliest[stop], earliest[stop], dwell[stop]
                )  # fmt: skip
                if started > begin_by[until] or not _fits(problem, routes, request, vehicle, until):
                    break
                riding += drive[at, stop]
                if not beside:
                    riding += dwell[stop]
                at = np.int64(stop)
            beside = place[at] == place[dropoff]
            _, alights, gone = stop_times(
                beside, started, now, drive[at, dropoff], np.int64(0), earliest[dropoff], earliest[dropoff],
                dwell[dropoff],
            )  # fmt: skip
            if riding + drive[at, dropoff] > max_ride or alights > latest[dropoff]:
                break
            following = stops[until + 1]
            if until == after:
                total = cost[here, pickup] + cost[pickup, dropoff] + cost[dropoff, there] - cost[here, there]
            else:
                total = added + cost[at, dropoff] + cost[dropoff, following] - cost[at, following]
            too_late = gone + drive[dropoff, following] > begin_by[until + 1] and place[dropoff] != place[following]
            if total > best or too_late:
                continue
            count = with_insertion(problem, routes, request, vehicle, after, until, scratch.trial)
            if schedule(problem, vehicle, scratch.trial, count, scratch.time, scratch.leave, scratch.position):
                late = lateness(problem, scratch.trial, count, scratch.time)
                if best_after < 0 or total < best or late <= least_late:
                    best, least_late, best_after, best_until = total, late, np.int64(after), np.int64(until)
    return (best if best_after >= 0 else NO_COST), best_after, best_until


@jit_in_place
def _fits(problem: Problem, routes: Routes, request: int, vehicle: int, position: int) -> bool:
    """Return whether a request's load fits on top of the load after a position."""
    pickup = problem.pickup[request]
    for component in range(problem.load.shape[1]):
        if (
            routes.load[vehicle, position, component] + problem.load[pickup, component]
            > (problem.capacity[vehicle, component])
        ):
            return False
    return True
