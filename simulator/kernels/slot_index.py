"""What is known of every slot of every plan, in the order of the region: a search reads this instead of the plans.

A record of 32 bytes has all that a search wants to know of a slot and the stop behind it before it looks closer. The
records of one cell lie side by side, in chained blocks. Slots are in one of three lists: of vehicles that stand and
have nothing to do, of vehicles under way, which are somewhere behind the place they left, and all others. Of those,
gaps that are soon over also lie apart by time: what is booked for other hours, nearly all of it, is never read.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle, dimensions
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    BLOCK,
    BUCKET_FIELDS,
    FOREVER,
    FREE,
    LEAST_DEPARTURE,
    LISTS,
    OTHERS,
    PERIOD_S,
    PERIODS,
    RECORD_FIELDS,
    SHORT_GAP_S,
)

NO_BLOCK = -1
NEXT_IS_PICKUP, MOVES, SLOT_BITS, SIZE_SHIFT = 1, 2, 2, 16


class SlotIndex(Bundle):
    """Records of slots and the buckets they are in; see ``layout`` for the fields."""

    records: NDArray[np.int32] = dimensions(2)  # (blocks x BLOCK, fields)
    following: NDArray[np.int32]  # (blocks,), the block behind each
    buckets: NDArray[np.int32] = dimensions(2)  # (fields, buckets + 1)


def new_index(slots: int, vehicles: int, cells: int) -> SlotIndex:
    """Return an index in which there is nothing yet, with room for all slots of so many plans."""
    buckets = np.zeros((BUCKET_FIELDS, (LISTS + PERIODS) * (cells + 1) + 1), dtype=np.int32)
    blocks = -(-slots * vehicles // BLOCK) + buckets.shape[1]  # each bucket may have one that is not full
    buckets[LEAST_DEPARTURE] = FOREVER
    buckets[FREE, -1] = NO_BLOCK
    records = np.zeros((blocks * BLOCK, RECORD_FIELDS), dtype=np.int32)
    return SlotIndex(records, np.zeros(blocks, dtype=np.int32), buckets)


def with_room(index: SlotIndex, slots: int, vehicles: int) -> SlotIndex:
    """Return an index of the same slots, with room for so many."""
    larger = new_index(slots, vehicles, cells_of(index.buckets) - 1)
    larger.records[: len(index.records)] = index.records
    larger.following[: len(index.following)] = index.following
    return larger.with_other(buckets=index.buckets)


@jit_in_place
def cells_of(buckets: NDArray[np.int32]) -> int:
    """Return the number of cells, and one more for slots that lie in none."""
    return int((buckets.shape[1] - 1) // (LISTS + PERIODS))


@jit_in_place
def bucket_of(buckets: NDArray[np.int32], which: int, cell: int) -> int:
    """Return the bucket of a list and a cell, -1 where a slot lies in none."""
    return int(which * cells_of(buckets) + cell + 1)


@jit_in_place
def period_of(time_s: int) -> int:
    """Return the period of a departure [s]; numbers of periods may be negative."""
    return time_s // PERIOD_S


@jit_in_place
def short_gaps_of(buckets: NDArray[np.int32], cell: int, period: int) -> int:
    """Return the bucket of the short gaps of a cell in a period."""
    return int(LISTS * cells_of(buckets) + (cell + 1) * PERIODS + period % PERIODS)


@jit_in_place
def bucket_of_other(buckets: NDArray[np.int32], cell: int, departure: int, next_latest: int) -> int:
    """Return the bucket of a slot of OTHERS, by its departure and the latest start of the stop behind it [s]."""
    if next_latest - departure > SHORT_GAP_S:
        return bucket_of(buckets, np.int64(OTHERS), cell)
    return short_gaps_of(buckets, cell, period_of(departure))


@jit_in_place
def first_bucket_of(buckets: NDArray[np.int32], bucket: int) -> int:
    """Return the first bucket of the list and cell of a bucket."""
    cells = cells_of(buckets)
    short = bucket - LISTS * cells
    return bucket if short < 0 else OTHERS * cells + short // PERIODS


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
