"""What is done on one tour: stops after work or school, or after something else, and when a tour begins."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.tours.doing import SLOTS
from simulator.demand.tours.people import Chance
from simulator.demand.tours.published import STAY_BANDS_MIN, STAYS
from simulator.units import MINUTE_S

AFTER_DUTY = len(SLOTS)  # the tour of work or school
NOT_DONE = -1
WAY_S, NEXT_S = 20 * MINUTE_S, 15 * MINUTE_S  # allowed for the ways from and to home, and from stop to stop; assumption


class Chains(NamedTuple):
    """What can be put off, on tours; arrays (persons, SLOTS).

    tour: the slot that opens the tour, ``AFTER_DUTY``, or ``NOT_DONE``. stays_s: how long it takes.
    """

    tour: NDArray[np.int64]
    stays_s: NDArray[np.int64]


def chains(on_duty: NDArray[np.bool_], free: NDArray[np.bool_], stop: NDArray[np.float64], chance: Chance) -> Chains:
    """Return on which tour each thing is done.

    on_duty: who has a tour to work or school. stop: share of what is done after something else on the tour last opened,
    float64 (persons,). All else opens a tour of its own.
    """
    last = np.where(on_duty, AFTER_DUTY, NOT_DONE)
    tour = np.full(free.shape, NOT_DONE, dtype=np.int64)
    is_stop = chance.of("stop", len(SLOTS)) < stop[:, None]
    for slot in range(len(SLOTS)):
        opens = free[:, slot] & ~(is_stop[:, slot] & (last != NOT_DONE))
        last = np.where(opens, slot, last)
        tour[:, slot] = np.where(free[:, slot], last, NOT_DONE)
    return Chains(tour, _stays(chance))


def _stays(chance: Chance) -> NDArray[np.int64]:
    """Return how long each would take [s], int64 (persons, SLOTS): even within a band."""
    drawn = chance.of("stays", len(SLOTS))
    edges = np.array(STAY_BANDS_MIN, dtype=np.float64)
    for column, purpose in enumerate(SLOTS):
        upto = np.append(0.0, np.cumsum(STAYS[purpose]) / sum(STAYS[purpose]))
        drawn[:, column] = np.interp(drawn[:, column], upto, edges)
    return np.asarray((drawn * MINUTE_S).astype(np.int64))


class Outing(NamedTuple):
    """The tours that a slot opens; arrays (rows,).

    needs_s: how long they take, ways included. slot: one of what is done on them, each as likely. lag_s: how much later
    than from home people leave for that.
    """

    needs_s: NDArray[np.int64]
    slot: NDArray[np.int64]
    lag_s: NDArray[np.int64]


def outings(of: Chains, opener: int, rows: NDArray[np.int64], share: NDArray[np.float64]) -> Outing:
    """Return the tours that a slot opens, of some persons. share: which of what is done, from 0 to 1."""
    member, stays = of.tour[rows] == opener, of.stays_s[rows]
    stops = member.cumsum(axis=1)
    count = stops[:, -1]
    slot = np.argmax(stops > (share * count).astype(np.int64)[:, None], axis=1)
    before = (member * (stays + NEXT_S)).cumsum(axis=1) - member * (stays + NEXT_S)
    lag = before[np.arange(len(rows)), slot]
    needs = (member * stays).sum(axis=1) + (count - 1) * NEXT_S + 2 * WAY_S
    return Outing(needs, slot, np.where(lag > 0, lag + WAY_S - NEXT_S, 0))
