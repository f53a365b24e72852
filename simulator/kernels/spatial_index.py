"""Which slots of plans lie in which cell of the region: a list that a search runs through instead of the plans.

A few small numbers a slot, side by side in memory, tell whether a pickup can be reached from there in time; most slots
are ruled out without a look at the plan. Slot 0 of a vehicle under way, or at a node outside of the travel-time table,
lies in no cell: such vehicles stand in a sorted list ``moving``, whose last element is its length.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    BUSY,
    CELL,
    IDLE,
    LISTED,
    MOVING,
    NODE,
    NOT_LISTED,
    SLOT,
    SPATIAL_INDEX_FIELDS,
    STOPS,
    VEHICLE,
)
from simulator.kernels.times import Times


@jit_in_place
def take_out(plan: NDArray[np.int32], spatial_index: NDArray[np.int32], vehicle: int, slot: int) -> None:
    """Take a slot out of the spatial index, if it is there; the last one takes its place. plan is changed. O(1)."""
    listed = plan[LISTED, slot, vehicle]
    if listed == NOT_LISTED:
        return
    which, position = listed % 2, listed // 2
    last = spatial_index[which, VEHICLE, -1] - 1
    for field in range(SPATIAL_INDEX_FIELDS):
        spatial_index[which, field, position] = spatial_index[which, field, last]
    plan[LISTED, spatial_index[which, SLOT, last], spatial_index[which, VEHICLE, last]] = listed
    spatial_index[which, VEHICLE, -1] = last
    plan[LISTED, slot, vehicle] = NOT_LISTED


@jit_in_place
def put_in(
    plan: NDArray[np.int32], spatial_index: NDArray[np.int32], vehicle: int, slot: int, cell: int, which: int
) -> None:
    """Put a slot that is nowhere in the spatial index into one of its lists. Both arrays are changed. O(1)."""
    position = spatial_index[which, VEHICLE, -1]
    spatial_index[which, VEHICLE, position] = vehicle
    spatial_index[which, SLOT, position] = slot
    spatial_index[which, CELL, position] = cell
    spatial_index[which, VEHICLE, -1] = position + 1
    plan[LISTED, slot, vehicle] = 2 * position + which


@jit_in_place
def take_out_all(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], spatial_index: NDArray[np.int32], vehicle: int
) -> None:
    """Take all slots of a vehicle out, before they move. O(stops)."""
    for slot in range(vehicles[STOPS, vehicle] + 1):
        take_out(plan, spatial_index, vehicle, slot)


@jit_in_place
def put_in_all(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    spatial_index: NDArray[np.int32],
    moving: NDArray[np.int32],
    times: Times,
    vehicle: int,
) -> None:
    """Put all slots of a vehicle where they belong, when none is anywhere. O(stops + moving vehicles)."""
    for slot in range(1, vehicles[STOPS, vehicle] + 1):
        put_in(plan, spatial_index, vehicle, slot, times.cell[plan[NODE, slot, vehicle]], np.int64(BUSY))
    plan[LISTED, 0, vehicle] = NOT_LISTED
    place_origin(plan, vehicles, spatial_index, moving, times, vehicle)


@jit_in_place
def place_origin(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    spatial_index: NDArray[np.int32],
    moving: NDArray[np.int32],
    times: Times,
    vehicle: int,
) -> None:
    """Put slot 0 of a vehicle into the spatial index, or the vehicle among the moving ones. O(moving vehicles)."""
    take_out(plan, spatial_index, vehicle, np.int64(0))
    node = plan[NODE, 0, vehicle]
    moves = vehicles[MOVING, vehicle] == 1 or node < 0
    if not moves:
        which = np.int64(IDLE if vehicles[STOPS, vehicle] == 0 else BUSY)
        put_in(plan, spatial_index, vehicle, np.int64(0), times.cell[node], which)
    count = moving[-1]
    place, behind = 0, count
    while place < behind:
        middle = (place + behind) // 2
        if moving[middle] < vehicle:
            place = middle + 1
        else:
            behind = middle
    listed = place < count and moving[place] == vehicle
    if moves and not listed:
        for position in range(count, place, -1):
            moving[position] = moving[position - 1]
        moving[place] = vehicle
        moving[-1] = count + 1
    elif listed and not moves:
        for position in range(place, count - 1):
            moving[position] = moving[position + 1]
        moving[-1] = count - 1
