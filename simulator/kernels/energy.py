"""Vehicles with limited energy follow their plans: what drives use is booked, until there is something to decide."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.kernels.bundle import Address
from simulator.kernels.consumption import used_mwh
from simulator.kernels.event_rows import room_left, write_row
from simulator.kernels.fleet import Fleet, fleet_at
from simulator.kernels.follow import MAY_LEAVE, NEEDS_ROW_ROOM, WAITS, follow, rows_needed
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    BREAK,
    DOORS_OPEN,
    DRIVING,
    KIND,
    LOAD,
    LOADS,
    NUMBER,
    ROW_KIND,
    ROW_VALUE,
    STOPS,
    TURNED_OFF,
    VERSION,
)
from simulator.kernels.range import LOOK_AGAIN_S, plan_lasts
from simulator.kernels.stores import (
    DEPARTED,
    LEVEL,
    MOST_W,
    OWN_SITE,
    PLUGGED,
    RESERVE,
    RIDERS,
    USES,
    VISITS,
    Stores,
    lasts_s,
    level_now,
    set_range,
    stores_at,
)
from simulator.reasons import LegPurpose


@jit_in_place
def follow_and_pay(
    at: Address, stores: Address, vehicle: int, now: int, diverts: bool, waits_first: bool
) -> tuple[bool, int, int]:
    """Let a vehicle follow its plan; return whether it has to decide something, and what `follow` says of it.

    at: of the fleet, see ``kernels.fleet``; stores: of its energy, see ``kernels.stores``; what is of the vehicle is
    changed. It must neither charge nor be on its way to a site. With its doors open, or somebody on board, it looks
    around after a while, and finds nothing to do.
    """
    fleet = fleet_at(at)
    plan, duty, rows = fleet.plan, fleet.duty, fleet.rows
    if room_left(rows) < 2 * rows_needed(fleet.vehicles, vehicle):
        return True, NEEDS_ROW_ROOM, 0
    fills_up = must_fill_up(at, stores, vehicle, now)
    while True:
        first_row = rows[-1, 0]
        duty[vehicle, VERSION] += 1
        outcome, told = follow(at, vehicle, now, diverts, waits_first or fills_up)
        pay(at, stores, vehicle, first_row, np.int64(-1), now)
        if outcome != MAY_LEAVE:
            break
        fills_up = must_fill_up(at, stores, vehicle, now)
        if fills_up:
            duty[vehicle, TURNED_OFF] = 0
    if outcome != WAITS:
        return True, outcome, told
    if duty[vehicle, DRIVING] == 1:
        return False, outcome, told
    doors_open = duty[vehicle, DOORS_OPEN] == 1
    if doors_open and plan[KIND, 0, vehicle] >= BREAK:
        return True, outcome, told
    on_board = 0
    for component in range(LOADS):
        on_board += plan[LOAD + component, 0, vehicle]
    if doors_open or on_board > 0:
        return False, outcome, min(told, now + LOOK_AGAIN_S)
    return True, outcome, told


@jit_in_place
def is_free(book: NDArray[np.int64], vehicle: int) -> bool:
    """Return whether a vehicle neither charges nor is on its way to a site."""
    return bool(book[PLUGGED, vehicle] == 0 and book[VISITS, vehicle] == 0)


@jit_in_place
def must_fill_up(at: Address, stores: Address, vehicle: int, now: int) -> bool:
    """Return whether what is planned relies on charging in the depot before the next stop. O(slots)."""
    fleet, book = fleet_at(at), stores_at(stores).book
    if book[OWN_SITE, vehicle] == 0 or fleet.vehicles[STOPS, vehicle] == 0:
        return False
    left = lasts_s(level_now(book, vehicle, now), book[RESERVE, vehicle], book[MOST_W, vehicle])
    return not plan_lasts(fleet.plan, fleet.vehicles, fleet.times, vehicle, left, now)


@jit_in_place
def pay(at: Address, stores: Address, vehicle: int, first_row: int, planned: int, now: int) -> int:
    """Book what the rows of the log since one say about a vehicle: drives and departures.

    planned: how long the drive that ends was planned to take [s], -1: as long as it took. Returns what was done without
    on it [mWh]: no more is used than plans count with. Appends a row for each drive that ends, which `follow` leaves
    room for.
    """
    fleet, it = fleet_at(at), stores_at(stores)
    plan, rows, book = fleet.plan, fleet.rows, it.book
    cut = np.int64(0)
    for row in range(first_row, rows[-1, 0]):
        kind, value = rows[row, ROW_KIND], np.int64(rows[row, ROW_VALUE])
        if kind == Event.DEPARTED:
            if value != LegPurpose.CHARGE:
                book[VISITS, vehicle] = 0
            book[DEPARTED, vehicle] = now
            book[RIDERS, vehicle] = plan[LOAD, 0, vehicle] + plan[LOAD + 1, 0, vehicle]
        elif kind == Event.ARRIVED or kind == Event.DIVERTED:
            cut = _drove(fleet, it, vehicle, value, planned, now)
            set_range(book, fleet.vehicles, fleet.duty, vehicle, now)
    return cut


@jit_in_place
def _drove(fleet: Fleet, it: Stores, vehicle: int, length_m: int, planned: int, now: int) -> int:
    """Take what a drive that ends now has used; return by how much that is less than it would be [mWh]."""
    book, began = it.book, it.book[DEPARTED, vehicle]
    took = now - began
    if planned < 0:
        planned = took
    used = used_mwh(it.uses[book[USES, vehicle]], length_m, planned, book[RIDERS, vehicle], began, took - planned)
    counted = book[MOST_W, vehicle] * planned * 5 // 18
    paid = min(used, counted)
    book[LEVEL, vehicle] -= paid
    write_row(fleet.rows, now, Event.ENERGY_USED, fleet.duty[vehicle, NUMBER], -1, -1, paid)
    return np.int64(used - paid)
