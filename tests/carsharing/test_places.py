"""Stations, their chargers and the cars as tables, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.demand.streams import stream
from simulator.errors import ScenarioError
from simulator.services.carsharing.places import CarPlaces, car_places, in_zones
from simulator.services.carsharing.schema import Zone
from simulator.world.sites import site_table
from tests.carsharing.worlds import scenario_of, station
from tests.worlds import line_network

LINE = line_network(10)
E_CAR = {"drivetrain": "battery", "energy": "0.2 kWh/km", "store": "30 kWh", "reserve": "5 kWh", "charge_ac": "7 kW"}
SITE = {"name": "town", "lon": 12.0, "lat": float(LINE.lat[4]), "plugs": 2, "power": "11 kW"}


def places_of(sharing: dict[str, Any], vehicles: int = 0, **more: Any) -> CarPlaces:
    scenario = scenario_of(sharing, **more)
    return car_places(scenario.parts[0], LINE, site_table(scenario, LINE), vehicles)


def test_chargers_of_stations_are_sites_behind_the_others() -> None:
    """22 kW are still drawn as alternating current; a station may share a site, or have none."""
    stations = [
        station(LINE, 1),
        station(LINE, 2, name="Mill", chargers=3, charger="22 kW"),
        station(LINE, 3, site="town"),
        station(LINE, 5, chargers=2, charger="50 kW", grid="63.5 kW", capacity=7),
    ]
    places = places_of({"stations": stations}, energy={"sites": [SITE]})
    told = ["station", "station_id", "name", "node", "capacity", "site"]
    assert places.stations[told].to_numpy().tolist() == [
        [0, "s1", "s1", 1, 3, -1],
        [1, "s2", "Mill", 2, 3, 1],
        [2, "s3", "s3", 3, 3, 0],
        [3, "s5", "s5", 5, 7, 2],
    ]
    own = places.sites.iloc[1:]
    assert own.drop(columns=["lon", "lat"]).to_numpy().tolist() == [
        [1, "Mill: car-sharing", 2, "electricity", 3, 22_000, False, 66_000, 0, 86_400],
        [2, "s5: car-sharing", 5, "electricity", 2, 50_000, True, 63_500, 0, 86_400],
    ]
    assert own["lat"].tolist() == [float(LINE.lat[2]), float(LINE.lat[5])]
    assert places.sites["name"].to_dict() == {0: "town", 1: "Mill: car-sharing", 2: "s5: car-sharing"}


def test_without_chargers_of_their_own_the_sites_are_as_they_were() -> None:
    places = places_of({"stations": [station(LINE, 1)]}, energy={"sites": [SITE]})
    assert places.sites["name"].tolist() == ["town"]


def test_cars_are_numbered_behind_other_vehicles_and_begin_with_their_level() -> None:
    kinds = {"small": {"seats": 2, **E_CAR}, "old": {"seats": 5, "drivetrain": "diesel"}}
    off = float(LINE.lat[3]) + 0.0005  # some 50 m from the node
    stations = [{**station(LINE, 3, cars=2), "lon": 12.0005, "lat": off}, station(LINE, 6, cars=1, car_type="old")]
    cars = places_of({"stations": stations, "car_types": kinds, "start_level": 0.75}, vehicles=4).cars
    told = ["vehicle", "car_id", "car_type", "station", "node", "seats"]
    assert cars[told].to_numpy().tolist() == [
        [4, "s3-1", "small", 0, 3, 2],
        [5, "s3-2", "small", 0, 3, 2],
        [6, "s6-1", "old", 1, 6, 5],
    ]
    assert cars["lon"].tolist() == [12.0005, 12.0005, 12.0]
    assert cars["lat"].tolist() == [off, off, float(LINE.lat[6])]
    assert cars["start_kwh"].fillna(-1).tolist() == [22.5, 22.5, -1]
    assert cars["reserve_kwh"].fillna(-1).tolist() == [5, 5, -1]


def test_only_batteries_limit_how_far_a_car_gets() -> None:
    """Who drives another car refuels it on the way, though its tank is told."""
    kinds = {
        "small": E_CAR,
        "gas": {"drivetrain": "hydrogen", "energy": "1 kg H2/100km", "store": "5 kg H2", "charge_dc": "1 kg H2/min"},
    }
    stores = places_of({"stations": [station(LINE, 1)], "car_types": kinds}).stores
    assert stores["small"] is not None
    assert stores["small"].capacity_mwh == 30_000_000
    assert stores["gas"] is None


def zone(first: int, last: int) -> dict[str, Any]:
    south, north = float(LINE.lat[first]) - 0.001, float(LINE.lat[last]) + 0.001
    return {"name": f"{first} to {last}", "polygon": [(11.9, south), (12.1, south), (12.1, north), (11.9, north)]}


def floating(**more: Any) -> CarPlaces:
    kinds = {"small": {"count": 30}, "large": {"count": 10}}
    return places_of({"mode": "free_floating", "zones": [zone(2, 3), zone(6, 7)], "car_types": kinds, **more}, seed=3)


def test_cars_that_float_freely_stand_anywhere_in_the_zones() -> None:
    """One number for each car, each of the four nodes for a quarter of them."""
    cars = floating().cars
    drawn = stream(3, "cars").random(40)
    assert cars["node"].tolist() == [(2, 3, 6, 7)[int(4 * share)] for share in drawn]
    assert set(cars["station"]) == {-1}
    assert cars["car_id"].tolist() == [f"small-{n}" for n in range(1, 31)] + [f"large-{n}" for n in range(1, 11)]
    assert cars["car_type"].tolist() == ["small"] * 30 + ["large"] * 10
    assert cars["lat"].tolist() == [float(LINE.lat[node]) for node in cars["node"]]
    assert set(cars["lon"]) == {12.0}


def homes(folder: Path, people: dict[int, float]) -> dict[str, Any]:
    """Localities at nodes."""
    rows = [f"at {node},12.0,{LINE.lat[node]},{count}" for node, count in people.items()]
    (folder / "homes.csv").write_text("\n".join(["locality,lon,lat,population", *rows]), encoding="utf-8")
    return {"synthetic": {"bookings_per_day": 1, "localities": str(folder / "homes.csv")}}


def test_cars_that_float_freely_stand_where_people_live(tmp_path: Path) -> None:
    """Three of four people live at node 3, the others at node 6; those at node 9 are out of the zones."""
    cars = floating(demand=homes(tmp_path, {9: 500, 3: 0.3, 6: 0.1})).cars
    assert cars["node"].tolist() == [3 if share < 0.75 else 6 for share in stream(3, "cars").random(40)]
    assert set(cars["node"]) == {3, 6}
    nobody = floating(demand=homes(tmp_path, {9: 500})).cars
    assert nobody["node"].tolist() == floating().cars["node"].tolist()


def test_every_mistake_of_zones_is_told() -> None:
    bow = [(11.9, 52.9), (12.1, 53.1), (12.1, 52.9), (11.9, 53.1)]
    crossed = {"name": "bow", "polygon": bow}
    with pytest.raises(ScenarioError) as caught:
        floating(zones=[crossed, zone(2, 3), crossed])
    assert [problem.key for problem in caught.value.problems] == [
        f"services.cars.zones[{number}].polygon" for number in (0, 2)
    ]
    away = {"name": "away", "polygon": [(10, 50), (11, 50), (11, 51)]}
    with pytest.raises(ScenarioError) as caught:
        floating(zones=[away])
    assert [(problem.key, problem.message) for problem in caught.value.problems] == [
        ("services.cars.zones", "no road lies in any zone")
    ]


def test_a_place_is_in_a_zone_if_it_is_in_any_of_them() -> None:
    square = [(0, 0), (2, 0), (2, 2), (0, 2)]
    zones = (Zone(name="a", polygon=square), Zone(name="b", polygon=[(x + 1, y) for x, y in square]))
    lon = np.array([0.5, 1.5, 2.5, 3.0, 3.5])
    assert in_zones(zones, lon, np.ones(5)).tolist() == [True, True, True, True, False]
    assert in_zones((), lon, np.ones(5)).tolist() == [False] * 5
