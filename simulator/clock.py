"""Clock times as whole seconds since 00:00 of the first service day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.units import HOUR_S

ZONE = "Europe/Berlin"  # where clocks change as here
LAST_HOUR = 47  # days follow each other: 25:30 is half past one in the next night
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
# ISO 8601, or as German spreadsheets show it: 2026-05-04T08:00, 2026-05-04 08:00:30, 04.05.2026 08:00
_DATE_TIME = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}))"
    r"(?:[T ]\s*([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]0+)?)?)?(\s*(?:Z|[-+][0-9]{2}:?[0-9]{2}))?"
)


def parse_clock(text: str) -> int:
    """Return the seconds since midnight of ``5:00``, ``05:00`` or ``22:30:15``.

    Raises ValueError with what was expected; hours run to 47, because days follow each other.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text[:40]}" is no clock time; expected hours and minutes like "05:00" or "22:30:15"')
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    if hours > LAST_HOUR or minutes > 59 or seconds > 59:
        raise ValueError(f'"{text}" is no clock time; hours run from 0 to {LAST_HOUR}, minutes and seconds to 59')
    return HOUR_S * hours + 60 * minutes + seconds


def format_clock(seconds: int) -> str:
    """Return ``HH:MM:SS``; before the first day with a minus, as the time that is left until it begins."""
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // HOUR_S:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def parse_date_time(text: str) -> datetime | None:
    """Return a date with a clock time, to the second and as clocks there show it; None for what has no date.

    Where it tells its offset from Greenwich, ``fold`` is 1 for what clocks show for the second time, as they are put
    back. Raises ValueError for dates that do not exist or have no clock time.
    """
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        return None
    if match[7] is None:
        raise ValueError(f'"{text[:40]}" has no clock time; write it as 2026-05-04 08:00')
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        moment = datetime(*(int(part or 0) for part in (year, month, day, match[7], match[8], match[9])))  # type: ignore[arg-type]
        return moment if not match[10] else _local(moment, match[10].strip())
    except (ValueError, OverflowError) as error:
        raise ValueError(f'"{text[:40]}" is no date with a clock time: {error}') from None


def _local(moment: datetime, offset: str) -> datetime:
    """Return what clocks show, of a moment that tells its offset from Greenwich: ``+01:00``, ``+0100``, ``Z``."""
    if offset != "Z":
        ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
        moment -= -ahead if offset[0] == "-" else ahead
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
