"""What must hold in every plan at every moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.kernels.slot_index import SlotIndex, bucket_of, moves, pickup_is_next, riders_next, slot_of
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


def check_listed(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], index: SlotIndex, times: Times, vehicle: int
) -> None:
    """Check that the index says of each slot of one plan what the plan says. Raises PlanInvariantError if not."""
    if vehicles[f.SHIFT_END, vehicle] == -f.FOREVER:
        return  # it has not entered yet, or takes no more requests
    count, under_way = int(vehicles[f.STOPS, vehicle]), bool(vehicles[f.MOVING, vehicle])
    for slot in range(plan.shape[1]):
        listed = int(plan[f.LISTED, slot, vehicle])
        wanted = slot <= count and not (slot == 0 and vehicles[f.FIRST, vehicle])
        if wanted != (listed != f.NOT_LISTED):
            raise PlanInvariantError(f"vehicle {vehicle}, slot {slot}: listed {listed}, with {count} stops")
        if not wanted:
            continue
        record, moving, node = index.records[listed], slot == 0 and under_way, int(plan[f.NODE, slot, vehicle])
        word, following = int(record[f.R_SLOT]), plan[:, min(slot + 1, count), vehicle]
        said: list[object] = [*record[[f.R_VEHICLE, f.R_NODE, f.R_DEPARTURE]].tolist(), slot_of(word), moves(word)]
        true: list[object] = [vehicle, node, int(plan[f.DEPARTURE, slot, vehicle]), slot, moving]
        if slot < count:
            said += record[[f.R_NEXT, f.R_NEXT_START, f.R_NEXT_LATEST, f.R_NEXT_DRIVE]].tolist()
            said += [pickup_is_next(word), riders_next(word)]
            true += following[[f.NODE, f.START, f.LATEST_START, f.ARRIVAL if moving else f.DRIVE]].tolist()
            true += [bool(following[f.KIND] == f.PICKUP), int(following[f.SIZE])]
        else:
            said.append(int(record[f.R_NEXT]))
            true.append(f.NO_NEXT)
        which = f.ON_THE_WAY if moving else f.IDLE if count == 0 and node >= 0 else f.OTHERS
        said.append(int(plan[f.BUCKET, slot, vehicle]))
        true.append(bucket_of(index.buckets, which, int(times.cell[node]) if node >= 0 else -1))
        if said != true:
            raise PlanInvariantError(f"vehicle {vehicle}, slot {slot}: the index says {said}, the plan {true}")
