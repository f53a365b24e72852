"""First come, first served among equals, in plans that were made all at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.fleet_problem import FleetProblem, changed_vehicles
from simulator.kernels import layout as f
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch
from simulator.kernels.replan.routes import lateness, refresh, schedule

SAME = (f.NODE, f.DWELL, f.SIZE, *range(f.LOAD, f.LOAD + f.LOADS))  # what makes two stops equal for a plan
_ODD = np.int64(2654435761)


def serve_in_turn(before: FleetProblem, after: Routes) -> None:
    """Let requests of one changed plan that ask for the same change places where the later one comes first.

    They do so if the plan stays feasible, with every promise, and gets no dearer. after: changed in place.
    """
    awaited, asked = before.problem.pickup != NOBODY, _fingerprints(before)
    for vehicle in changed_vehicles(before, after):
        asks = asked[awaited & (after.vehicle == vehicle)].tolist()
        if len(set(asks)) < len(asks):
            while _swap_one(before, after, before.scratch, vehicle):
                pass


def _fingerprints(before: FleetProblem) -> NDArray[np.int64]:
    """Return a number for all that each request asks for: the same for equal ones. int64 (requests,)."""
    columns, problem = before.columns[list(SAME)].astype(np.int64), before.problem
    factors = _ODD ** np.arange(1, 2 * len(SAME) + 1)
    return factors[: len(SAME)] @ columns[:, problem.pickup] + factors[len(SAME) :] @ columns[:, problem.dropoff]


def _swap_one(before: FleetProblem, after: Routes, scratch: Scratch, vehicle: int) -> bool:
    """Exchange the first two requests in a route that should; return whether there were any."""
    problem, length = before.problem, int(after.length[vehicle])
    stops = after.stops[vehicle, 1 : length - 1].tolist()
    pickups = [stop for stop in stops if problem.pickup[problem.request[stop]] == stop]
    asks = {stop: _asked(before, stop) for stop in pickups}
    if len(set(asks.values())) == len(pickups):
        return False
    for position, late in enumerate(pickups):
        for early in pickups[position + 1 :]:
            # Requests are numbered as they came.
            came_first = asks[late] == asks[early] and problem.request[early] < problem.request[late]
            if came_first and _swap(problem, after, scratch, vehicle, early, late):
                return True
    return False


def _asked(before: FleetProblem, pickup: int) -> tuple[int, ...]:
    """Return all that makes two requests equal for a plan: places, dwell times, riders, load."""
    problem, columns = before.problem, before.columns
    ends = (pickup, int(problem.dropoff[problem.request[pickup]]))
    return tuple(int(columns[field, end]) for end in ends for field in SAME)


def _swap(problem: Problem, after: Routes, scratch: Scratch, vehicle: int, early: int, late: int) -> bool:
    """Exchange two requests, known by their pickups, in a route if it may be so; return whether it is."""
    length = int(after.length[vehicle])
    stops = after.stops[vehicle, :length]
    mine, theirs = problem.request[early], problem.request[late]
    pairs = {early: late, late: early}
    ends = int(problem.dropoff[mine]), int(problem.dropoff[theirs])
    pairs |= {ends[0]: ends[1], ends[1]: ends[0]}
    swapped = stops.copy()
    for position, stop in enumerate(stops.tolist()):
        swapped[position] = pairs.get(stop, stop)
    frozen = int(problem.frozen[vehicle]) + 1
    if (swapped[:frozen] != stops[:frozen]).any():
        return False
    if not schedule(problem, scratch, vehicle, stops, length):
        return False
    cost = lateness(problem, stops, length, scratch.time)
    if not schedule(problem, scratch, vehicle, swapped, length):
        return False
    if lateness(problem, swapped, length, scratch.time) > cost:
        return False
    stops[:] = swapped
    refresh(problem, after, vehicle)
    return True
