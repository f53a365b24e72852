"""The cheapest feasible insertion of a request over all vehicles, all positions and all places to meet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.insertion import fits, insert_after
from simulator.kernels.jit import jit
from simulator.kernels.layout import (
    ARRIVAL,
    BUSY,
    DEPARTURE,
    DRIVE,
    FIRST,
    IDLE,
    KIND,
    LATEST_START,
    MOVING,
    NO_COST,
    NODE,
    OPTION_NODE,
    OPTION_WALK,
    PICKUP,
    REQ_EARLIEST,
    REQ_MAX_RIDE,
    REQ_MAX_WAIT,
    REQ_PICKUP_DWELL,
    REQ_PICKUPS,
    REQ_SIZE,
    SIZE,
    START,
    STOPS,
    UNREACHABLE,
    WEIGHT_RIDE,
    WEIGHT_VEHICLE,
    WEIGHT_WAIT,
    WEIGHT_WALK,
)
from simulator.kernels.legs import next_junction
from simulator.kernels.times import NEVER, Times, drive_s, drive_to_s

COST = 0  # fields of an Insertion as an array
VEHICLE = 1
KEPT = 256  # candidates that wait for the most promising of them to be tried first


class Insertion(NamedTuple):
    """A place for a request; vehicle -1: none. Options count from 0 at either end."""

    cost: int
    vehicle: int
    pickup_index: int
    dropoff_index: int
    pickup_option: int
    dropoff_option: int


@jit
def _keep_better(
    best: NDArray[np.int64], cost: int, vehicle: int, pickup_index: int, dropoff_index: int, option: int, other: int
) -> None:
    """Replace ``best`` (int64 (6,), as an Insertion) by what is cheaper, or as cheap and first in all that follows."""
    found = (
        np.int64(cost), np.int64(vehicle), np.int64(pickup_index), np.int64(dropoff_index), np.int64(option),
        np.int64(other),
    )  # fmt: skip
    for position in range(6):
        if found[position] != best[position]:
            if found[position] < best[position]:
                for field in range(6):
                    best[field] = found[field]
            return


@jit
def best_insertion(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    legs: NDArray[np.int32],
    roster: NDArray[np.int32],
    reach: NDArray[np.int64],
    times: Times,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    weights: NDArray[np.int64],
    now: int,
) -> Insertion:
    """Find the cheapest feasible insertion of one request over the vehicles of a roster, exactly.

    The cost is the added driving time, the new rider's walks, wait and ride, and what the others wait and ride longer,
    each times its weight. Ties go to the lowest vehicle, then the lowest indices, then the first options.
    ``dropoff_index == pickup_index`` means directly after the pickup; index i means after slot i.

    plan: int32 (fields, slots, vehicles). vehicles: int32 (fields, vehicles). legs: int32 (vehicles, fields,
    positions). roster: int32 (lists, vehicles + 1). reach: int64 (options, vehicles), drive to a pickup [s] for vehicles
    whose node is no place of the table. request: int64 (fields,). options: int32 (options, fields). weights: int64 (4,),
    thousandths per second. All read only. now [s]: nobody leaves earlier. O(vehicles stops^3) at worst.

    Every gap between two stops first meets bounds that cost a look-up or two: the region's cells, the pickup's window,
    the latest start of the stop behind it, the least cost. Idle vehicles are looked at first, since the best of them
    bounds the rest; what is left is tried in order of promise. After Jaw et al. (1986,
    doi:10.1016/0191-2615(86)90020-2), with exact ride-time limits; the choice of meeting points is that of Laupichler
    and Sanders (2024, doi:10.1137/1.9781611977929.5).
    """
    best = np.full(6, -1, dtype=np.int64)
    best[COST] = NO_COST
    delay = np.zeros(plan.shape[1], dtype=np.int64)
    gaps = np.empty((KEPT, 2), dtype=np.int64)
    bounds = np.empty(KEPT, dtype=np.int64)
    pickups = request[REQ_PICKUPS]
    for option in range(pickups):
        least_append, least_detour = _least_costs(times, request, options, weights, option)
        if least_append == NO_COST:
            continue
        _try_idle(
            plan, vehicles, legs, roster, reach, times, request, options, weights, now, delay, option, least_append, best
        )
    for option in range(pickups):
        least_append, least_detour = _least_costs(times, request, options, weights, option)
        if least_append == NO_COST:
            continue
        _try_busy(
            plan, vehicles, legs, roster, reach, times, request, options, weights, now, delay, option, least_append,
            least_detour, best, gaps, bounds,
        )  # fmt: skip
    dropoff = best[5] if best[VEHICLE] < 0 else best[5] - pickups
    return Insertion(best[0], best[1], best[2], best[3], best[4], dropoff)


@jit
def _least_costs(
    times: Times, request: NDArray[np.int64], options: NDArray[np.int32], weights: NDArray[np.int64], option: int
) -> tuple[int, int]:
    """Return bounds on the cost of a pickup option: when the ride is added to a plan's end, and anywhere else.

    Neither counts the drive to the pickup and the wait there. NO_COST when no dropoff can be reached in time.
    """
    pickup = options[option, OPTION_NODE]
    size = request[REQ_SIZE]
    least_append, least_detour = np.int64(NO_COST), np.int64(NO_COST)
    for other in range(request[REQ_PICKUPS], len(options)):
        direct = drive_s(times, pickup, options[other, OPTION_NODE])
        if direct > request[REQ_MAX_RIDE]:
            continue
        walk = np.int64(options[option, OPTION_WALK]) + options[other, OPTION_WALK]
        cost = size * (weights[WEIGHT_RIDE] * direct + weights[WEIGHT_WALK] * walk)
        least_detour = min(least_detour, cost)
        least_append = min(least_append, cost + weights[WEIGHT_VEHICLE] * direct)
    return least_append, least_detour


@jit
def _try_idle(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    legs: NDArray[np.int32],
    roster: NDArray[np.int32],
    reach: NDArray[np.int64],
    times: Times,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    weights: NDArray[np.int64],
    now: int,
    delay: NDArray[np.int64],
    option: int,
    least: int,
    best: NDArray[np.int64],
) -> None:
    """Keep in ``best`` what is better of it and the best insertion into an empty plan with one pickup option."""
    pickup = options[option, OPTION_NODE]
    ready = request[REQ_EARLIEST] + options[option, OPTION_WALK]
    latest = ready + request[REQ_MAX_WAIT]
    size = request[REQ_SIZE]
    to_pickup = times.to_seconds[pickup]
    near = times.least[times.cell[pickup]]
    wait_weight = weights[WEIGHT_WAIT] * size
    for position in range(roster[IDLE, -1]):
        vehicle = roster[IDLE, position]
        node = plan[NODE, 0, vehicle]
        leave = max(np.int64(plan[DEPARTURE, 0, vehicle]), now)
        if node < 0:
            drive = np.int64(reach[option, vehicle])
        elif node == pickup:
            drive = np.int64(0)
            leave = min(leave, np.int64(plan[START, 0, vehicle]))
        else:
            # The cells stay in the processor's cache, the matrix does not.
            if leave + np.int64(near[times.cell[node]]) * times.unit_s > latest:
                continue
            if to_pickup[node] == UNREACHABLE:
                continue
            drive = np.int64(to_pickup[node]) * times.unit_s
        board = max(leave + drive, ready)
        if board > latest:
            continue
        bound = least + weights[WEIGHT_VEHICLE] * drive + wait_weight * (board - ready)
        if bound > best[COST] or (bound == best[COST] and vehicle > best[VEHICLE]):
            continue
        _try_gap(
            plan, vehicles, legs, reach, times, request, options, weights, now, delay, option, vehicle, 0, best
        )


@jit
def _try_busy(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    legs: NDArray[np.int32],
    roster: NDArray[np.int32],
    reach: NDArray[np.int64],
    times: Times,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    weights: NDArray[np.int64],
    now: int,
    delay: NDArray[np.int64],
    option: int,
    least_append: int,
    least_detour: int,
    best: NDArray[np.int64],
    gaps: NDArray[np.int64],
    bounds: NDArray[np.int64],
) -> None:
    """Keep in ``best`` what is better of it and the best insertion into a plan under way with one pickup option.

    gaps: int64 (kept, 2), bounds: int64 (kept,), scratch.
    """
    pickup = options[option, OPTION_NODE]
    ready = request[REQ_EARLIEST] + options[option, OPTION_WALK]
    latest = ready + request[REQ_MAX_WAIT]
    size = request[REQ_SIZE]
    from_pickup, to_pickup = times.seconds[pickup], times.to_seconds[pickup]
    near = times.least[times.cell[pickup]]
    unit = times.unit_s
    vehicle_weight, wait_weight = weights[WEIGHT_VEHICLE], weights[WEIGHT_WAIT] * size
    # Weights under which a later stop may pay off leave no bound but the feasible.
    only_grows = weights[WEIGHT_WAIT] >= weights[WEIGHT_RIDE]
    kept = 0
    for position in range(roster[BUSY, -1]):
        vehicle = roster[BUSY, position]
        count = vehicles[STOPS, vehicle]
        moving = vehicles[MOVING, vehicle] == 1
        for slot in range(vehicles[FIRST, vehicle], count + 1):
            node = plan[NODE, slot, vehicle]
            leave = np.int64(plan[DEPARTURE, slot, vehicle])
            turns_off = slot == 0 and moving
            if slot == 0 and not moving:
                leave = max(leave, now)
            if node < 0:
                drive = np.int64(0) if turns_off else np.int64(reach[option, vehicle])
                board = max(leave + drive, now)
            elif node == pickup and not turns_off:
                drive = np.int64(0)
                board = min(leave, np.int64(plan[START, slot, vehicle]))
            else:
                if leave > latest:
                    break
                if leave + np.int64(near[times.cell[node]]) * unit > latest:
                    continue
                if to_pickup[node] == UNREACHABLE:
                    continue
                drive = np.int64(to_pickup[node]) * unit
                board = leave + drive
                if turns_off:
                    board = max(board, now)
            # A vehicle that turns off has the junction's time and place; by way of the last stop it is a bound.
            if board > latest:
                continue
            board = max(board, ready)
            bound = wait_weight * (board - ready)
            if slot < count:
                after = plan[NODE, slot + 1, vehicle]
                if from_pickup[after] == UNREACHABLE:
                    continue
                onward = np.int64(from_pickup[after]) * unit
                start = np.int64(plan[START, slot + 1, vehicle])
                arrival = board if after == pickup else board + request[REQ_PICKUP_DWELL] + onward
                late = max(np.int64(0), arrival - start)
                if start + late > plan[LATEST_START, slot + 1, vehicle]:
                    continue
                if turns_off:
                    old = np.int64(plan[ARRIVAL, 1, vehicle]) - plan[DEPARTURE, 0, vehicle]
                else:
                    old = np.int64(plan[DRIVE, slot + 1, vehicle])
                detour = drive + onward - old
                if turns_off:
                    detour = max(np.int64(0), detour)
                weight = weights[WEIGHT_RIDE]
                if plan[KIND, slot + 1, vehicle] == PICKUP:
                    weight = weights[WEIGHT_WAIT] - weights[WEIGHT_RIDE]
                bound += least_detour + vehicle_weight * detour + weight * plan[SIZE, slot + 1, vehicle] * late
            else:
                bound += least_append
                if not turns_off:
                    bound += vehicle_weight * drive
            if only_grows and (bound > best[COST] or (bound == best[COST] and vehicle > best[VEHICLE])):
                continue
            if not fits(plan, vehicles, request, vehicle, slot):
                continue
            gaps[kept, 0] = vehicle
            gaps[kept, 1] = slot
            bounds[kept] = bound
            kept += 1
            if kept == len(bounds):
                _try_kept(
                    plan, vehicles, legs, reach, times, request, options, weights, now, delay, option, best, gaps,
                    bounds, kept, only_grows,
                )  # fmt: skip
                kept = 0
    _try_kept(
        plan, vehicles, legs, reach, times, request, options, weights, now, delay, option, best, gaps, bounds, kept,
        only_grows,
    )  # fmt: skip


@jit
def _try_kept(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    legs: NDArray[np.int32],
    reach: NDArray[np.int64],
    times: Times,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    weights: NDArray[np.int64],
    now: int,
    delay: NDArray[np.int64],
    option: int,
    best: NDArray[np.int64],
    gaps: NDArray[np.int64],
    bounds: NDArray[np.int64],
    kept: int,
    only_grows: bool,
) -> None:
    """Try the gaps kept so far, the most promising first."""
    if kept == 0:
        return
    first = np.argmin(bounds[:kept])
    for position in range(kept):
        # The first one changes places with the head of the list: its cost spares most of the others.
        row = first if position == 0 else (0 if position == first else position)
        vehicle, slot = gaps[row, 0], gaps[row, 1]
        if only_grows and (bounds[row] > best[COST] or (bounds[row] == best[COST] and vehicle > best[VEHICLE])):
            continue
        _try_gap(
            plan, vehicles, legs, reach, times, request, options, weights, now, delay, option, vehicle, slot, best
        )


@jit
def _try_gap(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    legs: NDArray[np.int32],
    reach: NDArray[np.int64],
    times: Times,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    weights: NDArray[np.int64],
    now: int,
    delay: NDArray[np.int64],
    option: int,
    vehicle: int,
    slot: int,
    best: NDArray[np.int64],
) -> None:
    """Keep in ``best`` what is better of it and the exact best insertion with the pickup after one slot."""
    pickup = np.int64(options[option, OPTION_NODE])
    ready = request[REQ_EARLIEST] + options[option, OPTION_WALK]
    if not fits(plan, vehicles, request, vehicle, slot):
        return
    node = np.int64(plan[NODE, slot, vehicle])
    began = np.int64(plan[START, slot, vehicle])
    leave = np.int64(plan[DEPARTURE, slot, vehicle])
    old_drive = np.int64(plan[DRIVE, slot + 1, vehicle]) if slot < vehicles[STOPS, vehicle] else np.int64(0)
    if slot == 0:
        if vehicles[MOVING, vehicle] == 1:
            _, junction, at = next_junction(legs, vehicles, vehicle, now)
            node, leave, began = np.int64(junction), np.int64(at), np.int64(at)
            old_drive = plan[ARRIVAL, 1, vehicle] - leave
        else:
            leave = max(leave, now)
    here = node == pickup
    if node < 0:
        drive = np.int64(reach[option, vehicle])
    else:
        drive = np.int64(0) if here else drive_to_s(times, pickup, node)
    board = max(began if here else leave + drive, ready)
    if drive >= NEVER or board > ready + request[REQ_MAX_WAIT]:
        return
    size = request[REQ_SIZE]
    for other in range(request[REQ_PICKUPS], len(options)):
        walk = np.int64(options[option, OPTION_WALK]) + options[other, OPTION_WALK]
        cost = weights[WEIGHT_VEHICLE] * drive
        cost += size * (weights[WEIGHT_WAIT] * (board - ready) + weights[WEIGHT_WALK] * walk)
        cost, dropoff_index = insert_after(
            plan, vehicles, times, request, weights, delay, vehicle, slot, leave if here else np.int64(0), old_drive,
            pickup, drive, board, np.int64(options[other, OPTION_NODE]), np.int64(options[other, OPTION_WALK]), cost,
            best[COST],
        )  # fmt: skip
        if dropoff_index >= 0:
            _keep_better(best, cost, vehicle, slot, dropoff_index, option, other)
