"""The days services run on, written as calendars of GTFS: a week that is repeated, and what differs from it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

import pandas as pd

from simulator.network.gtfs.feed import as_number
from simulator.network.gtfs.fields import WEEKDAYS

ADDED, REMOVED = 1, 2  # exception_type
ONE_DAY = datetime.timedelta(days=1)


def calendars(running: Mapping[str, Collection[datetime.date]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (calendar, calendar_dates) of services with at least one day each, by service.

    A day of the week is in the calendar where a service runs on more than half of them, from its first day to its
    last; what differs is an exception. Services of which no day of the week is in it are told by their days alone.
    """
    weeks: list[tuple[str | int, ...]] = []
    exceptions: list[tuple[str, int, int]] = []
    for service in sorted(running):
        days = set(running[service])
        first, last = min(days), max(days)
        span = [first + number * ONE_DAY for number in range((last - first).days + 1)]
        usual = [_mostly(weekday, span, days) for weekday in range(7)]
        if any(usual):
            weeks.append((service, *map(int, usual), as_number(first), as_number(last)))
        unusual = (day for day in span if (day in days) != usual[day.weekday()])
        exceptions += ((service, as_number(day), ADDED if day in days else REMOVED) for day in unusual)
    return (
        pd.DataFrame(weeks, columns=["service_id", *WEEKDAYS, "start_date", "end_date"]),
        pd.DataFrame(exceptions, columns=["service_id", "date", "exception_type"]),
    )


def _mostly(weekday: int, span: list[datetime.date], days: set[datetime.date]) -> bool:
    of_weekday = [day in days for day in span if day.weekday() == weekday]
    return 2 * sum(of_weekday) > len(of_weekday)
