"""The date of a finished run, and what clocks show during it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from simulator.days import NO_CHANGE, LocalClock, local_clock
from simulator.results.reader import read_yaml

AROUND_DAYS = 400  # before the first day that counts, and after it: more than any run has


def first_day_of(folder: Path) -> date | None:
    """Return the date of the first day that counts, None where the scenario has none. Raises ResultError."""
    return first_day_in(read_yaml(folder, "scenario"))


def first_day_in(scenario: Mapping[str, Any]) -> date | None:
    """Return the date of the first day that counts, None where a scenario, as a run has it, has none."""
    calendar = scenario.get("calendar")
    told: Any = calendar.get("first_day") if isinstance(calendar, Mapping) else None
    if isinstance(told, date):
        return told
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        return None


def clock_of(first_day: date | None) -> LocalClock:
    """Return the clock of a run; without a date it never changes."""
    return NO_CHANGE if first_day is None else local_clock(first_day, AROUND_DAYS, AROUND_DAYS)
