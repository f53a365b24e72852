"""Vehicles that follow their plans, one after the other in the order of the clock, until somebody has to decide.

An agenda has a time for every vehicle that sleeps: a heap whose members know their places in it, so that one can be
taken out before its time. What happens first has the least key: time [s], rank within a second, number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import event_order
from simulator.kernels.bundle import Address, Bundle, dimensions, opener
from simulator.kernels.energy import follow_and_pay, is_free
from simulator.kernels.event_order import NOTHING, VEHICLES
from simulator.kernels.fleet import fleet_at
from simulator.kernels.follow import WAITS, follow
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import VERSION
from simulator.kernels.range import LOOK_AGAIN_S
from simulator.kernels.stores import stores_at

DECIDES = -1  # outcome: it is the vehicle's turn, and it does not just follow its plan
NOT_IN = -1

FOLLOWS = 0  # just its plan
LED = 1  # decides for itself
PAYS = 2  # follows its plan as long as it neither charges nor is about to, see ``energy``

RESTS_UNTIL, AS_OF = 0, 1  # nothing to decide before that time [s], with this version of the plan; fields of ``rests``
NO_REST = -(1 << 62)  # who does not rest; times before the first day are negative

key_of, time_of = jit_in_place(event_order.key_of), jit_in_place(event_order.time_of)


class Agenda(Bundle):
    """When vehicles wake: a heap of those that sleep, by their keys."""

    members: NDArray[np.int64]  # (vehicles + 1,), the heap; the last one is their number
    place: NDArray[np.int64]  # (vehicles,), where each is in it, NOT_IN where a vehicle does not sleep
    key: NDArray[np.int64]  # (vehicles,)
    led: NDArray[np.int64]  # (vehicles,), what each does: FOLLOWS, LED or PAYS
    rests: NDArray[np.int64] = dimensions(2)  # (vehicles, 2), who has nothing to decide: RESTS_UNTIL and AS_OF


agenda_at = opener(Agenda)


def new_agenda(vehicles: int) -> Agenda:
    """Return an agenda on which nobody is, of vehicles that all decide for themselves."""
    rests = np.zeros((vehicles, 2), dtype=np.int64)
    rests[:, RESTS_UNTIL] = NO_REST
    return Agenda(
        np.zeros(vehicles + 1, dtype=np.int64),
        np.full(vehicles, NOT_IN, dtype=np.int64),
        np.zeros(vehicles, dtype=np.int64),
        np.ones(vehicles, dtype=np.int64),
        rests,
    )


@jit_in_place
def put_on(agenda: Address, vehicle: int, key: int) -> int:
    """Put a vehicle that does not sleep on the agenda; return the least key of all. O(log vehicles)."""
    asleep = agenda_at(agenda)
    members, place, keys = asleep.members, asleep.place, asleep.key
    keys[vehicle] = key
    _rise(members, place, keys, vehicle, members[-1])
    members[-1] += 1
    return np.int64(keys[members[0]])


@jit_in_place
def take_off(agenda: Address, vehicle: int) -> int:
    """Take a vehicle that sleeps off the agenda; return the least key that is left. O(log vehicles)."""
    asleep = agenda_at(agenda)
    members, place, keys = asleep.members, asleep.place, asleep.key
    hole, last = place[vehicle], members[-1] - 1
    mover = members[last]
    members[-1] = last
    place[vehicle] = NOT_IN
    if mover != vehicle:
        while True:
            below = 2 * hole + 1
            if below >= last:
                break
            if below + 1 < last and keys[members[below + 1]] < keys[members[below]]:
                below += 1
            if keys[mover] <= keys[members[below]]:
                break
            members[hole] = members[below]
            place[members[hole]] = hole
            hole = below
        _rise(members, place, keys, mover, hole)
    return _least(members, keys)


@jit_in_place
def _rise(
    members: NDArray[np.int64], place: NDArray[np.int64], keys: NDArray[np.int64], vehicle: int, hole: int
) -> None:
    """Put a vehicle into a hole of the heap, or as far above it as it belongs."""
    while hole > 0:
        above = (hole - 1) // 2
        if keys[members[above]] <= keys[vehicle]:
            break
        members[hole] = members[above]
        place[members[hole]] = hole
        hole = above
    members[hole] = vehicle
    place[vehicle] = hole


@jit_in_place
def follow_due(
    at: Address,
    agenda: Address,
    stores: Address | None,
    woken: int,
    limit: int,
    number: int,
    ways: tuple[int, bool, bool],
) -> tuple[int, int, int, int, int, int]:
    """Let vehicles follow their plans in the order of their keys, as long as these are below a limit.

    Returns the vehicle for which it has to be decided what comes next, what `follow` says of it with its number, and
    the time; then the least key on the agenda and the next number. Vehicle -1: nobody is due before the limit.

    at: of the fleet, see ``kernels.fleet``. stores: of its energy, see ``kernels.stores``; None where nobody's is
    limited, then all that is about it is left out when this is compiled. woken: who acts first, now and before its time
    has come, -1 for nobody. number: of the next to fall asleep; in a second, who fell asleep first wakes first. ways:
    now, and whether vehicles divert and wait first, see `follow`. Who rests wakes as often as who decides for itself:
    so others keep their turns.
    """
    asleep = agenda_at(agenda)
    members, keys, led, rests = asleep.members, asleep.key, asleep.led, asleep.rests
    duty = fleet_at(at).duty
    now, diverts, waits_first = ways
    vehicle, least = np.int64(woken), _least(members, keys)
    while True:
        if vehicle < 0:
            if least >= limit:
                return np.int64(-1), np.int64(WAITS), np.int64(0), now, least, number
            vehicle, now = np.int64(members[0]), time_of(least)
        least = take_off(agenda, vehicle)
        decides, outcome, told = True, np.int64(DECIDES), np.int64(0)
        if led[vehicle] == FOLLOWS:
            duty[vehicle, VERSION] += 1
            outcome, told = follow(at, vehicle, now, diverts, waits_first)
            decides = outcome != WAITS
        elif now < rests[vehicle, RESTS_UNTIL] and duty[vehicle, VERSION] == rests[vehicle, AS_OF]:
            duty[vehicle, VERSION] += 1  # as often as for who looks around
            rests[vehicle, AS_OF] += 1
            decides, told = False, min(rests[vehicle, RESTS_UNTIL], now + LOOK_AGAIN_S)
        elif stores is not None and led[vehicle] == PAYS and is_free(stores_at(stores).book, vehicle):
            decides, outcome, told = follow_and_pay(at, stores, vehicle, now, diverts, waits_first)
        if decides:
            return vehicle, outcome, told, now, least, number
        least = put_on(agenda, vehicle, key_of(max(now, told), VEHICLES, number))
        number += 1
        vehicle = np.int64(-1)


@jit_in_place
def _least(members: NDArray[np.int64], keys: NDArray[np.int64]) -> int:
    """Return the least key on the agenda."""
    return np.int64(NOTHING) if members[-1] == 0 else np.int64(keys[members[0]])
