"""The table of the days of a run: what each was like, and how many were served on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.days import DayType
from simulator.report.page.language import N_, Language
from simulator.report.page.names import named
from simulator.report.page.sentences import has_cars
from simulator.report.plain_words import any_rides
from simulator.tables import CARS, RIDES

_KINDS = {
    DayType.SCHOOL_DAY: N_("school day"),
    DayType.HOLIDAY_WEEKDAY: N_("weekday in the school holidays"),
    DayType.SATURDAY: N_("Saturday"),
    DayType.SUNDAY: N_("Sunday or public holiday"),
}


@dataclass(frozen=True)
class _Column:
    """A column of the table. service: "": the figure of all."""

    heading: str
    figure: str
    write: Callable[[Language, Number], str]
    service: str = ""


@dataclass(frozen=True)
class DayTable:
    """Headings and rows, as people read them."""

    columns: list[str]
    rows: list[list[str]]


_OF_RIDES = (
    _Column(N_("Requests"), "requests", Language.whole),
    _Column(N_("Requests served"), "service_rate", Language.percent),
    _Column(N_("Typical wait"), "wait_median_s", Language.short_minutes),
    _Column(N_("Kilometres driven"), "vehicle_km", Language.whole),
    _Column(N_("Hours in service"), "vehicle_hours", Language.whole),
    _Column(N_("Left to pay (subsidy)"), "subsidy_eur", Language.euro),
)
_OF_CARS = (
    _Column(N_("Bookings of shared cars"), "carsharing_bookings", Language.whole),
    _Column(N_("Bookings granted"), "carsharing_grant_rate", Language.percent),
    _Column(N_("Kilometres of shared cars"), "carsharing_km", Language.whole),
)


def day_table(run: RunData, words: Language) -> DayTable | None:
    """Return a row for each day and a column for each figure that any day has; None where only one day counts."""
    if run.days is None:
        return None
    rows = zip(*(run.days[key].tolist() for key in ("day", "service", "figure", "value")), strict=True)
    values = {(int(day), str(service), str(figure)): float(value) for day, service, figure, value in rows}
    days = run.days.drop_duplicates("day").sort_values("day")
    known = {(service, figure) for (_, service, figure), value in values.items() if not pd.isna(value)}
    columns = [column for column in _columns(run) if (column.service, column.figure) in known]
    lines = [
        [
            day_name(run, day, words),
            words._(_KINDS[DayType[str(kind).upper()]]),
            *(column.write(words, _number(values.get((day, column.service, column.figure)))) for column in columns),
        ]
        for day, kind in zip(days["day"].tolist(), days["day_type"], strict=True)
    ]
    headings = [
        f"{words._(column.heading)} ({named(column.service, words)})" if column.service else words._(column.heading)
        for column in columns
    ]
    return DayTable([words._("Day"), words._("Type of day"), *headings], lines)


def _columns(run: RunData) -> list[_Column]:
    """Return what the services of a run have to tell."""
    trips = [service.name for service in run.services if service.kind not in (RIDES, CARS)]
    return [
        *(_OF_RIDES if any_rides(run.kpis) else ()),
        *(_OF_CARS if has_cars(run.kpis) else ()),
        *(_Column(N_("Trips"), "trips", Language.whole, name) for name in trips),
    ]


def day_name(run: RunData, day: int, words: Language) -> str:
    """Return the date of a day, or its number, from 1 on, where the scenario has no dates."""
    its = run.calendar.date_of(day)
    return words._("Day %(number)s", number=words.whole(day + 1)) if its is None else words.date(its)


def _number(value: float | None) -> Number:
    return None if pd.isna(value) else value
