"""What a search for an insertion looks at, in one tuple: handed on between compiled functions it costs nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.handles import Handle, Kind, Packed, array_at, columns_at
from simulator.kernels.jit import jit_inline
from simulator.kernels.slot_index import KINDS_OF_INDEX
from simulator.kernels.times import KINDS_OF_TIMES, Times, times_at


class Question(NamedTuple):
    """One request, the plans it may get into, and the scratch space of the search.

    plan: int32 (fields, slots, vehicles). vehicles: int32 (fields, vehicles). legs: int32 (vehicles, fields,
    positions). reach: int64 (pickups, vehicles), drive to a pickup [s] for vehicles at a node that is no place of the
    table. request: int64 (fields,). options: int32 (options, fields). weights: int64 (4,), thousandths per second.
    now [s]: nobody leaves earlier. best: int64 (6,), an Insertion. delay: int64 (slots,). gaps: int64 (kept, 2),
    vehicle and slot. bounds: int64 (kept,). cells: int64 (cells + 1,). All but the last five is read only.
    """

    plan: NDArray[np.int32]
    vehicles: NDArray[np.int32]
    legs: NDArray[np.int32]
    reach: NDArray[np.int64]
    times: Times
    request: NDArray[np.int64]
    options: NDArray[np.int32]
    weights: NDArray[np.int64]
    now: int
    best: NDArray[np.int64]
    delay: NDArray[np.int64]
    gaps: NDArray[np.int64]
    bounds: NDArray[np.int64]
    cells: NDArray[np.int64]


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
def question_at(
    at: Handle, reach: NDArray[np.int64], request: NDArray[np.int64], options: NDArray[np.int32], now: int
) -> Question:
    """Return the question about one request. at: of what `pack_search` returns."""
    return Question(
        columns_at(at[0, 0], (at[0, 1], at[0, 2], at[0, 3]), np.int32),
        columns_at(at[1, 0], (at[1, 1], at[1, 2]), np.int32),
        array_at(at[2, 0], (at[2, 1], at[2, 2], at[2, 3]), np.int32),
        reach,
        times_at(at[6:]),
        request,
        options,
        array_at(at[20, 0], (at[20, 1],), np.int64),
        now,
        array_at(at[15, 0], (at[15, 1],), np.int64),
        array_at(at[16, 0], (at[16, 1],), np.int64),
        array_at(at[17, 0], (at[17, 1], at[17, 2]), np.int64),
        array_at(at[18, 0], (at[18, 1],), np.int64),
        array_at(at[19, 0], (at[19, 1],), np.int64),
    )


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
