"""One gap of a plan: what it costs to pick a request up there, and which of two insertions is better."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.insertion import ANYWHERE, fits, insert_after
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ARRIVAL,
    DEPARTURE,
    DRIVE,
    DROPOFF_POSITION,
    FOREVER,
    HOLDS,
    LISTS,
    LOAD,
    LOADS,
    MOVING,
    NO_COST,
    NODE,
    OPTION_NODE,
    OPTION_WALK,
    PERIODS,
    PICKUP_POSITION,
    REQ_EARLIEST,
    REQ_MAX_RIDE,
    REQ_MAX_WAIT,
    REQ_PICKUP_DWELL,
    REQ_PICKUPS,
    REQ_SIZE,
    START,
    STOPS,
    WEIGHT_RIDE,
    WEIGHT_VEHICLE,
    WEIGHT_WAIT,
    WEIGHT_WALK,
)
from simulator.kernels.legs import next_junction
from simulator.kernels.question import Boarding, Question
from simulator.kernels.range import Drives, Pause, range_before, refill
from simulator.kernels.times import NEVER, drive_s, drive_to_s
from simulator.kernels.timing import stop_times

KEPT = 256  # candidates that wait for the most promising of them to be tried first


# A place for a request: cost, vehicle (-1: none), pickup index, dropoff index, pickup option, dropoff option; options
# count from 0 at either end. Not a named tuple: numba unpickles its class each time it hands one over.
Insertion = tuple[int, int, int, int, int, int]


class Search(NamedTuple):
    """What one pickup of a request means for the search. Times in s, costs in thousandths.

    ready: at the pickup. latest: boarding. size: riders. wait: weight of a second, all riders. least_append: bound on
    the cost when the ride is added to a plan's end, least_detour anywhere else; neither counts the drive to the pickup
    and the wait there. NO_COST when no dropoff can be reached in time.
    """

    option: int
    pickup: int
    ready: int
    latest: int
    wait: int
    least_append: int
    least_detour: int


class Scratch(NamedTuple):
    """Arrays that a search works in; they may hold anything before and after."""

    best: NDArray[np.int64]  # (6,), as an Insertion
    delay: NDArray[np.int64]  # (slots,)
    gaps: NDArray[np.int64]  # (KEPT, 2), vehicle and slot
    bounds: NDArray[np.int64]  # (KEPT,)
    cells: NDArray[np.int64]  # (cells + 1,), in which somebody may be in time
    found: NDArray[np.int64]  # (buckets, 2), in which somebody may be, and when they leave at the latest [s]


def new_scratch(slots: int, cells: int) -> Scratch:
    """Return scratch space for searches in plans of so many slots, in a region of so many cells."""
    return Scratch(
        np.empty(6, np.int64),
        np.empty(slots, np.int64),
        np.empty((KEPT, 2), np.int64),
        np.empty(KEPT, np.int64),
        np.empty(cells + 1, np.int64),
        np.empty(((cells + 3) * (LISTS + PERIODS), 2), np.int64),
    )


@jit_in_place
def is_no_ride(options: NDArray[np.int32], pickup: int, other: int) -> bool:
    """Return whether a dropoff option, by its row, is where the pickup is; with only these two it is all there is."""
    return len(options) > 2 and options[other, OPTION_NODE] == pickup


@jit_in_place
def open_search(question: Question, option: int) -> Search:
    """Return what one pickup of a request means for the search."""
    shared = question.shared
    request, options, weights = question.request, question.options, shared.weights
    pickup = np.int64(options[option, OPTION_NODE])
    ready = request[REQ_EARLIEST] + options[option, OPTION_WALK]
    size = request[REQ_SIZE]
    least_append, least_detour = np.int64(NO_COST), np.int64(NO_COST)
    for other in range(request[REQ_PICKUPS], len(options)):
        direct = drive_s(shared.times, pickup, options[other, OPTION_NODE])
        if direct > request[REQ_MAX_RIDE] or is_no_ride(options, pickup, other):
            continue
        walk = np.int64(options[option, OPTION_WALK]) + options[other, OPTION_WALK]
        cost = size * (weights[WEIGHT_RIDE] * direct + weights[WEIGHT_WALK] * walk)
        least_detour = min(least_detour, cost)
        least_append = min(least_append, cost + weights[WEIGHT_VEHICLE] * direct)
    latest = ready + request[REQ_MAX_WAIT]
    wait = weights[WEIGHT_WAIT] * size
    return Search(np.int64(option), pickup, ready, latest, wait, least_append, least_detour)


@jit_in_place
def keep_better(
    best: NDArray[np.int64], cost: int, vehicle: int, pickup_index: int, dropoff_index: int, option: int, other: int
) -> None:
    """Replace ``best`` (int64 (6,), as an Insertion) by what is cheaper, or as cheap and comes first.

    Of equal costs the lowest vehicle comes first, then the last pickup position, then the last dropoff position: who
    came first is served first. Then the first pickup option, the nearest, and the first dropoff option.
    """
    found = (
        np.int64(cost), np.int64(vehicle), np.int64(pickup_index), np.int64(dropoff_index), np.int64(option),
        np.int64(other),
    )  # fmt: skip
    for field in range(6):
        if found[field] != best[field]:
            later_wins = field in (PICKUP_POSITION, DROPOFF_POSITION)
            if (found[field] > best[field]) == later_wins:
                for changed in range(6):
                    best[changed] = found[changed]
            return


@jit_in_place
def boarding_after(question: Question, search: Search, vehicle: int, slot: int) -> Boarding:
    """Return the pickup after a slot of a plan; its vehicle is -1 where the request is not met there in time.

    The caller has checked the load. O(1), but for energy that is limited.
    """
    shared = question.shared
    plan, vehicles, now, times = shared.plan, shared.vehicles, question.now, shared.times
    pickup, ready = search.pickup, search.ready
    nowhere = Boarding(
        np.int64(-1), np.int64(slot), np.int64(0), pickup, np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    )
    node = np.int64(plan[NODE, slot, vehicle])
    began = np.int64(plan[START, slot, vehicle])
    leave = np.int64(plan[DEPARTURE, slot, vehicle])
    old_drive = np.int64(plan[DRIVE, slot + 1, vehicle]) if slot < vehicles[STOPS, vehicle] else np.int64(0)
    if slot == 0:
        if vehicles[MOVING, vehicle] == 1:
            _, junction, at = next_junction(shared.legs, vehicles, vehicle, now)
            node, leave, began = np.int64(junction), np.int64(at), np.int64(at)
            old_drive = plan[ARRIVAL, 1, vehicle] - leave
        else:
            leave = max(leave, now)
    here = node == pickup
    drive = np.int64(0)
    if node < 0:
        drive = question.reach[search.option, vehicle]
    elif not here:
        drive = drive_to_s(times, pickup, node)
        if drive >= NEVER:
            return nowhere
    _, board, departure = stop_times(
        here, began, leave, drive, np.int64(0), ready, ready, question.request[REQ_PICKUP_DWELL]
    )  # fmt: skip
    if drive >= NEVER or board > search.latest:
        return nowhere
    drives = Drives(plan, vehicles, times)
    left = range_before(drives, vehicle, slot, leave, now)
    if left < 0:
        return nowhere
    leaves_freely = slot > 0 or (vehicles[MOVING, vehicle] == 0 and vehicles[HOLDS, vehicle] == 0)
    if left < FOREVER and leaves_freely and plan[LOAD + LOADS - 1, slot, vehicle] == 0:
        left = refill(drives, vehicle, left, Pause(node, pickup, drive, max(leave, np.int64(now)), board))
    return Boarding(np.int64(vehicle), np.int64(slot), old_drive, pickup, drive, board, departure, left)


@jit_in_place
def try_gap(question: Question, search: Search, vehicle: int, slot: int) -> None:
    """Keep in ``best`` what is better of it and the exact best insertion with the pickup after one slot."""
    shared = question.shared
    if not fits(question, vehicle, slot):
        return
    request, options = question.request, question.options
    boarding = boarding_after(question, search, vehicle, slot)
    if boarding.vehicle < 0:
        return
    for other in range(request[REQ_PICKUPS], len(options)):
        if is_no_ride(options, search.pickup, other):
            continue
        cost, dropoff_index = dropoff_after(question, search, boarding, other, ANYWHERE)
        if dropoff_index >= 0:
            keep_better(shared.best, cost, vehicle, slot, dropoff_index, search.option, other)


@jit_in_place
def dropoff_after(question: Question, search: Search, boarding: Boarding, other: int, only: int) -> tuple[int, int]:
    """Return what ``insert_after`` finds for a pickup and one dropoff option, by its row; only: as there."""
    request, options, weights = question.request, question.options, question.shared.weights
    egress = np.int64(options[other, OPTION_WALK])
    own = weights[WEIGHT_VEHICLE] * boarding.drive + search.wait * (boarding.board - search.ready)
    walks = weights[WEIGHT_WALK] * request[REQ_SIZE] * (np.int64(options[search.option, OPTION_WALK]) + egress)
    return insert_after(question, boarding, np.int64(options[other, OPTION_NODE]), egress, own + walks, only)
