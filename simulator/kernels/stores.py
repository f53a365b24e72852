"""What vehicles have stored, what flows into it while they charge, and how far it lasts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle, dimensions, opener
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import FOREVER, HOLDS, RANGE, VERSION

FAR_S = FOREVER // 4  # a range that no day uses up

# book[field, vehicle], int64: what a vehicle has, and what it is at; by the plan of its shift
PLUGGED = 0  # number of the charging site + 1 where it is plugged in or in the queue; 0: at none
LEVEL = 1  # stored at SINCE [mWh]
WATTS = 2  # power into the store since then [W]
SINCE = 3  # [s]
TARGET = 4  # level at which nothing flows any more [mWh]
LOCKED = 5  # below this level it takes no requests while it charges [mWh]
RESERVE = 6  # never touched [mWh]
MOST_W = 7  # power that no drive exceeds [W]
SURELY_S = 8  # range that the vehicle surely has when its shift begins [s]; 0 from then on
VISITS = 9  # number of the site + 1 that it is on its way to; 0: to none
VISIT_TARGET = 10  # until which level it wants to charge there [mWh]
VISIT_LOCKED = 11  # below this level it takes no requests then [mWh]
OWN_SITE = 12  # number of the site + 1 where a plug is kept for it; 0: nowhere
USES = 13  # row in ``Stores.uses``
DEPARTED = 14  # when it set off last [s]
RIDERS = 15  # on board then
STORE_FIELDS = 16


class Stores(Bundle):
    """The energy of a fleet."""

    book: NDArray[np.int64] = dimensions(2)  # (fields, vehicles)
    uses: NDArray[np.float64] = dimensions(2)  # (types, fields), see ``consumption``, read only


stores_at = opener(Stores)


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
def level_now(book: NDArray[np.int64], vehicle: int, now: int) -> int:
    """Return what a vehicle has stored now [mWh]."""
    return level_at(book[LEVEL, vehicle], book[WATTS, vehicle], book[SINCE, vehicle], book[TARGET, vehicle], now)


@jit_in_place
def range_now(book: NDArray[np.int64], vehicle: int, locked: int, now: int) -> int:
    """Return how far a vehicle surely gets [s], -1 where it has less than ``locked`` and goes on charging first."""
    level = level_now(book, vehicle, now)
    if level < locked:
        return np.int64(-1)
    return max(lasts_s(level, book[RESERVE, vehicle], book[MOST_W, vehicle]), np.int64(book[SURELY_S, vehicle]))


@jit_in_place
def refresh_ranges(book: NDArray[np.int64], vehicles: NDArray[np.int32], now: int) -> None:
    """Set RANGE of every vehicle at a charging site, -1 where it has to go on charging. O(vehicles).

    book: int64 (fields, vehicles), read only. vehicles: int32 (fields, vehicles), changed in place.
    """
    for vehicle in range(book.shape[1]):
        if book[PLUGGED, vehicle] > 0:
            vehicles[RANGE, vehicle] = range_now(book, vehicle, book[LOCKED, vehicle], now)


@jit_in_place
def set_range(
    book: NDArray[np.int64], vehicles: NDArray[np.int32], duty: NDArray[np.int32], vehicle: int, now: int
) -> None:
    """Set how far a vehicle gets from slot 0 of its plan, and whether it is at another site than its own. O(1)."""
    visits, plugged = book[VISITS, vehicle], book[PLUGGED, vehicle]
    locked = book[LOCKED, vehicle] if visits == 0 else book[VISIT_LOCKED, vehicle]
    away = visits if plugged == 0 else plugged
    vehicles[RANGE, vehicle] = range_now(book, vehicle, locked, now)
    vehicles[HOLDS, vehicle] = away != 0 and away != book[OWN_SITE, vehicle]
    duty[vehicle, VERSION] += 1
