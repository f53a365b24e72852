"""From a GTFS-Flex feed, as it may be, to services on demand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

from simulator.clock import ZONE, format_clock
from simulator.days import DayType
from simulator.errors import Problem, TimetableError
from simulator.exchange.areas import geojson_of
from simulator.exchange.flex_booking import FILE as RULES
from simulator.exchange.flex_booking import Booking, BookingReader
from simulator.exchange.flex_calls import FILE, Call, FlexTrip, trips_on_demand
from simulator.exchange.flex_feed import FlexFiles, Row, read_flex_files
from simulator.exchange.flex_hours import active_services, hours_of
from simulator.exchange.flex_places import Area, Areas
from simulator.exchange.names import slug
from simulator.exchange.on_demand import OnDemand, Stop, Zone
from simulator.exchange.remarks import Remarks, few
from simulator.spans import Span

NOTHING = (
    "has no service on demand: no trip of stop_times.txt has windows (start_pickup_drop_off_window) and places that "
    "can be used; a timetable is read by a service of kind timetable"
)


@dataclass(frozen=True)
class Imported:
    """The services of a feed. publisher: who runs them. dates: the first and the last of the feed."""

    name: str
    publisher: str
    services: tuple[OnDemand, ...]
    dates: tuple[date, date]


def import_flex(path: Path, remarks: Remarks) -> Imported:
    """Read a feed leniently; what had to be mended stands in the remarks. Raises InputError if nothing is left."""
    files = read_flex_files(path, remarks)
    trips = trips_on_demand(files, Areas(files, remarks), remarks)
    reader, services = _Reader(files, remarks), dict[str, OnDemand]()
    for linked in _linked(trips):
        service = reader.service(linked, services)
        if service.hours:
            services[service.name] = service
        else:
            remarks.repaired(("trips.txt", 0, "service_id"), service.label, "never runs", "left out")
    if not services:
        raise TimetableError([Problem(str(path), 0, 0, "", NOTHING)])
    for line, row in files.rows("agency"):
        if row.get("agency_timezone", ZONE) != ZONE:
            place = ("agency.txt", line, "agency_timezone")
            remarks.differs(place, row["agency_timezone"], "is another time zone", f"clocks change as in {ZONE}")
    publisher = next((row.get("agency_name", "") for _, row in files.rows("agency")), "") or files.name
    dates = files.calendars.first_date, files.calendars.last_date
    return Imported(files.name, publisher, tuple(services.values()), dates)


def _linked(trips: Sequence[FlexTrip]) -> list[list[FlexTrip]]:
    """Return trips of one route, or in one area, and those linked by others that are, in the order of the feed."""
    groups: list[tuple[set[tuple[str, str]], list[FlexTrip]]] = []
    for trip in trips:
        areas = {("area", call.area.area_id) for call in trip.calls} | {("route", trip.route_id)}
        joined = [group for group in groups if group[0] & areas]
        merged = (areas.union(*(ids for ids, _ in joined)), [one for _, own in joined for one in own] + [trip])
        first = groups.index(joined[0]) if joined else len(groups)
        groups = [group for group in groups if group not in joined]
        groups.insert(first, merged)
    return [own for _, own in groups]


class _Reader:
    """Makes services of linked trips."""

    def __init__(self, files: FlexFiles, remarks: Remarks) -> None:
        self._active, self._remarks = active_services(files.calendars), remarks
        self._routes = {row.get("route_id", ""): row for _, row in files.rows("routes")}
        self._rules: dict[str, tuple[int, Row]] = {
            row.get("booking_rule_id", ""): (line, row) for line, row in files.rows("booking_rules")
        }

    def service(self, trips: Sequence[FlexTrip], taken: Mapping[str, OnDemand]) -> OnDemand:
        """Return the service of some trips, under a name that is not taken."""
        routes = {trip.route_id: self._routes.get(trip.route_id, {}) for trip in trips}
        short = "-".join(
            row.get("route_short_name") or row.get("route_long_name") or key for key, row in routes.items()
        )
        label = ", ".join(
            row.get("route_long_name") or row.get("route_short_name") or key for key, row in routes.items()
        )
        hours = hours_of(trips, self._active, self._remarks)
        areas = {call.area.area_id: call.area for trip in trips for call in trip.calls}
        apart = self._tell_ways(trips, list(areas.values()))
        self._tell_hours(trips, list(areas), hours)
        booking = self._booking(trips, hours.values())
        stops, zones = self._places(list(areas.values()))
        name = slug(short, taken)
        return OnDemand(name, label, hours, stops, zones, booking.notice_s, booking.horizon_s, apart)

    def _places(self, areas: Sequence[Area]) -> tuple[tuple[Stop, ...], tuple[Zone, ...]]:
        """Return the stops of areas, or else their zones."""
        stops = tuple(dict.fromkeys(stop for area in areas for stop in area.stops))
        zones = tuple(Zone(area.area_id, geojson_of(area.zone)) for area in areas if area.zone is not None)
        if not zones or not stops:
            return stops, zones
        shown = few(area.area_id for area in areas if area.stops)
        place = (FILE, 0, "location_group_id")
        self._remarks.differs(place, shown, "is served beside zones", "the zones alone, from door to door")
        return (), zones

    def _tell_ways(self, trips: Sequence[FlexTrip], areas: Sequence[Area]) -> bool:
        """Return whether rides stay in one of several zones; tell of ways between areas that the feed does not have."""
        ways = sorted({way for trip in trips for way in _ways(trip)})
        if len(areas) > 1 and all(one == other for one, other in ways) and all(area.zone for area in areas):
            return True
        if len(ways) < len(areas) ** 2:
            shown = few(f"{one} to {other}" for one, other in ways)
            place = (FILE, trips[0].calls[0].line, "trip_id")
            self._remarks.differs(place, trips[0].trip_id, f"goes from {shown} only", "from any of them to any of them")
        return False

    def _tell_hours(self, trips: Sequence[FlexTrip], areas: Sequence[str], hours: Mapping[DayType, Span]) -> None:
        """Tell which of several areas have other hours than all of them together."""
        windows: dict[frozenset[tuple[str, Span]], list[str]] = {}
        for area in areas if len(areas) > 1 else ():
            calls = ((trip.service_id, call) for trip in trips for call in trip.calls)
            theirs = frozenset((day, call.window) for day, call in calls if call.picks_up and call.area.area_id == area)
            windows.setdefault(theirs, []).append(area)
        for alike in windows.values():
            there = [replace(trip, calls=_of_area(trip, alike[0])) for trip in trips]
            own = hours_of(there, self._active, Remarks())
            if own != hours:
                each = (f"{kind.name.lower()} {format_clock(a)} to {format_clock(b)}" for kind, (a, b) in own.items())
                problem = f"has hours of its own: {'; '.join(each) or 'nobody is picked up there'}"
                place = (FILE, trips[0].calls[0].line, "location_id")
                self._remarks.differs(place, few(alike), problem, "those of all areas together")

    def _booking(self, trips: Sequence[FlexTrip], hours: Collection[Span]) -> Booking:
        """Return the most lenient of the rules of some trips."""
        within = (min(start for start, _ in hours), max(end for _, end in hours)) if hours else (0, 0)
        lines = {call.rule: call.line for trip in trips for call in trip.calls if call.picks_up}
        found = {rule: self._rule(rule, line, within) for rule, line in lines.items()}
        if len(set(found.values())) > 1:
            place = (FILE, min(lines.values()), "pickup_booking_rule_id")
            self._remarks.differs(place, few(found), "are different rules of one service", "the most lenient")
        horizons = [booking.horizon_s for booking in found.values()]
        known = [horizon for horizon in horizons if horizon is not None]
        horizon = max(known) if len(known) == len(horizons) else None
        return Booking(min(booking.notice_s for booking in found.values()), horizon)

    def _rule(self, rule: str, line: int, within: Span) -> Booking:
        if rule in self._rules:
            return BookingReader(*self._rules[rule], self._remarks).booking(within)
        problem = f"is no rule of {RULES}" if rule else "no booking rule is given"
        self._remarks.repaired((FILE, line, "pickup_booking_rule_id"), rule, problem, "booked at any time")
        return Booking()


def _of_area(trip: FlexTrip, area: str) -> tuple[Call, ...]:
    return tuple(call for call in trip.calls if call.picks_up and call.area.area_id == area)


def _ways(trip: FlexTrip) -> set[tuple[str, str]]:
    """Return from which areas to which a trip takes riders: never back along its records, a single one within."""
    pairs = combinations(trip.calls, 2) if len(trip.calls) > 1 else [(trip.calls[0], trip.calls[0])]
    return {(one.area.area_id, other.area.area_id) for one, other in pairs if one.picks_up and other.sets_down}
