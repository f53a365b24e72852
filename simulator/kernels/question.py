"""What a search for an insertion looks at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle, dimensions, opener
from simulator.kernels.slot_index import SlotIndex
from simulator.kernels.times import Times


class Shared(Bundle):
    """What the searches for many requests share. All from ``best`` to ``found`` and the copies are changed."""

    plan: NDArray[np.int32] = dimensions(3, "F")  # (fields, slots, vehicles)
    vehicles: NDArray[np.int32] = dimensions(2, "F")  # (fields, vehicles)
    legs: NDArray[np.int32] = dimensions(3)  # (vehicles, fields, positions)
    index: SlotIndex
    times: Times
    best: NDArray[np.int64]  # (6,), an Insertion
    delay: NDArray[np.int64]  # (slots,) [s]
    gaps: NDArray[np.int64] = dimensions(2)  # (kept, 2), vehicle and slot
    bounds: NDArray[np.int64]  # (kept,)
    cells: NDArray[np.int64]  # (cells + 1,)
    found: NDArray[np.int64] = dimensions(2)  # (buckets, 2), bucket and latest departure
    weights: NDArray[np.int64]  # (4,), thousandths per second
    copied_plan: NDArray[np.int32] = dimensions(3, "F")  # of one vehicle, as are the others
    copied_vehicle: NDArray[np.int32] = dimensions(2, "F")
    copied_leg: NDArray[np.int32] = dimensions(3)


shared_at = opener(Shared)


class Question(NamedTuple):
    """One request, and what it shares with all others.

    reach: int64 (pickups, vehicles), drive to a pickup [s] for vehicles at a node that is no place of the table.
    request: int64 (fields,). options: int32 (options, fields). now [s]: nobody leaves earlier. All is read only.
    """

    shared: Shared
    reach: NDArray[np.int64]
    request: NDArray[np.int64]
    options: NDArray[np.int32]
    now: int


def share(
    fleet: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], SlotIndex],
    times: Times,
    scratch: tuple[NDArray[np.int64], ...],
    weights: NDArray[np.int64],
) -> Shared:
    """Return what the searches for many requests share.

    fleet: plan, vehicles, legs and the index. scratch: best, delay, gaps, bounds, cells, found. Raises TypeError for
    arrays that are not like these.
    """
    plan, vehicles, legs, index = fleet
    copies = (
        np.zeros((plan.shape[0], plan.shape[1] + 2, 1), dtype=np.int32, order="F"),
        np.zeros((vehicles.shape[0], 1), dtype=np.int32, order="F"),
        np.zeros((1, *legs.shape[1:]), dtype=np.int32),
    )
    return Shared(plan, vehicles, legs, index, times, *scratch, weights, *copies)


class Boarding(NamedTuple):
    """The pickup of a request after a slot of a plan. Times in s.

    old_drive: from the slot to the next stop, as planned. place: of the pickup. drive: to it. board: boarding begins.
    departure: the vehicle leaves. range_left: how far the energy lasts after the slot, FOREVER for ever.
    """

    vehicle: int
    slot: int
    old_drive: int
    place: int
    drive: int
    board: int
    departure: int
    range_left: int


class Service(NamedTuple):
    """Where a vehicle has been served last, when that began, and when it leaves [s]."""

    place: int
    began: int
    departure: int
