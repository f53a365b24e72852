"""First come, first served among equals, in plans that were made all at once."""

from __future__ import annotations

from simulator.dispatch.fleet_problem import FleetProblem, is_changed
from simulator.kernels import layout as f
from simulator.kernels.replan.problem import Problem, Routes, Scratch, new_scratch
from simulator.kernels.replan.routes import lateness, refresh, schedule


def serve_in_turn(before: FleetProblem, after: Routes) -> None:
    """Let requests of one changed plan that ask for the same change places where the later one comes first.

    They do so if the plan stays feasible, with every promise, and gets no dearer. after: changed in place.
    """
    scratch = new_scratch(before.problem)
    for vehicle in range(len(after.length)):
        if is_changed(before, after, vehicle):
            while _swap_one(before, after, scratch, vehicle):
                pass


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
    same = (f.NODE, f.DWELL, f.SIZE, *range(f.LOAD, f.LOAD + f.LOADS))
    return tuple(int(columns[field, end]) for end in ends for field in same)


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
