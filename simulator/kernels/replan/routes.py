"""One route: whether it can be driven in time, and what is kept about it for insertions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place, jit_inline
from simulator.kernels.layout import NO_COST
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch
from simulator.kernels.timing import stop_times

NAMING = np.uint64(0x9E3779B97F4A7C15)  # odd, and its bits as if drawn: names of different routes differ


@jit_in_place
def schedule(problem: Problem, scratch: Scratch, vehicle: int, trial: NDArray[np.int32], length: int) -> bool:
    """Set the earliest start of each service of a whole route, see ``schedule_from``."""
    scratch.time[0] = problem.earliest[trial[0]]
    scratch.leave[0] = scratch.time[0] + problem.dwell[trial[0]]
    return bool(schedule_from(problem, scratch, vehicle, trial, length, 1))


@jit_in_place
def schedule_from(
    problem: Problem, scratch: Scratch, vehicle: int, trial: NDArray[np.int32], length: int, known: int
) -> bool:
    """Set the earliest start of each service that keeps every limit; return whether there is one.

    Windows, rides and duration are differences of times that are bounded from above, and time only moves forward from
    the earliest schedule to the least one that is feasible: where a ride is too long, its pickup is put off by the
    excess. That helps only as far as vehicles wait between the two; if it does not suffice, nothing does. Loads are not
    looked at. After Hunsaker and Savelsbergh (2002, doi:10.1016/S0167-6377(02)00120-7), but exact.

    trial: int32, a route from start to end, read only. known: of so many stops the earliest times are in ``scratch``
    already, at least 1. What is found is in ``time``, ``leave`` and ``position`` of ``scratch``.
    O(stops) if nothing has to be put off, O(stops^2) per delay.
    """
    time, leave, position = scratch.time, scratch.leave, scratch.position
    put_off = False
    for index in range(length):
        here = trial[index]
        if index >= known:
            time[index], leave[index] = visit(problem, trial, time, leave, np.int64(index), problem.earliest[here])
        if time[index] > problem.latest[here]:
            return False
        position[here] = index
        first, limit = _at_most_since(problem, position, vehicle, here)
        put_off = put_off or time[index] - time[first] > limit
    while put_off:
        put_off = False
        for index in range(1, length):
            first, limit = _at_most_since(problem, position, vehicle, trial[index])
            excess = time[index] - time[first] - limit
            if excess <= 0:
                continue
            put_off = True
            time[first] += excess
            if time[first] > problem.latest[trial[first]]:
                return False
            if first > 0:
                _, leave[first] = visit(problem, trial, time, leave, first, time[first])
            else:
                leave[0] = time[0] + problem.dwell[trial[0]]
            for later in range(first + 1, length):
                begin, until = visit(problem, trial, time, leave, np.int64(later), time[later])
                if begin > problem.latest[trial[later]]:
                    return False
                if begin == time[later] and until == leave[later]:
                    break
                time[later], leave[later] = begin, until
            if time[index] - time[first] > limit:
                return False  # the vehicle never waits in between now
    return True


@jit_in_place
def _at_most_since(problem: Problem, position: NDArray[np.int64], vehicle: int, here: int) -> tuple[int, int]:
    """Return (position, time): no more than that may pass from there until a point of a route.

    That is from a rider's pickup to the dropoff, and from a route's start to its end.
    """
    request = problem.request[here]
    if request == NOBODY:
        return np.int64(0), problem.max_duration[vehicle]
    pickup = problem.pickup[request]
    if pickup == NOBODY:
        return np.int64(0), np.int64(NO_COST)
    return position[pickup], problem.dwell[pickup] + problem.max_ride[request]


@jit_in_place
def as_before(routes: Routes, scratch: Scratch, vehicle: int, after: int) -> int:
    """Write when the stops of a route begin that stay as they are, up to a position; return how many these are."""
    begin, leave = routes.begin[vehicle], routes.leave[vehicle]
    for index in range(after + 1):
        scratch.time[index], scratch.leave[index] = begin[index], leave[index]
    return np.int64(after + 1)


@jit_inline
def visit(
    problem: Problem, stops: NDArray[np.int32], begin: NDArray[np.int64], leave: NDArray[np.int64], index: int,
    earliest: int,
) -> tuple[int, int]:  # fmt: skip
    """Return (start, departure) of the stop at a position of a route that may begin at ``earliest``.

    begin, leave: of the positions before it.
    """
    before, here = stops[index - 1], stops[index]
    place = problem.place[here]
    boarded = np.int64(earliest)
    request = problem.request[here]
    earlier = index - 1
    # A pickup elsewhere is over before the vehicle is here.
    while request != NOBODY and earlier >= 0 and problem.place[stops[earlier]] == place:
        if stops[earlier] == problem.pickup[request]:
            boarded = begin[earlier] + problem.dwell[stops[earlier]]
        earlier -= 1
    _, start, departure = stop_times(
        problem.place[before] == place, begin[index - 1], leave[index - 1], problem.drive[before, here], np.int64(0),
        np.int64(earliest), boarded, problem.dwell[here],
    )  # fmt: skip
    return start, departure


@jit_in_place
def refresh(problem: Problem, routes: Routes, vehicle: int) -> None:
    """Set what is kept about a route after its stops changed. O(stops)."""
    stops, length = routes.stops[vehicle], routes.length[vehicle]
    begin, leave, begin_by = routes.begin[vehicle], routes.leave[vehicle], routes.begin_by[vehicle]
    begin[0] = problem.earliest[stops[0]]
    leave[0] = begin[0] + problem.dwell[stops[0]]
    for component in range(problem.load.shape[1]):
        routes.load[vehicle, 0, component] = problem.load[stops[0], component]
    driven = np.int64(0)
    name = np.uint64(stops[0] + 1)
    for index in range(1, length):
        before, here = stops[index - 1], stops[index]
        drive = routes.onward[vehicle, index - 1] = problem.drive[before, here]
        driven += drive
        name = name * NAMING + np.uint64(here + 1)
        begin[index], leave[index] = visit(problem, stops, begin, leave, np.int64(index), problem.earliest[here])
        for component in range(problem.load.shape[1]):
            routes.load[vehicle, index, component] = (
                routes.load[vehicle, index - 1, component] + problem.load[here, component]
            )
    leave_by = begin_by[length - 1] = problem.latest[stops[length - 1]]
    for index in range(length - 2, -1, -1):
        here, after = stops[index], stops[index + 1]
        begin_by[index] = problem.latest[here]
        if problem.place[here] == problem.place[after]:
            begin_by[index] = min(begin_by[index], begin_by[index + 1])
        else:
            leave_by = begin_by[index + 1] - routes.onward[vehicle, index]
        begin_by[index] = min(begin_by[index], leave_by - problem.dwell[here])
    routes.cost[vehicle] = problem.weight * driven + lateness(problem, stops, length, begin)
    if length > 2:
        routes.cost[vehicle] += problem.opening[vehicle]
    routes.name[vehicle] = name
    routes.changed[vehicle] = True


@jit_in_place
def lateness(problem: Problem, stops: NDArray[np.int32], length: int, begin: NDArray[np.int64]) -> int:
    """Return what it costs that the stops of a route begin when they do. O(stops)."""
    cost = np.int64(0)
    for index in range(1, length):
        here = stops[index]
        cost += problem.late[here] * (begin[index] - problem.due[here])
    return cost


@jit_in_place
def with_insertion(
    problem: Problem, routes: Routes, request: int, vehicle: int, after: int, until: int, trial: NDArray[np.int32]
) -> int:
    """Write a route with a request put in to ``trial``; return its length.

    The pickup comes after position ``after`` of the route as it is, the dropoff after position ``until`` >= after, and
    after the pickup.
    """
    stops, length = routes.stops[vehicle], routes.length[vehicle]
    count = 0
    for index in range(length):
        trial[count] = stops[index]
        count += 1
        if index == after:
            trial[count] = problem.pickup[request]
            count += 1
        if index == until:
            trial[count] = problem.dropoff[request]
            count += 1
    return count


@jit_in_place
def insert(
    problem: Problem, routes: Routes, scratch: Scratch, request: int, vehicle: int, after: int, until: int
) -> None:
    """Put a request into a route. O(stops)."""
    count = with_insertion(problem, routes, request, vehicle, after, until, scratch.trial)
    for index in range(count):
        routes.stops[vehicle, index] = scratch.trial[index]
    routes.length[vehicle] = count
    routes.vehicle[request] = vehicle
    refresh(problem, routes, vehicle)


@jit_in_place
def remove(problem: Problem, routes: Routes, request: int) -> None:
    """Take a request out of its route. O(stops)."""
    vehicle = np.int64(routes.vehicle[request])
    stops, length = routes.stops[vehicle], routes.length[vehicle]
    kept = 0
    for index in range(length):
        if problem.request[stops[index]] != request:
            stops[kept] = stops[index]
            kept += 1
    routes.length[vehicle] = kept
    routes.vehicle[request] = NOBODY
    refresh(problem, routes, vehicle)
