"""Services on demand as a scenario: what a feed says with its source, all else as assumptions by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

import shapely

from simulator.clock import LAST_HOUR, format_clock
from simulator.days import DayType
from simulator.exchange.coordinates import Point
from simulator.exchange.draft import NETWORK, Draft
from simulator.exchange.file_text import csv_text, json_text
from simulator.exchange.flex_import import Imported
from simulator.exchange.flex_tables import features_of
from simulator.exchange.ledger import Entry, assumed, tell_assumptions, told, words
from simulator.exchange.names import slug
from simulator.exchange.on_demand import OnDemand
from simulator.exchange.reach import rides_in_reach
from simulator.exchange.remarks import Remarks
from simulator.exchange.roads import Roads, served
from simulator.spans import Span
from simulator.units import HOUR_S, MINUTE_S

VEHICLES, SEATS = 2, 8  # assumptions
REQUESTS_A_DAY = 20  # assumption: of each service
BEFORE_S, AFTER_S = HOUR_S // 2, HOUR_S  # shifts around the service hours: assumptions
DAYS = 7
LOCALITIES = "localities.csv"
PEOPLE = 100  # assumption: at every place alike


def ride_scenario(imported: Imported, network: Path | None, remarks: Remarks) -> Draft:
    """Return the scenario of imported services and its files. Raises NetworkError."""
    roads = Roads(network, served(imported.services))
    reached = rides_in_reach(imported.services, roads, remarks)
    first_day = _monday(*imported.dates)
    source = told(
        f"GTFS feed {imported.name} of {imported.publisher}", f"GTFS-Feed {imported.name}, {imported.publisher}"
    )
    ledger: dict[str, Entry] = {
        "demand.requests_per_day": assumed(
            f"{REQUESTS_A_DAY} for each service; the feed does not say how many people ride",
            f"{REQUESTS_A_DAY} je Angebot; der Feed sagt nicht, wie viele Menschen fahren",
        ),
        "demand.localities": assumed(
            "equally many people live at each place that is served",
            "an jedem bedienten Ort wohnen gleich viele Menschen",
        ),
    }
    files = {LOCALITIES: _localities(reached, roads)}
    services = {}
    for service in reached:
        services[service.name] = _service(service, roads, files)
        ledger |= _ledger(service, source)
    tell_assumptions(ledger, remarks)
    data = {
        "name": slug(Path(imported.name).stem, otherwise="import"),
        "title": words(
            f"On demand as {imported.publisher} publishes it", f"Bedarfsverkehr von {imported.publisher}"
        ),
        "description": words(
            f"Imported from {imported.name}. Fleet and demand are assumptions; see repairs.csv.",
            f"Eingelesen aus {imported.name}. Flotte und Nachfrage sind Annahmen; siehe repairs.csv.",
        ),
        "calendar": {"first_day": first_day.isoformat(), "days": DAYS},
        "network": roads.section(NETWORK),
        "demand": {
            "kind": "synthetic", "requests_per_day": REQUESTS_A_DAY * len(services), "localities": LOCALITIES,
        },
        "services": services,
        "assumptions": ledger,
    }  # fmt: skip
    return Draft(data, files, sorted(remarks.found), network)


def _monday(first: date, last: date) -> date:
    """Return the first Monday of a feed, its first day where it has none."""
    monday = first + timedelta(days=-first.weekday() % 7)
    return monday if monday <= last else first


def _service(service: OnDemand, roads: Roads, files: dict[str, str]) -> dict[str, Any]:
    """Return the section of a service, and add its files."""
    limits: dict[str, Any] = {"notice": _duration(service.notice_s)}
    if service.horizon_s is not None:
        limits["booking_horizon"] = _duration(service.horizon_s)
    lon, lat = roads.near(_middle(service))
    fleet = {
        "count": VEHICLES,
        "seats": SEATS,
        "shift": _by_day({kind: _around(span) for kind, span in service.hours.items()}),
        "depots": [{"name": service.name, "lon": round(lon, 6), "lat": round(lat, 6)}],
    }
    return {
        "kind": "ridepooling",
        **_where(service, files),
        "hours": _by_day(service.hours),
        "limits": {"default": limits},
        "fleet": {"minibus": fleet},
    }


def _where(service: OnDemand, files: dict[str, str]) -> dict[str, Any]:
    if service.stops:
        name = f"stops-{service.name}.csv"
        rows = [(stop.stop_id, stop.name, f"{stop.lon:.6f}", f"{stop.lat:.6f}") for stop in service.stops]
        files[name] = csv_text(("stop_id", "name", "lon", "lat"), rows)
        return {"mode": "stop_based", "stops_file": name}
    name = f"zones-{service.name}.geojson"
    files[name] = json_text({"type": "FeatureCollection", "features": features_of(service)})
    return {"mode": "door_to_door", "zones": {"file": name, "same": service.apart}}


def _by_day(hours: Mapping[DayType, Span]) -> Any:
    """Return hours as a scenario tells them: once where all days have the same."""
    told = {kind: [format_clock(time_s) for time_s in span] for kind, span in hours.items()}
    if len(told) == len(DayType) and len(set(hours.values())) == 1:
        return next(iter(told.values()))
    by_name = {kind.name.lower(): span for kind, span in told.items()}
    if "school_day" in by_name and by_name["school_day"] == by_name.get("holiday_weekday"):
        by_name = {"weekday": by_name.pop("school_day"), **by_name}
        del by_name["holiday_weekday"]
    return by_name


def _around(span: Span) -> Span:
    """Return the shift for some service hours."""
    return max(0, span[0] - BEFORE_S), min(LAST_HOUR * HOUR_S, span[1] + AFTER_S)


def _middle(service: OnDemand) -> Point:
    """Return the stop nearest to the mean of all, or a place inside of the first zone."""
    if not service.stops:
        place = shapely.geometry.shape(service.zones[0].geometry).representative_point()
        return float(place.x), float(place.y)
    lon, lat = (fmean(getattr(stop, field) for stop in service.stops) for field in ("lon", "lat"))
    nearest = min(service.stops, key=lambda stop: (stop.lon - lon) ** 2 + (stop.lat - lat) ** 2)
    return nearest.lon, nearest.lat


def _localities(services: tuple[OnDemand, ...], roads: Roads) -> str:
    """Return where people live: at each name of a stop, and all over each zone."""
    places: dict[str, Point] = {}
    for service in services:
        for stop in service.stops:
            places.setdefault(stop.name or stop.stop_id, (stop.lon, stop.lat))
        for zone in service.zones:
            inside = roads.places_in(shapely.geometry.shape(zone.geometry))
            places |= {f"{zone.zone_id} {number + 1}": place for number, place in enumerate(inside)}
    rows = [(name, f"{lon:.6f}", f"{lat:.6f}", PEOPLE) for name, (lon, lat) in places.items()]
    return csv_text(("locality", "lon", "lat", "population"), rows)


def _ledger(service: OnDemand, source: Entry) -> dict[str, Entry]:
    """Return where the values of a service come from."""
    key = f"services.{service.name}"
    ledger: dict[str, Entry] = {
        f"{key}.hours": source,
        f"{key}.limits.default.notice": source,
    }
    if service.horizon_s is not None:
        ledger[f"{key}.limits.default.booking_horizon"] = source
    fleet = assumed(
        "the feed does not say how many vehicles there are", "der Feed sagt nicht, wie viele Fahrzeuge es gibt"
    )
    seats = assumed(
        "the feed does not say how many seats vehicles have", "der Feed sagt nicht, wie viele Plätze Fahrzeuge haben"
    )
    shift = assumed(
        "from half an hour before the service hours until an hour after them",
        "von einer halben Stunde vor bis eine Stunde nach den Bedienzeiten",
    )
    depot = assumed("in the middle of the area", "in der Mitte des Gebiets")
    return ledger | {
        f"{key}.fleet.minibus.count": fleet,
        f"{key}.fleet.minibus.seats": seats,
        f"{key}.fleet.minibus.shift": shift,
        f"{key}.fleet.minibus.depots": depot,
    }


def _duration(time_s: int) -> str:
    return f"{time_s} s" if time_s % MINUTE_S else f"{time_s // MINUTE_S} min"
