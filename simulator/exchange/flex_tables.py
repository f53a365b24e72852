"""Services on demand as the files of a GTFS-Flex feed, as adopted in March 2024 (gtfs.org, schedule reference).

Every service is a route; hours that are the same on several types of days are a trip with two records in stop_times:
one to be picked up, one to be set down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from simulator.clock import format_clock
from simulator.days import DayType
from simulator.exchange.file_text import csv_text, json_text
from simulator.exchange.flex_booking import BOOKING_COLUMNS, booking_row
from simulator.exchange.on_demand import OnDemand, Stop
from simulator.network.gtfs.fields import WEEKDAYS
from simulator.spans import Span
from simulator.units import DAYS_OF_A_YEAR

AGENCY, PLACE = "elbe-drt", "https://example.org"
ZONE, LANGUAGE = "Europe/Berlin", "en"
BUS = 3  # 715 is a type of the extended list, which the specification does not have
BOOKED, NONE = 2, 1  # pickup and drop-off types
STOPS = "stops"  # optional beside zones, and missed by validators all the same
BETWEEN = "+"  # types of days in the name of a calendar
SATURDAY, SUNDAY = 5, 6
_CALENDAR = (
    "service_id", *WEEKDAYS, "start_date", "end_date",
)  # fmt: skip
_STOP_TIMES = (
    "trip_id", "location_group_id", "location_id", "stop_sequence", "start_pickup_drop_off_window",
    "end_pickup_drop_off_window", "pickup_type", "drop_off_type", "pickup_booking_rule_id", "drop_off_booking_rule_id",
)  # fmt: skip

Rows = list[Sequence[Any]]
_Place = tuple[str, str]  # location_group_id, location_id


@dataclass(frozen=True)
class Publication:
    """What a feed says of itself. types: of dates whose weekday does not tell it, such as public holidays."""

    title: str
    version: str
    first_day: date
    types: Mapping[date, DayType] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        """Return the last day that the feed is about: it holds for a year."""
        return self.first_day + timedelta(days=DAYS_OF_A_YEAR - 1)


def flex_files(services: Sequence[OnDemand], publication: Publication) -> dict[str, str]:
    """Return the text of each file of a feed by its name."""
    stop_times, trips, groups = Rows(), Rows(), set[tuple[DayType, ...]]()
    for service in services:
        for (types, span), (part, areas) in product(_periods(service), _parts(service)):
            calendar = BETWEEN.join(_words(types))
            trip = f"{service.name}{part}-{calendar}"
            trips.append((service.name, calendar, trip))
            stop_times += _records(trip, areas, span, _rule(service))
            groups.add(types)
    stopping = [service for service in services if service.stops]
    tables: dict[str, tuple[Sequence[str], Rows]] = {
        "agency": (
            ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"),
            [(AGENCY, publication.title, PLACE, ZONE, LANGUAGE)],
        ),
        "routes": (
            ("route_id", "agency_id", "route_long_name", "route_type"),
            [(service.name, AGENCY, service.label, BUS) for service in services],
        ),
        "trips": (("route_id", "service_id", "trip_id"), trips),
        "stop_times": (_STOP_TIMES, stop_times),
        STOPS: (("stop_id", "stop_name", "stop_lat", "stop_lon"), _stops(stopping)),
        "calendar": (_CALENDAR, [_week(types, publication) for types in sorted(groups)]),
        "calendar_dates": (("service_id", "date", "exception_type"), _exceptions(sorted(groups), publication)),
        "booking_rules": (BOOKING_COLUMNS, [booking_row(_rule(service), service) for service in services]),
        "feed_info": _info(publication),
        "location_groups": (
            ("location_group_id", "location_group_name"),
            [(_group(service), service.label) for service in stopping],
        ),
        "location_group_stops": (
            ("location_group_id", "stop_id"),
            [(_group(service), stop.stop_id) for service in stopping for stop in service.stops],
        ),
    }
    files = {f"{name}.txt": csv_text(header, rows) for name, (header, rows) in tables.items() if rows or name == STOPS}
    features = [feature for service in services for feature in features_of(service)]
    if features:
        files["locations.geojson"] = json_text({"type": "FeatureCollection", "features": features})
    return files


def _words(types: Iterable[DayType]) -> list[str]:
    return [kind.name.lower() for kind in types]


def _periods(service: OnDemand) -> list[tuple[tuple[DayType, ...], Span]]:
    """Return the types of days that have the same hours, with these hours."""
    spans = dict.fromkeys(service.hours.values())
    return [(tuple(sorted(kind for kind, own in service.hours.items() if own == span)), span) for span in spans]


def _parts(service: OnDemand) -> list[tuple[str, list[_Place]]]:
    """Return the areas between which riders may go, and what tells the trips of one such part from those of others."""
    if service.stops:
        return [("", [(_group(service), "")])]
    zones = [("", zone.zone_id) for zone in service.zones]
    return [(f"-{zone[1]}", [zone]) for zone in zones] if service.apart else [("", zones)]


def _records(trip: str, areas: Sequence[_Place], span: Span, rule: str) -> Rows:
    """Return where riders are picked up, then where they are set down: from every area to every one."""
    window = [format_clock(time_s) for time_s in span]
    calls = [(place, types) for types in ((BOOKED, NONE), (NONE, BOOKED)) for place in areas]
    return [(trip, *place, number + 1, *window, *types, rule, rule) for number, (place, types) in enumerate(calls)]


def _group(service: OnDemand) -> str:
    return f"stops-of-{service.name}"


def _rule(service: OnDemand) -> str:
    return f"booking-of-{service.name}"


def _stops(services: Sequence[OnDemand]) -> Rows:
    """Return the stops of all services, each once."""
    each: dict[str, Stop] = {stop.stop_id: stop for service in services for stop in service.stops}
    return [(stop.stop_id, stop.name or stop.stop_id, f"{stop.lat:.6f}", f"{stop.lon:.6f}") for stop in each.values()]


def _week(types: tuple[DayType, ...], publication: Publication) -> Sequence[Any]:
    active = [int(_usual(day) in types) for day in range(7)]
    period = (publication.first_day, publication.last_day)
    return (BETWEEN.join(_words(types)), *active, *(f"{day:%Y%m%d}" for day in period))


def _usual(weekday: int) -> DayType:
    return {SATURDAY: DayType.SATURDAY, SUNDAY: DayType.SUNDAY}.get(weekday, DayType.SCHOOL_DAY)


def _exceptions(groups: Sequence[tuple[DayType, ...]], publication: Publication) -> Rows:
    """Return on which dates a calendar is active (1) or not (2) other than its week says."""
    rows = Rows()
    for types in groups:
        for day, kind in sorted(publication.types.items()):
            if (kind in types) != (_usual(day.weekday()) in types):
                rows.append((BETWEEN.join(_words(types)), f"{day:%Y%m%d}", 1 if kind in types else 2))
    return rows


def _info(publication: Publication) -> tuple[Sequence[str], Rows]:
    given = {
        "feed_publisher_name": "Elbe DRT",
        "feed_publisher_url": PLACE,
        "feed_lang": LANGUAGE,
        "feed_start_date": f"{publication.first_day:%Y%m%d}",
        "feed_end_date": f"{publication.last_day:%Y%m%d}",
        "feed_version": publication.version,
        "feed_contact_url": PLACE,
    }
    return tuple(given), [tuple(given.values())]


def features_of(service: OnDemand) -> list[dict[str, Any]]:
    """Return the zones of a service as features of GeoJSON."""
    return [
        {
            "id": zone.zone_id,
            "type": "Feature",
            "properties": {},
            "geometry": dict(zone.geometry),
        }
        for zone in service.zones
    ]
