"""What is known of every slot of every plan, in the order of the region: a search reads this instead of the plans.

A record of 32 bytes has all that a search wants to know of a slot and the stop behind it before it looks closer. The
records of one cell lie side by side, in chained blocks. Slots are in one of three lists: of vehicles that stand and
have nothing to do, of vehicles under way, which are somewhere behind the place they left, and all others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle, dimensions
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import BLOCK, BUCKET_FIELDS, FOREVER, FREE, LEAST_DEPARTURE, LISTS, RECORD_FIELDS

NO_BLOCK = -1
NEXT_IS_PICKUP, MOVES, SLOT_BITS, SIZE_SHIFT = 1, 2, 2, 16


class SlotIndex(Bundle):
    """Records of slots and the buckets they are in; see ``layout`` for the fields."""

    records: NDArray[np.int32] = dimensions(2)  # (blocks x BLOCK, fields)
    following: NDArray[np.int32]  # (blocks,), the block behind each
    buckets: NDArray[np.int32] = dimensions(2)  # (fields, buckets + 1)


def new_index(slots: int, vehicles: int, cells: int) -> SlotIndex:
    """Return an index in which there is nothing yet, with room for all slots of so many plans."""
    buckets = np.zeros((BUCKET_FIELDS, LISTS * (cells + 1) + 1), dtype=np.int32)
    blocks = -(-slots * vehicles // BLOCK) + buckets.shape[1]  # each bucket may have one that is not full
    buckets[LEAST_DEPARTURE] = FOREVER
    buckets[FREE, -1] = NO_BLOCK
    records = np.zeros((blocks * BLOCK, RECORD_FIELDS), dtype=np.int32)
    return SlotIndex(records, np.zeros(blocks, dtype=np.int32), buckets)


def with_room(index: SlotIndex, slots: int, vehicles: int) -> SlotIndex:
    """Return an index of the same slots, with room for so many."""
    larger = new_index(slots, vehicles, (index.buckets.shape[1] - 1) // LISTS - 1)
    larger.records[: len(index.records)] = index.records
    larger.following[: len(index.following)] = index.following
    return larger.with_other(buckets=index.buckets)


@jit_in_place
def bucket_of(buckets: NDArray[np.int32], which: int, cell: int) -> int:
    """Return the bucket of a list and a cell, -1 where a slot lies in none."""
    return int(which * ((buckets.shape[1] - 1) // LISTS) + cell + 1)


@jit_in_place
def in_head(count: int) -> int:
    """Return how many records the first block of a bucket has; all others are full."""
    return 0 if count == 0 else (count - 1) % BLOCK + 1


@jit_in_place
def slot_of(record: int) -> int:
    """Return the slot of a record, by its field R_SLOT."""
    return (record >> SLOT_BITS) % (1 << (SIZE_SHIFT - SLOT_BITS))


@jit_in_place
def moves(record: int) -> bool:
    """Return whether the vehicle is on its way from the slot of a record, by its field R_SLOT."""
    return record & MOVES != 0


@jit_in_place
def pickup_is_next(record: int) -> bool:
    """Return whether the stop behind the slot of a record is a pickup, by its field R_SLOT."""
    return record & NEXT_IS_PICKUP != 0


@jit_in_place
def riders_next(record: int) -> int:
    """Return the riders of the stop behind the slot of a record, by its field R_SLOT."""
    return int(record >> SIZE_SHIFT)
