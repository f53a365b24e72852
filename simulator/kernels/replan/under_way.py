"""Plans under way as routes: where each begins, and what is still to come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit, jit_in_place
from simulator.kernels.layout import DEPARTURE, FIRST, MOVING, NODE
from simulator.kernels.legs import next_junction
from simulator.kernels.replan.problem import Problem, Routes, Scratch
from simulator.kernels.replan.routes import refresh, schedule


@jit
def where_plans_begin(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], legs: NDArray[np.int32], now: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return where each vehicle can leave for another place, int32, and when [s], int64 (vehicles,).

    A vehicle that must drive to its next stop first is taken to start where it set off: its first stop stays first.
    plan, vehicles, legs: read only, named in ``kernels.layout``. O(vehicles log positions).
    """
    place = np.empty(vehicles.shape[1], dtype=np.int32)
    ready = np.empty(vehicles.shape[1], dtype=np.int64)
    for vehicle in range(len(place)):
        place[vehicle] = plan[NODE, 0, vehicle]
        ready[vehicle] = plan[DEPARTURE, 0, vehicle]
        if vehicles[MOVING, vehicle] == 0:
            ready[vehicle] = max(ready[vehicle], now)
        elif vehicles[FIRST, vehicle] == 0:
            _, place[vehicle], ready[vehicle] = next_junction(legs, vehicles, np.int64(vehicle), now)
    return place, ready


@jit_in_place
def follow_plans(problem: Problem, routes: Routes, scratch: Scratch, stops: NDArray[np.int64]) -> None:
    """Let every vehicle serve the next so many points, int64 (vehicles,), in the order of points. O(points).

    A plan that its limits do not allow is frozen as it is: from the junction a drive may be rounded up once more, a
    second too late. problem.frozen, routes, scratch: changed in place.
    """
    point = np.int32(0)
    for vehicle in range(len(stops)):
        row, count = np.int64(vehicle), stops[vehicle]
        for index in range(count):
            routes.stops[row, index + 1] = point
            routes.vehicle[problem.request[point]] = row
            point += 1
        routes.stops[row, count + 1] = problem.end[row]
        routes.length[row] = count + 2
        refresh(problem, routes, row)
        if count > 0 and not schedule(problem, scratch, row, routes.stops[row], count + 2):
            problem.frozen[row] = count
