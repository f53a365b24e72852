"""The cheapest feasible insertion of a request over all vehicles, all positions and all places to meet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.gaps import Insertion, Search, open_search, try_gap
from simulator.kernels.handles import Handle
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ARRIVAL,
    BUSY,
    CELL,
    COST,
    DEPARTURE,
    DRIVE,
    DROPOFF_CHOICE,
    DROPOFF_POSITION,
    FIRST,
    IDLE,
    KIND,
    LATEST_START,
    MOVING,
    NO_COST,
    NODE,
    PICKUP,
    PICKUP_CHOICE,
    PICKUP_POSITION,
    REQ_PICKUP_DWELL,
    REQ_PICKUPS,
    SIZE,
    SLOT,
    START,
    STOPS,
    UNREACHABLE,
    VEHICLE,
    WEIGHT_RIDE,
    WEIGHT_VEHICLE,
    WEIGHT_WAIT,
    WINNER,
)
from simulator.kernels.question import Question, question_at, spatial_index_at


@jit_in_place
def best_insertion(
    at: Handle, reach: NDArray[np.int64], request: NDArray[np.int64], options: NDArray[np.int32], now: int
) -> Insertion:
    """Find the cheapest feasible insertion of one request over all vehicles, exactly.

    The cost is the added driving time, the new rider's walks, wait and ride, and what the others wait and ride longer,
    each times its weight. Ties are settled as in ``keep_better``.
    ``dropoff_index == pickup_index`` means directly after the pickup; index i means after slot i.

    at: of what all requests share, see ``kernels.question``. reach: int64 (pickups, vehicles), drive to a pickup [s]
    for vehicles at a node that is no place of the table. request: int64 (fields,). options: int32 (options, fields).
    All but the scratch is read only. now [s]: nobody leaves earlier. O(slots), and O(stops^3) at worst for each slot
    that may win.

    Slots in cells from which the pickup cannot be reached in time are passed over at once. Every other gap between two
    stops first meets bounds that cost a look-up or two: the pickup's window, the latest start of the stop behind it,
    the least cost. Idle vehicles come first, since the best of them bounds the rest; what is left is tried the most
    promising first. After Jaw et al. (1986, doi:10.1016/0191-2615(86)90020-2), with exact ride-time limits; the choice
    of meeting points is that of Laupichler and Sanders (2024, doi:10.1137/1.9781611977929.5).
    """
    question = question_at(at, reach, request, options, now)
    best = question.best
    spatial_index, moving = spatial_index_at(at)
    best[:] = -1
    best[COST] = NO_COST
    pickups = request[REQ_PICKUPS]
    for option in range(pickups):
        search = open_search(question, option)
        if search.least_append < NO_COST:
            _try_idle(question, search, spatial_index)
    for option in range(pickups):
        search = open_search(question, option)
        if search.least_append < NO_COST:
            _try_busy(question, search, spatial_index, moving)
    return _as_insertion(best, pickups)


@jit_in_place
def best_insertion_into(
    at: Handle, reach: NDArray[np.int64], request: NDArray[np.int64], options: NDArray[np.int32], now: int, vehicle: int
) -> Insertion:
    """Find the cheapest feasible insertion into the plan of one vehicle; arguments as for ``best_insertion``."""
    question = question_at(at, reach, request, options, now)
    vehicles, best = question.vehicles, question.best
    best[:] = -1
    best[COST] = NO_COST
    pickups = request[REQ_PICKUPS]
    for option in range(pickups):
        search = open_search(question, option)
        for slot in range(vehicles[FIRST, vehicle], vehicles[STOPS, vehicle] + 1):
            try_gap(question, search, vehicle, slot)
    return _as_insertion(best, pickups)


@jit_in_place
def _as_insertion(best: NDArray[np.int64], pickups: int) -> Insertion:
    other = best[DROPOFF_CHOICE] if best[WINNER] < 0 else best[DROPOFF_CHOICE] - pickups
    return best[COST], best[WINNER], best[PICKUP_POSITION], best[DROPOFF_POSITION], best[PICKUP_CHOICE], other


@jit_in_place
def _try_idle(question: Question, search: Search, spatial_index: NDArray[np.int32]) -> None:
    """Keep in ``best`` what is better of it and the best insertion into an empty plan with one pickup option."""
    plan, best, now = question.plan, question.best, question.now
    to_pickup, unit_s = question.times.to_seconds[search.pickup], question.times.unit_s
    near = question.times.least[question.times.cell[search.pickup]]  # least drive from each cell to the pickup's
    pickup, ready, latest, wait_weight = search.pickup, search.ready, search.latest, search.wait
    vehicle_weight = question.weights[WEIGHT_VEHICLE]
    most = (latest - now) // unit_s
    for position in range(spatial_index[IDLE, VEHICLE, -1]):
        if near[spatial_index[IDLE, CELL, position]] > most:
            continue
        vehicle = np.int64(spatial_index[IDLE, VEHICLE, position])
        node = plan[NODE, 0, vehicle]
        if to_pickup[node] == UNREACHABLE:
            continue
        drive = np.int64(to_pickup[node]) * unit_s
        leave = max(np.int64(plan[DEPARTURE, 0, vehicle]), now)
        if node == pickup:
            drive = np.int64(0)
            leave = min(leave, np.int64(plan[START, 0, vehicle]))
        board = max(leave + drive, ready)
        if board > latest:
            continue
        bound = search.least_append + vehicle_weight * drive + wait_weight * (board - ready)
        if bound > best[COST] or (bound == best[COST] and vehicle > best[WINNER]):
            continue
        try_gap(question, search, vehicle, np.int64(0))


@jit_in_place
def _try_busy(question: Question, search: Search, spatial_index: NDArray[np.int32], moving: NDArray[np.int32]) -> None:
    """Keep in ``best`` what is better of it and the best insertion into a plan under way with one pickup option."""
    plan, vehicles, reach, request, best = (
        question.plan, question.vehicles, question.reach, question.request, question.best,
    )  # fmt: skip
    weights, now, gaps, bounds = question.weights, question.now, question.gaps, question.bounds
    cells, unit_s = question.times.cell, question.times.unit_s
    near = question.times.least[cells[search.pickup]]  # least drive from each cell to the pickup's
    option, pickup, ready, latest, wait_weight = search.option, search.pickup, search.ready, search.latest, search.wait
    from_pickup, to_pickup = question.times.seconds[pickup], question.times.to_seconds[pickup]
    vehicle_weight, ride_weight = weights[WEIGHT_VEHICLE], weights[WEIGHT_RIDE]
    pickup_dwell = request[REQ_PICKUP_DWELL]
    # Weights under which a later stop may pay off leave no bound but the feasible.
    only_grows = weights[WEIGHT_WAIT] >= ride_weight
    most = (latest - now) // unit_s
    listed = spatial_index[BUSY, VEHICLE, -1]
    kept = np.int64(0)
    for position in range(listed + moving[-1]):
        # First the slots that lie in a cell, then the vehicles that do not.
        if position < listed:
            if near[spatial_index[BUSY, CELL, position]] > most:
                continue
            slot, vehicle = spatial_index[BUSY, SLOT, position], spatial_index[BUSY, VEHICLE, position]
        else:
            slot, vehicle = 0, moving[position - listed]
            origin = plan[NODE, 0, vehicle]
            if origin >= 0 and plan[DEPARTURE, 0, vehicle] + np.int64(near[cells[origin]]) * unit_s > latest:
                continue
            if vehicles[FIRST, vehicle] > 0:
                continue
        turns_off = slot == 0 and vehicles[MOVING, vehicle] == 1
        node = plan[NODE, slot, vehicle]
        leave = np.int64(plan[DEPARTURE, slot, vehicle])
        if slot == 0 and not turns_off:
            leave = max(leave, now)
        # A vehicle that turns off has the junction's time and place; by way of the last stop they are bounded.
        if node < 0:
            drive = np.int64(0) if turns_off else reach[option, vehicle]
            board = max(leave + drive, now)
        elif node == pickup and not turns_off:
            drive = np.int64(0)
            board = min(leave, np.int64(plan[START, slot, vehicle]))
        else:
            if to_pickup[node] == UNREACHABLE:
                continue
            drive = np.int64(to_pickup[node]) * unit_s
            board = max(leave + drive, now)
        if board > latest:
            continue
        board = max(board, ready)
        bound = wait_weight * (board - ready)
        if slot == vehicles[STOPS, vehicle]:
            bound += search.least_append
            if not turns_off:
                bound += vehicle_weight * drive
        else:
            after = plan[NODE, slot + 1, vehicle]
            if from_pickup[after] == UNREACHABLE:
                continue
            onward = np.int64(from_pickup[after]) * unit_s
            start = np.int64(plan[START, slot + 1, vehicle])
            arrival = board if after == pickup else board + pickup_dwell + onward
            late = max(np.int64(0), arrival - start)
            if start + late > plan[LATEST_START, slot + 1, vehicle]:
                continue
            if turns_off:
                detour = max(np.int64(0), drive + onward - (np.int64(plan[ARRIVAL, 1, vehicle]) - leave))
            else:
                detour = drive + onward - np.int64(plan[DRIVE, slot + 1, vehicle])
            weight = ride_weight
            if plan[KIND, slot + 1, vehicle] == PICKUP:
                weight = weights[WEIGHT_WAIT] - ride_weight
            bound += search.least_detour + vehicle_weight * detour + weight * plan[SIZE, slot + 1, vehicle] * late
        if only_grows and (bound > best[COST] or (bound == best[COST] and vehicle > best[WINNER])):
            continue
        gaps[kept, 0] = vehicle
        gaps[kept, 1] = slot
        bounds[kept] = bound
        kept += 1
        if kept == len(bounds):
            _try_kept(question, search, kept, only_grows)
            kept = np.int64(0)
    if kept > 0:
        _try_kept(question, search, kept, only_grows)


@jit_in_place
def _try_kept(question: Question, search: Search, kept: int, only_grows: bool) -> None:
    """Try the gaps kept so far, the most promising first: its cost spares most of the others."""
    best, gaps, bounds = question.best, question.gaps, question.bounds
    first = 0
    for position in range(1, kept):
        if bounds[position] < bounds[first]:
            first = position
    for position in range(kept):
        row = first if position == 0 else (0 if position == first else position)
        vehicle, slot = gaps[row, 0], gaps[row, 1]
        if only_grows and (bounds[row] > best[COST] or (bounds[row] == best[COST] and vehicle > best[WINNER])):
            continue
        try_gap(question, search, vehicle, slot)
