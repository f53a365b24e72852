"""How far the energy of a vehicle lasts along its plan, with what it can surely charge in between, and home after it.

One rule says whether energy lasts, for every change of plan and every drive without need: each drive is covered, and
at the end ``gets_home``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    DEPARTURE,
    DEPOT,
    DRIVE,
    FOREVER,
    HOLDS,
    LOAD,
    LOADS,
    MOVING,
    NODE,
    RANGE,
    REFILL,
    REFILL_CAP,
    SHIFT_END,
    SITE_CLOSES,
    SITE_FIELDS,
    SITE_HOME,
    SITE_OPENS,
    SITE_PLACE,
    SITE_RATE,
    SITE_WAIT,
    STOPS,
    SURE_SITES,
    VEHICLE_FIELDS,
)
from simulator.kernels.times import NEVER, Times, drive_s
from simulator.kernels.timing import begins_at
from simulator.units import DAY_S

SHORTEST_REFILL_S = 600
LOOK_AGAIN_S = 300  # so often a vehicle looks whether it has charged enough


class Drives(NamedTuple):
    """Plans, vehicles and drive times, read only: as in ``layout`` and ``times``."""

    plan: NDArray[np.int32]
    vehicles: NDArray[np.int32]
    times: Times


class Pause(NamedTuple):
    """A time between two places without anybody on board. Times in s.

    drive: the direct one. begins: the vehicle is free before. due: it must be there after.
    """

    before: int
    after: int
    drive: int
    begins: int
    due: int


@jit_in_place
def range_along(drives: Drives, vehicle: int, left: int, first: int, last: int, late: int, now: int) -> int:
    """Return how far a vehicle gets after slot ``last`` [s], below 0 when it does not get there.

    left: before the drive to slot ``first``. late: the plan may be that much later than it is [s]. Drives are those of
    the plan. A vehicle with a plug of its own in the depot charges there whenever nobody is on board and there is time.
    O(slots).
    """
    for slot in range(first, last + 1):
        left = _refilled(drives, vehicle, left, slot, late, now) - drives.plan[DRIVE, slot, vehicle]
        if left < 0:
            return left
    return left


@jit_in_place
def _refilled(drives: Drives, vehicle: int, left: int, slot: int, late: int, now: int) -> int:
    """Return the range before the drive to a slot, with what can be charged on the way there."""
    plan, vehicles = drives.plan, drives.vehicles
    if vehicles[REFILL, vehicle] == 0 or plan[LOAD + LOADS - 1, slot - 1, vehicle] > 0:
        return left
    if slot == 1 and (vehicles[MOVING, vehicle] == 1 or vehicles[HOLDS, vehicle] == 1):
        return left
    before, after = np.int64(plan[NODE, slot - 1, vehicle]), np.int64(plan[NODE, slot, vehicle])
    begins = max(np.int64(plan[DEPARTURE, slot - 1, vehicle]), now) + late
    drive = np.int64(plan[DRIVE, slot, vehicle])
    return refill(drives, vehicle, left, Pause(before, after, drive, begins, np.int64(begins_at(plan, slot, vehicle))))


@jit_in_place
def refill(drives: Drives, vehicle: int, left: int, pause: Pause) -> int:
    """Return the range before a drive between two places, with what the vehicle can charge in its depot in between.

    The caller takes the direct drive off.
    """
    vehicles, times = drives.vehicles, drives.times
    if vehicles[REFILL, vehicle] == 0 or pause.before < 0:
        return left
    depot = vehicles[DEPOT, vehicle]
    there_s, onward_s = drive_s(times, pause.before, depot), drive_s(times, depot, pause.after)
    if there_s >= NEVER or onward_s >= NEVER:
        return left
    plugged_in = pause.due - onward_s - pause.begins - there_s
    if plugged_in < SHORTEST_REFILL_S or there_s > left:
        return left
    full = left - there_s + plugged_in * vehicles[REFILL, vehicle] // 1000
    # Above the cap the store fills too slowly to count on, but what is there stays.
    full = max(min(full, np.int64(vehicles[REFILL_CAP, vehicle])), left - there_s)
    filled = full - onward_s + pause.drive
    return left if left > filled else filled


@jit_in_place
def gets_home(drives: Drives, vehicle: int, place: int, left: int, at: int) -> bool:
    """Return whether a range lasts for the way home from a place, directly or by way of a site that is sure.

    left: what can be driven from the place on; at: when the vehicle leaves it [s]. By way of a site it must also be
    home before its shift ends; that it is in time directly is for the caller to know. O(sites).
    """
    vehicles, times = drives.vehicles, drives.times
    home = drive_s(times, place, vehicles[DEPOT, vehicle])
    if home < NEVER and home <= left:
        return True
    for number in range(vehicles[SURE_SITES, vehicle]):
        drive = drive_s(times, place, vehicles[VEHICLE_FIELDS + number * SITE_FIELDS + SITE_PLACE, vehicle])
        if drive >= NEVER or drive > left:
            continue
        if home_by_way_of(vehicles, vehicle, number, left - drive, at + drive) <= vehicles[SHIFT_END, vehicle]:
            return True
    return False


@jit_in_place
def home_by_way_of(vehicles: NDArray[np.int32], vehicle: int, number: int, left: int, arrives: int) -> int:
    """Return when a vehicle is home at the latest that charges at one of its sure sites what it needs for it [s].

    left: how far it gets when it arrives [s]. It waits for its turn and charges within one opening of the site.
    FOREVER: never.
    """
    field = VEHICLE_FIELDS + number * SITE_FIELDS
    home = np.int64(vehicles[field + SITE_HOME, vehicle])
    charges = np.int64(vehicles[field + SITE_WAIT, vehicle])
    charges += -(-1000 * max(np.int64(0), home - left) // np.int64(vehicles[field + SITE_RATE, vehicle]))
    midnight = arrives // DAY_S * DAY_S
    for day in (-DAY_S, 0, DAY_S):
        begins = max(arrives, midnight + day + vehicles[field + SITE_OPENS, vehicle])
        if begins + charges <= midnight + day + vehicles[field + SITE_CLOSES, vehicle]:
            return np.int64(begins + charges + LOOK_AGAIN_S + home)
    return np.int64(FOREVER)


@jit_in_place
def plan_lasts(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    times: Times,
    vehicle: int,
    left: int,
    now: int,
) -> bool:
    """Return whether a range lasts for a whole plan, from its slot 0 on [s], and home after it.

    Nothing is charged before the next stop. O(slots).
    """
    drives = Drives(plan, vehicles, times)
    count = np.int64(vehicles[STOPS, vehicle])
    left -= plan[DRIVE, 1, vehicle]
    if left < 0:
        return False
    left = range_along(drives, vehicle, left, 2, count, 0, now)
    place, ends = np.int64(plan[NODE, count, vehicle]), np.int64(plan[DEPARTURE, count, vehicle])
    return left >= 0 and gets_home(drives, vehicle, place, left, ends)


@jit_in_place
def plan_keeps_going(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], times: Times, vehicle: int, now: int
) -> bool:
    """Return whether the energy of a vehicle lasts for its plan, with what it surely charges, and home after it.

    There is a stop in the plan at least. O(slots).
    """
    drives = Drives(plan, vehicles, times)
    last = np.int64(vehicles[STOPS, vehicle])
    left = range_before(drives, vehicle, last, now, now)
    place, ends = np.int64(plan[NODE, last, vehicle]), np.int64(plan[DEPARTURE, last, vehicle])
    return left >= 0 and gets_home(drives, vehicle, place, left, ends)


@jit_in_place
def range_before(drives: Drives, vehicle: int, slot: int, leave: int, now: int) -> int:
    """Return how far a vehicle gets after a slot [s], FOREVER when its energy is not limited.

    leave: for a vehicle that turns off, when it is at its junction [s]; what it uses until then is taken off.
    """
    plan, vehicles = drives.plan, drives.vehicles
    left = np.int64(vehicles[RANGE, vehicle])
    if left >= FOREVER:
        return left
    if slot == 0:
        if vehicles[MOVING, vehicle] == 1:
            left -= leave - plan[DEPARTURE, 0, vehicle]
        return left
    return range_along(drives, vehicle, left, 1, slot, 0, now)
