"""Changes of one plan, in place; called by ``simulator.fleet.plans`` only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.directory import place_origin, put_in_all, take_out_all
from simulator.kernels.jit import jit
from simulator.kernels.layout import (
    ARRIVAL,
    DEPARTURE,
    DRIVE,
    DROPOFF,
    DWELL,
    EARLIEST,
    FIRST,
    FOREVER,
    KIND,
    LATEST,
    LEG_METRES,
    LEG_NODE,
    LEG_NODES,
    LEG_TIME,
    LOAD,
    LOADS,
    MAX_RIDE,
    MOVING,
    NODE,
    OPTION_NODE,
    OPTION_WALK,
    ORIGIN,
    PICKUP,
    PICKUP_SLOT,
    REQ_DROPOFF_DWELL,
    REQ_EARLIEST,
    REQ_LATEST_ARRIVAL,
    REQ_LOAD,
    REQ_MAX_RIDE,
    REQ_MAX_WAIT,
    REQ_PICKUP_DWELL,
    REQ_SIZE,
    REQUEST,
    RIDE_START,
    SIZE,
    START,
    STOPS,
)
from simulator.kernels.paths import Router, fastest_path, measure_path
from simulator.kernels.schedule import drop_first_stop, open_gap, reschedule
from simulator.kernels.times import Times

# (stops to serve, earliest departure from slot 0, then of slot 1, void without stops: kind, node, request, start,
# drive, dwell)
Outlook = tuple[int, int, int, int, int, int, int, int]


@jit
def read_stop(plan: NDArray[np.int32], vehicle: int, slot: int) -> tuple[int, int, int, int, int, int, int, int]:
    """Return (kind, node, request, arrival, start, departure, drive, dwell) of a slot; faster than slices."""
    return (
        plan[KIND, slot, vehicle],
        plan[NODE, slot, vehicle],
        plan[REQUEST, slot, vehicle],
        plan[ARRIVAL, slot, vehicle],
        plan[START, slot, vehicle],
        plan[DEPARTURE, slot, vehicle],
        plan[DRIVE, slot, vehicle],
        plan[DWELL, slot, vehicle],
    )


@jit
def read_outlook(plan: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int) -> Outlook:
    """Return what a vehicle does next. A call is cheaper than slices of the arrays."""
    return (
        vehicles[STOPS, vehicle],
        plan[DEPARTURE, 0, vehicle],
        plan[KIND, 1, vehicle],
        plan[NODE, 1, vehicle],
        plan[REQUEST, 1, vehicle],
        plan[START, 1, vehicle],
        plan[DRIVE, 1, vehicle],
        plan[DWELL, 1, vehicle],
    )


@jit
def stand(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    directory: NDArray[np.int32],
    rovers: NDArray[np.int32],
    times: Times,
    vehicle: int,
    node: int,
    since: int,
) -> None:
    """Let slot 0 be a place where the vehicle stands and may leave from at once; its load stays."""
    plan[NODE, 0, vehicle] = node
    plan[REQUEST, 0, vehicle] = -1
    plan[KIND, 0, vehicle] = ORIGIN
    plan[ARRIVAL, 0, vehicle] = since
    plan[START, 0, vehicle] = since
    plan[DEPARTURE, 0, vehicle] = since
    vehicles[MOVING, vehicle] = 0
    vehicles[FIRST, vehicle] = 0
    place_origin(plan, vehicles, directory, rovers, times, vehicle)


@jit
def set_off(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    legs: NDArray[np.int32],
    directory: NDArray[np.int32],
    rovers: NDArray[np.int32],
    times: Times,
    vehicle: int,
    leg: NDArray[np.int32],
    now: int,
    first: int,
) -> None:
    """Let the vehicle leave slot 0 along a leg; nothing may be inserted before slot ``first`` while it is under way.

    leg: int32 (fields, nodes), times since departure, read only. O(nodes + stops^2).
    """
    nodes = leg.shape[1]
    for position in range(nodes):
        legs[vehicle, LEG_NODE, position] = leg[LEG_NODE, position]
        legs[vehicle, LEG_TIME, position] = leg[LEG_TIME, position] + now
        legs[vehicle, LEG_METRES, position] = leg[LEG_METRES, position]
    vehicles[LEG_NODES, vehicle] = nodes
    plan[DEPARTURE, 0, vehicle] = now
    vehicles[MOVING, vehicle] = 1
    vehicles[FIRST, vehicle] = first
    reschedule(plan, vehicles, times, vehicle, 1)
    place_origin(plan, vehicles, directory, rovers, times, vehicle)


@jit
def set_off_for(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    legs: NDArray[np.int32],
    directory: NDArray[np.int32],
    rovers: NDArray[np.int32],
    times: Times,
    router: Router,
    vehicle: int,
    destination: int,
    now: int,
    first: int,
) -> tuple[int, int]:
    """Let the vehicle leave slot 0 along the fastest path; return (arrival [s], nodes of the path).

    When the path has more nodes than ``legs`` has room for, nothing is changed. Every node must be a place.
    """
    offsets, head, time_ms, length_m, scratch = router
    origin = plan[NODE, 0, vehicle]
    path = fastest_path(offsets, head, time_ms, times.seconds, times.to_seconds, scratch, origin, destination)
    if len(path) > legs.shape[2]:
        return -1, len(path)
    leg = measure_path(offsets, head, time_ms, length_m, path, times.unit_s)
    set_off(plan, vehicles, legs, directory, rovers, times, vehicle, leg, now, first)
    return now + leg[LEG_TIME, -1], len(path)


@jit
def arrive(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    directory: NDArray[np.int32],
    rovers: NDArray[np.int32],
    times: Times,
    vehicle: int,
    node: int,
    now: int,
) -> Outlook:
    """Let the vehicle stand at a node it has reached; the stops there need no more driving. Return what comes next."""
    stand(plan, vehicles, directory, rovers, times, vehicle, node, now)
    reschedule(plan, vehicles, times, vehicle, 1)
    return read_outlook(plan, vehicles, vehicle)


@jit
def serve_first(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    directory: NDArray[np.int32],
    rovers: NDArray[np.int32],
    times: Times,
    vehicle: int,
) -> Outlook:
    """Begin the service at slot 1, which becomes slot 0. Return what comes next."""
    take_out_all(plan, vehicles, directory, vehicle)
    drop_first_stop(plan, vehicles, vehicle)
    vehicles[MOVING, vehicle] = 0
    vehicles[FIRST, vehicle] = 0
    put_in_all(plan, vehicles, directory, rovers, times, vehicle)
    return read_outlook(plan, vehicles, vehicle)


@jit
def insert_request(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    directory: NDArray[np.int32],
    rovers: NDArray[np.int32],
    times: Times,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    number: int,
    vehicle: int,
    pickup_index: int,
    dropoff_index: int,
    pickup_option: int,
    dropoff_option: int,
    drive: int,
) -> int:
    """Put a request into a plan and return the planned start of its boarding [s].

    drive: from slot 0 to the pickup [s] where slot 0 is no place of the travel-time table. O(stops^2).
    """
    take_out_all(plan, vehicles, directory, vehicle)
    open_gap(plan, vehicles, vehicle, dropoff_index)
    open_gap(plan, vehicles, vehicle, pickup_index)
    pickup, dropoff = pickup_index + 1, dropoff_index + 2
    ready = request[REQ_EARLIEST] + options[pickup_option, OPTION_WALK]
    for slot in (pickup, dropoff):
        plan[REQUEST, slot, vehicle] = number
        plan[EARLIEST, slot, vehicle] = ready
        plan[SIZE, slot, vehicle] = request[REQ_SIZE]
        plan[MAX_RIDE, slot, vehicle] = request[REQ_MAX_RIDE]
    plan[KIND, pickup, vehicle] = PICKUP
    plan[NODE, pickup, vehicle] = options[pickup_option, OPTION_NODE]
    plan[LATEST, pickup, vehicle] = min(ready + request[REQ_MAX_WAIT], FOREVER)
    plan[DWELL, pickup, vehicle] = request[REQ_PICKUP_DWELL]
    plan[PICKUP_SLOT, pickup, vehicle] = 0
    plan[DRIVE, pickup, vehicle] = drive
    plan[KIND, dropoff, vehicle] = DROPOFF
    plan[NODE, dropoff, vehicle] = options[dropoff_option, OPTION_NODE]
    plan[LATEST, dropoff, vehicle] = request[REQ_LATEST_ARRIVAL] - options[dropoff_option, OPTION_WALK]
    plan[DWELL, dropoff, vehicle] = request[REQ_DROPOFF_DWELL]
    plan[PICKUP_SLOT, dropoff, vehicle] = pickup
    for slot in range(pickup, dropoff):
        for component in range(LOADS):
            plan[LOAD + component, slot, vehicle] += request[REQ_LOAD + component]
    reschedule(plan, vehicles, times, vehicle, pickup)
    put_in_all(plan, vehicles, directory, rovers, times, vehicle)
    return np.int64(plan[START, pickup, vehicle])


@jit
def promise(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    times: Times,
    vehicle: int,
    number: int,
    earliest: int,
    latest: int,
    max_ride: int,
) -> None:
    """Fix the pickup window and the ride limit of a request in the plan; a longer planned ride is the limit."""
    for slot in range(1, vehicles[STOPS, vehicle] + 1):
        if plan[REQUEST, slot, vehicle] != number:
            continue
        if plan[KIND, slot, vehicle] == PICKUP:
            plan[EARLIEST, slot, vehicle] = earliest
            plan[LATEST, slot, vehicle] = latest
        else:
            planned = plan[START, slot, vehicle] - plan[RIDE_START, slot, vehicle]
            plan[MAX_RIDE, slot, vehicle] = max(max_ride, planned)
    reschedule(plan, vehicles, times, vehicle, vehicles[STOPS, vehicle] + 1)
