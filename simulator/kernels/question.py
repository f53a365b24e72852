"""What a search for an insertion looks at, in one tuple.

Each array in a tuple is handed on between compiled functions as some nine words, whether it is needed or not; a dozen
of them took a third of a search. So all that requests share stays behind one handle, and who needs a part takes it out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.handles import Handle, Kind, Packed, array_at, columns_at
from simulator.kernels.jit import jit_inline
from simulator.kernels.slot_index import KINDS_OF_INDEX, SlotIndex, index_at
from simulator.kernels.times import KINDS_OF_TIMES, Times, times_at


class Question(NamedTuple):
    """One request, the plans it may get into, and the scratch space of the search.

    at: of what all requests share; ``plan_of`` and the others below take parts of it out. reach: int64 (pickups,
    vehicles), drive to a pickup [s] for vehicles at a node that is no place of the table. request: int64 (fields,).
    options: int32 (options, fields). now [s]: nobody leaves earlier.
    """

    at: Handle
    reach: NDArray[np.int64]
    request: NDArray[np.int64]
    options: NDArray[np.int32]
    now: int


_KINDS = (
    Kind("plan", np.int32, 3, "F"), Kind("vehicles", np.int32, 2, "F"), Kind("legs", np.int32, 3), *KINDS_OF_INDEX,
    *KINDS_OF_TIMES, Kind("best", np.int64, 1), Kind("delay", np.int64, 1), Kind("gaps", np.int64, 2),
    Kind("bounds", np.int64, 1), Kind("cells", np.int64, 1), Kind("weights", np.int64, 1),
    Kind("copied plan", np.int32, 3, "F"), Kind("copied vehicle", np.int32, 2, "F"), Kind("copied leg", np.int32, 3),
)  # fmt: skip
COPIES = len(_KINDS) - 3


def pack_search(
    fleet: tuple[NDArray[np.int32], ...],
    times: Times,
    scratch: tuple[NDArray[np.int64], ...],
    weights: NDArray[np.int64],
) -> Packed:
    """Return as one what the searches for many requests share.

    fleet: plan, vehicles, legs and those of the index, as in a ``Fleet``. scratch: best, delay, gaps, bounds, cells, as
    in a ``Question``. There is room for a copy of one vehicle, too. Raises TypeError for arrays that are not like
    these.
    """
    plan, vehicles, legs = fleet[:3]
    copies = (
        np.zeros((plan.shape[0], plan.shape[1] + 2, 1), dtype=np.int32, order="F"),
        np.zeros((vehicles.shape[0], 1), dtype=np.int32, order="F"),
        np.zeros((1, *legs.shape[1:]), dtype=np.int32),
    )
    return Packed(_KINDS, (*fleet, *times, *scratch, weights, *copies))


@jit_inline
def plan_of(question: Question) -> NDArray[np.int32]:
    """Return the plans, (fields, slots, vehicles), read only."""
    at = question.at
    return columns_at(at[0, 0], (at[0, 1], at[0, 2], at[0, 3]), np.int32)


@jit_inline
def vehicles_of(question: Question) -> NDArray[np.int32]:
    """Return the vehicles, (fields, vehicles), read only."""
    at = question.at
    return columns_at(at[1, 0], (at[1, 1], at[1, 2]), np.int32)


@jit_inline
def legs_of(question: Question) -> NDArray[np.int32]:
    """Return the legs under way, (vehicles, fields, positions), read only."""
    at = question.at
    return array_at(at[2, 0], (at[2, 1], at[2, 2], at[2, 3]), np.int32)


@jit_inline
def index_of(question: Question) -> SlotIndex:
    """Return the index of the slots, read only."""
    at = question.at
    return index_at(at[3:])


@jit_inline
def times_of(question: Question) -> Times:
    """Return the drive times, read only."""
    at = question.at
    return times_at(at[6:])


@jit_inline
def best_of(question: Question) -> NDArray[np.int64]:
    """Return what is best so far, (6,), as an Insertion."""
    at = question.at
    return array_at(at[12, 0], (at[12, 1],), np.int64)


@jit_inline
def delay_of(question: Question) -> NDArray[np.int64]:
    """Return scratch for how much later slots are served, (slots,) [s]."""
    at = question.at
    return array_at(at[13, 0], (at[13, 1],), np.int64)


@jit_inline
def kept_of(question: Question) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return scratch for gaps that wait to be tried: (kept, 2), vehicle and slot, and their bounds, (kept,)."""
    at = question.at
    return array_at(at[14, 0], (at[14, 1], at[14, 2]), np.int64), array_at(at[15, 0], (at[15, 1],), np.int64)


@jit_inline
def cells_of(question: Question) -> NDArray[np.int64]:
    """Return scratch for cells, (cells + 1,)."""
    at = question.at
    return array_at(at[16, 0], (at[16, 1],), np.int64)


@jit_inline
def weights_of(question: Question) -> NDArray[np.int64]:
    """Return the weights of costs, (4,), thousandths per second, read only."""
    at = question.at
    return array_at(at[17, 0], (at[17, 1],), np.int64)


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
