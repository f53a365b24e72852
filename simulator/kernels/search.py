"""The cheapest feasible insertion of a request over all vehicles, all positions and all places to meet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.gaps import Insertion, Search, open_search, try_gap
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    BLOCK,
    COST,
    COUNT,
    DROPOFF_CHOICE,
    DROPOFF_POSITION,
    FIRST,
    FOREVER,
    HEAD,
    IDLE,
    LEAST_DEPARTURE,
    LISTS,
    NO_COST,
    NO_NEXT,
    ON_THE_WAY,
    OTHERS,
    PERIODS,
    PICKUP_CHOICE,
    PICKUP_POSITION,
    R_DEPARTURE,
    R_NEXT,
    R_NEXT_DRIVE,
    R_NEXT_LATEST,
    R_NEXT_START,
    R_NODE,
    R_SLOT,
    R_VEHICLE,
    REQ_PICKUP_DWELL,
    REQ_PICKUPS,
    SHORT_GAP_S,
    START,
    STOPS,
    UNREACHABLE,
    WEIGHT_RIDE,
    WEIGHT_VEHICLE,
    WEIGHT_WAIT,
    WINNER,
)
from simulator.kernels.question import Question, shared_at
from simulator.kernels.slot_index import (
    bucket_of,
    in_head,
    moves,
    period_of,
    pickup_is_next,
    riders_next,
    short_gaps_of,
    slot_of,
)
from simulator.kernels.times import units_from, units_to


@jit_in_place
def best_insertion(
    at: Address, reach: NDArray[np.int64], request: NDArray[np.int64], options: NDArray[np.int32], now: int
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
    return best_insertion_up_to(at, reach, request, options, now, np.int64(NO_COST - 1))


@jit_in_place
def best_insertion_up_to(
    at: Address,
    reach: NDArray[np.int64],
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    now: int,
    limit: int,
) -> Insertion:
    """Find the same sooner, if it costs no more than ``limit``; where waits weigh less than rides, it may be missed."""
    question = Question(shared_at(at), reach, request, options, now)
    best = question.shared.best
    best[:] = -1
    best[COST] = limit + 1
    pickups = request[REQ_PICKUPS]
    for option in range(pickups):
        search = open_search(question, option)
        if search.least_append < NO_COST:
            _try_idle(question, search)
    for option in range(pickups):
        search = open_search(question, option)
        if search.least_append < NO_COST:
            _try_busy(question, search)
    return _as_insertion(best, pickups)


@jit_in_place
def best_insertion_into(
    at: Address,
    reach: NDArray[np.int64],
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    now: int,
    vehicle: int,
) -> Insertion:
    """Find the cheapest feasible insertion into the plan of one vehicle; arguments as for ``best_insertion``."""
    shared = shared_at(at)
    question = Question(shared, reach, request, options, now)
    vehicles, best = shared.vehicles, shared.best
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
def _try_idle(question: Question, search: Search) -> None:
    """Keep in ``best`` what is better of it and the best insertion into an empty plan with one pickup option.

    The cell of the pickup comes first: who stands there bounds the rest.
    """
    shared = question.shared
    own, unit_s = np.int64(shared.times.cell[search.pickup]), shared.times.unit_s
    near = shared.times.least[own]  # least drive from each cell to the pickup's
    weight = shared.weights[WEIGHT_VEHICLE]
    found = _cells_in_time(question, search, IDLE)
    _try_idle_in(question, search, bucket_of(shared.index.buckets, IDLE, own))
    for position in range(found):
        cell = shared.cells[position]
        if search.least_append + weight * np.int64(near[cell]) * unit_s <= shared.best[COST] and cell != own:
            _try_idle_in(question, search, bucket_of(shared.index.buckets, IDLE, np.int64(cell)))


@jit_in_place
def _cells_in_time(question: Question, search: Search, which: int) -> int:
    """Write to ``cells`` the cells in which somebody of a list may leave in time; return their number.

    Under way a vehicle left its cell some time ago; elsewhere nobody leaves before now. All is written, and what does
    not count is written over: that takes a third of the time of a decision that cannot be foreseen.
    """
    shared = question.shared
    own, unit_s, cells = np.int64(shared.times.cell[search.pickup]), shared.times.unit_s, shared.cells
    near, first = shared.times.least[own], bucket_of(shared.index.buckets, which, 0)
    least = shared.index.buckets[LEAST_DEPARTURE, first : first + len(near)]
    now = -NO_COST if which == ON_THE_WAY else question.now
    found = np.int64(0)
    for cell in range(len(near)):
        leaves = max(np.int64(least[cell]), now)
        cells[found] = cell
        found += np.int64(leaves + np.int64(near[cell]) * unit_s <= search.latest)
    return found


@jit_in_place
def _try_idle_in(question: Question, search: Search, bucket: int) -> None:
    """Do the same with the vehicles that stand in one cell."""
    shared = question.shared
    plan, best, now, records = shared.plan, shared.best, question.now, shared.index.records
    times, unit_s = shared.times, shared.times.unit_s
    pickup, ready, latest, wait_weight = search.pickup, search.ready, search.latest, search.wait
    vehicle_weight = shared.weights[WEIGHT_VEHICLE]
    left, block = shared.index.buckets[COUNT, bucket], shared.index.buckets[HEAD, bucket]
    here = in_head(left)
    while left > 0:
        for record in range(block * BLOCK, block * BLOCK + here):
            node = records[record, R_NODE]
            units = units_to(times, pickup, node)
            if units == UNREACHABLE:
                continue
            vehicle = np.int64(records[record, R_VEHICLE])
            drive = units * unit_s
            leave = max(np.int64(records[record, R_DEPARTURE]), now)
            if node == pickup:
                drive = np.int64(0)
                leave = min(leave, np.int64(plan[START, 0, vehicle]))
            board = max(leave + drive, ready)
            if board > latest:
                continue
            bound = search.least_append + vehicle_weight * drive + wait_weight * (board - ready)
            if bound > best[COST] or (bound == best[COST] and vehicle > best[WINNER]):
                continue
            try_gap(question, search, vehicle, 0)
        left -= here
        block, here = shared.index.following[block], np.int64(BLOCK)


@jit_in_place
def _try_busy(question: Question, search: Search) -> None:
    """Keep in ``best`` what is better of it and the best insertion into a plan under way with one pickup option."""
    shared, latest = question.shared, search.latest
    own, unit_s = np.int64(shared.times.cell[search.pickup]), shared.times.unit_s
    near = shared.times.least[own]  # least drive from each cell to the pickup's
    found = np.int64(0)
    for which in range(ON_THE_WAY, LISTS):
        in_time = _cells_in_time(question, search, np.int64(which))
        for cell in (np.int64(-1), own):  # slots that lie in no cell; at the pickup riders board before others leave
            found = _note_buckets(question, np.int64(which), cell, (np.int64(-FOREVER), latest), found)
        for position in range(in_time):
            cell = np.int64(shared.cells[position])
            if cell != own:
                leaves = (search.ready - SHORT_GAP_S, latest - np.int64(near[cell]) * unit_s)
                found = _note_buckets(question, np.int64(which), cell, leaves, found)
    kept = _try_buckets(question, search, found)
    if kept > 0:
        _try_kept(question, search, kept, _only_grows(question))


@jit_in_place
def _note_buckets(question: Question, which: int, cell: int, leaves: tuple[int, int], found: int) -> int:
    """Write to ``found`` the buckets of a list and cell in which somebody may be in time; return how many there are.

    leaves: who leaves sooner for a short gap, or later at all, is not [s]. O(periods). Empty ones are written over.
    """
    shared = question.shared
    buckets, into = shared.index.buckets, shared.found
    bucket = bucket_of(buckets, which, cell)
    into[found, 0], into[found, 1] = bucket, leaves[1]
    found += np.int64(buckets[COUNT, bucket] > 0)
    if which == OTHERS:
        period, last = period_of(leaves[0]), period_of(leaves[1])
        last = min(last, period + PERIODS - 1)
        while period <= last:
            bucket = short_gaps_of(buckets, cell, period)
            into[found, 0], into[found, 1] = bucket, leaves[1]
            found += np.int64(buckets[COUNT, bucket] > 0)
            period += 1
    return found


@jit_in_place
def _only_grows(question: Question) -> bool:
    """Return whether no later stop pays off by the weights; else there is no bound but the feasible."""
    shared = question.shared
    return bool(shared.weights[WEIGHT_WAIT] >= shared.weights[WEIGHT_RIDE])


@jit_in_place
def _try_buckets(question: Question, search: Search, found: int) -> int:
    """Keep the slots of so many noted buckets that may be good, try them when there are many; return how many are kept.

    Nobody who leaves later than noted is in time, but who is at the pickup may be: the rider boards before.
    """
    shared = question.shared
    plan, reach, request, best = (
        shared.plan, question.reach, question.request, shared.best,
    )  # fmt: skip
    weights, now, gaps, bounds, index = shared.weights, question.now, shared.gaps, shared.bounds, shared.index
    times, unit_s, only_grows = shared.times, shared.times.unit_s, _only_grows(question)
    option, pickup, ready, latest, wait_weight = search.option, search.pickup, search.ready, search.latest, search.wait
    vehicle_weight, ride_weight = weights[WEIGHT_VEHICLE], weights[WEIGHT_RIDE]
    pickup_dwell = request[REQ_PICKUP_DWELL]
    records, buckets, noted = index.records, index.buckets, shared.found
    kept, position, left, left_latest = np.int64(0), np.int64(-1), np.int64(0), np.int64(0)
    record = end = block = np.int64(0)
    while True:
        record += 1
        if record >= end:
            left -= end - block * BLOCK
            if left > 0:
                block = np.int64(index.following[block])
                end = block * BLOCK + BLOCK
            else:
                position += 1
                if position == found:
                    break
                bucket, left_latest = noted[position, 0], noted[position, 1]
                left, block = np.int64(buckets[COUNT, bucket]), np.int64(buckets[HEAD, bucket])
                end = block * BLOCK + in_head(left)
            record = block * BLOCK
        leave, node = np.int64(records[record, R_DEPARTURE]), records[record, R_NODE]
        if leave > left_latest and node != pickup:
            continue
        after = records[record, R_NEXT]
        if after != NO_NEXT and records[record, R_NEXT_LATEST] < ready:
            continue
        word, vehicle = np.int64(records[record, R_SLOT]), np.int64(records[record, R_VEHICLE])
        slot, turns_off = slot_of(word), moves(word)
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
            units = units_to(times, pickup, node)
            if units == UNREACHABLE:
                continue
            drive = units * unit_s
            board = max(leave + drive, now)
        if board > latest:
            continue
        board = max(board, ready)
        bound = wait_weight * (board - ready)
        if after == NO_NEXT:
            bound += search.least_append
            if not turns_off:
                bound += vehicle_weight * drive
        else:
            units = units_from(times, pickup, after)
            if units == UNREACHABLE:
                continue
            onward = units * unit_s
            start = np.int64(records[record, R_NEXT_START])
            arrival = board if after == pickup else board + pickup_dwell + onward
            late = max(np.int64(0), arrival - start)
            if start + late > records[record, R_NEXT_LATEST]:
                continue
            if turns_off:
                detour = max(np.int64(0), drive + onward - (np.int64(records[record, R_NEXT_DRIVE]) - leave))
            else:
                detour = drive + onward - np.int64(records[record, R_NEXT_DRIVE])
            weight = weights[WEIGHT_WAIT] - ride_weight if pickup_is_next(word) else ride_weight
            bound += search.least_detour + vehicle_weight * detour + weight * riders_next(word) * late
        if only_grows and (bound > best[COST] or (bound == best[COST] and vehicle > best[WINNER])):
            continue
        gaps[kept, 0] = vehicle
        gaps[kept, 1] = slot
        bounds[kept] = bound
        kept += 1
        if kept == len(bounds):
            _try_kept(question, search, kept, only_grows)
            kept = np.int64(0)
    return kept


@jit_in_place
def _try_kept(question: Question, search: Search, kept: int, only_grows: bool) -> None:
    """Try the gaps kept so far, the most promising first: its cost spares most of the others."""
    shared = question.shared
    best, gaps, bounds = shared.best, shared.gaps, shared.bounds
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
