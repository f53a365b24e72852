"""A vehicle follows its plan: drives, waits, serves; every change is in the event log and the index of slots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.kernels.bundle import Address
from simulator.kernels.changes import arrive, begin_at, serve_first, set_off
from simulator.kernels.event_rows import room_left, write_row
from simulator.kernels.fleet import Fleet, fleet_at
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ABSENT,
    BOUND_FOR,
    BREAK,
    DEPARTURE,
    DOORS_OPEN,
    DRIVE,
    DRIVING,
    DWELL,
    FOREVER,
    IDLE_SINCE,
    KIND,
    LEG_END,
    LEG_END_S,
    LEG_METRES,
    LEG_NODE,
    LEG_NODES,
    LEG_TIME,
    NODE,
    NUMBER,
    PICKUP,
    PURPOSE,
    RANGE,
    REQUEST,
    START,
    STOPS,
    TURNED_OFF,
)
from simulator.kernels.legs import next_junction
from simulator.kernels.listing import list_origin, list_slots
from simulator.kernels.paths import fastest_path, measure_path
from simulator.kernels.schedule import keep_boardings, reschedule
from simulator.kernels.timing import begins_at
from simulator.reasons import LegPurpose

# What `follow` says of a vehicle, each with a number.
WAITS = 0  # until then [s]
HAS_NO_STOP = 1  # it stands at this place
NEEDS_LEG = 2  # to this place, now; `depart` takes it
NEEDS_LEG_ROOM = 3  # for so many nodes in ``legs``
NEEDS_ROW_ROOM = 4  # in the event log
NOBODY_CAME = 5  # of this request to its pickup; its dropoff is still in the plan
GOT_OFF = 7  # this request, of which it was to be told
MAY_LEAVE = 6  # for its next stop, or to charge before it: what it has left is to be counted first
ROWS_AT_A_TIME = 4  # an end of a drive, of a stop, and what begins; the fourth is for what a drive has used


@jit_in_place
def rows_needed(vehicles: NDArray[np.int32], vehicle: int) -> int:
    """Return how many rows are enough for all that a plan may say at once: each stop, and the drive to it."""
    return int(ROWS_AT_A_TIME * (2 * vehicles[STOPS, vehicle] + 2))


@jit_in_place
def follow(at: Address, vehicle: int, now: int, diverts: bool, waits_first: bool) -> tuple[int, int]:
    """Do all that the plan says is due; return what comes next, see WAITS, and its number.

    at: of the fleet, see ``kernels.fleet``; all that is of ``vehicle`` is changed in place, rows are appended. diverts:
    under way it may turn off at junctions. waits_first: it leaves just in time for the next stop's window. Without room
    for all rows there may be nothing is done, so that wherever the log grows the same happens.
    """
    fleet = fleet_at(at)
    plan, vehicles, legs, duty = fleet.plan, fleet.vehicles, fleet.legs, fleet.duty
    places, rows = fleet.places, fleet.rows
    if room_left(rows) < rows_needed(vehicles, vehicle):
        return NEEDS_ROW_ROOM, 0
    first_row = rows[-1, 0]
    while True:
        if duty[vehicle, DRIVING] == 1:
            if now < duty[vehicle, LEG_END_S]:
                return WAITS, np.int64(duty[vehicle, LEG_END_S])
            _end_leg(fleet, vehicle, now)
        here = np.int64(plan[NODE, 0, vehicle])
        ready = np.int64(plan[DEPARTURE, 0, vehicle])
        if duty[vehicle, DOORS_OPEN] == 1 and now >= ready:
            duty[vehicle, DOORS_OPEN] = 0
            duty[vehicle, IDLE_SINCE] = now
            write_row(rows, now, Event.STOP_ENDED, duty[vehicle, NUMBER], -1, node_of(places, here), 0)
        serving = duty[vehicle, DOORS_OPEN] == 1
        if vehicles[STOPS, vehicle] == 0:
            if serving:
                return WAITS, ready
            return HAS_NO_STOP, np.int64(here)
        start = begins_at(plan, 1, vehicle)
        if plan[NODE, 1, vehicle] == here:
            if now < start:
                return WAITS, min(start, ready) if serving else start
            kind = Event.BOARDED if plan[KIND, 1, vehicle] == PICKUP else Event.ALIGHTED
            request, dwell = plan[REQUEST, 1, vehicle], plan[DWELL, 1, vehicle]
            if plan[KIND, 1, vehicle] >= BREAK:
                kind = Event.BREAK_STARTED if plan[KIND, 1, vehicle] == BREAK else Event.CHANGEOVER_STARTED
                request, dwell = np.int32(-1), plan[START, 1, vehicle] - now
            nobody_came = kind == Event.BOARDED and plan[ABSENT, 1, vehicle] == 1
            if nobody_came:
                kind = Event.NO_SHOW
            is_told = kind == Event.ALIGHTED and plan[ABSENT, 1, vehicle] == 1
            write_row(rows, now, kind, duty[vehicle, NUMBER], request, node_of(places, here), dwell)
            duty[vehicle, DOORS_OPEN] = 1
            serve_first(fleet, vehicle)
            if nobody_came:
                return NOBODY_CAME, np.int64(request)
            if is_told:
                return GOT_OFF, np.int64(request)
            continue
        if vehicles[RANGE, vehicle] < FOREVER and rows[-1, 0] > first_row and not serving:
            return MAY_LEAVE, np.int64(0)
        leave = ready
        if waits_first and duty[vehicle, TURNED_OFF] == 0:
            leave = max(leave, start - plan[DRIVE, 1, vehicle])
        if now < leave:
            return WAITS, min(leave, ready) if serving else leave
        destination = np.int64(plan[NODE, 1, vehicle])
        streets, times = fleet.router, fleet.times
        offsets, head, time_ms, scratch = streets.offsets, streets.head, streets.time_ms, streets.scratch
        if here < 0 or len(times.cell) != len(scratch.best):
            return NEEDS_LEG, destination
        nodes = fastest_path(offsets, head, time_ms, times, scratch, here, destination)
        if nodes > legs.shape[2]:
            return NEEDS_LEG_ROOM, np.int64(nodes)
        found, length_m = scratch.found, streets.length_m
        measure_path(offsets, head, time_ms, length_m, found, nodes, times.unit_s, now, legs[vehicle])
        _leave(fleet, nodes, vehicle, np.int64(LegPurpose.SERVE), now, diverts)


@jit_in_place
def depart(at: Address, leg: NDArray[np.int32], vehicle: int, purpose: int, now: int, diverts: bool) -> None:
    """Let a vehicle leave slot 0 along a leg; there must be room for its nodes in ``legs``, and for a row.

    at: of the fleet, see ``kernels.fleet``. leg: int32 (fields, nodes), times since departure, read only.
    """
    fleet = fleet_at(at)
    legs, nodes = fleet.legs, leg.shape[1]
    for position in range(nodes):
        legs[vehicle, LEG_NODE, position] = leg[LEG_NODE, position]
        legs[vehicle, LEG_TIME, position] = leg[LEG_TIME, position] + now
        legs[vehicle, LEG_METRES, position] = leg[LEG_METRES, position]
    _leave(fleet, nodes, vehicle, purpose, now, diverts)


@jit_in_place
def _leave(fleet: Fleet, nodes: int, vehicle: int, purpose: int, now: int, diverts: bool) -> None:
    """Let a vehicle leave slot 0 along the leg of so many nodes that ``legs`` has for it."""
    plan, vehicles, legs, duty = fleet.plan, fleet.vehicles, fleet.legs, fleet.duty
    here = node_of(fleet.places, plan[NODE, 0, vehicle])
    write_row(fleet.rows, now, Event.DEPARTED, duty[vehicle, NUMBER], -1, here, purpose)
    destination = np.int64(legs[vehicle, LEG_NODE, nodes - 1])
    arrival = np.int64(legs[vehicle, LEG_TIME, nodes - 1])
    sooner = vehicles[STOPS, vehicle] > 0 and plan[NODE, 1, vehicle] == destination
    sooner = sooner and plan[DRIVE, 1, vehicle] > arrival - now  # on roads that change the slowest drive was planned
    anew = set_off(fleet, vehicle, nodes, now, 0 if diverts else 1) or sooner
    if sooner:
        keep_boardings(plan, vehicles, vehicle)
        plan[DRIVE, 1, vehicle] = arrival - now
        reschedule(plan, vehicles, fleet.times, vehicle, 1)
    if purpose != LegPurpose.SERVE and not diverts:
        if vehicles[RANGE, vehicle] < FOREVER:
            vehicles[RANGE, vehicle] -= arrival - now
        begin_at(plan, vehicles, vehicle, destination, arrival)
        reschedule(plan, vehicles, fleet.times, vehicle, 1)
        anew = True
    if anew:
        list_slots(fleet, vehicle)
    else:
        list_origin(fleet, vehicle)
    duty[vehicle, DRIVING] = 1
    duty[vehicle, BOUND_FOR] = destination
    duty[vehicle, LEG_END] = destination
    duty[vehicle, LEG_END_S] = arrival
    duty[vehicle, PURPOSE] = purpose
    duty[vehicle, TURNED_OFF] = 0


@jit_in_place
def _end_leg(fleet: Fleet, vehicle: int, now: int) -> None:
    """Let a vehicle reach the end of its leg, or the junction where it turns off."""
    vehicles, legs, duty = fleet.vehicles, fleet.legs, fleet.duty
    here, at = np.int64(duty[vehicle, LEG_END]), np.int64(duty[vehicle, LEG_END_S])
    turned_off = here != duty[vehicle, BOUND_FOR]
    position = vehicles[LEG_NODES, vehicle] - 1
    if turned_off:
        position = next_junction(legs, vehicles, vehicle, at)[0]
    duty[vehicle, DRIVING] = 0
    duty[vehicle, TURNED_OFF] = 1 if turned_off else 0
    kind = Event.DIVERTED if turned_off else Event.ARRIVED
    metres = legs[vehicle, LEG_METRES, position]
    write_row(fleet.rows, now, kind, duty[vehicle, NUMBER], -1, node_of(fleet.places, here), metres)
    if duty[vehicle, PURPOSE] != LegPurpose.SERVE:
        duty[vehicle, IDLE_SINCE] = at
    if not turned_off:
        arrive(fleet, vehicle, here, at)


@jit_in_place
def node_of(places: NDArray[np.int32], location: int) -> int:
    """Return the node of a place, or of the complement that stands for a node that is none."""
    return places[location] if location >= 0 else ~location
