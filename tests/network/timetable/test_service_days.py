from __future__ import annotations

import random
from datetime import date, timedelta

import pandas as pd

from simulator.network.gtfs.feed import as_number
from simulator.network.gtfs.fields import WEEKDAYS
from simulator.network.gtfs.service_days import calendars

MONDAY = date(2021, 9, 6)


def expanded(weeks: pd.DataFrame, exceptions: pd.DataFrame) -> dict[str, set[date]]:
    """Read calendars day by day."""
    found: dict[str, set[date]] = {}
    of_weeks, of_days = weeks.to_dict("records"), exceptions.to_dict("records")
    for number in range(1000):
        day = date(2020, 1, 1) + timedelta(days=number)
        for row in of_weeks:
            if row["start_date"] <= as_number(day) <= row["end_date"] and row[WEEKDAYS[day.weekday()]]:
                found.setdefault(row["service_id"], set()).add(day)
        for row in of_days:
            if row["date"] == as_number(day):
                days = found.setdefault(row["service_id"], set())
                (days.add if row["exception_type"] == 1 else days.remove)(day)
    return found


def test_working_days_without_a_holiday_and_with_a_saturday() -> None:
    working = {MONDAY + timedelta(days=week * 7 + day) for week in range(3) for day in range(5)}
    days = (working - {date(2021, 9, 14)}) | {date(2021, 9, 18)}
    weeks, exceptions = calendars({"W": days})
    assert weeks.to_numpy().tolist() == [["W", 1, 1, 1, 1, 1, 0, 0, 20210906, 20210924]]
    assert exceptions.to_numpy().tolist() == [["W", 20210914, 2], ["W", 20210918, 1]]


def test_half_of_the_days_are_exceptions() -> None:
    weeks, exceptions = calendars({"odd": [MONDAY, MONDAY + timedelta(days=8)]})  # a Monday of two, a Tuesday of two
    assert weeks.empty
    assert exceptions["exception_type"].tolist() == [1, 1]


def test_calendars_say_the_days_they_are_made_of() -> None:
    draw = random.Random(5)
    for share in (0.05, 0.3, 0.5, 0.7, 0.95):
        running = {
            f"S{number}": {
                MONDAY + timedelta(days=day) for day in range(draw.randint(1, 60)) if draw.random() < share or not day
            }
            for number in range(8)
        }
        assert expanded(*calendars(running)) == running
