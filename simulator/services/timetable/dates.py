"""Which dates of a feed run on the days of a run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulator.days import DayType
from simulator.errors import Problem, ScenarioError
from simulator.network.gtfs.feed import Feed
from simulator.network.timetable.days import TimetableDay, timetable_day
from simulator.scenario.day_models import OWN
from simulator.scenario.models import ServicePart
from simulator.world.calendar import RunDays, days_of


def typed_days(part: ServicePart[Any], feed: Feed) -> list[tuple[TimetableDay, DayType]]:
    """Return the simulated days with the dates whose timetable runs on them, and their types.

    The day before them and the day behind are there, too, where they have a date: trips of the one end, and those of
    the other begin, in the nights of the run.

    Raises
    ------
    ScenarioError
        A simulated day has no date in the feed, or one that is told for days of a type is not in it.
    """
    clock, days = part.scenario.calendar.clock, days_of(part.scenario.calendar)
    found, problems = list[tuple[TimetableDay, DayType]](), dict[str, Problem]()
    around = (days.numbers.start - 1, *days.numbers, days.numbers.stop)
    for number in around:
        kind = _type_of(days, number)
        told = part.config.dates.on(kind)
        day = told or _own_date(part, number)
        if day is not None and feed.first_date <= day <= feed.last_date:
            found.append((timetable_day(number, day, clock), kind))
        elif number in days.numbers or told is not None:
            key = f"dates.{OWN[kind]}" if told is not None else "dates"
            problems[key + OWN[kind]] = part.problem(key, _missing(days, kind, day, feed))
    for kind, name in OWN.items():
        told = part.config.dates.on(kind)
        if told is not None and not feed.first_date <= told <= feed.last_date:
            message = f"{told} is not in the feed; {_range(feed)}"
            problems.setdefault(f"dates.{name}{name}", part.problem(f"dates.{name}", message))
    if problems:
        raise ScenarioError(list(problems.values()))
    return found


def _type_of(days: RunDays, number: int) -> DayType:
    """Return the type of a day; before and behind the simulated ones it is that of the nearest, if nobody knows."""
    if number >= days.numbers.stop and days.after is not None:
        return days.after
    return days.type_of(min(max(number, days.numbers.start), days.numbers.stop - 1))


def _own_date(part: ServicePart[Any], number: int) -> date | None:
    first = part.scenario.calendar.first_day
    return None if first is None else first + timedelta(days=number)


def _missing(days: RunDays, kind: DayType, day: date | None, feed: Feed) -> str:
    types = sorted({days.type_of(number) for number in days.numbers})
    what = f"no date for days of the type {OWN[kind]}" if day is None else f"{day} is not in the feed"
    wanted = ", ".join(OWN[one] for one in types)
    return f"{what}; {_range(feed)}: expected one of them for each type of day that is simulated ({wanted})"


def _range(feed: Feed) -> str:
    return f"the dates of {feed.name} are {feed.first_date} to {feed.last_date}"
