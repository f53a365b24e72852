"""Who does what on a day: work or school, errands, shopping, leisure, once or twice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.demand.tours.patterns import Pattern, pattern
from simulator.demand.tours.people import Chance, People
from simulator.demand.tours.published import FREE, GROUPS

SLOTS = FREE + FREE  # of what can be put off: once, and again
Flags = NDArray[np.bool_]


def patterns_of(people: People, kind: DayType) -> tuple[list[Pattern], NDArray[np.int64]]:
    """Return the patterns of a type of day, and the number of each person's."""
    table = [pattern(kind, group, obliged) for group in GROUPS for obliged in (False, True)]
    return table, np.where(people.group < 0, 0, 2 * people.group + people.obliged)


def doing(people: People, kind: DayType, factor: float, chance: Chance) -> tuple[Flags, Flags]:
    """Return who goes to work or school, bool (persons,), and what else they do, bool (persons, SLOTS).

    factor: of what can be put off. Below 1 each of it is left with a chance of its own; above 1 more of it is done
    again, until all is done twice. So what a day brings less or more changes those who do less or more, nobody else.
    """
    table, which = patterns_of(people, kind)
    done = _purposes(table, which, people.group >= 0, chance)
    again = np.array([one.again for one in table])[which]
    again = (1 + again) * max(1.0, factor) - 1
    twice = done[:, 1:] & (chance.of("again", len(FREE)) < again)
    free = np.hstack([done[:, 1:], twice]) & (chance.of("put off", len(SLOTS)) < factor)
    return done[:, 0], free


def _purposes(table: list[Pattern], which: NDArray[np.int64], own: Flags, chance: Chance) -> Flags:
    """Return who does work or school and each of ``FREE`` once at least, bool (persons, 1 + FREE).

    Who leaves home and has done nothing so far does the next purpose with its chance, given that any of the rest is
    done: so nobody is drawn twice.
    """
    chances = np.array([one.chances for one in table])[which]
    none_of_rest = np.cumprod((1 - chances)[:, ::-1], axis=1)[:, ::-1]
    leaves = own & (chance.of("mobile", 1)[:, 0] < np.array([one.mobile for one in table])[which])
    nothing = np.array([one.forced for one in table])[which]
    drawn = chance.of("purposes", chances.shape[1])
    done = np.zeros(chances.shape, dtype=bool)
    for column in range(chances.shape[1]):
        given = np.where(nothing, np.maximum(1 - none_of_rest[:, column], 1e-300), 1.0)
        done[:, column] = leaves & (drawn[:, column] * given < chances[:, column])
        nothing &= ~done[:, column]
    return done
