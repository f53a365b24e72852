"""One day after the other: people ask by what they expect, and expect what they and others experienced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from simulator.experiments.day_to_day.cells import COUNTS
from simulator.experiments.day_to_day.learning import Gap, experienced, gap, learned, wanted_of

MOST_WAIT_MIN = 1.0  # gaps at which people expect what they experience
MOST_REJECTED = 0.02
Day = Callable[[pd.DataFrame, int], pd.DataFrame]  # from expectations and the number of a day to its cells


@dataclass(frozen=True)
class Rule:
    """How people learn.

    days: at most. weight: how much of the way they go each day from what they expect to what they know. window: days
    they know of, and by which the gap is measured. pooled: see ``learning.experienced``.
    """

    days: int = 40
    weight: float = 0.3
    window: int = 5
    pooled: float = 20.0


class DayTold(NamedTuple):
    """A day. gap: of what was expected to what was experienced in the window of days up to it, if that is_measured."""

    day: int
    cells: pd.DataFrame
    gap: Gap
    is_measured: bool


@dataclass(frozen=True)
class Learned:
    """What comes of it. expected: of the last day, for which the gap is measured. settled: whether that is small."""

    expected: pd.DataFrame
    days: list[DayTold] = field(repr=False)
    settled: bool


def small(found: Gap) -> bool:
    """Return whether people expect what they experience."""
    return found.wait_min <= MOST_WAIT_MIN and found.rejected <= MOST_REJECTED


def day_to_day(start: pd.DataFrame, day: Day, rule: Rule, *, exactly: int | None = None) -> Learned:
    """Let day follow day until expectations hold, or days are up.

    exactly: so many days whatever the gap is. What people experienced in a window of days is compared with what they
    expected on its first and on its last day, and the larger gap counts: neither small steps nor ups and downs that
    cancel out, nor expectations that are still on their way, make it small.
    """
    expected, told, held = start, list[DayTold](), list[pd.DataFrame]()
    most = rule.days if exactly is None else exactly
    for number in range(1, most + 1):
        cells = day(expected, number)
        held = [*held, expected][-rule.window :]
        window = [*(before.cells for before in told), cells][-rule.window :]
        seen, wanted = experienced(window, rule.pooled), wanted_of(window)
        found, before = (gap(one, seen, wanted) for one in (expected, held[0]))
        found = found._replace(
            wait_min=max(found.wait_min, before.wait_min), rejected=max(found.rejected, before.rejected)
        )
        told.append(DayTold(number, cells, found, len(window) == rule.window))
        if (told[-1].is_measured and small(found) and exactly is None) or number == most:
            break
        expected = learned(expected, seen, rule.weight)
    return Learned(expected, told, told[-1].is_measured and small(told[-1].gap))


def totals(cells: pd.DataFrame) -> pd.Series:
    """Return the sums of a day over all cells."""
    return cells[COUNTS].sum()
