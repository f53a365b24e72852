"""The cheapest place for a request in a route."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place, jit_inline
from simulator.kernels.layout import NO_COST
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch
from simulator.kernels.replan.rng import below
from simulator.kernels.replan.routes import as_before, lateness, schedule_from, with_insertion
from simulator.kernels.timing import stop_times

COST, AFTER, UNTIL = 0, 1, 2
BLINK_IN = 100  # one position in so many is passed over


@jit_in_place
def cheapest(
    problem: Problem, routes: Routes, scratch: Scratch, rng: NDArray[np.uint64], request: int, which: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return (added cost, vehicle, pickup after, dropoff after) of the cheapest place of a request in some routes.

    which: the first vehicle, and how many; after the last comes number 0. One is overlooked now and then. The vehicle
    is -1 and the cost NO_COST when there is no place below the penalty.
    """
    best, vehicle = problem.penalty[request], np.int64(-1)
    place = scratch.place[request]
    other = which[0]
    for _ in range(which[1]):
        look_at(problem, routes, scratch, rng, request, other, best)
        if place[other, AFTER] >= 0 and place[other, COST] < best and below(rng, BLINK_IN) > 0:
            best, vehicle = place[other, COST], other
        other = other + 1 if other + 1 < len(problem.start) else np.int64(0)
    if vehicle < 0:
        return NO_COST, vehicle, vehicle, vehicle
    return best, vehicle, place[vehicle, AFTER], place[vehicle, UNTIL]


@jit_in_place
def look_at(
    problem: Problem, routes: Routes, scratch: Scratch, rng: NDArray[np.uint64], request: int, vehicle: int, bound: int
) -> None:
    """Note the best place of a request in a route, or that there is none below a cost.

    Many routes are as they were when the request was last looked at, so nothing is left to do. What was overlooked then
    is overlooked until the route changes.
    """
    place = scratch.place[request, vehicle]
    if scratch.known[request, vehicle] == routes.name[vehicle] and (place[AFTER] >= 0 or place[COST] >= bound):
        return
    cost, after, until = best_place(problem, routes, scratch, rng, request, vehicle, bound)
    scratch.known[request, vehicle] = routes.name[vehicle]
    place[COST], place[AFTER], place[UNTIL] = min(cost, bound), after, until


@jit_inline
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
    dwell, earliest, latest, weight = problem.dwell, problem.earliest, problem.latest, problem.weight
    pickup, dropoff = np.int64(problem.pickup[request]), np.int64(problem.dropoff[request])
    from_pickup, to_pickup = problem.drive[pickup], problem.back[pickup]
    from_dropoff, to_dropoff = problem.drive[dropoff], problem.back[dropoff]
    direct, onward = from_pickup[dropoff], routes.onward[vehicle]
    stops, length = routes.stops[vehicle], routes.length[vehicle]
    begin, leave, begin_by = routes.begin[vehicle], routes.leave[vehicle], routes.begin_by[vehicle]
    place = problem.place
    max_ride = problem.max_ride[request]
    opening = problem.opening[vehicle] if length == 2 else np.int64(0)
    best, best_after, best_until = np.int64(bound - 1), np.int64(-1), np.int64(-1)
    least_late = np.int64(0)
    soonest = earliest[pickup]
    if problem.bound_to[request] != NOBODY and problem.bound_to[request] != vehicle:
        return NO_COST, best_after, best_until
    for after in range(problem.frozen[vehicle], length - 1):
        here, there = stops[after], stops[after + 1]
        together = place[here] == place[pickup]
        if begin_by[after + 1] < soonest and place[there] != place[pickup]:
            continue  # the next stop cannot wait for this one
        reached, started, now = stop_times(
            together, begin[after], leave[after], to_pickup[here], np.int64(0), soonest, soonest, dwell[pickup],
        )  # fmt: skip
        if reached > latest[pickup]:
            if together:
                continue
            break  # later positions are reached later
        if not _fits(problem, routes, request, vehicle, after):
            continue
        added = opening + weight * (to_pickup[here] + from_pickup[there] - onward[after])
        if added > best or below(rng, BLINK_IN) == 0:
            continue
        at, riding = pickup, np.int64(0)
        for until in range(after, length - 1):
            if until > after:
                stop = stops[until]
                beside = place[at] == place[stop]
                drive = from_pickup[stop] if until == after + 1 else onward[until - 1]
                _, started, now = stop_times(
                    beside, started, now, drive, np.int64(0), earliest[stop], earliest[stop], dwell[stop]
                )  # fmt: skip
                if started > begin_by[until] or not _fits(problem, routes, request, vehicle, until):
                    break
                riding += drive
                if not beside:
                    riding += dwell[stop]
                at = np.int64(stop)
            beside = place[at] == place[dropoff]
            last = to_dropoff[at]
            _, alights, gone = stop_times(
                beside, started, now, last, np.int64(0), earliest[dropoff], earliest[dropoff],
                dwell[dropoff],
            )  # fmt: skip
            if riding + last > max_ride or alights > latest[dropoff]:
                break
            following = stops[until + 1]
            if until == after:
                total = opening + weight * (to_pickup[here] + direct + from_dropoff[there] - onward[after])
            else:
                total = added + weight * (last + from_dropoff[following] - onward[until])
            too_late = gone + from_dropoff[following] > begin_by[until + 1] and place[dropoff] != place[following]
            if total > best or too_late:
                continue
            count = with_insertion(problem, routes, request, vehicle, after, until, scratch.trial)
            known = as_before(routes, scratch, vehicle, np.int64(after))
            if schedule_from(problem, scratch, vehicle, scratch.trial, count, known):
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
