"""Cheapest feasible insertion of a request into the plans of a fleet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit
from simulator.kernels.layout import (
    CAPACITY,
    DEPARTURE,
    DEPOT,
    DRIVE,
    DWELL,
    EARLIEST,
    FIRST,
    JUNCTION_NODE,
    JUNCTION_TIME,
    KIND,
    LATEST,
    LOAD,
    LOADS,
    MAX_RIDE,
    MOVING,
    NO_COST,
    NODE,
    PICKUP,
    PICKUP_SLOT,
    REQ_DROPOFF_DWELL,
    REQ_DROPOFF_NODE,
    REQ_LATEST_DROPOFF,
    REQ_LATEST_PICKUP,
    REQ_LOAD,
    REQ_MAX_RIDE,
    REQ_PICKUP_DWELL,
    REQ_PICKUP_NODE,
    REQ_READY,
    REQ_SIZE,
    RIDE_START,
    SHIFT_END,
    SIZE,
    START,
    STOPS,
    UNREACHABLE,
    WEIGHT_RIDE,
    WEIGHT_VEHICLE,
    WEIGHT_WAIT,
)


@jit
def fits(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], request: NDArray[np.int64], vehicle: int, slot: int
) -> bool:
    """Return whether the request's load fits on top of the load after a slot."""
    for component in range(LOADS):
        load = plan[LOAD + component, slot, vehicle] + request[REQ_LOAD + component]
        if load > vehicles[CAPACITY + component, vehicle]:
            return False
    return True


@jit
def serve_slot(
    plan: NDArray[np.int32],
    seconds: NDArray[np.uint16],
    weights: NDArray[np.int64],
    delay: NDArray[np.int64],
    vehicle: int,
    slot: int,
    node: int,
    began: int,
    departure: int,
) -> tuple[bool, int, int, int, int]:
    """Serve an existing stop after ``node``, where service began at ``began`` and ends at ``departure``.

    delay: int64 (slots,); delay[slot] is set, so that the ride limit of a later dropoff moves with its pickup.
    Returns (feasible, start, departure, drive time, cost of the riders' delay).
    """
    here = plan[NODE, slot, vehicle]
    drive = np.int64(seconds[node, here])
    shared_departure = departure if here == node else np.int64(0)
    arrival = began if here == node else departure + drive
    start = max(arrival, np.int64(plan[EARLIEST, slot, vehicle]))
    size = np.int64(plan[SIZE, slot, vehicle])
    if plan[KIND, slot, vehicle] == PICKUP:
        late = start - plan[START, slot, vehicle]
        cost = late * size * (weights[WEIGHT_WAIT] - weights[WEIGHT_RIDE])
    else:
        ride_start = plan[RIDE_START, slot, vehicle] + delay[plan[PICKUP_SLOT, slot, vehicle]]
        start = max(start, ride_start)
        if start - ride_start > plan[MAX_RIDE, slot, vehicle]:
            return False, start, departure, drive, np.int64(0)
        late = start - plan[START, slot, vehicle]
        cost = late * size * weights[WEIGHT_RIDE]
    if start > plan[LATEST, slot, vehicle]:
        return False, start, departure, drive, cost
    delay[slot] = late
    return True, start, max(shared_departure, start + plan[DWELL, slot, vehicle]), drive, cost


@jit
def finish_plan(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    seconds: NDArray[np.uint16],
    weights: NDArray[np.int64],
    delay: NDArray[np.int64],
    vehicle: int,
    slot: int,
    node: int,
    began: int,
    departure: int,
    budget: int,
) -> int:
    """Serve the stops from ``slot`` to the end; return their added cost, NO_COST when a limit breaks.

    Stops as soon as a stop is left at its old time, because nothing later changes then; gives up when the cost so far
    exceeds ``budget`` and can only grow. The first leg's old drive time is subtracted.
    """
    count = vehicles[STOPS, vehicle]
    cost = np.int64(0)
    if slot <= count:
        cost -= weights[WEIGHT_VEHICLE] * plan[DRIVE, slot, vehicle]
    only_grows = weights[WEIGHT_WAIT] >= weights[WEIGHT_RIDE]
    first = slot
    while slot <= count:
        ok, began, departure, drive, added = serve_slot(
            plan, seconds, weights, delay, vehicle, slot, node, began, departure
        )
        if not ok:
            return NO_COST
        cost += added
        if slot == first:
            if drive >= UNREACHABLE:
                return NO_COST
            cost += weights[WEIGHT_VEHICLE] * drive
        if only_grows and cost >= budget:
            return NO_COST
        node = plan[NODE, slot, vehicle]
        shares = slot < count and plan[NODE, slot + 1, vehicle] == node and delay[slot] != 0
        if departure == plan[DEPARTURE, slot, vehicle] and not shares:
            return cost
        slot += 1
    home = np.int64(seconds[node, vehicles[DEPOT, vehicle]])
    if home >= UNREACHABLE or departure + home > vehicles[SHIFT_END, vehicle]:
        return NO_COST
    return cost


@jit
def insert_into_vehicle(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    seconds: NDArray[np.uint16],
    request: NDArray[np.int64],
    weights: NDArray[np.int64],
    delay: NDArray[np.int64],
    now: int,
    vehicle: int,
    best_cost: int,
) -> tuple[int, int, int]:
    """Find the cheapest feasible insertion into one plan that is cheaper than ``best_cost``.

    Returns (cost, pickup_index, dropoff_index), indices -1 when there is none. O(stops^3) when every stop is delayed;
    most scans end at the first stop that keeps its time. delay: int64 scratch (slots,).
    """
    count = vehicles[STOPS, vehicle]
    pickup_node = request[REQ_PICKUP_NODE]
    dropoff_node = request[REQ_DROPOFF_NODE]
    size = request[REQ_SIZE]
    direct = np.int64(seconds[pickup_node, dropoff_node])
    best = (best_cost, -1, -1)
    if direct >= UNREACHABLE:
        return best
    only_grows = weights[WEIGHT_WAIT] >= weights[WEIGHT_RIDE]
    for i in range(vehicles[FIRST, vehicle], count + 1):
        if plan[START, i, vehicle] > request[REQ_LATEST_PICKUP]:
            break
        if not fits(plan, vehicles, request, vehicle, i):
            continue
        node = plan[NODE, i, vehicle]
        began = np.int64(plan[START, i, vehicle])
        leave = np.int64(plan[DEPARTURE, i, vehicle])
        if i == 0:
            if vehicles[MOVING, vehicle] == 1:
                node = vehicles[JUNCTION_NODE, vehicle]
                leave = np.int64(vehicles[JUNCTION_TIME, vehicle])
                began = leave
            else:
                leave = max(leave, now)
        drive = np.int64(seconds[node, pickup_node])
        if drive >= UNREACHABLE:
            continue
        board = max(began if node == pickup_node else leave + drive, request[REQ_READY])
        if board > request[REQ_LATEST_PICKUP]:
            continue
        if only_grows:
            # Nobody else gains by an insertion; wherever the dropoff goes, the detour by way of the pickup is driven.
            detour = drive + direct
            if i < count:
                detour = (
                    drive + np.int64(seconds[pickup_node, plan[NODE, i + 1, vehicle]]) - plan[DRIVE, i + 1, vehicle]
                )
            least = weights[WEIGHT_WAIT] * (board - request[REQ_READY]) + weights[WEIGHT_RIDE] * direct
            if weights[WEIGHT_VEHICLE] * detour + size * least >= best[0]:
                continue
        ride_start = board + request[REQ_PICKUP_DWELL]
        departure = max(leave if node == pickup_node else np.int64(0), ride_start)
        began = board
        # Cost of the pickup, then of all stops up to j; the old first leg is paid back in the same moment.
        cost = weights[WEIGHT_VEHICLE] * drive + weights[WEIGHT_WAIT] * size * (board - request[REQ_READY])
        delay[: count + 1] = 0
        node = pickup_node
        for j in range(i, count + 1):
            if j > i:
                if not fits(plan, vehicles, request, vehicle, j):
                    break
                ok, began, departure, drive, added = serve_slot(
                    plan, seconds, weights, delay, vehicle, j, node, began, departure
                )
                if not ok:
                    break
                if j == i + 1:
                    if drive >= UNREACHABLE:
                        break
                    cost += weights[WEIGHT_VEHICLE] * (drive - plan[DRIVE, j, vehicle])
                cost += added
                node = plan[NODE, j, vehicle]
            drive = np.int64(seconds[node, dropoff_node])
            if drive >= UNREACHABLE:
                continue
            alight = max(began if node == dropoff_node else departure + drive, ride_start)
            ride = alight - ride_start
            if ride > request[REQ_MAX_RIDE] or alight > request[REQ_LATEST_DROPOFF]:
                break  # later positions only arrive later: travel times keep the triangle inequality
            so_far = cost + weights[WEIGHT_VEHICLE] * drive + weights[WEIGHT_RIDE] * size * ride
            tail = finish_plan(
                plan,
                vehicles,
                seconds,
                weights,
                delay,
                vehicle,
                j + 1,
                dropoff_node,
                alight,
                max(departure if node == dropoff_node else np.int64(0), alight + request[REQ_DROPOFF_DWELL]),
                best[0] - so_far,
            )
            if tail < NO_COST and so_far + tail < best[0]:
                best = (so_far + tail, i, j)
    return best


@jit
def best_insertion(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    seconds: NDArray[np.uint16],
    request: NDArray[np.int64],
    weights: NDArray[np.int64],
    candidates: NDArray[np.int32],
    now: int,
) -> tuple[int, int, int, int]:
    """Find the cheapest feasible insertion of one request over all plans, exactly.

    The cost is the added driving time, the new rider's wait and ride, and what the others wait and ride longer, each
    times its weight. Ties go to the lowest (vehicle, pickup_index, dropoff_index). ``dropoff_index == pickup_index``
    means directly after the pickup; index i means after slot i.

    plan: int32 (fields, slots, vehicles), read only. vehicles: int32 (fields, vehicles), read only. seconds: uint16
    (nodes, nodes), read only, [from, to]. request: int64 (fields,). weights: int64 (3,), thousandths per second.
    candidates: int32 (n,), the vehicles to look at, ascending. now [s]: a parked vehicle leaves no earlier. Returns
    (cost, vehicle, pickup_index, dropoff_index), vehicle -1 if none. O(vehicles stops^3) at worst. After Jaw et al.
    (1986), doi:10.1016/0191-2615(86)90020-2, with exact ride-time limits.
    """
    delay = np.zeros(plan.shape[1], dtype=np.int64)
    best_cost, best_vehicle, best_i, best_j = np.int64(NO_COST), -1, -1, -1
    for vehicle in candidates:
        cost, i, j = insert_into_vehicle(plan, vehicles, seconds, request, weights, delay, now, vehicle, best_cost)
        if i >= 0:
            best_cost, best_vehicle, best_i, best_j = cost, vehicle, i, j
    return best_cost, best_vehicle, best_i, best_j
