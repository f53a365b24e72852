"""The axis of time that all pictures of a run have: what clocks show, on which days, and which days are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from simulator.analysis.dates import clock_of, first_day_in
from simulator.days import NO_CHANGE, LocalClock
from simulator.units import DAY_S


@dataclass(frozen=True)
class Calendar:
    """The days that the pictures of a run show. first_day: date of day 0, if it has one.

    days: those that count. warm_up: days before them, which no picture shows.
    """

    clock: LocalClock = NO_CHANGE
    first_day: date | None = None
    days: int = 1
    warm_up: int = 0

    def date_of(self, day: int) -> date | None:
        """Return the date of a day, None where there are none."""
        return None if self.first_day is None else self.first_day + timedelta(days=day)


ONE_DAY = Calendar()


class Mark(NamedTuple):
    """A mark on an axis of time. time_s: where, in true seconds; shown_s: what clocks show there, as local seconds."""

    time_s: int
    shown_s: int


def calendar_in(scenario: Mapping[str, Any]) -> Calendar:
    """Return the calendar of a scenario as a run has it."""
    told = scenario.get("calendar")
    told = told if isinstance(told, Mapping) else {}
    days, warm_up = (int(told.get(key) or least) for key, least in (("days", 1), ("warm_up", 0)))
    first_day = first_day_in(scenario)
    return Calendar(clock_of(first_day), first_day, days, warm_up)


def marks(first_s: float, last_s: float, steps: Sequence[int], most: int, clock: LocalClock = NO_CHANGE) -> list[Mark]:
    """Return marks where clocks show whole steps, of the smallest of some that needs at most so many; else whole days.

    Where clocks are put forward, two of them are the same moment.
    """
    span = max(last_s - first_s, 1)
    step = next((step for step in steps if span / step <= most), None)
    step = step or -(-int(span) // (most * DAY_S)) * DAY_S
    first_shown, ahead_s = clock.local(int(first_s)), clock.local(int(last_s)) - int(last_s)
    shown = np.arange(-(-first_shown // step) * step, last_s + ahead_s + 1, step).tolist()
    places = sorted({int(tick + clock.true(int(tick)) - int(tick)) for tick in shown})
    return [Mark(place, clock.local(place)) for place in places]
