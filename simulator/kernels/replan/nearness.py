"""How well a ride suits each vehicle, whether it fits in or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit, jit_in_place
from simulator.kernels.layout import (
    BREAK,
    DEPARTURE,
    DRIVE,
    DWELL,
    EARLIEST,
    FIRST,
    HOME,
    KIND,
    LATEST,
    LATEST_START,
    MOVING,
    NO_COST,
    NODE,
    RANGE,
    SHIFT_END,
    STOPS,
)
from simulator.kernels.times import NEVER, Times, drive_s, drive_to_s


@jit
def held_back_all(plan: NDArray[np.int32], vehicles: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return whose plans stay as they are, bool (vehicles,), see ``held_back``."""
    held = np.empty(vehicles.shape[1], dtype=np.bool_)
    for vehicle in range(len(held)):
        held[vehicle] = held_back(plan, vehicles, np.int64(vehicle))
    return held


@jit_in_place
def held_back(plan: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int) -> bool:
    """Return whether a plan stays as it is.

    A break lies ahead, the vehicle must charge first, or its plan relies on charging in between.
    """
    driven_s = np.int64(vehicles[HOME, vehicle])
    for slot in range(1, vehicles[STOPS, vehicle] + 1):
        if plan[KIND, slot, vehicle] >= BREAK:
            return True
        driven_s += plan[DRIVE, slot, vehicle]
    return bool(driven_s > vehicles[RANGE, vehicle])


@jit
def detours(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], times: Times, ride: NDArray[np.int32], now: int
) -> NDArray[np.int64]:
    """Return for each vehicle how far off its way a ride lies [s], int64 (vehicles,).

    That is the cheapest detour to the pickup and that to the dropoff, each by itself, and by how much the ride, or the
    stop after it, would be late: who is near but has no time can get it, when others take over some of its riders.
    NO_COST for who has no way to it, no time left in the shift, or is held back.

    ride: int32 (fields, 2), pickup and dropoff as columns of a plan. All is read only. O(stops) of the whole fleet.
    """
    found = np.empty(vehicles.shape[1], dtype=np.int64)
    aboard_s = np.int64(ride[EARLIEST, 0]) + ride[DWELL, 0]
    alights_s = aboard_s + drive_s(times, ride[NODE, 0], ride[NODE, 1])
    for vehicle in range(len(found)):
        found[vehicle] = NO_COST
        if vehicles[SHIFT_END, vehicle] <= alights_s or held_back(plan, vehicles, np.int64(vehicle)):
            continue
        pickup = _detour(plan, vehicles, times, np.int64(vehicle), now, (ride[NODE, 0], ride[EARLIEST, 0]), ride[:, 0])
        dropoff = _detour(plan, vehicles, times, np.int64(vehicle), now, (ride[NODE, 1], alights_s), ride[:, 1])
        if pickup < NEVER and dropoff < NEVER:
            found[vehicle] = pickup + dropoff
    return found


@jit_in_place
def _detour(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], times: Times, vehicle: int, now: int,
    visit: tuple[int, int], stop: NDArray[np.int32],
) -> int:  # fmt: skip
    """Return the least detour to a stop and lateness there and right behind it [s], NEVER without a way.

    visit: its place, and when it can begin at the earliest [s].
    """
    best = np.int64(NEVER)
    place, ready = np.int64(visit[0]), np.int64(visit[1])
    stops = vehicles[STOPS, vehicle]
    for slot in range(vehicles[FIRST, vehicle], stops + 1):
        here = plan[NODE, slot, vehicle]
        if here < 0:  # at a junction; it is near its next stop, or near nothing
            continue
        to_s = drive_to_s(times, place, here)
        left = np.int64(plan[DEPARTURE, slot, vehicle])
        if slot > 0 or vehicles[MOVING, vehicle] == 0:
            left = max(left, now)
        begins = max(left + to_s, ready, now)
        off = to_s + max(np.int64(0), begins - stop[LATEST])
        if slot < stops:
            on_s = drive_s(times, place, plan[NODE, slot + 1, vehicle])
            off += on_s - plan[DRIVE, slot + 1, vehicle]
            off += max(np.int64(0), begins + stop[DWELL] + on_s - plan[LATEST_START, slot + 1, vehicle])
        best = min(best, off)
    return best
