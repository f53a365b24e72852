"""Types of days, and local time with both changes of the clock.

Times of a run are true seconds since 00:00 of its first day that counts. Local seconds are what clocks show: 86,400 for
every day since then, and the clock time of that day. The two differ only beyond a change of the clock.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from simulator.clock import ZONE
from simulator.units import DAY_S

Seconds = NDArray[np.int64]


class DayType(IntEnum):
    """What a day is like; public holidays are like Sundays."""

    SCHOOL_DAY = 0
    HOLIDAY_WEEKDAY = 1
    SATURDAY = 2
    SUNDAY = 3


@dataclass(frozen=True)
class LocalClock:
    """When clocks change in a run.

    at_s: true seconds, ascending. ahead_s: what clocks are ahead of true seconds before the first change, and from each
    on; the entry of day 0 is 0.
    """

    at_s: tuple[int, ...] = ()
    ahead_s: tuple[int, ...] = (0,)

    def local_s(self, true_s: Seconds) -> Seconds:
        """Return what clocks show at some times, as local seconds."""
        ahead = np.array(self.ahead_s, dtype=np.int64)
        shown: Seconds = true_s + ahead[np.searchsorted(np.array(self.at_s, dtype=np.int64), true_s, side="right")]
        return shown

    def true_s(self, local_s: Seconds) -> Seconds:
        """Return when clocks show some local seconds.

        What they show twice is meant the first time. What they never show, as they are put forward, is the moment at
        which they are: 02:30 is 03:00 then.
        """
        ahead = np.array(self.ahead_s, dtype=np.int64)
        at_s = np.array([*self.at_s, np.iinfo(np.int64).max], dtype=np.int64)
        period = np.searchsorted(at_s[:-1] + np.maximum(ahead[:-1], ahead[1:]), local_s, side="right")
        true: Seconds = np.minimum(local_s - ahead[period], at_s[period])
        return true

    def local(self, true_s: int) -> int:
        """Return what clocks show at one time."""
        return int(self.local_s(np.array([true_s], dtype=np.int64))[0]) if self.at_s else true_s

    def true(self, local_s: int) -> int:
        """Return when clocks show one time."""
        return int(self.true_s(np.array([local_s], dtype=np.int64))[0]) if self.at_s else local_s

    def day_start_s(self, day: int) -> int:
        """Return when a day begins, true seconds; 0 is the first that counts."""
        return self.true(day * DAY_S)


@dataclass(frozen=True)
class DayTypes:
    """The types of the simulated days, in order. starts_s: true seconds, ascending."""

    starts_s: tuple[int, ...]
    types: tuple[int, ...]

    def at(self, time_s: Seconds) -> Seconds:
        """Return the types of the days of some moments; before the first day its, after the last one its."""
        day = np.searchsorted(np.array(self.starts_s, dtype=np.int64), time_s, side="right") - 1
        found: Seconds = np.array(self.types, dtype=np.int64)[np.maximum(day, 0)]
        return found

    def row_at(self, time_s: int) -> int:
        """Return which of the simulated days a moment is in, from 0; before the first day it, after the last one it."""
        return max(bisect_right(self.starts_s, time_s) - 1, 0)


NO_CHANGE = LocalClock()


@lru_cache(maxsize=64)
def local_clock(first_day: date, before: int, after: int) -> LocalClock:
    """Return the clock of a run, with all changes from so many days before its first day until so many after it."""
    zone = ZoneInfo(ZONE)
    midnight = datetime.combine(first_day, time(), zone).astimezone(UTC)
    zero_s = _offset_s(midnight, zone)
    at_s: list[int] = []
    ahead_s = [_offset_s(midnight - timedelta(days=before), zone) - zero_s]
    for day in range(-before, after):
        start, end = midnight + timedelta(days=day), midnight + timedelta(days=day + 1)
        if _offset_s(start, zone) != _offset_s(end, zone):
            at_s.append(day * DAY_S + _first_change_s(start, zone))
            ahead_s.append(_offset_s(end, zone) - zero_s)
    return LocalClock(tuple(at_s), tuple(ahead_s))


def _offset_s(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _first_change_s(start: datetime, zone: ZoneInfo) -> int:
    """Return how long after a moment clocks change that have changed a day later [s]."""
    low, high, before = 0, DAY_S, _offset_s(start, zone)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset_s(start + timedelta(seconds=middle), zone) == before else (low, middle)
    return high
