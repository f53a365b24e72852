"""Giving a vehicle another plan, which the index of slots gets to know."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.acceptance import leave_from_here, must_think
from simulator.kernels.bundle import Address
from simulator.kernels.fleet import fleet_at
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    DRIVE,
    DROPOFF,
    KIND,
    LISTED,
    LOAD,
    LOADS,
    MOVING,
    NOT_LISTED,
    PICKUP_SLOT,
    REQUEST,
    START,
    STOPS,
)
from simulator.kernels.listing import list_slots, take_out_all
from simulator.kernels.schedule import reschedule


@jit_in_place
def replace_stops(at: Address, columns: NDArray[np.int32], vehicle: int, now: int) -> bool:
    """Let a vehicle serve other stops, or the same in another order; return whether it must think anew.

    columns: int32 (fields, stops), one for every stop to come, as in a plan; loads are changes by the stop; the first
    has the drive to it where the vehicle is at no place of the table. Read only. What follows from the order is
    computed: times, loads, pickups of dropoffs. The plan of ``vehicle`` and what belongs to it is changed. at: of the
    fleet, see ``kernels.fleet``. O(stops^2).
    """
    fleet = fleet_at(at)
    plan, vehicles = fleet.plan, fleet.vehicles
    count = columns.shape[1]
    first_stays = count > 0 and vehicles[STOPS, vehicle] > 0
    under_way = np.int64(plan[DRIVE, 1, vehicle])
    if first_stays:
        same_request = plan[REQUEST, 1, vehicle] == columns[REQUEST, 0]
        first_stays = same_request and plan[KIND, 1, vehicle] == columns[KIND, 0]
    take_out_all(fleet, vehicle)
    if not first_stays:
        leave_from_here(plan, vehicles, fleet.legs, vehicle, now)
    if vehicles[MOVING, vehicle] == 0:
        plan[START, 0, vehicle] = max(int(plan[START, 0, vehicle]), now)  # what is put beside it starts no earlier
    for slot in range(1, count + 1):
        for field in range(LOAD):
            plan[field, slot, vehicle] = columns[field, slot - 1]
        plan[LISTED, slot, vehicle] = NOT_LISTED
        for component in range(LOAD, LOAD + LOADS):
            plan[component, slot, vehicle] = plan[component, slot - 1, vehicle] + columns[component, slot - 1]
        if plan[KIND, slot, vehicle] == DROPOFF:
            plan[PICKUP_SLOT, slot, vehicle] = 0
            for before in range(1, slot):
                if plan[REQUEST, before, vehicle] == plan[REQUEST, slot, vehicle]:
                    plan[PICKUP_SLOT, slot, vehicle] = before
    vehicles[STOPS, vehicle] = count
    if vehicles[MOVING, vehicle] == 1:
        plan[DRIVE, 1, vehicle] = under_way
    reschedule(plan, vehicles, fleet.times, vehicle, 1)
    list_slots(fleet, vehicle)
    return must_think(plan, vehicles, fleet.duty, vehicle)
