"""Changes of one plan and of the index of its slots, in place; called by ``simulator.fleet.plans`` only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.fleet import Fleet, fleet_at
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ALL_KNOWN,
    ARRIVAL,
    DEPARTURE,
    DEPOT,
    DRIVE,
    DWELL,
    FIRST,
    KIND,
    LEG_NODE,
    LEG_NODES,
    LEG_PASSES,
    MOVING,
    NODE,
    ORIGIN,
    REQUEST,
    START,
    STOPS,
)
from simulator.kernels.listing import list_origin, list_slots, take_out
from simulator.kernels.schedule import drop_first_stop, reschedule
from simulator.kernels.times import Times
from simulator.kernels.timing import begins_at


@jit_in_place
def read_stop(plan: NDArray[np.int32], vehicle: int, slot: int) -> tuple[int, int, int, int, int, int, int, int]:
    """Return (kind, node, request, arrival, start, departure, drive, dwell) of a slot; faster than slices."""
    return (
        plan[KIND, slot, vehicle],
        plan[NODE, slot, vehicle],
        plan[REQUEST, slot, vehicle],
        plan[ARRIVAL, slot, vehicle],
        plan[START, slot, vehicle],
        plan[DEPARTURE, slot, vehicle],
        plan[DRIVE, slot, vehicle],
        plan[DWELL, slot, vehicle],
    )


@jit_in_place
def enter(at: Address, vehicle: int, since: int) -> None:
    """Let a vehicle with nothing to do stand in its depot. at: of the fleet, see ``kernels.fleet``."""
    fleet = fleet_at(at)
    begin_at(fleet.plan, fleet.vehicles, vehicle, np.int64(fleet.vehicles[DEPOT, vehicle]), since)
    list_origin(fleet, vehicle)


@jit_in_place
def begin_at(plan: NDArray[np.int32], vehicles: NDArray[np.int32], vehicle: int, node: int, since: int) -> None:
    """Let slot 0 be a place where the vehicle stands and may leave from at once; its load stays."""
    plan[NODE, 0, vehicle] = node
    plan[REQUEST, 0, vehicle] = -1
    plan[KIND, 0, vehicle] = ORIGIN
    plan[ARRIVAL, 0, vehicle] = since
    plan[START, 0, vehicle] = since
    plan[DEPARTURE, 0, vehicle] = since
    vehicles[MOVING, vehicle] = 0
    vehicles[FIRST, vehicle] = 0


@jit_in_place
def set_off(fleet: Fleet, vehicle: int, nodes: int, now: int, first: int) -> bool:
    """Let the vehicle leave slot 0 along the leg of so many nodes that ``legs`` has for it.

    Nothing may be inserted before slot ``first`` while it is under way. Returns whether the times of stops are others.
    O(stops^2).
    """
    vehicles = fleet.vehicles
    vehicles[LEG_NODES, vehicle] = nodes
    mark_passed(fleet.legs, fleet.places, fleet.known_nodes, vehicle, nodes)
    vehicles[MOVING, vehicle] = 1
    vehicles[FIRST, vehicle] = first
    return _leave_at(fleet.plan, vehicles, fleet.times, vehicle, now)


@jit_in_place
def mark_passed(legs: NDArray[np.int32], places: NDArray[np.int32], known_nodes: int, vehicle: int, nodes: int) -> None:
    """Note at which nodes of a leg the vehicle does not turn off. legs: changed in place. O(nodes)."""
    if known_nodes == ALL_KNOWN:
        return
    for position in range(nodes):
        location = legs[vehicle, LEG_NODE, position]
        node = places[location] if location >= 0 else ~location
        legs[vehicle, LEG_PASSES, position] = 1 if node >= known_nodes else 0


@jit_in_place
def _leave_at(plan: NDArray[np.int32], vehicles: NDArray[np.int32], times: Times, vehicle: int, now: int) -> bool:
    """Let slot 0 be left now. The plan further on only changes when the first stop starts at another time."""
    later = now - plan[DEPARTURE, 0, vehicle]
    plan[DEPARTURE, 0, vehicle] = now
    arrival = plan[ARRIVAL, 1, vehicle] + later
    begins = begins_at(plan, 1, vehicle)
    if later >= 0 and arrival <= begins and plan[NODE, 0, vehicle] != plan[NODE, 1, vehicle]:
        plan[ARRIVAL, 1, vehicle] = arrival
        return False
    reschedule(plan, vehicles, times, vehicle, 1)
    return True


@jit_in_place
def arrive(fleet: Fleet, vehicle: int, node: int, now: int) -> None:
    """Let the vehicle stand at a place it has reached; the stops there need no more driving.

    One that was to stand there already may leave no sooner than was known.
    """
    plan, vehicles = fleet.plan, fleet.vehicles
    in_time = plan[ARRIVAL, 1, vehicle] == now and plan[NODE, 1, vehicle] == node
    since = np.int64(now)
    if vehicles[MOVING, vehicle] == 0:
        since = max(since, np.int64(plan[DEPARTURE, 0, vehicle]))
    begin_at(plan, vehicles, vehicle, node, since)
    if vehicles[STOPS, vehicle] > 0 and in_time:
        plan[DRIVE, 1, vehicle] = 0
        list_origin(fleet, vehicle)
    else:
        reschedule(plan, vehicles, fleet.times, vehicle, 1)
        list_slots(fleet, vehicle)


@jit_in_place
def serve_first(fleet: Fleet, vehicle: int) -> None:
    """Begin the service at slot 1, which becomes slot 0."""
    plan, vehicles = fleet.plan, fleet.vehicles
    take_out(plan, fleet.index, vehicle, 0)
    drop_first_stop(plan, vehicles, vehicle)
    vehicles[MOVING, vehicle] = 0
    vehicles[FIRST, vehicle] = 0
    list_slots(fleet, vehicle)
