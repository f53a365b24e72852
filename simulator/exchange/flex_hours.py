"""Service hours by type of day, out of the windows of trips and the calendars of a feed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from simulator.clock import format_clock
from simulator.days import DayType
from simulator.exchange.flex_calls import FlexTrip
from simulator.exchange.flex_tables import BETWEEN
from simulator.exchange.remarks import Remarks, few
from simulator.network.gtfs.feed import Feed
from simulator.spans import Span, Spans, spans_of

MOST_DAYS = 3 * 366  # of a feed that are looked at
SATURDAY, SUNDAY = 5, 6
_NAMES = {kind.name.lower(): kind for kind in DayType}
CALENDAR = "calendar.txt"
Active = Mapping[date, frozenset[str]]


def active_services(calendars: Feed) -> Active:
    """Return which calendars are active on each date of a feed."""
    first = calendars.first_date
    days = min((calendars.last_date - first).days + 1, MOST_DAYS)
    dates = (first + timedelta(days=day) for day in range(days))
    return {day: frozenset(calendars.active(day)) for day in dates}


def hours_of(trips: Sequence[FlexTrip], active: Active, remarks: Remarks) -> dict[DayType, Span]:
    """Return the hours in which riders are picked up on days of each type; days without service have none."""
    named = _by_names(trips)
    found = _by_dates(trips, active, remarks) if named is None else named
    return {kind: _without_gaps(kind, spans, remarks) for kind, spans in sorted(found.items()) if len(spans)}


def _by_names(trips: Sequence[FlexTrip]) -> dict[DayType, Spans] | None:
    """Return the windows by the types of days that name the calendars, as in feeds of our own; None elsewhere."""
    types = {trip.service_id: trip.service_id.split(BETWEEN) for trip in trips}
    if not all(name in _NAMES for names in types.values() for name in names):
        return None
    return {kind: _windows(trip for trip in trips if word in types[trip.service_id]) for word, kind in _NAMES.items()}


def _by_dates(trips: Sequence[FlexTrip], active: Active, remarks: Remarks) -> dict[DayType, Spans]:
    """Return the windows of most dates of each type; weekdays are Monday to Friday."""
    days = defaultdict[int, list[tuple[date, Spans]]](list)
    by_services: dict[frozenset[str], Spans] = {}
    ours = {trip.service_id for trip in trips}
    for day, services in active.items():
        runs = services & ours
        if runs not in by_services:
            by_services[runs] = _windows(trip for trip in trips if trip.service_id in runs)
        days[max(day.weekday(), SATURDAY - 1)].append((day, by_services[runs]))
    usual = {kind: _most(spans for _, spans in dated) for kind, dated in days.items()}
    for kind, dated in days.items():
        _tell_others([(day, spans) for day, spans in dated if spans != usual[kind]], kind, usual, remarks)
    weekday = usual.get(SATURDAY - 1, Spans(()))
    return {
        DayType.SCHOOL_DAY: weekday,
        DayType.HOLIDAY_WEEKDAY: weekday,
        DayType.SATURDAY: usual.get(SATURDAY, Spans(())),
        DayType.SUNDAY: usual.get(SUNDAY, Spans(())),
    }


def _windows(trips: Iterable[FlexTrip]) -> Spans:
    return spans_of(call.window for trip in trips for call in trip.calls if call.picks_up)


def _most(spans: Iterable[Spans]) -> Spans:
    """Return what occurs most often, of equals the first."""
    return Counter(spans).most_common(1)[0][0]


def _tell_others(others: Sequence[tuple[date, Spans]], kind: int, usual: dict[int, Spans], remarks: Remarks) -> None:
    """Tell of dates on which a feed has other hours than on most of their kind."""
    for spans in dict.fromkeys(spans for _, spans in others):
        dates = [day for day, its in others if its == spans]
        shown = few(str(day) for day in dates)
        as_sunday = kind != SUNDAY and spans == usual.get(SUNDAY)
        read_as = "public holidays, where calendar.state names them" if as_sunday else f"as usual, {_told(usual[kind])}"
        problem = f"{len(dates)} dates have {_told(spans)}" + (", as Sundays" if as_sunday else "")
        remarks.differs((CALENDAR, 0, "service_id"), shown, problem, read_as)


def _without_gaps(kind: DayType, spans: Spans, remarks: Remarks) -> Span:
    """Return the hours from the first window to the last, and tell of those between them."""
    each = list(spans)
    for (_, before), (after, _) in pairwise(each):
        gap = f"{format_clock(before)} to {format_clock(after)}"
        place = ("stop_times.txt", 0, "end_pickup_drop_off_window")
        remarks.differs(place, gap, f"is a break on a {kind.name.lower()}", "in service; hours have no breaks")
    return each[0][0], each[-1][1]


def _told(spans: Spans) -> str:
    return " and ".join(f"{format_clock(start)} to {format_clock(end)}" for start, end in spans) or "no service"
