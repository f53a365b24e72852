"""What a search for an insertion looks at, in one tuple: handed on between compiled functions it costs nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.times import Times


class Question(NamedTuple):
    """One request, the plans it may get into, and the scratch space of the search.

    plan: int32 (fields, slots, vehicles). vehicles: int32 (fields, vehicles). legs: int32 (vehicles, fields,
    positions). reach: int64 (pickups, vehicles), drive to a pickup [s] for vehicles at a node that is no place of the
    table. request: int64 (fields,). options: int32 (options, fields). weights: int64 (4,), thousandths per second.
    now [s]: nobody leaves earlier. best: int64 (6,), an Insertion. delay: int64 (slots,). gaps: int64 (kept, 2),
    vehicle and slot. bounds: int64 (kept,). All but the last four is read only.
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
