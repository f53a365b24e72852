"""The cheapest place for a request in a route."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import NO_COST
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch
from simulator.kernels.replan.rng import below
from simulator.kernels.replan.routes import schedule, with_insertion

BLINK_IN = 100  # one position in so many is passed over, if blinking


@jit_in_place
def best_place(
    problem: Problem,
    routes: Routes,
    scratch: Scratch,
    rng: NDArray[np.uint64],
    blinks: bool,
    request: int,
    vehicle: int,
    bound: int,
) -> tuple[int, int, int]:
    """Return (added cost, pickup after, dropoff after) of the cheapest feasible place; NO_COST when none is < bound.

    Loads, windows and the shortest possible ride rule places out one by one; what is left and cheap enough is scheduled
    exactly. blinks: overlook a position now and then (Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914).
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
    best, best_after, best_until = np.int64(bound), np.int64(-1), np.int64(-1)
    if problem.bound_to[request] != NOBODY and problem.bound_to[request] != vehicle:
        return NO_COST, best_after, best_until
    for after in range(problem.frozen[vehicle], length - 1):
        here, there = stops[after], stops[after + 1]
        together = place[here] == place[pickup]
        reached = begin[after] if together else leave[after] + drive[here, pickup]
        if reached > latest[pickup]:
            if together:
                continue
            break  # later positions are reached later
        if not _fits(problem, routes, request, vehicle, after):
            continue
        added = cost[here, pickup] + cost[pickup, there] - cost[here, there]
        if added >= best or (blinks and below(rng, BLINK_IN) == 0):
            continue
        started = max(reached, earliest[pickup])
        now = max(started + dwell[pickup], leave[after]) if together else started + dwell[pickup]
        at, riding = pickup, np.int64(0)
        for until in range(after, length - 1):
            if until > after:
                stop = stops[until]
                beside = place[at] == place[stop]
                arrives = max(started if beside else now + drive[at, stop], earliest[stop])
                if arrives > begin_by[until] or not _fits(problem, routes, request, vehicle, until):
                    break
                riding += drive[at, stop]
                if not beside:
                    riding += dwell[stop]
                started = arrives
                now = max(arrives + dwell[stop], now) if beside else arrives + dwell[stop]
                at = np.int64(stop)
            beside = place[at] == place[dropoff]
            alights = max(started if beside else now + drive[at, dropoff], earliest[dropoff])
            if riding + drive[at, dropoff] > max_ride or alights > latest[dropoff]:
                break
            following = stops[until + 1]
            if until == after:
                total = cost[here, pickup] + cost[pickup, dropoff] + cost[dropoff, there] - cost[here, there]
            else:
                total = added + cost[at, dropoff] + cost[dropoff, following] - cost[at, following]
            gone = alights + dwell[dropoff] + drive[dropoff, following]
            if total >= best or (gone > begin_by[until + 1] and place[dropoff] != place[following]):
                continue
            count = with_insertion(problem, routes, request, vehicle, after, until, scratch.trial)
            if schedule(problem, vehicle, scratch.trial, count, scratch.time, scratch.leave, scratch.position):
                best, best_after, best_until = total, np.int64(after), np.int64(until)
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
