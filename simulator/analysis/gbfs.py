"""Export of a car-sharing service as a GBFS 3.0 snapshot (General Bikeshare Feed Specification, MobilityData)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.polygon import orient

from simulator.analysis.car_states import CarState, cars_at
from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.days import NO_CHANGE, LocalClock
from simulator.tables import NO_TIME

VERSION = "3.0"
ZONE = "Europe/Berlin"
LANGUAGE = "en"
RESERVED_AHEAD_S = 1800  # a car whose next booking begins within that time counts as reserved
UNLIMITED_RANGE_M = 400_000  # of cars whose energy is not limited; customers refuel them
CONTACT = "nobody@example.org"
PLACE_OF_FEEDS = "https://example.org/gbfs"
_PROPULSION = {"battery": "electric", "hydrogen": "hydrogen_fuel_cell", "diesel": "combustion_diesel"}

Feeds = dict[str, dict[str, Any]]


class Moment(NamedTuple):
    """When a snapshot is taken: at a simulated time [s], of days since that date, by that clock."""

    at_s: int
    first_day: date
    clock: LocalClock = NO_CHANGE

    def shown(self, time_s: int) -> str:
        """Return what clocks show at a simulated time, as RFC 3339 has it."""
        local_s = self.clock.local(time_s)
        shown = datetime.combine(self.first_day, time()) + timedelta(seconds=local_s)
        # What clocks show twice is meant the first time, unless it is the second.
        return shown.replace(tzinfo=ZoneInfo(ZONE), fold=int(self.clock.true(local_s) != time_s)).isoformat()


def gbfs_feeds(
    events: pd.DataFrame,
    inputs: CarsharingInputs,
    sites: pd.DataFrame,
    moment: Moment,
    *,
    system: str,
    zones: Sequence[Mapping[str, Any]] = (),
) -> Feeds:
    """Return the files of a snapshot by name.

    events: the whole log. sites: see ``tables.SITE_DTYPES``. system: identifier and name of the service. zones: where
    free-floating cars may be left, as a resolved scenario has them. Cars in the hands of customers, or driven by staff,
    are in no file, as the specification says.
    """
    at_s = moment.at_s
    states = cars_at(events, inputs, sites, at_s)
    data: dict[str, dict[str, Any]] = {
        "system_information": _system(system),
        "vehicle_types": {"vehicle_types": _vehicle_types(inputs)},
        "vehicle_status": {"vehicles": [v for v in (_vehicle(inputs, s, moment) for s in states) if v]},
    }
    if len(inputs.stations):
        data["station_information"] = {"stations": _stations(inputs)}
        data["station_status"] = {"stations": _station_status(inputs, states, moment)}
    if zones:
        data["geofencing_zones"] = _geofencing(zones)
    files = [{"name": name, "url": f"{PLACE_OF_FEEDS}/{name}.json"} for name in sorted(data)]
    data["gbfs"] = {"feeds": files}
    head = {"last_updated": moment.shown(at_s), "ttl": 0, "version": VERSION}
    return {name: {**head, "data": content} for name, content in data.items()}


def export_gbfs(feeds: Feeds, folder: Path) -> list[Path]:
    """Write every file of a snapshot into a folder, which is made if need be; return the files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, feed in sorted(feeds.items()):
        path = folder / f"{name}.json"
        path.write_text(json.dumps(feed, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def _text(words: str) -> list[dict[str, str]]:
    return [{"text": words, "language": LANGUAGE}]


def _system(name: str) -> dict[str, Any]:
    return {
        "system_id": name,
        "languages": [LANGUAGE],
        "name": _text(name),
        "opening_hours": "24/7",
        "feed_contact_email": CONTACT,
        "timezone": ZONE,
    }


def _vehicle_types(inputs: CarsharingInputs) -> list[dict[str, Any]]:
    one_way = (inputs.bookings["end_station"] >= 0).any()
    returned = "free_floating" if not len(inputs.stations) else "any_station" if one_way else "roundtrip_station"
    return [
        {
            "vehicle_type_id": car.car_type,
            "form_factor": "car",
            "rider_capacity": int(car.seats),
            "propulsion_type": _PROPULSION[car.drivetrain],
            "max_range_meters": _range_m(car, car.store_kwh),
            "name": _text(car.car_type),
            "return_constraint": returned,
        }
        for car in _rows(inputs.cars.drop_duplicates("car_type"))
    ]


def _geofencing(zones: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return zones in which rides may end, and the rule that they may not end elsewhere."""
    allowed = {"ride_start_allowed": True, "ride_end_allowed": True, "ride_through_allowed": True}
    features = [
        {
            "type": "Feature",
            "properties": {"name": _text(str(zone["name"])), "rules": [allowed]},
            "geometry": json.loads(shapely.to_geojson(MultiPolygon([orient(Polygon(zone["polygon"]))]))),
        }
        for zone in zones
    ]
    return {
        "geofencing_zones": {"type": "FeatureCollection", "features": features},
        "global_rules": [{**allowed, "ride_end_allowed": False}],
    }


def _rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples(index=False))


def _range_m(car: Any, level_kwh: float) -> int:
    """Return how far a car gets without touching its reserve [m]."""
    if pd.isna(car.store_kwh) or not car.energy_kwh_per_km > 0:
        return UNLIMITED_RANGE_M
    return int(max(0.0, level_kwh - car.reserve_kwh) / car.energy_kwh_per_km * 1000)


def _is_reserved(state: CarState, at_s: int) -> bool:
    return state.next_start_s != NO_TIME and state.next_start_s <= at_s + RESERVED_AHEAD_S


def _is_available(state: CarState, at_s: int) -> bool:
    return not (state.in_use or state.with_staff or _is_reserved(state, at_s))


def _vehicle(inputs: CarsharingInputs, state: CarState, moment: Moment) -> dict[str, Any] | None:
    """Return a car as it is told; None while somebody drives it."""
    if state.in_use or state.moving:
        return None
    car: Any = inputs.cars.iloc[state.row]
    told: dict[str, Any] = {
        "vehicle_id": str(car.car_id),
        "lat": round(state.lat, 6),
        "lon": round(state.lon, 6),
        "is_reserved": _is_reserved(state, moment.at_s),
        "is_disabled": state.with_staff,
        "vehicle_type_id": str(car.car_type),
        "last_reported": moment.shown(moment.at_s),
        "current_range_meters": _range_m(car, 0.0 if state.level_kwh is None else state.level_kwh),
    }
    if state.level_kwh is not None:
        told["current_fuel_percent"] = round(min(1.0, state.level_kwh / car.store_kwh), 4)
    if state.station >= 0:
        told["station_id"] = str(inputs.stations["station_id"].iloc[state.station])
    if state.next_start_s > moment.at_s:
        told["available_until"] = moment.shown(state.next_start_s)
    return told


def _stations(inputs: CarsharingInputs) -> list[dict[str, Any]]:
    return [
        {
            "station_id": station.station_id,
            "name": _text(station.name),
            "lat": round(station.lat, 6),
            "lon": round(station.lon, 6),
            "capacity": int(station.capacity),
            "is_virtual_station": False,
            "is_charging_station": station.site >= 0,
        }
        for station in _rows(inputs.stations)
    ]


def _station_status(inputs: CarsharingInputs, states: Sequence[CarState], moment: Moment) -> list[dict[str, Any]]:
    kinds = inputs.cars["car_type"].tolist()
    told = []
    for station in _rows(inputs.stations):
        here = [state for state in states if state.station == station.station]
        free = [state for state in here if _is_available(state, moment.at_s)]
        counts = {kind: sum(kinds[state.row] == kind for state in free) for kind in dict.fromkeys(kinds)}
        told.append(
            {
                "station_id": station.station_id,
                "num_vehicles_available": len(free),
                "vehicle_types_available": [{"vehicle_type_id": k, "count": n} for k, n in counts.items()],
                "num_vehicles_disabled": sum(state.with_staff for state in here),
                "num_docks_available": int(station.capacity) - len(here),
                "is_installed": True,
                "is_renting": True,
                "is_returning": True,
                "last_reported": moment.shown(moment.at_s),
            }
        )
    return told
