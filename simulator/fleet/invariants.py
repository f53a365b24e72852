"""What must hold in every plan at every moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.kernels.times import Times, drive_s


class PlanInvariantError(AssertionError):
    """A plan that breaks a rule: a defect of this program, never of its input."""


def check_plan(plan: NDArray[np.int32], vehicles: NDArray[np.int32], times: Times, vehicle: int) -> None:
    """Check windows, ride limits, loads, pairing and the order of times in one plan.

    Raises PlanInvariantError with the vehicle, the slot and the rule.
    """
    count = int(vehicles[f.STOPS, vehicle])
    capacity = vehicles[f.CAPACITY : f.CAPACITY + f.LOADS, vehicle]

    def demand(holds: bool, slot: int, rule: str) -> None:
        if not holds:
            raise PlanInvariantError(f"vehicle {vehicle}, slot {slot}: {rule}\n{plan[:, : count + 1, vehicle].T}")

    for slot in range(1, count + 1):
        stop = plan[:, slot, vehicle]
        demand(bool(stop[f.START] >= stop[f.EARLIEST] or stop[f.KIND] == f.DROPOFF), slot, "starts before its window")
        demand(bool(stop[f.START] <= stop[f.LATEST]), slot, "starts after its window")
        demand(bool(stop[f.DEPARTURE] >= stop[f.START] + stop[f.DWELL]), slot, "leaves before the service ends")
        demand(bool(np.all(stop[f.LOAD : f.LOAD + f.LOADS] <= capacity)), slot, "overloaded")
        demand(bool(np.all(stop[f.LOAD : f.LOAD + f.LOADS] >= 0)), slot, "negative load")
        demand(bool(stop[f.ARRIVAL] >= plan[f.ARRIVAL, slot - 1, vehicle]), slot, "arrives before the stop before it")
        if stop[f.PAUSE]:
            free = max(stop[f.ARRIVAL], plan[f.DEPARTURE, slot - 1, vehicle])
            demand(bool(stop[f.START] - stop[f.PAUSE] >= max(free, stop[f.RIDE_START])), slot, "pauses too soon")
            demand(not stop[f.LOAD : f.LOAD + f.LOADS].any(), slot, "riders on board in a pause")
        if stop[f.KIND] == f.DROPOFF:
            demand(bool(stop[f.START] - stop[f.RIDE_START] <= stop[f.MAX_RIDE]), slot, "ride too long")
            pickup = int(stop[f.PICKUP_SLOT])
            if pickup:
                demand(pickup < slot, slot, "dropoff before pickup")
                demand(bool(plan[f.REQUEST, pickup, vehicle] == stop[f.REQUEST]), slot, "paired with another request")
    if count:
        home = int(drive_s(times, plan[f.NODE, count, vehicle], vehicles[f.DEPOT, vehicle]))
        in_time = int(plan[f.DEPARTURE, count, vehicle]) + home <= int(vehicles[f.SHIFT_END, vehicle])
        demand(in_time, count, "cannot be back in the depot at the end of the shift")
