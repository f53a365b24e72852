"""Which days a scenario simulates, and of which types they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, TypeAdapter, WrapValidator, model_validator
from pydantic_core import PydanticCustomError

from simulator.days import NO_CHANGE, LocalClock, local_clock
from simulator.input_table import Reading
from simulator.scenario.section import Section

Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
WEEKDAYS: tuple[Weekday, ...] = ("mo", "tu", "we", "th", "fr", "sa", "su")
MOST_DAYS = 1400  # models of the literature run that long; see ``kernels.event_order`` for how long a clock can
BOOKED_AHEAD_DAYS = 400  # before the first simulated day; clocks that change then are known too
AFTER_DAYS = 120  # so long after the last day somebody may still charge
TypeName = Literal["school_day", "holiday_weekday", "saturday", "sunday"]
State = Literal["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]


def _date(value: object) -> object:
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date", 'expected a date like "2026-05-04"')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date", 'expected a date that exists, like "2026-05-04"') from None


Date = Annotated[date, BeforeValidator(_date)]

_EACH_DAY: TypeAdapter[tuple[TypeName, ...]] = TypeAdapter(tuple[TypeName, ...])
_BY_WEEKDAY: TypeAdapter[dict[Weekday, TypeName]] = TypeAdapter(dict[Weekday, TypeName])


def _day_types(value: object, _otherwise: object) -> object:
    """Return types told by hand, told by what is given: of both, pydantic would tell what is wrong with each."""
    if value is None:
        return None
    if isinstance(value, dict):
        return _BY_WEEKDAY.validate_python(value)
    if isinstance(value, list | tuple):
        return _EACH_DAY.validate_python(value)
    text = "a list with a type for each simulated day, or types by weekday, like {fr: saturday}"
    raise PydanticCustomError("day_types", "expected {what}", {"what": text})


DayTypesByHand = Annotated[tuple[TypeName, ...] | dict[Weekday, TypeName] | None, WrapValidator(_day_types)]


class Calendar(Section):
    """Which days are simulated."""

    first_day: Date | None = Field(None, description="Date of the first day that counts; times count from its 00:00")
    first_weekday: Weekday | None = Field(
        None, description="Of the first day that counts, where it has no date; null: that of the date, else mo"
    )
    days: int = Field(1, ge=1, le=MOST_DAYS, description="Days that are simulated and counted")
    warm_up: int = Field(
        0,
        ge=0,
        le=MOST_DAYS,
        description="Days simulated before them, and counted in no figure, table or chart",
    )

    state: State | None = Field(
        None, description="Whose public and school holidays hold; null: public holidays of all states alone"
    )
    school_holidays_file: Path | None = Field(
        None, description="CSV: first_day, last_day, name; instead of the bundled school holidays of the state"
    )
    day_types: DayTypesByHand = Field(
        None, description="Types told by hand: of each simulated day, those of the warm-up first, or by weekday"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.first_day is not None and self.first_weekday not in (None, WEEKDAYS[self.weekday]):
            raise PydanticCustomError(
                "first_weekday", "first_weekday is {told}, but {date} is {right}; leave it out beside first_day",
                {"told": self.first_weekday, "date": str(self.first_day), "right": WEEKDAYS[self.weekday]},
            )  # fmt: skip
        told = self.day_types
        if isinstance(told, tuple) and len(told) != self.warm_up + self.days:
            raise PydanticCustomError(
                "day_types", "day_types has {told} types; expected one for each of {days} simulated days",
                {"told": len(told), "days": self.warm_up + self.days},
            )  # fmt: skip
        if self.first_day is None and (self.state is not None or self.school_holidays_file is not None):
            raise PydanticCustomError("first_day", "holidays need the date of the first day: first_day")
        return self

    @property
    def clock(self) -> LocalClock:
        """Return the local clock of the run; it does not change where the first day has no date."""
        if self.first_day is None:
            return NO_CHANGE
        return local_clock(self.first_day, self.warm_up + BOOKED_AHEAD_DAYS, self.days + AFTER_DAYS)

    @property
    def dates(self) -> tuple[date, date] | None:
        """Return the first and the last simulated date; None where the first day has none."""
        if self.first_day is None:
            return None
        return self.first_day - timedelta(days=self.warm_up), self.first_day + timedelta(days=self.days - 1)

    @property
    def weekday(self) -> int:
        """Return the weekday of the first day that counts; 0 is Monday."""
        return WEEKDAYS.index(self.first_weekday or "mo") if self.first_day is None else self.first_day.weekday()

    def reading(self, columns: Mapping[str, str] | None = None) -> Reading:
        """Return how tables with times are read. columns: column of ours -> what a file calls it."""
        return Reading(columns, self.first_day, self.clock, range(-self.warm_up, self.days))

    @property
    def begins_s(self) -> int:
        """Return when the first simulated day begins [s]; negative with a warm-up."""
        return self.clock.day_start_s(-self.warm_up)

    @property
    def ends_s(self) -> int:
        """Return when the last day ends [s]."""
        return self.clock.day_start_s(self.days)
