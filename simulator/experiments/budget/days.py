"""Which days a year is made of: one of each type that a scenario knows, and how often it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

from simulator.days import DayType
from simulator.errors import ScenarioError
from simulator.experiments.variants import Variant
from simulator.scenario.calendar_models import Calendar
from simulator.scenario.day_models import OWN, ByDay
from simulator.scenario.models import Scenario
from simulator.scenario.money_models import MoneyConfig, YearConfig
from simulator.tables import CARS, RIDES
from simulator.units import DAYS_OF_A_YEAR
from simulator.world.calendar import RunDays, days_of

EVERY_DAY = "every_day"
NEAR_DAYS = 200  # a day of a type is looked for so far from the first day, the nearest first
COUNTED, SAID, ALIKE, NO_HOLIDAYS = "counted", "said", "alike", "no school holidays"  # how the days were counted


@dataclass(frozen=True)
class DayKind:
    """Days of a type. name: of the type, or EVERY_DAY. days: that a year has. date: of the one that is simulated.

    span: days of a run, of which its figures are the sums.
    """

    name: str
    days: int
    calendar: dict[str, Any]
    date: str = ""
    span: int = 1

    def of(self, variant: Variant) -> Variant:
        """Return a variant on this day."""
        return variant.having("calendar", self.calendar) if self.calendar else variant


@dataclass(frozen=True)
class YearDays:
    """The days of a year. basis: how they were counted. year: which; 0: none."""

    kinds: tuple[DayKind, ...]
    basis: str
    year: int = 0

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return sum(kind.days for kind in self.kinds)


def year_config(scenario: Scenario) -> YearConfig:
    """Return what a scenario says of its year."""
    return (scenario.money or MoneyConfig()).year


def days_of_year(scenario: Scenario) -> YearDays:
    """Return the days of a scenario's year. Raises ScenarioError where they can neither be counted nor are said."""
    said, calendar = year_config(scenario).days, scenario.calendar
    first = calendar.first_day
    if not knows_day_types(scenario):
        days = DAYS_OF_A_YEAR if said is None else sum(said.by_type.values())
        return YearDays((DayKind(EVERY_DAY, days, {}, span=calendar.days),), ALIKE)
    if said is None and first is None:
        message = "without a date the days of a year cannot be counted; expected them here, or calendar.first_day"
        raise ScenarioError([scenario.problem("money.year.days", message)])
    basis, counted = SAID, {} if said is None else said.by_type
    if said is None and first is not None:
        whole = _whole_year(calendar, first.year)
        counted = {name: int((whole.types == kind).sum()) for kind, name in OWN.items()}
        basis = COUNTED if whole.holidays_known else NO_HOLIDAYS
    kinds = []
    for of_type, name in OWN.items():
        if counted[name]:
            its = None if first is None else _nearest(calendar, first, of_type)
            there = _calendar(calendar, of_type, its)
            kinds.append(DayKind(name, counted[name], there, "" if its is None else str(its)))
    return YearDays(tuple(kinds), basis, 0 if first is None else first.year)


def knows_day_types(scenario: Scenario) -> bool:
    """Return whether days of different types may differ: where a value does, or where dates matter by themselves."""
    if any(isinstance(value, ByDay) for value in _sections(scenario)):
        return True
    by_date = scenario.demand.as_population is not None or any(
        config.kind not in (RIDES, CARS) for config in scenario.services.values()
    )
    return scenario.calendar.first_day is not None and by_date


def _sections(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _sections(getattr(value, name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _sections(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _sections(inner)


def _whole_year(calendar: Calendar, year: int) -> RunDays:
    first, last = date(year, 1, 1), date(year, 12, 31)
    by_hand = calendar.day_types if isinstance(calendar.day_types, dict) else None
    return days_of(
        Calendar(
            first_day=first, days=(last - first).days + 1, state=calendar.state,
            school_holidays_file=calendar.school_holidays_file, day_types=by_hand,
        )
    )  # fmt: skip


def _nearest(calendar: Calendar, first: date, kind: DayType) -> date | None:
    """Return the date of a type that is nearest to the first day, the later of two; None where there is none near."""
    by_hand = calendar.day_types if isinstance(calendar.day_types, dict) else None
    around = days_of(
        Calendar(
            first_day=first - timedelta(days=NEAR_DAYS), days=2 * NEAR_DAYS + 1, state=calendar.state,
            school_holidays_file=calendar.school_holidays_file, day_types=by_hand,
        )
    )  # fmt: skip
    offsets = sorted(range(-NEAR_DAYS, NEAR_DAYS + 1), key=lambda off: (abs(off), -off))
    found = next((off for off in offsets if around.type_of(off + NEAR_DAYS) == kind), None)
    return None if found is None else first + timedelta(days=found)


def _calendar(calendar: Calendar, kind: DayType, its: date | None) -> dict[str, Any]:
    """Return the section of a calendar with one day of a type."""
    told: dict[str, Any] = calendar.model_dump(mode="json")
    told |= {"days": 1, "first_weekday": None, "first_day": None if its is None else str(its)}
    if its is None:
        told |= {"state": None, "school_holidays_file": None}
    if its is None or isinstance(calendar.day_types, tuple):
        told["day_types"] = [OWN[kind]] * (1 + calendar.warm_up)
    return told
