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
    leaves = people.stays & (people.group >= 0) & (chance.of("mobile", 1)[:, 0] < _column(table, "mobile")[which])
    duty = leaves & (chance.of("duty", 1)[:, 0] < _column(table, "duty")[which])
    once = _once(table, which, leaves, duty, chance)
    again = (1 + _column(table, "again")[which]) * max(1.0, factor) - 1
    twice = once & (chance.of("again", len(FREE)) < again)
    free = np.hstack([once, twice]) & (chance.of("put off", len(SLOTS)) < factor)
    return duty, free


def _column(table: list[Pattern], name: str) -> NDArray[np.float64]:
    """Return one field of the patterns, float64 (patterns, ...)."""
    return np.array([getattr(one, name) for one in table], dtype=np.float64)


def _once(table: list[Pattern], which: NDArray[np.int64], leaves: Flags, duty: Flags, chance: Chance) -> Flags:
    """Return who does each of ``FREE`` once at least, bool (persons, FREE).

    Who leaves home for nothing else and has done nothing so far does the next purpose with its chance, given that any
    of the rest is done: so nobody is drawn twice.
    """
    chances = np.where(duty[:, None], _column(table, "on")[which], _column(table, "off")[which])
    none_of_rest = np.cumprod((1 - chances)[:, ::-1], axis=1)[:, ::-1]
    nothing = (_column(table, "forced")[which] > 0) & ~duty
    drawn = chance.of("purposes", len(FREE))
    done = np.zeros(chances.shape, dtype=bool)
    for column in range(len(FREE)):
        given = np.where(nothing, np.maximum(1 - none_of_rest[:, column], 1e-300), 1.0)
        done[:, column] = leaves & (drawn[:, column] * given < chances[:, column])
        nothing &= ~done[:, column]
    return done
