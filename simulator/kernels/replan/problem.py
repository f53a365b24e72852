"""What is to be planned, and plans for it, as arrays.

A point is where and when something happens: a pickup, a dropoff, a vehicle's start or end. Each belongs to one request
or one vehicle, so that windows, services and loads are looked up by point. All numbers are integers in any one unit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle, dimensions

NOBODY = -1


class Problem(Bundle):
    """Requests, vehicles, and what binds them; read only. Times between points keep the triangle inequality."""

    drive: NDArray[np.int64] = dimensions(2)  # (points, points) time
    back: NDArray[np.int64] = dimensions(2)  # (points, points) the same, destination first
    weight: int  # cost of a unit of driving
    opening: NDArray[np.int64]  # (vehicles,) cost of a vehicle that serves anybody
    late: NDArray[np.int64]  # (points,) cost of each unit of time that service starts after ``due``
    due: NDArray[np.int64]  # (points,)
    earliest: NDArray[np.int64]  # (points,) start of service; of a vehicle's start: departure
    latest: NDArray[np.int64]  # (points,)
    dwell: NDArray[np.int64]  # (points,) length of service
    place: NDArray[np.int32]  # (points,) where; services that follow each other at one place go on side by side
    load: NDArray[np.int64] = dimensions(2)  # (points, loads) change of load
    request: NDArray[np.int32]  # (points,) NOBODY at starts and ends
    pickup: NDArray[np.int32]  # (requests,) point, NOBODY for who is on board already
    dropoff: NDArray[np.int32]  # (requests,)
    max_ride: NDArray[np.int64]  # (requests,) end of service at the pickup to start of service at the dropoff
    penalty: NDArray[np.int64]  # (requests,) cost of not serving it
    bound_to: NDArray[np.int32]  # (requests,) the only vehicle that may serve it, NOBODY: any
    start: NDArray[np.int32]  # (vehicles,) point
    end: NDArray[np.int32]  # (vehicles,)
    capacity: NDArray[np.int64] = dimensions(2)  # (vehicles, loads)
    max_duration: NDArray[np.int64]  # (vehicles,) from start to end
    kind: NDArray[np.int32]  # (vehicles,) the same for vehicles that can stand in for each other
    frozen: NDArray[np.int64]  # (vehicles,) stops after the start that must stay where they are
    near: NDArray[np.int32] = dimensions(
        2
    )  # (requests, requests) of each request all requests, the most alike first, itself at 0


class Routes(Bundle):
    """A plan for every vehicle, from its start to its end, and what an insertion looks up; changed in place.

    Services begin at ``begin`` at the earliest and have to begin at ``begin_by`` for the windows further on, both
    without regard to limits on rides and duration.
    """

    stops: NDArray[np.int32] = dimensions(2)  # (vehicles, positions) points
    length: NDArray[np.int64]  # (vehicles,)
    begin: NDArray[np.int64] = dimensions(2)  # (vehicles, positions)
    leave: NDArray[np.int64] = dimensions(2)  # (vehicles, positions) end of all services at the place so far
    onward: NDArray[np.int64] = dimensions(2)  # (vehicles, positions) drive to the next stop
    begin_by: NDArray[np.int64] = dimensions(2)  # (vehicles, positions)
    load: NDArray[np.int64] = dimensions(3)  # (vehicles, positions, loads) after the stop
    cost: NDArray[np.int64]  # (vehicles,)
    name: NDArray[np.uint64]  # (vehicles,) a number made of the stops and their order
    vehicle: NDArray[np.int32]  # (requests,) who serves it, NOBODY: nobody
    changed: NDArray[np.bool_]  # (vehicles,) since the flag was last lowered


class Scratch(Bundle):
    """Arrays that a search works in; they may hold anything before and after, ``known`` what holds for the problem."""

    trial: NDArray[np.int32]  # (positions,) a route
    time: NDArray[np.int64]  # (positions,) start of service
    leave: NDArray[np.int64]  # (positions,) end of service
    position: NDArray[np.int64]  # (points,) in a route
    absent: NDArray[np.int32]  # (requests,) requests without a vehicle
    key: NDArray[np.int64]  # (requests,) to sort them by
    known: NDArray[np.uint64] = dimensions(2)  # (requests, vehicles) name of the route ``place`` is about, 0: none
    # (requests, vehicles, 3) cost, pickup and dropoff position of the best insertion; below 0: none is below the cost
    place: NDArray[np.int64] = dimensions(3)
    marked: NDArray[np.bool_]  # (vehicles,)
    left: NDArray[np.int32]  # (requests,) the vehicle each was last taken from, any to begin with


def new_routes(problem: Problem) -> Routes:
    """Return plans in which every vehicle drives straight from its start to its end."""
    requests, vehicles = len(problem.pickup), len(problem.start)
    positions = 2 * requests + 2
    shape = (vehicles, positions)
    begin, leave, onward, begin_by = np.zeros((4, *shape), np.int64)
    routes = Routes(
        stops=np.zeros(shape, np.int32),
        length=np.full(vehicles, 2, np.int64),
        begin=begin,
        leave=leave,
        onward=onward,
        begin_by=begin_by,
        load=np.zeros((*shape, problem.load.shape[1]), np.int64),
        cost=np.zeros(vehicles, np.int64),
        name=np.zeros(vehicles, np.uint64),
        vehicle=np.full(requests, NOBODY, np.int32),
        changed=np.zeros(vehicles, np.bool_),
    )
    routes.stops[:, 0], routes.stops[:, 1] = problem.start, problem.end
    return routes


def new_scratch(problem: Problem) -> Scratch:
    """Return arrays for searches in a problem."""
    requests, vehicles = len(problem.pickup), len(problem.start)
    return Scratch(
        np.zeros(2 * requests + 2, np.int32),
        np.zeros(2 * requests + 2, np.int64),
        np.zeros(2 * requests + 2, np.int64),
        np.zeros(len(problem.earliest), np.int64),
        np.zeros(requests, np.int32),
        np.zeros(requests, np.int64),
        np.zeros((requests, vehicles), np.uint64),
        np.zeros((requests, vehicles, 3), np.int64),
        np.zeros(vehicles, np.bool_),
        np.zeros(requests, np.int32),
    )


def alike(
    drive: NDArray[np.int64],
    earliest: NDArray[np.int64],
    latest: NDArray[np.int64],
    pickup: NDArray[np.int32],
    dropoff: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Return for each request all requests, itself first, then those near it in space and time (Shaw 1998).

    The distance is that between the pickups and between the dropoffs, and a quarter of that in time.
    """
    middle = (earliest + latest) // 2
    apart = drive[np.ix_(pickup, pickup)] + drive[np.ix_(dropoff, dropoff)]
    for ends in (pickup, dropoff):
        apart += np.abs(middle[ends][:, None] - middle[ends][None]) // 4
    np.fill_diagonal(apart, -1)
    count = len(apart)
    apart = apart * count + np.arange(count)  # of equals the lower number
    apart.sort(axis=1)
    return (apart % max(1, count)).astype(np.int32)
