"""Clock times as whole seconds since 00:00 of the first service day."""

from __future__ import annotations

import re

LAST_HOUR = 47  # days follow each other: 25:30 is half past one in the next night
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


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
    return 3600 * hours + 60 * minutes + seconds


def format_clock(seconds: int) -> str:
    """Return ``HH:MM:SS``; before the first day with a minus, as the time that is left until it begins."""
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
