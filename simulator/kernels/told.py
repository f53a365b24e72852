"""What a rider may be told of a place in a plan before it is taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.acceptance import Slots, insert
from simulator.kernels.bundle import Address
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import LEG_NODES, START, STOPS
from simulator.kernels.question import Shared, shared_at


@jit_in_place
def times_when_inserted(
    at: Address, number: int, request: NDArray[np.int64], options: NDArray[np.int32], slots: Slots, now: int
) -> tuple[int, int]:
    """Return the planned starts of boarding and alighting of a request in a plan it is not in yet [s].

    It is put into a copy of the plan as acceptance does it. at: of what is ``Shared``, of which the room for
    the copy is changed; else as for ``accept``, with plans and requests read only. O(stops^2).
    """
    shared = shared_at(at)
    copy, one, leg = shared.copied_plan, shared.copied_vehicle, shared.copied_leg
    vehicle, pickup, dropoff, pickup_option, dropoff_option, drive = slots
    copy_plan(shared, vehicle, (copy, one, leg))
    where = (np.int64(0), pickup, dropoff, pickup_option, dropoff_option, drive)
    insert((copy, one, leg), shared.times, number, request, options, where, now)
    return np.int64(copy[START, pickup + 1, 0]), np.int64(copy[START, dropoff + 2, 0])


@jit_in_place
def copy_plan(
    shared: Shared, vehicle: int, into: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
) -> None:
    """Copy what is known of one vehicle to plan, vehicles and legs of another fleet, of which it is the first."""
    plan, vehicles, legs = shared.plan, shared.vehicles, shared.legs
    copy, one, leg = into
    for slot in range(vehicles[STOPS, vehicle] + 1):
        for field in range(len(plan)):
            copy[field, slot, 0] = plan[field, slot, vehicle]
    for field in range(len(vehicles)):
        one[field, 0] = vehicles[field, vehicle]
    for field in range(legs.shape[1]):
        for position in range(vehicles[LEG_NODES, vehicle]):
            leg[0, field, position] = legs[vehicle, field, position]
