"""The index of slots kept as the plans are: see `slot_index`.

A record that is taken out leaves a hole for the last one of its bucket. Slot 0 of a vehicle that may not turn off is
in no list.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.fleet import Fleet, fleet_at
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ARRIVAL,
    BLOCK,
    BUCKET,
    COUNT,
    DEPARTURE,
    DRIVE,
    FIRST,
    FOREVER,
    FREE,
    HEAD,
    IDLE,
    IN_CELL,
    KIND,
    LATEST_START,
    LEAST_DEPARTURE,
    LISTED,
    MOVING,
    NO_NEXT,
    NODE,
    NOT_LISTED,
    ON_THE_WAY,
    OTHERS,
    PICKUP,
    R_DEPARTURE,
    R_NEXT,
    R_NEXT_DRIVE,
    R_NEXT_LATEST,
    R_NEXT_START,
    R_NODE,
    R_SLOT,
    R_VEHICLE,
    RECORD_FIELDS,
    SIZE,
    START,
    STOPS,
    USED_BLOCKS,
)
from simulator.kernels.slot_index import (
    MOVES,
    NEXT_IS_PICKUP,
    NO_BLOCK,
    SIZE_SHIFT,
    SLOT_BITS,
    SlotIndex,
    bucket_of,
    bucket_of_other,
    first_bucket_of,
    in_head,
    slot_of,
)


@jit_in_place
def take_out(plan: NDArray[np.int32], index: SlotIndex, vehicle: int, slot: int) -> None:
    """Take a slot out of the index, if it is there; the last record of its bucket takes its place. O(1)."""
    hole = plan[LISTED, slot, vehicle]
    if hole == NOT_LISTED:
        return
    records, buckets, bucket = index.records, index.buckets, plan[BUCKET, slot, vehicle]
    head, count = buckets[HEAD, bucket], buckets[COUNT, bucket]
    last = head * BLOCK + in_head(count) - 1
    if last != hole:
        for field in range(RECORD_FIELDS):
            records[hole, field] = records[last, field]
        plan[LISTED, slot_of(records[last, R_SLOT]), records[last, R_VEHICLE]] = hole
    buckets[COUNT, bucket] = count - 1
    if in_head(count) == 1:
        buckets[HEAD, bucket] = index.following[head]
        index.following[head] = buckets[FREE, -1]
        buckets[FREE, -1] = head
    first = first_bucket_of(buckets, np.int64(bucket))
    buckets[IN_CELL, first] -= 1
    if buckets[IN_CELL, first] == 0:
        buckets[LEAST_DEPARTURE, first] = FOREVER
    plan[LISTED, slot, vehicle] = NOT_LISTED


@jit_in_place
def _new_record(index: SlotIndex, bucket: int) -> int:
    """Return a record that is added to a bucket. O(1)."""
    buckets, following = index.buckets, index.following
    count = buckets[COUNT, bucket]
    if count % BLOCK == 0:
        block = buckets[FREE, -1]
        if block == NO_BLOCK:
            block = buckets[USED_BLOCKS, -1]
            buckets[USED_BLOCKS, -1] = block + 1
        else:
            buckets[FREE, -1] = following[block]
        following[block] = buckets[HEAD, bucket]
        buckets[HEAD, bucket] = block
    buckets[COUNT, bucket] = count + 1
    buckets[IN_CELL, first_bucket_of(buckets, bucket)] += 1
    return int(buckets[HEAD, bucket] * BLOCK + count % BLOCK)


@jit_in_place
def _put_in(fleet: Fleet, vehicle: int, slot: int) -> None:
    """Let the record of a slot say what the plan says, in the bucket where it belongs. O(1)."""
    plan, vehicles, index = fleet.plan, fleet.vehicles, fleet.index
    node, departure = plan[NODE, slot, vehicle], plan[DEPARTURE, slot, vehicle]
    stops = vehicles[STOPS, vehicle]
    moving = slot == 0 and vehicles[MOVING, vehicle] == 1
    which = OTHERS
    if moving:
        which = ON_THE_WAY
    elif stops == 0 and node >= 0:
        which = IDLE
    cell = np.int64(-1) if node < 0 else np.int64(fleet.times.cell[node])
    first = bucket = bucket_of(index.buckets, np.int64(which), cell)
    if which == OTHERS and slot < stops:
        next_latest = np.int64(plan[LATEST_START, slot + 1, vehicle])
        bucket = bucket_of_other(index.buckets, cell, np.int64(departure), next_latest)
    record = plan[LISTED, slot, vehicle]
    if record == NOT_LISTED or plan[BUCKET, slot, vehicle] != bucket:
        take_out(plan, index, vehicle, slot)
        record = _new_record(index, bucket)
        plan[LISTED, slot, vehicle], plan[BUCKET, slot, vehicle] = record, bucket
    if departure < index.buckets[LEAST_DEPARTURE, first]:
        index.buckets[LEAST_DEPARTURE, first] = departure
    records, flags = index.records, np.int64(MOVES if moving else 0)
    records[record, R_VEHICLE], records[record, R_NODE], records[record, R_DEPARTURE] = vehicle, node, departure
    records[record, R_NEXT] = NO_NEXT
    if slot < stops:
        following = slot + 1
        if plan[KIND, following, vehicle] == PICKUP:
            flags += NEXT_IS_PICKUP
        flags += np.int64(plan[SIZE, following, vehicle]) << SIZE_SHIFT
        records[record, R_NEXT] = plan[NODE, following, vehicle]
        records[record, R_NEXT_START] = plan[START, following, vehicle]
        records[record, R_NEXT_LATEST] = plan[LATEST_START, following, vehicle]
        records[record, R_NEXT_DRIVE] = plan[ARRIVAL if moving else DRIVE, following, vehicle]
    records[record, R_SLOT] = flags + (slot << SLOT_BITS)


@jit_in_place
def list_origin(fleet: Fleet, vehicle: int) -> None:
    """Let the index know slot 0 of a vehicle as it is, and what comes first. O(1)."""
    if fleet.vehicles[FIRST, vehicle] > 0:
        take_out(fleet.plan, fleet.index, vehicle, 0)
    else:
        _put_in(fleet, vehicle, 0)


@jit_in_place
def list_slots(fleet: Fleet, vehicle: int) -> None:
    """Let the index know the plan of a vehicle as it is; slots that are no more have been taken out. O(stops)."""
    plan, records = fleet.plan, fleet.index.records
    stops = fleet.vehicles[STOPS, vehicle]
    for slot in range(stops + 1):  # first of all, so that each can be found by its record
        record = plan[LISTED, slot, vehicle]
        if record != NOT_LISTED:
            records[record, R_SLOT] = slot << SLOT_BITS
    list_origin(fleet, vehicle)
    for slot in range(1, stops + 1):
        _put_in(fleet, vehicle, slot)


@jit_in_place
def list_plan(at: Address, vehicle: int) -> None:
    """Let the index know the plan of a vehicle of a fleet as it is. O(stops)."""
    list_slots(fleet_at(at), vehicle)


@jit_in_place
def take_out_all(fleet: Fleet, vehicle: int) -> None:
    """Take all slots of a vehicle out, before others take their places. O(stops)."""
    for slot in range(fleet.vehicles[STOPS, vehicle] + 1):
        take_out(fleet.plan, fleet.index, vehicle, slot)
