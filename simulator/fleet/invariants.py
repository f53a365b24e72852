"""What must hold in every plan at every moment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.kernels.slot_index import (
    MOVES,
    NEXT_IS_PICKUP,
    SIZE_SHIFT,
    SLOT_BITS,
    SlotIndex,
    bucket_of,
    bucket_of_other,
)
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
    count = int(vehicles[f.STOPS, vehicle])
    listed = plan[f.LISTED, :, vehicle]
    first = int(vehicles[f.FIRST, vehicle] > 0)  # slot 0 is in no list where the vehicle may not turn off
    wanted = np.zeros(len(listed), dtype=np.bool_)
    wanted[first : count + 1] = True
    if ((listed != f.NOT_LISTED) != wanted).any():
        raise PlanInvariantError(f"vehicle {vehicle}: listed {listed.tolist()}, with {count} stops from {first} on")
    moving = (np.arange(count + 1) == 0) & (vehicles[f.MOVING, vehicle] == 1)
    said, true = _said(index, listed[: count + 1]), _true(plan[:, : count + 2, vehicle], moving, count)
    node = plan[f.NODE, : count + 1, vehicle]
    cell = np.where(node < 0, -1, times.cell[np.maximum(node, 0)])
    which = np.where(moving, f.ON_THE_WAY, f.IDLE if count == 0 and node[0] >= 0 else f.OTHERS)
    bucket = [bucket_of(index.buckets, *its) for its in zip(which.tolist(), cell.tolist(), strict=True)]
    for slot in np.flatnonzero(which[:count] == f.OTHERS).tolist():
        gap = int(plan[f.DEPARTURE, slot, vehicle]), int(plan[f.LATEST_START, slot + 1, vehicle])
        bucket[slot] = bucket_of_other(index.buckets, int(cell[slot]), *gap)
    said = np.vstack([said, index.records[listed[: count + 1], f.R_VEHICLE], plan[f.BUCKET, : count + 1, vehicle]])
    true = np.vstack([true, np.full(count + 1, vehicle), bucket])
    if (said != true)[:, first:].any():
        raise PlanInvariantError(f"vehicle {vehicle}: the index says\n{said.T}\nthe plan\n{true.T}")


def _said(index: SlotIndex, listed: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return what the records of slots say, a row for each fact."""
    records = index.records[listed].astype(np.int64)
    word, following = records[:, f.R_SLOT], records[:, [f.R_NEXT, f.R_NEXT_START, f.R_NEXT_LATEST, f.R_NEXT_DRIVE]].T
    following[1:, -1] = 0  # of what comes after the last slot
    slot = (word >> SLOT_BITS) % (1 << (SIZE_SHIFT - SLOT_BITS))
    facts = [slot, word & MOVES != 0, word & NEXT_IS_PICKUP != 0, word >> SIZE_SHIFT]
    return np.vstack([records[:, [f.R_NODE, f.R_DEPARTURE]].T, following, *facts])


def _true(plan: NDArray[np.int32], moving: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """Return the same facts from a plan, int32 (fields, slots)."""
    following, slots = plan[:, 1 : count + 1].astype(np.int64), np.arange(count + 1)
    drive = np.where(moving[:count], following[f.ARRIVAL], following[f.DRIVE])
    facts: list[NDArray[np.int64]] = [following[f.NODE], following[f.START], following[f.LATEST_START], drive]
    end = [f.NO_NEXT, 0, 0, 0, 0, 0]
    facts += [(following[f.KIND] == f.PICKUP).astype(np.int64), following[f.SIZE]]
    ahead = np.array([np.append(fact, last) for fact, last in zip(facts, end, strict=True)])
    return np.vstack([plan[[f.NODE, f.DEPARTURE], : count + 1], ahead[:4], slots, moving, ahead[4:]])
