"""Where vehicles under way are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import LEG_NODE, LEG_NODES, LEG_PASSES, LEG_TIME


@jit_in_place
def next_junction(legs: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int, now: int) -> tuple[int, int, int]:
    """Return (position, node, time [s]) of the first node of a vehicle's leg that is not passed before ``now``.

    Behind the last one it is the last; places where nobody turns off are none. legs: int32 (vehicles, fields,
    positions), vehicles: int32 (fields, vehicles), both read only. O(log positions), without such places.
    """
    last = vehicles[LEG_NODES, vehicle] - 1
    low, high = 0, last
    while low < high:
        middle = (low + high) // 2
        if legs[vehicle, LEG_TIME, middle] < now:
            low = middle + 1
        else:
            high = middle
    while low < last and legs[vehicle, LEG_PASSES, low] == 1:
        low += 1
    return low, legs[vehicle, LEG_NODE, low], legs[vehicle, LEG_TIME, low]
