"""From a GBFS snapshot, as it may be, to a car-sharing service."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from simulator.errors import Problem, RequestFileError
from simulator.exchange.areas import NoAreaError, area_of
from simulator.exchange.coordinates import Point, point
from simulator.exchange.gbfs_cars import Kinds, Standing, kinds_of, mode_of, standing_cars
from simulator.exchange.gbfs_files import Entry, GbfsFiles, read_gbfs_files, text_of
from simulator.exchange.names import slug
from simulator.exchange.remarks import Remarks, few
from simulator.exchange.shared_cars import CarKind, CarStation, SharedCars

STATIONS, ZONES = "station_information.json", "geofencing_zones.json"
AROUND_CARS = 0.01  # degrees around free-floating cars where no zone is told: assumption
MOST_CORNERS = 5000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


def import_gbfs(folder: Path, remarks: Remarks) -> SharedCars:
    """Read a snapshot leniently; what had to be mended is told. Raises RequestFileError if it has no cars."""
    files = read_gbfs_files(folder)
    kinds = kinds_of(files, remarks)
    if not kinds.cars:
        raise _refused(folder, "vehicle_types.json", "has no type with form_factor car; Elbe DRT shares cars only")
    standing = standing_cars(files, kinds, remarks)
    cars = standing.of_kinds
    if not cars.total():
        raise _refused(folder, "vehicle_status.json", "no car stands anywhere, at a station or free")
    mode = mode_of(kinds, cars, "station_information" in files.data, remarks)
    name = text_of(files.data.get("system_information", {}).get("name")) or folder.resolve().name
    if mode == "free_floating":
        return _floating(files, name, kinds, standing, remarks)
    stations = tuple(_Stations(files, kinds, standing, remarks).all())
    if not any(station.cars for station in stations):
        raise _refused(folder, STATIONS, "no station with cars can be used")
    if standing.free:
        remarks.differs(
            ("vehicle_status.json", 0, "station_id"), "", f"{len(standing.free)} cars are at none", "left out"
        )
    return SharedCars(name, mode, _counted(kinds, Counter()), stations)


def _refused(folder: Path, file: str, message: str) -> RequestFileError:
    return RequestFileError([Problem(str(folder / file), 0, 0, "", message)])


def _counted(kinds: Kinds, cars: Counter[str]) -> tuple[CarKind, ...]:
    return tuple(
        CarKind(kind.name, kind.seats, kind.drivetrain, kind.range_m, cars[name]) for name, kind in kinds.cars.items()
    )


class _Stations:
    """Reads stations."""

    def __init__(self, files: GbfsFiles, kinds: Kinds, standing: Standing, remarks: Remarks) -> None:
        self._files, self._kinds, self._standing, self._remarks = files, kinds, standing, remarks
        self._status = {str(entry.get("station_id")): entry for _, entry in files.entries("station_status")}

    def all(self) -> Iterator[CarStation]:
        """Give the stations in their order; what stands at unknown ones is told."""
        known, taken = set[str](), set[str]()
        for place, entry in self._files.entries("station_information"):
            named = str(entry.get("station_id", ""))
            at = point(entry.get("lon"), entry.get("lat"))
            if not named or named in known:
                self._left_out(f"{place}/station_id", named, "is not there, or another's already")
            elif at is None:
                self._left_out(
                    f"{place}/lat", f"{entry.get('lat')}, {entry.get('lon')}", "can be no place of a station"
                )
            else:
                known.add(named)
                station = self._station(place, named, entry, at, taken)
                taken.add(station.station_id)
                yield station
        if any(entry.get("is_charging_station") is True for _, entry in self._files.entries("station_information")):
            key = "services.*.stations.chargers"
            self._remarks.assumed(key, "", "how many there are at charging stations is not told", "one for every place")
        for named, cars in self._standing.at_stations.items():
            if named not in known:
                where = ("station_status.json", 0, "station_id")
                self._remarks.repaired(where, named, "is no station that can be used", f"{cars.total()} cars left out")

    def _station(self, place: str, named: str, entry: Entry, at: Point, taken: set[str]) -> CarStation:
        here = self._standing.at_stations.get(named, Counter())
        kind = here.most_common(1)[0][0] if here else None
        if len(here) > 1:
            shown = ", ".join(f"{number} {name}" for name, number in here.items())
            self._remarks.differs((STATIONS, 0, place), shown, f"stand at {named}", f"all are {kind}")
        capacity = self._capacity(place, named, entry, here.total())
        chargers = capacity if entry.get("is_charging_station") is True else 0
        name = text_of(entry.get("name")) or named
        return CarStation(self._id(place, named, taken), name, at, capacity, here.total(), kind, chargers)

    def _id(self, place: str, named: str, taken: set[str]) -> str:
        if _ID.fullmatch(named):
            return named
        ours = slug(named, taken, "station")
        self._remarks.differs((STATIONS, 0, f"{place}/station_id"), named, "has letters that ids here have not", ours)
        return ours

    def _capacity(self, place: str, named: str, entry: Entry, cars: int) -> int:
        told = entry.get("capacity")
        if not isinstance(told, int) or not 0 <= told <= 10_000:
            free = self._status.get(named, {}).get("num_docks_available")
            told = cars + (free if isinstance(free, int) and 0 <= free <= 10_000 else 0)
            self._remarks.assumed(
                f"services.*.stations.{named}.capacity", entry.get("capacity", ""), "is not told", str(told)
            )
        if told < cars:
            self._remarks.repaired((STATIONS, 0, f"{place}/capacity"), told, f"{cars} cars stand there", str(cars))
        return max(told, cars)

    def _left_out(self, place: str, value: str, problem: str) -> None:
        self._remarks.repaired((STATIONS, 0, place), value, problem, "left out")


def _floating(files: GbfsFiles, name: str, kinds: Kinds, standing: Standing, remarks: Remarks) -> SharedCars:
    """Return a service whose cars may be left anywhere in its zones."""
    at = tuple(place for _, place in standing.free)
    if standing.at_stations:
        shown = few(sorted(standing.at_stations))
        remarks.differs((STATIONS, 0, "station_id"), shown, "have cars", "free-floating cars have no stations")
    zones = tuple(_zones(files, kinds, remarks))
    if not zones and not at:
        raise _refused(files.folder, ZONES, "no zone and no car tells where cars may be left")
    if not zones:
        hull = shapely.convex_hull(shapely.multipoints(at)).buffer(AROUND_CARS)
        remarks.assumed("services.*.zones", "", "no zone is told in which rides may end", "the area around all cars")
        zones = (("around the cars", _corners(hull)),)
    remarks.differs(
        ("vehicle_status.json", 0, "lat"), "", "tells where each car stands", "cars begin where people live"
    )
    return SharedCars(name, "free_floating", _counted(kinds, standing.of_kinds), (), zones, at)


def _zones(files: GbfsFiles, kinds: Kinds, remarks: Remarks) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """Give the zones in which rides of cars may end."""
    collection: Any = files.data.get("geofencing_zones", {}).get("geofencing_zones", {})
    features = collection.get("features", []) if isinstance(collection, dict) else []
    for number, feature in enumerate(features if isinstance(features, list) else []):
        place = (ZONES, 0, f"/data/geofencing_zones/features/{number}")
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or not _may_end(properties.get("rules"), kinds):
            continue
        try:
            area, _ = area_of(feature.get("geometry"))
        except NoAreaError as error:
            remarks.repaired(place, text_of(properties.get("name")), str(error), "left out")
            continue
        for part in getattr(area, "geoms", [area]):
            if part.interiors:
                remarks.differs(place, text_of(properties.get("name")), "has holes", "filled")
            yield text_of(properties.get("name")) or f"zone {number + 1}", _corners(part)


def _may_end(rules: object, kinds: Kinds) -> bool:
    """Return whether the first rule that is about cars lets them be left; without a rule they may."""
    for rule in rules if isinstance(rules, list) else []:
        about = rule.get("vehicle_type_ids", rule.get("vehicle_type_id")) if isinstance(rule, dict) else []
        if about is None or set(about) & set(kinds.cars):
            return bool(rule.get("ride_end_allowed", rule.get("ride_allowed", True)))
    return True


def _corners(area: shapely.Geometry) -> tuple[Point, ...]:
    """Return the outline of an area, with no more corners than a scenario takes."""
    tolerance = 1e-6
    while len(area.exterior.coords) > MOST_CORNERS:
        area, tolerance = area.simplify(tolerance), tolerance * 2
    return tuple((round(lon, 6), round(lat, 6)) for lon, lat in area.exterior.coords[:-1])
