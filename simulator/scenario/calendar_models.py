"""Which days a scenario simulates."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.section import Section
from simulator.units import DAY_S

Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
WEEKDAYS: tuple[Weekday, ...] = ("mo", "tu", "we", "th", "fr", "sa", "su")
MOST_DAYS = 366


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

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.first_day is not None and self.first_weekday not in (None, WEEKDAYS[self.weekday]):
            raise PydanticCustomError(
                "first_weekday", "first_weekday is {told}, but {date} is {right}; leave it out beside first_day",
                {"told": self.first_weekday, "date": str(self.first_day), "right": WEEKDAYS[self.weekday]},
            )  # fmt: skip
        return self

    @property
    def weekday(self) -> int:
        """Return the weekday of the first day that counts; 0 is Monday."""
        return WEEKDAYS.index(self.first_weekday or "mo") if self.first_day is None else self.first_day.weekday()

    @property
    def begins_s(self) -> int:
        """Return when the first simulated day begins [s]; negative with a warm-up."""
        return -self.warm_up * DAY_S

    @property
    def ends_s(self) -> int:
        """Return when the last day ends [s]."""
        return self.days * DAY_S
