"""Times of exports as true seconds: ISO and German dates, dates of numbers alone, zones, both changes of the clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from simulator.clock import ZONE
from simulator.days import LocalClock
from simulator.units import HOUR_S

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
NEVER = -(2**62)  # no time is told; sums with times stay far away from all times
_TIME = r"(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|[-+]\d{2}:?\d{2})?)?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME)
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4}),?" + _TIME)
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4}),?" + _TIME)
_EPOCH = datetime(1970, 1, 1)
_SECOND = timedelta(seconds=1)


def order_of_dates(texts: Iterable[str]) -> str | None:
    """Return what comes first in dates like 5/13/2022, the day or the month, as far as any of them tells.

    Raises ValueError where they contradict each other, or there are such dates and none of them tells.
    """
    first = second = seen = 0
    for text in texts:
        match = _SLASHES.fullmatch(text)
        if match is not None:
            seen, first, second = 1, max(first, int(match[1])), max(second, int(match[2]))
    if first > 12 and second > 12:
        raise ValueError("has dates with the day first and dates with the month first")
    if seen and first <= 12 and second <= 12:
        raise ValueError(
            "has dates like 5/4/2022, which may be in May or in April; say --set dates=day_first or month_first"
        )
    return None if not seen else DAY_FIRST if first > 12 else MONTH_FIRST


def parse_moments(
    texts: Sequence[str], order: str | None, zone: str
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return what cells say, in seconds since 1970, which of them tell a zone, and which cannot be read.

    Seconds are of Greenwich where a zone is told, by the cell or by `zone`, else of local time; NEVER where a cell is
    empty or cannot be read.
    """
    known: dict[str, tuple[int, bool, bool]] = {"": (NEVER, False, False)}
    for text in texts:
        if text not in known:
            try:
                known[text] = (*_parsed(text, order, zone), False)
            except (ValueError, OverflowError):
                known[text] = (NEVER, False, True)
    found = [known[text] for text in texts]
    seconds, zoned, wrong = zip(*found, strict=True) if found else ((), (), ())
    return np.array(seconds, dtype=np.int64), np.array(zoned, dtype=np.bool_), np.array(wrong, dtype=np.bool_)


def _parsed(text: str, order: str | None, zone: str) -> tuple[int, bool]:
    match, year, month, day = _ISO.fullmatch(text), 1, 2, 3
    if match is None:
        match, day, month, year = _DOTS.fullmatch(text), 1, 2, 3
    if match is None:
        match = _SLASHES.fullmatch(text)
        day, month = (1, 2) if order == DAY_FIRST else (2, 1)
    if match is None or match[4] is None:
        raise ValueError(text)
    years = int(match[year]) + (2000 if len(match[year]) == 2 else 0)
    hour = int(match[4])
    if match[7] is not None:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if match[7][0] in "pP" else 0)
    moment = datetime(years, int(match[month]), int(match[day]), hour, int(match[5]), int(match[6] or 0))
    if match[8] is not None:
        moment = moment.replace(tzinfo=_offset(match[8]))
    elif zone:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    else:
        return (moment - _EPOCH) // _SECOND, False
    return (moment.astimezone(UTC).replace(tzinfo=None) - _EPOCH) // _SECOND, True


def _offset(text: str) -> timezone:
    if text in {"Z", "UTC"}:
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def true_seconds(
    seconds: NDArray[np.int64], zoned: NDArray[np.bool_], first_day: date, clock: LocalClock
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return true seconds since 00:00 of the first day; which clocks show twice, and which they never show.

    What they show twice is meant the first time; what they never show is the moment at which they are put forward.
    NEVER stays.
    """
    midnight = datetime(first_day.year, first_day.month, first_day.day)
    local_zero = (midnight - _EPOCH) // _SECOND
    zero = int(midnight.replace(tzinfo=ZoneInfo(ZONE)).timestamp())
    told = seconds != NEVER
    local = np.where(told & ~zoned, seconds - local_zero, 0)
    true = clock.true_s(local)
    twice = told & ~zoned & (clock.local_s(true + HOUR_S) == local)
    skipped = told & ~zoned & (clock.local_s(true) != local)
    return np.where(told, np.where(zoned, seconds - zero, true), NEVER), twice, skipped


def local_date(seconds: int, zoned: bool) -> date:
    """Return the local date of a moment as `parse_moments` tells it."""
    if not zoned:
        return (_EPOCH + timedelta(seconds=seconds)).date()
    return datetime.fromtimestamp(seconds, ZoneInfo(ZONE)).date()
