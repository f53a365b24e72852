"""Times of one plan: when its vehicle arrives, serves and leaves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit
from simulator.kernels.layout import (
    ARRIVAL,
    DEPARTURE,
    DRIVE,
    DROPOFF,
    DWELL,
    EARLIEST,
    KIND,
    LOAD,
    LOADS,
    NODE,
    PICKUP_SLOT,
    RIDE_START,
    START,
    STOPS,
)


@jit
def reschedule(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], seconds: NDArray[np.uint16], vehicle: int, first: int
) -> None:
    """Set the earliest times of the slots from ``first`` on, in place.

    A vehicle arrives, waits for the start of the window, serves, leaves. Stops that follow each other at one place
    are served together: none begins before the one before it begins, and the vehicle leaves when all are done.

    plan: int32 (fields, slots, vehicles), times and RIDE_START are changed. vehicles: int32 (fields, vehicles), read
    only. seconds: uint16 (nodes, nodes), read only. O(stops).
    """
    for slot in range(first, vehicles[STOPS, vehicle] + 1):
        here = plan[NODE, slot, vehicle]
        before = plan[NODE, slot - 1, vehicle]
        drive = np.int64(seconds[before, here])
        if here == before:
            arrival = np.int64(plan[START, slot - 1, vehicle])
            shared_departure = np.int64(plan[DEPARTURE, slot - 1, vehicle])
        else:
            arrival = plan[DEPARTURE, slot - 1, vehicle] + drive
            shared_departure = np.int64(0)
        start = max(arrival, np.int64(plan[EARLIEST, slot, vehicle]))
        if plan[KIND, slot, vehicle] == DROPOFF:
            pickup = plan[PICKUP_SLOT, slot, vehicle]
            if pickup > 0:
                plan[RIDE_START, slot, vehicle] = plan[START, pickup, vehicle] + plan[DWELL, pickup, vehicle]
            start = max(start, np.int64(plan[RIDE_START, slot, vehicle]))
        plan[ARRIVAL, slot, vehicle] = arrival
        plan[START, slot, vehicle] = start
        plan[DEPARTURE, slot, vehicle] = max(shared_departure, start + plan[DWELL, slot, vehicle])
        plan[DRIVE, slot, vehicle] = drive


@jit
def open_gap(plan: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int, after: int) -> None:
    """Make room for one stop after slot ``after``, in place; the new slot keeps the load of the slot before it."""
    count = vehicles[STOPS, vehicle]
    for slot in range(count, after, -1):
        plan[:, slot + 1, vehicle] = plan[:, slot, vehicle]
        if plan[KIND, slot + 1, vehicle] == DROPOFF and plan[PICKUP_SLOT, slot + 1, vehicle] > after:
            plan[PICKUP_SLOT, slot + 1, vehicle] += 1
    for component in range(LOAD, LOAD + LOADS):
        plan[component, after + 1, vehicle] = plan[component, after, vehicle]
    vehicles[STOPS, vehicle] = count + 1


@jit
def drop_first_stop(plan: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int) -> None:
    """Move every stop one slot forward, in place: slot 1 becomes slot 0."""
    count = vehicles[STOPS, vehicle]
    for slot in range(count):
        plan[:, slot, vehicle] = plan[:, slot + 1, vehicle]
        if slot > 0 and plan[KIND, slot, vehicle] == DROPOFF and plan[PICKUP_SLOT, slot, vehicle] > 0:
            plan[PICKUP_SLOT, slot, vehicle] -= 1
    vehicles[STOPS, vehicle] = count - 1
