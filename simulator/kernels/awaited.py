"""Which vehicle has a stop of a request before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import KIND, REQUEST, STOPS

NOBODY = -1


@jit_in_place
def vehicle_before(plan: NDArray[np.int32], vehicles: NDArray[np.int32], request: int, kind: int) -> int:
    """Return the first vehicle with such a stop of a request to come, NOBODY where there is none. O(stops).

    plan: int32 (fields, slots, vehicles), vehicles: int32 (fields, vehicles), both read only.
    """
    for vehicle in range(plan.shape[2]):
        for slot in range(1, vehicles[STOPS, vehicle] + 1):
            if plan[REQUEST, slot, vehicle] == request and plan[KIND, slot, vehicle] == kind:
                return np.int64(vehicle)
    return np.int64(NOBODY)
