"""The days of a run: when each begins, of which type it is, and which spans of the run hours mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.days import DayType, DayTypes, LocalClock
from simulator.errors import Problem
from simulator.input_table import Column, raise_problems, read_input_table
from simulator.scenario.calendar_models import WEEKDAYS, Calendar
from simulator.scenario.day_models import ByDay, hours_on
from simulator.spans import Span, Spans, spans_of
from simulator.tables import DAY_DTYPES, typed
from simulator.units import DAY_S

HOLIDAY_COLUMNS = (
    Column("first_day", "text", required=True),
    Column("last_day", "text", required=True),
    Column("name", "text", default=""),
)
BUNDLED = Path(__file__).parents[1] / "scenario" / "school_holidays"
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, eq=False)
class RunDays:
    """All simulated days. first: number of the first one, negative with a warm-up. types: int8 (days,).

    after: type of the day after the last one, whose first hours may belong to a service's night.
    """

    first: int
    types: NDArray[np.int8]
    clock: LocalClock
    holidays_known: bool = True
    after: DayType | None = None

    def __len__(self) -> int:
        return len(self.types)

    @property
    def numbers(self) -> range:
        """Return the numbers of the days; 0 is the first that counts."""
        return range(self.first, self.first + len(self))

    def type_of(self, day: int) -> DayType:
        """Return the type of a simulated day."""
        return DayType(int(self.types[day - self.first]))

    def spans(self, hours: Span | ByDay[Span]) -> Spans:
        """Return when hours hold that begin on a simulated day, as spans of the run; those that meet are one."""
        told = [(day, hours_on(hours, self.type_of(day))) for day in self.numbers]
        return spans_of([self.span_on(day, span) for day, span in told if span is not None])

    def span_on(self, day: int, span: Span) -> Span:
        """Return when the hours of one day hold, true seconds."""
        return self.clock.true(day * DAY_S + span[0]), self.clock.true(day * DAY_S + span[1])

    def table(self) -> pd.DataFrame:
        """Return the days as a table, see ``tables.DAY_DTYPES``; empty when there is only one, which has no warm-up."""
        return self.all().iloc[: 0 if len(self) == 1 else None]

    def all(self) -> pd.DataFrame:
        """Return the days as a table, also a single one."""
        return self._table.copy()

    @cached_property
    def _table(self) -> pd.DataFrame:
        starts_s = self.starts_s()
        columns = {"day": self.numbers, "day_type": self.types, "start_s": starts_s[:-1], "end_s": starts_s[1:]}
        return typed(pd.DataFrame(columns), DAY_DTYPES)

    @property
    def kinds(self) -> DayTypes:
        """Return the types of the days, for prices; behind the last one comes the day after, if its type is known."""
        starts_s, types = self.starts_s().tolist(), self.types.tolist()
        if self.after is None:
            return DayTypes(tuple(starts_s[:-1]), tuple(types))
        return DayTypes(tuple(starts_s), (*types, int(self.after)))

    @property
    def end_s(self) -> int:
        """Return when the last day ends [s]."""
        return int(self.starts_s()[-1])

    def starts_s(self) -> NDArray[np.int64]:
        """Return when each day begins, and when the last one ends, int64 (days + 1,)."""
        return self.clock.true_s(np.arange(self.first, self.first + len(self) + 1, dtype=np.int64) * DAY_S)


def days_of(calendar: Calendar) -> RunDays:
    """Return the days of a run with their types.

    As told by hand; else by date, with public and school holidays; else by weekday alone. Raises RequestFileError for
    a file of school holidays that cannot be read.
    """
    numbers = range(-calendar.warm_up, calendar.days)
    told, after = calendar.day_types, None
    if isinstance(told, tuple):
        types = [DayType[name.upper()] for name in told]
    else:
        of_weekday = {WEEKDAYS.index(day): DayType[name.upper()] for day, name in (told or {}).items()}
        holidays = _Holidays(calendar)
        types = [
            of_weekday.get(weekday, holidays.type_of(day, weekday))
            for day, weekday in ((day, (calendar.weekday + day) % 7) for day in (*numbers, numbers.stop))
        ]
        after = types.pop()
    by_hand = isinstance(told, tuple) or (told or {}).keys() >= set(WEEKDAYS[:SATURDAY])
    known = by_hand or _are_known(calendar)
    return RunDays(numbers.start, np.array(types, dtype=np.int8), calendar.clock, known, after)


class _Holidays:
    """Public and school holidays of a calendar; none where its first day has no date."""

    def __init__(self, calendar: Calendar) -> None:
        self._first_day = calendar.first_day
        self._public: frozenset[date] = frozenset()
        self._school: list[tuple[date, date]] = []
        if calendar.first_day is not None:
            last = calendar.first_day + timedelta(days=calendar.days)
            first = calendar.first_day - timedelta(days=calendar.warm_up)
            self._public = _public_holidays(calendar.state, first.year, last.year)
            file = _school_holidays_file(calendar)
            self._school = [] if file is None else read_school_holidays(file)

    def type_of(self, day: int, weekday: int) -> DayType:
        """Return the type of a day; public holidays are like Sundays, whatever weekday they are."""
        date_ = None if self._first_day is None else self._first_day + timedelta(days=day)
        if weekday == SUNDAY or date_ in self._public:
            return DayType.SUNDAY
        if weekday == SATURDAY:
            return DayType.SATURDAY
        free = date_ is not None and any(first <= date_ <= last for first, last in self._school)
        return DayType.HOLIDAY_WEEKDAY if free else DayType.SCHOOL_DAY


def _are_known(calendar: Calendar) -> bool:
    """Return whether the school holidays of every simulated day are known."""
    file = _school_holidays_file(calendar)
    if calendar.dates is None or file is None:
        return False
    known = read_school_holidays(file)
    years = {date_.year for span in known for date_ in span}
    first, last = calendar.dates
    return years >= set(range(first.year, last.year + 1)) and last <= max(end for _, end in known)


def _school_holidays_file(calendar: Calendar) -> Path | None:
    """Return the table of school holidays: the scenario's own, that of the state, or None."""
    if calendar.school_holidays_file is not None:
        return calendar.school_holidays_file
    bundled = BUNDLED / f"{calendar.state}.csv"
    return bundled if bundled.is_file() else None


@lru_cache(maxsize=64)
def _public_holidays(state: str | None, first_year: int, last_year: int) -> frozenset[date]:
    """Return the public holidays of some years: of a state, or those that all states have."""
    import holidays  # only calendars with dates need it

    return frozenset(holidays.country_holidays("DE", subdiv=state, years=range(first_year, last_year + 1)))


def read_school_holidays(file: Path) -> list[tuple[date, date]]:
    """Return (first day, last day) of each school holiday, by first day. Raises RequestFileError."""
    table = read_input_table(file, HOLIDAY_COLUMNS)
    found, problems = [], []
    for line, *told in zip(table["line"], table["first_day"], table["last_day"], strict=True):
        dates = [_date_in(text) for text in told]
        for column, text, its in zip(("first_day", "last_day"), told, dates, strict=True):
            if its is None:
                message = f'"{text[:40]}" is no date; expected one like 2021-10-11'
                problems.append(Problem(str(file), int(line), 0, column, message))
        first, last = dates
        if first is not None and last is not None:
            if last < first:
                problems.append(Problem(str(file), int(line), 0, "last_day", f"{last} is before {first}"))
            found.append((first, last))
    raise_problems(file, problems)
    return sorted(found)


def _date_in(text: str) -> date | None:
    """Return the date that a text tells, None for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
