"""What it costs to put one request into one plan after a given slot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ARRIVAL,
    BREAK,
    CAPACITY,
    DEPARTURE,
    DEPOT,
    DRIVE,
    DWELL,
    EARLIEST,
    FOREVER,
    HOME,
    KIND,
    LATEST,
    LOAD,
    LOADS,
    MAX_RIDE,
    NO_COST,
    NODE,
    PAUSE,
    PICKUP,
    PICKUP_SLOT,
    REQ_DROPOFF_DWELL,
    REQ_LATEST_ARRIVAL,
    REQ_LOAD,
    REQ_MAX_RIDE,
    REQ_PICKUP_DWELL,
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
from simulator.kernels.range import gets_home, range_along, refill
from simulator.kernels.times import NEVER
from simulator.kernels.timing import begins_at, stop_times


@jit_in_place
def _drive_s(seconds: NDArray[np.uint16], unit_s: int, origin: int, destination: int) -> int:
    """Return a drive time [s], NEVER where there is no way.

    The matrix comes as an array of its own: taking it out of a tuple each time costs more than the look-up.
    """
    units = seconds[origin, destination]
    return NEVER if units == UNREACHABLE else np.int64(units) * unit_s


@jit_in_place
def fits(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], request: NDArray[np.int64], vehicle: int, slot: int
) -> bool:
    """Return whether the request's load fits on top of the load after a slot."""
    for component in range(LOADS):
        load = plan[LOAD + component, slot, vehicle] + request[REQ_LOAD + component]
        if load > vehicles[CAPACITY + component, vehicle]:
            return False
    return True


@jit_in_place
def serve_slot(
    plan: NDArray[np.int32],
    weights: NDArray[np.int64],
    delay: NDArray[np.int64],
    vehicle: int,
    slot: int,
    node: int,
    began: int,
    departure: int,
    drive: int,
) -> tuple[bool, int, int, int]:
    """Serve an existing stop, ``drive`` after ``node``, where service began at ``began`` and ends at ``departure``.

    delay: int64 (slots,); delay[slot] is set, so that the ride limit of a later dropoff moves with its pickup.
    Returns (feasible, start, departure, cost of the riders' delay).
    """
    earliest = np.int64(plan[EARLIEST, slot, vehicle])
    is_pickup = plan[KIND, slot, vehicle] == PICKUP
    ride_start = earliest
    if not is_pickup:
        ride_start = plan[RIDE_START, slot, vehicle] + delay[plan[PICKUP_SLOT, slot, vehicle]]
    _, start, left = stop_times(
        plan[NODE, slot, vehicle] == node, began, departure, drive, np.int64(plan[PAUSE, slot, vehicle]), earliest,
        ride_start, np.int64(plan[DWELL, slot, vehicle]),
    )  # fmt: skip
    late = start - plan[START, slot, vehicle]
    size = np.int64(plan[SIZE, slot, vehicle])
    if is_pickup:
        cost = late * size * (weights[WEIGHT_WAIT] - weights[WEIGHT_RIDE])
    else:
        if start - ride_start > plan[MAX_RIDE, slot, vehicle]:
            return False, start, left, np.int64(0)
        cost = late * size * weights[WEIGHT_RIDE]
    if start > plan[LATEST, slot, vehicle]:
        return False, start, left, cost
    delay[slot] = late
    return True, start, left, cost


@jit_in_place
def finish_plan(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    seconds: NDArray[np.uint16],
    unit_s: int,
    weights: NDArray[np.int64],
    delay: NDArray[np.int64],
    vehicle: int,
    slot: int,
    node: int,
    began: int,
    departure: int,
    budget: int,
) -> tuple[int, int]:
    """Serve the stops from ``slot`` to the end; return (added cost, NO_COST when a limit breaks; end of the plan [s]).

    Stops as soon as a stop is left at its old time, because nothing later changes then; gives up when the cost so far
    exceeds ``budget`` and can only grow. The first leg's old drive time is subtracted.
    """
    count = vehicles[STOPS, vehicle]
    if slot > count:
        home = _drive_s(seconds, unit_s, node, vehicles[DEPOT, vehicle])
        return (np.int64(0) if departure + home <= vehicles[SHIFT_END, vehicle] else np.int64(NO_COST)), departure
    drive = _drive_s(seconds, unit_s, node, plan[NODE, slot, vehicle])
    cost = np.int64(weights[WEIGHT_VEHICLE] * (drive - plan[DRIVE, slot, vehicle]))
    only_grows = weights[WEIGHT_WAIT] >= weights[WEIGHT_RIDE]
    first = slot
    while slot <= count:
        if slot > first:
            drive = np.int64(plan[DRIVE, slot, vehicle])
        ok, began, departure, added = serve_slot(plan, weights, delay, vehicle, slot, node, began, departure, drive)
        if not ok:
            return np.int64(NO_COST), departure
        cost += added
        if only_grows and cost > budget:
            return np.int64(NO_COST), departure
        node = plan[NODE, slot, vehicle]
        shares = (
            slot < count and plan[NODE, slot + 1, vehicle] == node
        )  # may be a dropoff whose pickup was put off here
        if departure == plan[DEPARTURE, slot, vehicle] and not shares:
            return cost, np.int64(plan[DEPARTURE, count, vehicle])
        slot += 1
    in_time = departure + vehicles[HOME, vehicle] <= vehicles[SHIFT_END, vehicle]
    return (cost if in_time else np.int64(NO_COST)), departure


@jit_in_place
def insert_after(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    seconds: NDArray[np.uint16],
    to_seconds: NDArray[np.uint16],
    unit_s: int,
    request: NDArray[np.int64],
    weights: NDArray[np.int64],
    delay: NDArray[np.int64],
    vehicle: int,
    slot: int,
    old_drive: int,
    pickup: int,
    drive: int,
    board: int,
    departure: int,
    dropoff: int,
    egress_walk: int,
    cost: int,
    budget: int,
    range_left: int,
    now: int,
) -> tuple[int, int]:
    """Find the cheapest place for the dropoff when the pickup comes directly after ``slot``.

    old_drive: from the slot to the next stop, as planned. pickup, dropoff: places. drive: to the pickup; board,
    departure: start of boarding there, and when the vehicle leaves [s]. cost: of the pickup itself (its drive, the
    rider's wait and walks). budget: a higher cost is of no interest. range_left: how far the energy lasts after
    ``slot`` [s], FOREVER for ever. delay: int64 scratch (slots,). Returns (cost, dropoff_index), the last of equals,
    (NO_COST, -1) when there is none. O(stops^2) when every stop is delayed; most plans catch up soon. The caller has
    checked the load after ``slot``.
    """
    count = vehicles[STOPS, vehicle]
    size = request[REQ_SIZE]
    latest_dropoff = request[REQ_LATEST_ARRIVAL] - egress_walk
    ride_start = board + request[REQ_PICKUP_DWELL]
    began = board
    node = pickup
    best_cost, best_j = np.int64(NO_COST), -1
    delay[: count + 1] = 0
    driven = np.int64(drive)  # since ``slot``
    for j in range(slot, count + 1):
        if j > slot:
            if plan[KIND, j, vehicle] >= BREAK or not fits(plan, vehicles, request, vehicle, j):
                break
            onward = np.int64(plan[DRIVE, j, vehicle])
            if j == slot + 1:
                onward = _drive_s(seconds, unit_s, pickup, plan[NODE, j, vehicle])
                cost += weights[WEIGHT_VEHICLE] * (onward - old_drive)
            driven += onward
            ok, began, departure, added = serve_slot(plan, weights, delay, vehicle, j, node, began, departure, onward)
            if not ok:
                break
            cost += added
            node = plan[NODE, j, vehicle]
        drive = _drive_s(to_seconds, unit_s, dropoff, node)
        if drive >= NEVER:
            continue
        _, alight, gone = stop_times(
            node == dropoff, began, departure, drive, np.int64(0), ride_start, ride_start, request[REQ_DROPOFF_DWELL]
        )  # fmt: skip
        ride = alight - ride_start
        if ride > request[REQ_MAX_RIDE] or alight > latest_dropoff:
            break  # later positions only arrive later: travel times keep the triangle inequality
        so_far = cost + weights[WEIGHT_VEHICLE] * drive + weights[WEIGHT_RIDE] * size * ride
        # The drive that the first gap had before is paid back once, by whoever comes first after the pickup.
        paid_back = weights[WEIGHT_VEHICLE] * (plan[DRIVE, j + 1, vehicle] - old_drive) if slot == j < count else 0
        tail, ends = finish_plan(
            plan,
            vehicles,
            seconds,
            unit_s,
            weights,
            delay,
            vehicle,
            j + 1,
            dropoff,
            alight,
            gone,
            min(budget, best_cost) - so_far - paid_back,
        )
        if tail < NO_COST and so_far + paid_back + tail <= best_cost and so_far + paid_back + tail <= budget:
            if range_left < FOREVER:
                left = range_left - driven - drive
                last = dropoff
                if j < count:
                    last = np.int64(plan[NODE, count, vehicle])
                    onward = _drive_s(seconds, unit_s, dropoff, plan[NODE, j + 1, vehicle])
                    if left >= 0 and plan[LOAD + LOADS - 1, j, vehicle] == 0:
                        due = begins_at(plan, j + 1, vehicle)
                        after = np.int64(plan[NODE, j + 1, vehicle])
                        left = refill(
                            vehicles, seconds, unit_s, vehicle, left, dropoff, after, onward, gone, due
                        )  # fmt: skip
                    left -= onward
                    late = max(np.int64(0), gone + onward - plan[ARRIVAL, j + 1, vehicle])
                    if left >= 0:
                        left = range_along(plan, vehicles, seconds, unit_s, vehicle, left, j + 2, count, late, now)
                if left < 0 or not gets_home(vehicles, seconds, unit_s, vehicle, last, left, ends):
                    continue
            best_cost, best_j = so_far + paid_back + tail, j
    return best_cost, best_j
