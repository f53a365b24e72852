"""Days on which people work at home: no tour to work; all else stays, and something may be added."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.tours.people import Chance
from simulator.demand.tours.published import FREE

Flags = NDArray[np.bool_]


class AtHome(NamedTuple):
    """Who works at home on a day, bool (persons,), and how many errands, shopping or leisure that adds, 0 to 1."""

    persons: Flags
    rebound: float


def staying(at_home: AtHome, on: Flags, free: Flags, chance: Chance) -> tuple[Flags, Flags]:
    """Return who goes to work or school all the same, bool (persons,), and what else all do, bool (persons, SLOTS).

    on, free: as if all worked where they do else. What was done on the way home from work is done on tours of their
    own. Who adds something does what is not done yet, else one of it again.
    """
    stays = on & at_home.persons
    adds = np.flatnonzero(stays & (chance.of("rebound", 1)[:, 0] < at_home.rebound))
    more = free.copy()
    once, again = free[adds, : len(FREE)], free[adds, len(FREE) :]
    turn = chance.of("rebound turn", len(FREE))[adds] + once + again
    slot = turn.argmin(axis=1)
    more[adds, slot + len(FREE) * once[np.arange(len(adds)), slot]] = True
    return on & ~stays, more
