"""Putting an accepted request into a plan and the index of slots, with the promise its rider gets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.kernels.bundle import Address
from simulator.kernels.changes import begin_at
from simulator.kernels.event_rows import write_row
from simulator.kernels.fleet import fleet_at
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ABSENT,
    BOUND_FOR,
    DEPARTURE,
    DRIVE,
    DRIVING,
    DROPOFF,
    DWELL,
    EARLIEST,
    FOREVER,
    KIND,
    LATEST,
    LEG_END,
    LEG_END_S,
    LISTED,
    LOAD,
    LOADS,
    MAX_RIDE,
    MOVING,
    NODE,
    NOT_LISTED,
    NUMBER,
    OPTION_NODE,
    OPTION_WALK,
    PAUSE,
    PICKUP,
    PICKUP_SLOT,
    RANGE,
    REQ_DROPOFF_DWELL,
    REQ_EARLIEST,
    REQ_LOAD,
    REQ_MAX_RIDE,
    REQ_MAX_WAIT,
    REQ_PICKUP_DWELL,
    REQ_PICKUPS,
    REQ_SIZE,
    REQUEST,
    RIDE_START,
    SIZE,
    START,
)
from simulator.kernels.legs import next_junction
from simulator.kernels.listing import list_slots
from simulator.kernels.schedule import bound_starts, open_gap, reschedule
from simulator.kernels.times import Times
from simulator.kernels.timing import latest_arrival

# Where a request goes: vehicle, pickup index, dropoff index, pickup option, dropoff option, both counted from 0 at
# either end, and the drive from slot 0 to the pickup [s] where slot 0 is no place of the table. Not a named tuple: from
# outside that takes longer than all numbers one by one.
Slots = tuple[int, int, int, int, int, int]


class Terms(NamedTuple):
    """What a rider is promised: limits in seconds; FOREVER where there is none.

    before_s, after_s: boarding at most so much earlier or later than planned. max_wait_s, max_ride_s: kept if the plan
    does.
    """

    max_wait_s: int
    before_s: int
    after_s: int
    max_ride_s: int


@jit_in_place
def accept(
    at: Address,
    number: int,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    slots: Slots,
    terms: tuple[int, int, int, int],
    now: int,
) -> tuple[int, bool]:
    """Put a request into a plan; return the planned start of its boarding [s] and whether the vehicle must think anew.

    A moving vehicle whose next stop changes is bound for its junction from now on. What the rider may rely on is fixed:
    terms, as in ``Terms``. Changes the plan of the vehicle and what belongs to it, writes four rows. at: of the fleet,
    see ``kernels.fleet``. O(stops^2).
    """
    fleet = fleet_at(at)
    plan, vehicles, times = fleet.plan, fleet.vehicles, fleet.times
    duty, places, rows = fleet.duty, fleet.places, fleet.rows
    vehicle, pickup, dropoff = slots[0], slots[1] + 1, slots[2] + 2
    insert((plan, vehicles, fleet.legs), times, number, request, options, slots, now)
    earliest, latest = promise(plan, vehicle, pickup, dropoff, terms)
    bound_starts(plan, vehicles, times, vehicle)
    list_slots(fleet, vehicle)
    boarding, alighting = np.int64(plan[START, pickup, vehicle]), np.int64(plan[START, dropoff, vehicle])
    told = duty[vehicle, NUMBER]
    write_row(rows, now, Event.ACCEPTED, told, number, places[plan[NODE, pickup, vehicle]], boarding)
    write_row(rows, now, Event.PLANNED_DROPOFF, told, number, places[plan[NODE, dropoff, vehicle]], alighting)
    write_row(rows, now, Event.PROMISED_EARLIEST, told, number, -1, earliest)
    write_row(rows, now, Event.PROMISED_LATEST, told, number, -1, latest)
    return boarding, must_think(plan, vehicles, duty, vehicle)


@jit_in_place
def promise(
    plan: NDArray[np.int32], vehicle: int, pickup: int, dropoff: int, terms: tuple[int, int, int, int]
) -> tuple[int, int]:
    """Fix what the rider between two slots of a plan may rely on; return the window of the boarding [s].

    terms: as in ``Terms``. Changes the limits of both stops; what follows from them is for the caller. O(1).
    """
    max_wait, before, after, max_ride = terms
    ready = np.int64(plan[EARLIEST, pickup, vehicle])
    boarding = np.int64(plan[START, pickup, vehicle])
    earliest = max(ready, boarding - before)
    latest = min(max(boarding, ready + max_wait), boarding + after)
    planned_ride = np.int64(plan[START, dropoff, vehicle]) - plan[RIDE_START, dropoff, vehicle]
    plan[EARLIEST, pickup, vehicle] = earliest
    plan[LATEST, pickup, vehicle] = latest
    plan[MAX_RIDE, dropoff, vehicle] = max(max_ride, planned_ride)
    return earliest, latest


@jit_in_place
def leave_from_here(
    plan: NDArray[np.int32], vehicles: NDArray[np.int32], legs: NDArray[np.int32], vehicle: int, now: int
) -> None:
    """Let slot 0 be where the vehicle can leave for another place: its next junction, or where it stands."""
    if vehicles[MOVING, vehicle] == 1:
        _, junction, at = next_junction(legs, vehicles, vehicle, now)
        if vehicles[RANGE, vehicle] < FOREVER:
            vehicles[RANGE, vehicle] -= at - plan[DEPARTURE, 0, vehicle]
        begin_at(plan, vehicles, vehicle, np.int64(junction), np.int64(at))
    else:
        plan[DEPARTURE, 0, vehicle] = max(int(plan[DEPARTURE, 0, vehicle]), now)


@jit_in_place
def insert(
    plans: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
    times: Times,
    number: int,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    slots: Slots,
    now: int,
) -> None:
    """Put the two stops of a request into a plan, and set its times anew; the index of slots does not know yet.

    Who offers a ride asks this of a copy, so an offer tells the times that acceptance gives. plans: plan, vehicles and
    legs, of which the vehicle's are changed; else as for ``accept``. O(stops^2).
    """
    plan, vehicles, legs = plans
    vehicle, pickup_index, dropoff_index, pickup_option, dropoff_option, drive = slots
    if pickup_index == 0:
        leave_from_here(plan, vehicles, legs, vehicle, now)
    ready = request[REQ_EARLIEST] + options[pickup_option, OPTION_WALK]
    dropoff_option += request[REQ_PICKUPS]
    open_gap(plan, vehicles, vehicle, dropoff_index)
    open_gap(plan, vehicles, vehicle, pickup_index)
    pickup, dropoff = pickup_index + 1, dropoff_index + 2
    for slot in (pickup, dropoff):
        plan[REQUEST, slot, vehicle] = number
        plan[EARLIEST, slot, vehicle] = ready
        plan[SIZE, slot, vehicle] = request[REQ_SIZE]
        plan[MAX_RIDE, slot, vehicle] = request[REQ_MAX_RIDE]
        plan[ABSENT, slot, vehicle] = 0
        plan[LISTED, slot, vehicle] = NOT_LISTED
        plan[PAUSE, slot, vehicle] = 0
    plan[KIND, pickup, vehicle] = PICKUP
    plan[NODE, pickup, vehicle] = options[pickup_option, OPTION_NODE]
    plan[LATEST, pickup, vehicle] = min(ready + request[REQ_MAX_WAIT], FOREVER)
    plan[DWELL, pickup, vehicle] = request[REQ_PICKUP_DWELL]
    plan[PICKUP_SLOT, pickup, vehicle] = 0
    plan[DRIVE, pickup, vehicle] = drive
    plan[KIND, dropoff, vehicle] = DROPOFF
    plan[NODE, dropoff, vehicle] = options[dropoff_option, OPTION_NODE]
    plan[LATEST, dropoff, vehicle] = latest_arrival(request) - options[dropoff_option, OPTION_WALK]
    plan[DWELL, dropoff, vehicle] = request[REQ_DROPOFF_DWELL]
    plan[PICKUP_SLOT, dropoff, vehicle] = pickup
    for slot in range(pickup, dropoff):
        for component in range(LOADS):
            plan[LOAD + component, slot, vehicle] += request[REQ_LOAD + component]
    reschedule(plan, vehicles, times, vehicle, pickup)


@jit_in_place
def must_think(plan: NDArray[np.int32], vehicles: NDArray[np.int32], duty: NDArray[np.int32], vehicle: int) -> bool:
    """Return whether a changed plan changes what the vehicle does now; under way it turns off at the junction then."""
    if duty[vehicle, DRIVING] == 0:
        return True
    # A leg that has to be driven to its end keeps slot 0 there.
    here = plan[NODE, 0, vehicle]
    turned_already = duty[vehicle, LEG_END] != duty[vehicle, BOUND_FOR]
    if vehicles[MOVING, vehicle] == 1 or turned_already or here == duty[vehicle, BOUND_FOR]:
        return False
    duty[vehicle, LEG_END] = here
    duty[vehicle, LEG_END_S] = plan[DEPARTURE, 0, vehicle]
    return True
