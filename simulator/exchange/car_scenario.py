"""A car-sharing service as a scenario: what a feed says with its source, all else as assumptions by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import shapely

from simulator.exchange.coordinates import Point
from simulator.exchange.draft import NETWORK, Draft
from simulator.exchange.file_text import csv_text
from simulator.exchange.ledger import Entry, assumed, tell_assumptions, told, words
from simulator.exchange.names import slug
from simulator.exchange.reach import stations_in_reach
from simulator.exchange.remarks import Remarks
from simulator.exchange.roads import Roads
from simulator.exchange.shared_cars import CarKind, SharedCars

MODEL = "small-e-car"  # of battery cars, whose feed tells their range only: assumption
KWH_PER_KM, RESERVE = 0.159, 0.1  # of that model
BOOKINGS_A_DAY = 1.0  # of each car: assumption
PEOPLE = 100  # assumption: around every station alike
LOCALITIES, STATIONS = "localities.csv", "stations.csv"


def car_scenario(cars: SharedCars, network: Path | None, remarks: Remarks) -> Draft:
    """Return the scenario of an imported service and its files. Raises NetworkError."""
    places = [station.place for station in cars.stations]
    zones = [shapely.Polygon(corners) for _, corners in cars.zones]
    roads = Roads(network, shapely.union_all([*zones, *shapely.points(places)] if places else zones))
    cars = replace(cars, stations=stations_in_reach(cars.stations, roads, remarks))
    service = slug(cars.name, otherwise="cars")
    number = sum(station.cars for station in cars.stations) + sum(kind.count for kind in cars.kinds)
    homes = [station.place for station in cars.stations] or [place for zone in zones for place in roads.places_in(zone)]
    files = {LOCALITIES: csv_text(("locality", "lon", "lat", "population"), _rows(homes))}
    if cars.stations:
        files[STATIONS] = _stations(cars)
    ledger = _ledger(cars, f"services.{service}")
    tell_assumptions(ledger, remarks)
    data = {
        "name": service,
        "title": words(f"{cars.name} as it publishes itself", f"{cars.name}, wie veröffentlicht"),
        "description": words(
            "Imported from GBFS. Demand and energy are assumptions; see repairs.csv.",
            "Aus GBFS eingelesen. Nachfrage und Energie sind Annahmen; siehe repairs.csv.",
        ),
        "calendar": {"days": 7},
        "network": roads.section(NETWORK),
        "services": {service: _service(cars, max(1.0, BOOKINGS_A_DAY * number))},
        "assumptions": ledger,
    }
    return Draft(data, files, sorted(remarks.found), network)


def _service(cars: SharedCars, bookings: float) -> dict[str, Any]:
    where: dict[str, Any] = {"stations_file": STATIONS}
    if not cars.stations:
        where = {"zones": [{"name": name, "polygon": [list(corner) for corner in zone]} for name, zone in cars.zones]}
    return {
        "kind": "carsharing",
        "mode": cars.mode,
        **where,
        "car_types": {kind.name: _kind(kind) for kind in cars.kinds},
        "demand": {"synthetic": {"bookings_per_day": bookings, "localities": LOCALITIES}},
    }


def _kind(kind: CarKind) -> dict[str, Any]:
    told: dict[str, Any] = {"seats": kind.seats}
    if kind.count:
        told["count"] = kind.count
    if kind.drivetrain != "battery":
        return {**told, "drivetrain": kind.drivetrain}
    if kind.range_m is not None:
        told["store"] = f"{kind.range_m / 1000 * KWH_PER_KM / (1 - RESERVE):.3f} kWh"
    return {"model": MODEL, **told}


def _stations(cars: SharedCars) -> str:
    header = ("id", "name", "lon", "lat", "capacity", "cars", "car_type", "chargers")
    rows = [
        (
            one.station_id, one.name, f"{one.place[0]:.6f}", f"{one.place[1]:.6f}", one.capacity, one.cars,
            one.kind or "", one.chargers,
        )
        for one in cars.stations
    ]  # fmt: skip
    return csv_text(header, rows)


def _rows(places: list[Point]) -> list[tuple[str, str, str, int]]:
    return [(f"place {number + 1}", f"{lon:.6f}", f"{lat:.6f}", PEOPLE) for number, (lon, lat) in enumerate(places)]


def _ledger(cars: SharedCars, key: str) -> dict[str, Entry]:
    """Return where the values of the service come from."""
    source = told(f"GBFS of {cars.name}", f"GBFS von {cars.name}")
    ledger = {
        f"{key}.demand.synthetic": assumed(
            "one booking a day for each car, from places that are all alike",
            "eine Buchung am Tag je Auto, von Orten, die alle gleich sind",
        ),
        f"{key}.car_types": source,
        f"{key}.stations_file" if cars.stations else f"{key}.zones": source,
    }
    for kind in cars.kinds:
        if kind.drivetrain == "battery":
            ledger[f"{key}.car_types.{kind.name}.model"] = assumed(
                f"as {MODEL}, with a battery for the range of the feed",
                f"wie {MODEL}, mit einer Batterie für die Reichweite des Feeds",
            )
    return ledger
