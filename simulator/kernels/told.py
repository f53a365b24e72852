"""What a rider may be told of a place in a plan before it is taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.acceptance import Slots, insert
from simulator.kernels.handles import Handle, array_at, columns_at
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import START, STOPS
from simulator.kernels.question import COPIES
from simulator.kernels.times import times_at


@jit_in_place
def times_when_inserted(
    at: Handle, number: int, request: NDArray[np.int64], options: NDArray[np.int32], slots: Slots, now: int
) -> tuple[int, int]:
    """Return the planned starts of boarding and alighting of a request in a plan it is not in yet [s].

    It is put into a copy of the plan as acceptance does it. at: of what ``pack_search`` returns, of which the room for
    the copy is changed; else as for ``accept``, with plans and requests read only. O(stops^2).
    """
    plan = columns_at(at[0, 0], (at[0, 1], at[0, 2], at[0, 3]), np.int32)
    vehicles = columns_at(at[1, 0], (at[1, 1], at[1, 2]), np.int32)
    legs = array_at(at[2, 0], (at[2, 1], at[2, 2], at[2, 3]), np.int32)
    first = COPIES
    copy = columns_at(at[first, 0], (at[first, 1], at[first, 2], at[first, 3]), np.int32)
    one = columns_at(at[first + 1, 0], (at[first + 1, 1], at[first + 1, 2]), np.int32)
    leg = array_at(at[first + 2, 0], (at[first + 2, 1], at[first + 2, 2], at[first + 2, 3]), np.int32)
    vehicle, pickup, dropoff, pickup_option, dropoff_option, drive = slots
    for slot in range(vehicles[STOPS, vehicle] + 1):
        for field in range(len(plan)):
            copy[field, slot, 0] = plan[field, slot, vehicle]
    for field in range(len(vehicles)):
        one[field, 0] = vehicles[field, vehicle]
    for field in range(legs.shape[1]):
        for position in range(legs.shape[2]):
            leg[0, field, position] = legs[vehicle, field, position]
    where = (np.int64(0), pickup, dropoff, pickup_option, dropoff_option, drive)
    insert((copy, one, leg), times_at(at[6:]), number, request, options, where, now)
    return np.int64(copy[START, pickup + 1, 0]), np.int64(copy[START, dropoff + 2, 0])
