"""The services on demand of a finished run as a GTFS-Flex feed: what was simulated, ready to be published."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from simulator.analysis.dates import first_day_in
from simulator.clock import parse_clock
from simulator.days import DayType
from simulator.errors import ResultError
from simulator.exchange.areas import geojson_of, united
from simulator.exchange.flex_tables import Publication, flex_files
from simulator.exchange.on_demand import OnDemand, Stop, Zone
from simulator.network.files import read_network
from simulator.results.reader import read_if_any, read_services, read_yaml
from simulator.spans import Span
from simulator.tables import RIDES

FEED = "gtfs-flex.zip"
A_MONDAY = date(2026, 1, 5)  # of runs without a date
MARGIN = 0.01  # degrees around all roads: people are met up to about a kilometre from them
ROUNDING = 1e-9  # share of areas that is no overlap
EPOCH = (1980, 1, 1, 0, 0, 0)  # of the files in the zip: the same run gives the same bytes
_WEEKDAYS = (DayType.SCHOOL_DAY, DayType.HOLIDAY_WEEKDAY)


def export_gtfs_flex(results: Path, folder: Path, first_day: date | None = None) -> list[Path]:
    """Write a zip with the ridepooling services of a run. first_day: for a run whose scenario has no date.

    Raises ResultError, also for a run without ridepooling.
    """
    scenario = read_yaml(results, "scenario")
    known = first_day_in(scenario)
    if known is not None and first_day not in (None, known):
        raise ResultError(f"--first-day: {first_day}, but the scenario of {results} begins on {known}")
    services = on_demand_services(results, scenario)
    if not services:
        raise ResultError(f"{results}: has no service on demand, so there is nothing that GTFS-Flex could tell")
    title = f"{scenario.get('name', 'Elbe DRT')} (simulated)"  # every app shows it as who runs the services
    types = {} if known is None else _types(results, known)
    files = flex_files(services, Publication(title, results.resolve().name, known or first_day or A_MONDAY, types))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FEED
    path.write_bytes(_zipped(files))
    return [path]


def on_demand_services(results: Path, scenario: Mapping[str, Any]) -> list[OnDemand]:
    """Return the ridepooling services of a run as it had them. Raises ResultError."""
    stops = read_if_any(results, "service_stops")
    names = [service.name for service in read_services(results) if service.kind == RIDES]
    sections = scenario.get("services")
    if not isinstance(sections, Mapping) or not set(names) <= set(sections):
        raise ResultError(f"{results}: scenario.yaml does not fit the services of the run")
    return _told_apart([_service(results, name, sections[name], _stops_of(stops, name)) for name in names])


def _told_apart(services: list[OnDemand]) -> list[OnDemand]:
    """Return services of which no two call different places by the same id."""
    known: dict[str, Stop | Zone] = {}
    return [
        replace(
            service,
            stops=tuple(replace(s, stop_id=_own_id(s.stop_id, s, service.name, known)) for s in service.stops),
            zones=tuple(replace(z, zone_id=_own_id(z.zone_id, z, service.name, known)) for z in service.zones),
        )
        for service in services
    ]


def _own_id(told: str, place: Stop | Zone, service: str, known: dict[str, Stop | Zone]) -> str:
    """Return the id of a place, with that of its service in front where it is another's already."""
    return told if known.setdefault(told, place) == place else f"{service}-{told}"


def _service(results: Path, name: str, section: Mapping[str, Any], stops: tuple[Stop, ...]) -> OnDemand:
    limits = list(section["limits"].values())
    horizons = [limit.get("booking_horizon_s") for limit in limits]
    horizon = None if None in horizons else max(horizons)
    notice = min(limit["notice_s"] for limit in limits)
    hours, restricted = _hours(section["hours"]), _refuses(section)
    told = OnDemand(name, name.capitalize(), hours, notice_s=notice, horizon_s=horizon, restricted=restricted)
    zones = _zones(results, name)
    apart = len(zones) > 1 and bool(section["zones"]["same"])
    if section["mode"] == "stop_based":
        return replace(told, stops=_inside(stops, zones))
    return replace(told, zones=zones if apart else _disjoint(zones) or _everywhere(results, name), apart=apart)


_REFUSING = ("reject", "offer_feeder", "drop")  # of what follows from a parallel journey


def _refuses(section: Mapping[str, Any]) -> bool:
    """Return whether requests may be refused that are in time and in the area."""
    parallel = section.get("parallel_service") or {"then": "tell"}
    if section.get("rules") or section.get("relations"):
        return True
    return parallel["then"] in _REFUSING and parallel["within_s"] > 0


def _disjoint(zones: tuple[Zone, ...]) -> tuple[Zone, ...]:
    """Return zones between which riders may go, as one where they overlap: no trip of a feed may have such."""
    areas = [shapely.geometry.shape(zone.geometry) for zone in zones]
    whole = united(areas)
    if whole.area >= (1 - ROUNDING) * sum(area.area for area in areas):
        return zones
    return (Zone("+".join(zone.zone_id for zone in zones), geojson_of(whole)),)


def _zones(results: Path, name: str) -> tuple[Zone, ...]:
    """Return the areas that a service keeps to; none where it has none."""
    table = read_if_any(results, "service_areas")
    if table is None:
        return ()
    ours = table[table["service"] == name]
    areas = zip(ours["area"].tolist(), ours["geometry"].tolist(), strict=True)
    return tuple(Zone(area, geojson_of(shapely.from_geojson(text))) for area, text in areas)


def _inside(stops: tuple[Stop, ...], zones: tuple[Zone, ...]) -> tuple[Stop, ...]:
    """Return the stops within the areas, all where there are none."""
    areas = [shapely.geometry.shape(zone.geometry) for zone in zones]
    return tuple(s for s in stops if not areas or any(shapely.intersects_xy(area, s.lon, s.lat) for area in areas))


def _stops_of(stops: pd.DataFrame | None, name: str) -> tuple[Stop, ...]:
    if stops is None:
        return ()
    ours = stops[stops["service"] == name] if "service" in stops else stops
    columns = (ours[name].tolist() for name in ("stop_id", "name", "lon", "lat"))
    return tuple(Stop(*row) for row in zip(*columns, strict=True))


def _hours(told: Any) -> dict[DayType, Span]:
    """Return the hours of each type of day that has any, as a resolved scenario tells them."""
    if isinstance(told, list):
        return dict.fromkeys(DayType, _span(told))
    own = {kind: told.get(kind.name.lower()) for kind in DayType}
    weekday = told.get("weekday")
    each = {kind: weekday if span is None and kind in _WEEKDAYS else span for kind, span in own.items()}
    return {kind: _span(span) for kind, span in each.items() if span is not None}


def _span(clocks: list[str]) -> Span:
    start, end = (parse_clock(clock) for clock in clocks)
    return start, end


def _everywhere(results: Path, name: str) -> tuple[Zone, ...]:
    """Return the area around all roads: from door to door people are met wherever there are some."""
    network = read_network(results / "network")
    hull = shapely.convex_hull(shapely.multipoints(np.column_stack([network.lon, network.lat])))
    area = hull.buffer(MARGIN, cap_style="square", join_style="mitre")
    return (Zone(f"area-of-{name}", geojson_of(area)),)


def _types(results: Path, first_day: date) -> dict[date, DayType]:
    """Return the types of the simulated days by date."""
    days = read_if_any(results, "days_input")
    if days is None:
        return {}
    numbers = zip(days["day"].tolist(), days["day_type"].tolist(), strict=True)
    return {first_day + timedelta(days=day): DayType(kind) for day, kind in numbers if day >= 0}


def _zipped(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text, compress_type=zipfile.ZIP_DEFLATED)
    return content.getvalue()
