"""What vehicles have stored while they charge, and how far it lasts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import FOREVER, RANGE

FAR_S = FOREVER // 4  # a range that no day uses up

# stores[field, vehicle], int64: what a vehicle has, and what flows into it
PLUGGED = 0  # 1: at a charging site, in the queue or plugged in
LEVEL = 1  # stored at SINCE [mWh]
WATTS = 2  # power into the store since then [W]
SINCE = 3  # [s]
TARGET = 4  # level at which nothing flows any more [mWh]
LOCKED = 5  # below this level it takes no requests while it charges [mWh]
RESERVE = 6  # never touched [mWh]
MOST_W = 7  # power that no drive exceeds [W]
SURELY_S = 8  # range that the vehicle surely has when its shift begins [s]; 0 from then on
STORE_FIELDS = 9


@jit_in_place
def level_at(level: int, watts: int, since: int, target: int, now: int) -> int:
    """Return what is stored now [mWh]: never more than the target, unless it was more before."""
    return min(level + watts * (now - since) * 5 // 18, max(target, level))


@jit_in_place
def lasts_s(level: int, reserve: int, most_w: int) -> int:
    """Return for how many seconds a vehicle can surely drive without touching its reserve, FAR_S at most."""
    if most_w <= 0:
        return FAR_S
    return min(max(0, level - reserve) * 18 // (5 * most_w), FAR_S)


@jit_in_place
def refresh_ranges(stores: NDArray[np.int64], vehicles: NDArray[np.int32], now: int) -> None:
    """Set RANGE of every vehicle at a charging site, -1 where it has to go on charging. O(vehicles).

    stores: int64 (fields, vehicles), read only. vehicles: int32 (fields, vehicles), changed in place.
    """
    for vehicle in range(stores.shape[1]):
        if stores[PLUGGED, vehicle] == 0:
            continue
        level = level_at(
            stores[LEVEL, vehicle], stores[WATTS, vehicle], stores[SINCE, vehicle], stores[TARGET, vehicle], now
        )
        range_s = max(lasts_s(level, stores[RESERVE, vehicle], stores[MOST_W, vehicle]), stores[SURELY_S, vehicle])
        vehicles[RANGE, vehicle] = -1 if level < stores[LOCKED, vehicle] else range_s
