"""Times of one plan: when its vehicle arrives, serves and leaves, and how late it could be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ARRIVAL,
    DEPARTURE,
    DEPOT,
    DRIVE,
    DROPOFF,
    DWELL,
    EARLIEST,
    FOREVER,
    HOME,
    KIND,
    LATEST,
    LATEST_START,
    LISTED,
    LOAD,
    LOADS,
    MAX_RIDE,
    MOVING,
    NODE,
    NOT_LISTED,
    PAUSE,
    PICKUP,
    PICKUP_SLOT,
    RIDE_START,
    SHIFT_END,
    START,
    STOPS,
)
from simulator.kernels.times import Times, drive_s
from simulator.kernels.timing import stop_times


@jit_in_place
def reschedule(plan: NDArray[np.int32], vehicles: NDArray[np.int32], times: Times, vehicle: int, first: int) -> None:
    """Set the earliest times of the slots from ``first`` on, every slot's latest start and the way home, in place.

    The rule is that of ``timing``. The drive to slot 1 is known already when the vehicle is on it, or leaves from a
    node that is no place of the travel-time table.

    plan: int32 (fields, slots, vehicles), times and RIDE_START are changed. vehicles: int32 (fields, vehicles), HOME is
    changed. O(stops^2).
    """
    for slot in range(first, vehicles[STOPS, vehicle] + 1):
        here = plan[NODE, slot, vehicle]
        before = plan[NODE, slot - 1, vehicle]
        known = before < 0 or (slot == 1 and vehicles[MOVING, vehicle] == 1)
        drive = np.int64(plan[DRIVE, slot, vehicle]) if known else drive_s(times, before, here)
        earliest = np.int64(plan[EARLIEST, slot, vehicle])
        boarded = earliest
        if plan[KIND, slot, vehicle] == DROPOFF:
            pickup = plan[PICKUP_SLOT, slot, vehicle]
            if pickup > 0:
                plan[RIDE_START, slot, vehicle] = plan[START, pickup, vehicle] + plan[DWELL, pickup, vehicle]
            boarded = np.int64(plan[RIDE_START, slot, vehicle])
        arrival, start, departure = stop_times(
            here == before, np.int64(plan[START, slot - 1, vehicle]), np.int64(plan[DEPARTURE, slot - 1, vehicle]),
            drive, np.int64(plan[PAUSE, slot, vehicle]), earliest, boarded, np.int64(plan[DWELL, slot, vehicle]),
        )  # fmt: skip
        plan[ARRIVAL, slot, vehicle] = arrival
        plan[START, slot, vehicle] = start
        plan[DEPARTURE, slot, vehicle] = departure
        plan[DRIVE, slot, vehicle] = drive
    bound_starts(plan, vehicles, times, vehicle)


@jit_in_place
def keep_boardings(plan: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int) -> None:
    """Let no boarding begin before it is planned, in place: were it sooner alone, the ride would get longer."""
    for slot in range(1, vehicles[STOPS, vehicle] + 1):
        if plan[KIND, slot, vehicle] == PICKUP:
            plan[EARLIEST, slot, vehicle] = max(plan[EARLIEST, slot, vehicle], plan[START, slot, vehicle])


@jit_in_place
def bound_starts(plan: NDArray[np.int32], vehicles: NDArray[np.int32], times: Times, vehicle: int) -> None:
    """Set LATEST_START of every slot, and HOME, in place.

    A later start there breaks a limit further on, whatever is inserted.

    Seen from a slot, riders boarded before it are on board already, so their ride limits are fixed times; the limits
    of those who board later move with them and are left out. Idle time further on is left out too: it only helps.
    """
    count = vehicles[STOPS, vehicle]
    if count == 0:
        return
    home = drive_s(times, plan[NODE, count, vehicle], vehicles[DEPOT, vehicle])
    vehicles[HOME, vehicle] = min(home, FOREVER)
    at_the_end = np.int64(vehicles[SHIFT_END, vehicle]) - home - plan[DWELL, count, vehicle]
    for slot in range(1, count + 1):
        latest = at_the_end
        for later in range(count, slot - 1, -1):
            if later < count:
                pause = np.int64(plan[PAUSE, later + 1, vehicle])
                if pause > 0 or plan[NODE, later, vehicle] != plan[NODE, later + 1, vehicle]:
                    latest -= plan[DRIVE, later + 1, vehicle] + plan[DWELL, later, vehicle] + pause
            latest = min(latest, np.int64(plan[LATEST, later, vehicle]))
            if plan[KIND, later, vehicle] == DROPOFF and plan[PICKUP_SLOT, later, vehicle] < slot:
                limit = np.int64(plan[RIDE_START, later, vehicle]) + plan[MAX_RIDE, later, vehicle]
                latest = min(latest, limit)
        plan[LATEST_START, slot, vehicle] = min(max(latest, -FOREVER), FOREVER)


@jit_in_place
def open_gap(plan: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int, after: int) -> None:
    """Make room for one stop after slot ``after``, in place; the new slot keeps the load of the slot before it."""
    count = vehicles[STOPS, vehicle]
    for slot in range(count, after, -1):
        for field in range(plan.shape[0]):
            plan[field, slot + 1, vehicle] = plan[field, slot, vehicle]
        if plan[KIND, slot + 1, vehicle] == DROPOFF and plan[PICKUP_SLOT, slot + 1, vehicle] > after:
            plan[PICKUP_SLOT, slot + 1, vehicle] += 1
    for component in range(LOAD, LOAD + LOADS):
        plan[component, after + 1, vehicle] = plan[component, after, vehicle]
    vehicles[STOPS, vehicle] = count + 1


@jit_in_place
def drop_first_stop(plan: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int) -> None:
    """Move every stop one slot forward, in place: slot 1 becomes slot 0."""
    count = vehicles[STOPS, vehicle]
    for slot in range(count):
        for field in range(plan.shape[0]):
            plan[field, slot, vehicle] = plan[field, slot + 1, vehicle]
        if slot > 0 and plan[KIND, slot, vehicle] == DROPOFF and plan[PICKUP_SLOT, slot, vehicle] > 0:
            plan[PICKUP_SLOT, slot, vehicle] -= 1
    plan[LISTED, count, vehicle] = NOT_LISTED
    vehicles[STOPS, vehicle] = count - 1
