"""GBFS snapshots of both versions, whole and broken, and our own ones that come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator import load_scenario, run
from simulator.errors import RequestFileError
from simulator.exchange.car_scenario import car_scenario
from simulator.exchange.gbfs_import import import_gbfs
from simulator.exchange.remarks import Kind, Remark, Remarks
from simulator.exchange.shared_cars import CarKind, CarStation, SharedCars
from simulator.experiments.publish import write_run
from simulator.report.exports.tables import export_gbfs_snapshot
from simulator.scenario.catalogue import bundled_folder
from tests.cli import test_least_scenarios as least

TYPES = [
    {"vehicle_type_id": "small", "form_factor": "car", "rider_capacity": 4, "propulsion_type": "electric",
     "max_range_meters": 180_000, "return_constraint": "roundtrip_station"},
    {"vehicle_type_id": "van", "form_factor": "car", "rider_capacity": 8, "propulsion_type": "combustion_diesel",
     "max_range_meters": 600_000, "return_constraint": "roundtrip_station"},
]  # fmt: skip
STATIONS = [
    {"station_id": "a", "name": [{"text": "Altdorf", "language": "de"}], "lat": 53.0, "lon": 12.0, "capacity": 3,
     "is_charging_station": True},
    {"station_id": "b", "name": [{"text": "Bergen", "language": "de"}], "lat": 53.01, "lon": 12.02, "capacity": 2},
]  # fmt: skip
STATUS = [
    {"station_id": "a", "num_vehicles_available": 1,
     "vehicle_types_available": [{"vehicle_type_id": "small", "count": 1}]},
    {"station_id": "b", "num_vehicles_available": 0, "vehicle_types_available": []},
]  # fmt: skip
VEHICLES = [
    {"vehicle_id": "1", "vehicle_type_id": "small", "station_id": "a", "is_reserved": False, "is_disabled": False},
    {"vehicle_id": "2", "vehicle_type_id": "small", "station_id": "a", "is_reserved": True, "is_disabled": False},
    {"vehicle_id": "3", "vehicle_type_id": "van", "station_id": "b", "is_reserved": True, "is_disabled": False},
]  # fmt: skip
DATA: dict[str, Any] = {
    "system_information": {"system_id": "k", "name": [{"text": "Kreis Auto", "language": "de"}]},
    "vehicle_types": {"vehicle_types": TYPES},
    "station_information": {"stations": STATIONS},
    "station_status": {"stations": STATUS},
    "vehicle_status": {"vehicles": VEHICLES},
}
WANTED = SharedCars(
    "Kreis Auto",
    "round_trip",
    (CarKind("small", 4, "battery", 180_000.0), CarKind("van", 8, "diesel", 600_000.0)),
    (
        CarStation("a", "Altdorf", (12.0, 53.0), 3, 2, "small", 3),  # one available, one reserved
        CarStation("b", "Bergen", (12.02, 53.01), 2, 1, "van", 0),
    ),
)


def snapshot(folder: Path, files: dict[str, Any] | None = None) -> Path:
    """Write a snapshot, with some files in place of its own, or none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in {**DATA, **(files or {})}.items():
        if data is not None:
            (folder / f"{name}.json").write_text(json.dumps({"version": "3.0", "ttl": 0, "data": data}))
    return folder


def read(folder: Path, files: dict[str, Any] | None = None) -> tuple[SharedCars, list[Remark]]:
    remarks = Remarks()
    return import_gbfs(snapshot(folder, files), remarks), sorted(remarks.found)


def changed(entries: list[dict[str, Any]], number: int, **values: Any) -> list[dict[str, Any]]:
    """Return a list with other values in one entry; None: without them."""
    kept = {key: value for key, value in {**entries[number], **values}.items() if value is not None}
    return [kept if place == number else entry for place, entry in enumerate(entries)]


def test_a_snapshot_by_hand(tmp_path) -> None:
    cars, remarks = read(tmp_path)
    assert cars == WANTED
    assert [(remark.kind, remark.field) for remark in remarks] == [("assumed", "services.*.stations.chargers")]


def test_version_2_says_the_same(tmp_path) -> None:
    old_stations = [{**station, "name": station["name"][0]["text"]} for station in STATIONS]
    before = {"num_vehicles_available": "num_bikes_available"}
    old_status = [{before.get(key, key): value for key, value in one.items()} for one in STATUS]
    files = {
        "system_information": {"system_id": "k", "name": "Kreis Auto", "language": "de"},
        "station_information": {"stations": old_stations},
        "station_status": {"stations": old_status},
        "vehicle_status": None,
        "free_bike_status": {"bikes": [{"bike_id": car["vehicle_id"], **car} for car in VEHICLES]},
    }
    assert read(tmp_path, files)[0] == WANTED


def test_stations_that_count_without_types_count_cars_where_all_are_cars(tmp_path) -> None:
    plain = [{"station_id": "a", "num_bikes_available": 2, "num_bikes_disabled": 1}]
    files = {
        "station_status": {"stations": plain},
        "vehicle_status": None,
        "vehicle_types": {"vehicle_types": TYPES[:1]},
    }
    assert [station.cars for station in read(tmp_path, files)[0].stations] == [3, 0]


def test_bikes_are_left_out_and_a_feed_of_bikes_is_refused(tmp_path) -> None:
    bike = {"vehicle_type_id": "bike", "form_factor": "bicycle", "propulsion_type": "human"}
    on_bike = {"vehicle_id": "9", "vehicle_type_id": "bike", "lat": 53.0, "lon": 12.0}
    files = {"vehicle_types": {"vehicle_types": [*TYPES, bike]}, "vehicle_status": {"vehicles": [*VEHICLES, on_bike]}}
    cars, remarks = read(tmp_path / "both", files)
    assert cars == WANTED
    assert ("differs", "form_factor", "bicycle") in [(one.kind, one.field, one.value) for one in remarks]
    for number, types in enumerate(({"vehicle_types": [bike]}, None)):
        with pytest.raises(RequestFileError, match="has no type with form_factor car; Elbe DRT shares cars only"):
            read(tmp_path / str(number), {"vehicle_types": types})


@pytest.mark.parametrize(
    ("files", "remark"),
    [
        ({"station_information": {"stations": [*STATIONS, {**STATIONS[0], "lat": 1.0}]}},
         ("/data/stations/2/station_id", "a", "is not there, or another's already")),
        ({"station_information": {"stations": [*STATIONS, {**STATIONS[0], "station_id": "z", "lat": 0, "lon": 0}]}},
         ("/data/stations/2/lat", "0, 0", "can be no place of a station")),
        ({"vehicle_status": {"vehicles": [*VEHICLES, {"vehicle_type_id": "tank", "station_id": "a"}]}},
         ("/data/vehicles/3/vehicle_type_id", "tank", "is no type of vehicle_types.json")),
        ({"vehicle_status": {"vehicles": [*VEHICLES, {"vehicle_type_id": "van", "station_id": "nowhere"}]}},
         ("station_id", "nowhere", "is no station that can be used")),
        ({"vehicle_status": {"vehicles": [*VEHICLES, {"vehicle_type_id": "van", "lat": "north", "lon": 12}]}},
         ("/data/vehicles/3/lat", "north, 12", "can be no place of a car")),
        ({"vehicle_types": {"vehicle_types": [*TYPES, {"form_factor": "car"}]}},
         ("/data/vehicle_types/2", "", "has no vehicle_type_id")),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_and_left_out(tmp_path, files, remark) -> None:
    cars, remarks = read(tmp_path, files)
    assert cars == WANTED
    assert [(one.field, one.value, one.problem) for one in remarks if one.kind is Kind.REPAIRED] == [remark]


def test_too_few_places_are_made_enough(tmp_path) -> None:
    cars, remarks = read(tmp_path, {"station_information": {"stations": changed(STATIONS, 0, capacity=1)}})
    assert cars.stations[0].capacity == 2
    assert ("repaired", "/data/stations/0/capacity", "1", "2") in [
        (one.kind, one.field, one.value, one.read_as) for one in remarks
    ]


def test_places_that_are_not_told_are_cars_and_free_docks(tmp_path) -> None:
    files = {
        "station_information": {"stations": changed(STATIONS, 0, capacity=None)},
        "station_status": {"stations": changed(STATUS, 0, num_docks_available=4)},
    }
    cars, remarks = read(tmp_path, files)
    assert cars.stations[0].capacity == 2 + 4
    assert "services.*.stations.a.capacity" in {one.field for one in remarks if one.kind is Kind.ASSUMED}


def test_ids_that_a_scenario_does_not_take_get_others(tmp_path) -> None:
    files = {
        "station_information": {"stations": changed(STATIONS, 1, station_id="Bürgerhaus / Süd")},
        "station_status": None,
        "vehicle_status": {"vehicles": changed(VEHICLES, 2, station_id="Bürgerhaus / Süd")},
    }
    cars, remarks = read(tmp_path, files)
    assert [(one.station_id, one.cars) for one in cars.stations] == [("a", 2), ("buergerhaus-sued", 1)]
    assert [one.read_as for one in remarks if one.kind is Kind.DIFFERS] == ["buergerhaus-sued"]


def test_several_kinds_at_a_station_are_told(tmp_path) -> None:
    cars, remarks = read(tmp_path, {"vehicle_status": {"vehicles": changed(VEHICLES, 2, station_id="a")}})
    assert (cars.stations[0].cars, cars.stations[0].kind) == (3, "small")
    assert [one.value for one in remarks if one.kind is Kind.DIFFERS] == ["2 small, 1 van"]


FREE = [
    {"vehicle_id": "1", "vehicle_type_id": "small", "lat": 53.00, "lon": 12.00},
    {"vehicle_id": "2", "vehicle_type_id": "small", "lat": 53.02, "lon": 12.04},
]


def zones(**rules: Any) -> dict[str, Any]:
    ring = [[12.0, 53.0], [12.1, 53.0], [12.1, 53.1], [12.0, 53.1], [12.0, 53.0]]
    feature = {
        "type": "Feature", "properties": {"name": "town", "rules": [rules] if rules else []},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
    }  # fmt: skip
    return {"geofencing_zones": {"type": "FeatureCollection", "features": [feature]}}


@pytest.mark.parametrize(
    ("rules", "name"),
    [
        ({}, "town"),
        ({"ride_end_allowed": True}, "town"),
        ({"ride_allowed": True, "vehicle_type_id": ["small"]}, "town"),
        ({"ride_end_allowed": False}, "around the cars"),
        ({"ride_end_allowed": False, "vehicle_type_ids": ["bike"]}, "town"),
    ],
)
def test_free_cars_are_counted_and_left_in_zones_that_allow_it(tmp_path, rules, name) -> None:
    files = {
        "vehicle_types": {"vehicle_types": [{**kind, "return_constraint": "free_floating"} for kind in TYPES]},
        "station_information": None, "station_status": None,
        "vehicle_status": {"vehicles": FREE}, "geofencing_zones": zones(**rules),
    }  # fmt: skip
    cars, _ = read(tmp_path, files)
    assert (cars.mode, [kind.count for kind in cars.kinds], cars.at) == (
        "free_floating",
        [2, 0],
        ((12.0, 53.0), (12.04, 53.02)),
    )
    assert [zone for zone, _ in cars.zones] == [name]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"vehicle_status": None, "station_status": None}, "no car stands anywhere"),
        ({"station_information": {"stations": []}}, "no station with cars can be used"),
        ({"station_status": "broken"}, "station_status.json: data: expected an object"),
    ],
)
def test_snapshots_without_cars_are_refused(tmp_path, files, message) -> None:
    with pytest.raises(RequestFileError) as refused:
        read(tmp_path, files)
    assert message in str(refused.value)


def test_broken_files_are_told_with_their_places_all_at_once(tmp_path) -> None:
    folder = snapshot(tmp_path)
    (folder / "vehicle_types.json").write_text('{\n "data": {,}}')
    (folder / "station_status.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RequestFileError) as refused:
        import_gbfs(folder, Remarks())
    assert "vehicle_types.json:2:11: this is no JSON" in str(refused.value)
    assert "station_status.json: this is no JSON in UTF-8" in str(refused.value)


def own_snapshot_comes_back(result: Any, folder: Path) -> None:
    """Check that where all cars stand at home, a snapshot tells stations, kinds and cars as they were given."""
    written = write_run(result, folder / "results", {}, figures=False)
    export_gbfs_snapshot(written, folder / "gbfs", at_s=0)
    remarks = Remarks()
    cars = import_gbfs(folder / "gbfs", remarks)
    assert remarks.of(Kind.REPAIRED) == []
    (service,) = result.inputs_with_cars
    given = result.inputs_with_cars[service]
    at_home = given.cars["station"].value_counts()
    expected = [
        (row.station_id, row.name, (round(row.lon, 6), round(row.lat, 6)), row.capacity, at_home.get(row.station, 0))
        for row in given.stations.itertuples(index=False)
    ]
    assert [(one.station_id, one.name, one.place, one.capacity, one.cars) for one in cars.stations] == expected
    assert {kind.name for kind in cars.kinds} == set(given.cars["car_type"])
    for row in given.cars.itertuples(index=False):
        (kind,) = (kind for kind in cars.kinds if kind.name == row.car_type)
        assert (kind.seats, kind.drivetrain) == (row.seats, row.drivetrain)


def test_the_least_service_comes_back(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "network").symlink_to(bundled_folder() / "tiny" / "network")
    for name, text in (("cars.yaml", least.CARS), ("stations.csv", least.STATIONS), ("bookings.csv", least.BOOKINGS)):
        (tmp_path / name).write_text(text)
    own_snapshot_comes_back(run(load_scenario("cars.yaml", allow_outside_paths=True)), tmp_path)


FREE_CARS = """
name: free
network: {file: network}
services:
  cars:
    kind: carsharing
    mode: free_floating
    zones:
      - {name: north, polygon: [[11.9, 53.04], [12.1, 53.04], [12.1, 53.1], [11.9, 53.1]]}
      - {name: south, polygon: [[11.9, 52.9], [12.1, 52.9], [12.1, 53.01], [11.9, 53.01]]}
    car_types: {small: {seats: 2, count: 3}, large: {seats: 5, count: 1}}
    demand: {synthetic: {bookings_per_day: 1, localities: localities.csv}}
"""


def test_free_cars_and_their_zones_come_back(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "network").symlink_to(bundled_folder() / "tiny" / "network")
    (tmp_path / "cars.yaml").write_text(FREE_CARS)
    (tmp_path / "localities.csv").write_text("locality,lon,lat,population\nA,12.0,53.0,100\nC,12.0,53.09,100\n")
    result = run(load_scenario("cars.yaml", allow_outside_paths=True))
    export_gbfs_snapshot(write_run(result, tmp_path / "results", {}, figures=False), tmp_path / "gbfs", at_s=0)
    cars = import_gbfs(tmp_path / "gbfs", Remarks())
    assert (cars.mode, [(kind.name, kind.seats, kind.count) for kind in cars.kinds]) == (
        "free_floating", [("small", 2, 3), ("large", 5, 1)],
    )  # fmt: skip
    given = result.world.scenario.services["cars"].zones
    assert [name for name, _ in cars.zones] == [zone.name for zone in given]
    assert [set(corners) for _, corners in cars.zones] == [set(zone.polygon) for zone in given]


@pytest.mark.slow  # half a minute
def test_the_bundled_service_comes_back(tmp_path) -> None:
    first_day = ["calendar.warm_up=0", "calendar.days=1"]  # later on, some cars are with customers
    own_snapshot_comes_back(run(load_scenario("prignitz/carsharing", first_day)), tmp_path)


def test_a_battery_is_as_large_as_its_range_wants(tmp_path) -> None:
    draft = car_scenario(WANTED, None, Remarks())
    small, van = (draft.data["services"]["kreis-auto"]["car_types"][name] for name in ("small", "van"))
    # 180 km at 0.159 kWh/km are 28.62 kWh, nine tenths of 31.8
    assert small == {"model": "small-e-car", "seats": 4, "store": "31.800 kWh"}
    assert van == {"seats": 8, "drivetrain": "diesel"}
    assert draft.files["stations.csv"].splitlines()[1] == "a,Altdorf,12.000000,53.000000,3,2,small,3"
