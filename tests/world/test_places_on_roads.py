"""Whatever a scenario puts onto the roads lies on its street, between the junctions; what lies elsewhere is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.audit.all import audit
from simulator.analysis.audit.drives import Drives
from simulator.analysis.services import ride_events
from simulator.errors import InputError
from simulator.experiments.publish import write_run
from simulator.network.files import read_network, write_network
from simulator.network.travel_times import NO_WAY
from simulator.world import roads as roads_module
from simulator.world.build import World, build_world
from tests.network.worlds import DEGREE_M, network_of
from tests.worlds import cars_in, rides_in

FILES = {
    "requests.csv": "request_id,earliest_departure,origin_lon,origin_lat,destination_lon,destination_lat\n"
    "a,08:00,12.0,53.02,12.001,53.07\nb,08:05,12.0,53.07,12.0,53.02\nc,09:00,12.0,53.05,12.0,53.05\n",
    "stops.csv": "stop_id,lon,lat\nA,12.0,53.01\nB,12.0,53.03\nC,12.0,53.08\n",
    "stations.csv": "id,lon,lat,capacity,cars\ns1,12.0,53.04,2,1\ns2,12.0,53.06,2,1\n",
    "bookings.csv": "booking_id,start,end,station,end_station,origin_lon,origin_lat,destination_lon,destination_lat\n"
    "x,10:00,11:00,,,12.0,53.041,12.0,53.0605\n",
    "localities.csv": "locality,lon,lat,population\nmiddle,12.0,53.05,100\n",
    "scenario.yaml": """\
name: places
network: {file: network}
demand: {kind: file, requests_file: requests.csv}
services:
  s:
    kind: ridepooling
    mode: door_to_door
    hours: ["07:00", "20:00"]
    dwell: 60 s
    fleet:
      bus: {count: 1, seats: 8, depots: [{name: yard, lon: 12.0, lat: 53.033}], drivetrain: battery, energy: 1 kWh/km,
            store: 60 kWh, charge_ac: 22 kW}
    dispatch: {idle: {policy: waiting_place, places: [{name: corner, lon: 12.0, lat: 53.077}]}}
  cars:
    kind: carsharing
    mode: one_way
    stations_file: stations.csv
    car_types: {small: {seats: 4}}
    demand: {bookings_file: bookings.csv}
energy:
  sites: [{name: post, lon: 12.0, lat: 53.022, plugs: 1, power: 22 kW}]
""",
}


def long_road():
    """10 km to the north in ten minutes, and a parallel that bends away: not one junction between the ends."""
    north = 53.0 + 10_000 / DEGREE_M
    return network_of([12.0, 12.0, 12.05], [53.0, north, north], [(0, 1, 10_000, 600, False), (1, 2, 3345, 200, False)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_network(long_road(), tmp_path / "network")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def world_of(folder: Path, **changes: Any) -> World:
    return build_world(load_scenario(folder / "scenario.yaml", overrides(changes)))


def overrides(changes: dict[str, Any]) -> list[str]:
    return [f"{key.replace('__', '.')}={value}" for key, value in changes.items()]


def lat_of(world: World, nodes: object) -> list[float]:
    return world.network.lat[np.asarray(nodes)].round(4).tolist()


def test_everything_lies_where_it_is_told(folder) -> None:
    world = world_of(folder)
    assert lat_of(world, world.vehicles["depot_node"]) == pytest.approx([53.033], abs=1e-5)
    assert lat_of(world, rides_in(world).waiting_nodes) == pytest.approx([53.077], abs=1e-5)
    assert lat_of(world, world.sites["node"]) == pytest.approx([53.022], abs=1e-5)
    assert lat_of(world, cars_in(world).places.stations["node"]) == pytest.approx([53.04, 53.06], abs=1e-5)
    assert lat_of(world, world.requests["origin_node"]) == pytest.approx([53.02, 53.07, 53.05], abs=1e-5)
    assert lat_of(world, world.requests["destination_node"]) == pytest.approx([53.07, 53.02, 53.05], abs=1e-5)
    # 0.05 degrees of 10 km, a kilometre a minute
    assert world.requests["direct_s"].tolist() == pytest.approx([334, 334, 0], abs=1)
    assert world.requests["direct_m"].tolist() == pytest.approx([5560, 5560, 0], abs=1)
    # 67 m from the door to the street, with bends, at 4.5 km/h
    assert world.requests["egress_walk_m"].tolist() == pytest.approx([66.9 * 1.3, 0, 0], abs=1)
    assert world.requests["egress_walk_s"].iloc[0] == pytest.approx(87 / (4.5 / 3.6), abs=2)


def test_stops_lie_where_they_are_told_and_are_walked_to(folder) -> None:
    world = world_of(folder, services__s__mode="stop_based", stops_file=folder / "stops.csv")
    assert lat_of(world, rides_in(world).stops.table["node"]) == pytest.approx([53.01, 53.03, 53.08], abs=1e-5)
    assert world.requests["origin_stop"].tolist()[1:] == ["C", "B"]
    assert world.requests["access_walk_m"].iloc[1] == pytest.approx(0.01 * DEGREE_M * 1.3, abs=1)


def test_a_day_is_driven_from_door_to_door(folder) -> None:
    result = run(load_scenario(folder / "scenario.yaml"))
    world = result.world
    assert (
        audit(
            ride_events(result.events, result.services),
            world.requests,
            world.vehicles,
            Drives.on(world.roads),
            facilities=result.facilities,
        )
        == []
    )
    assert result.kpis["served"] >= 2
    written = write_run(result, folder / "results", {}, report=False, figures=False)
    drawn = read_network(written / "network")
    nodes = pd.read_parquet(written / "requests.parquet")["origin_node"]
    assert drawn.lat[nodes[:2]] == pytest.approx([53.02, 53.07], abs=1e-5)


def test_large_networks_know_times_between_the_same_places(folder, monkeypatch) -> None:
    small = world_of(folder)
    monkeypatch.setattr(roads_module, "ALL_NODES_UP_TO", 3)
    monkeypatch.setattr("simulator.network.travel_times.ALL_NODES_UP_TO", 3)
    large = world_of(folder)
    assert not large.roads.covers_all_nodes
    pd.testing.assert_frame_equal(large.requests, small.requests)


def test_who_lives_on_a_closed_street_is_cut_off(folder) -> None:
    change = "[{name: works, within: {lon: 12.05, lat: 53.0899, radius: 100 m}, closed: true}]"
    text = FILES["requests.csv"] + "d,10:00,12.02,53.0899,12.0,53.05\n"
    (folder / "requests.csv").write_text(text, encoding="utf-8")
    world = world_of(folder, network__changes=change)
    assert (world.requests["direct_s"] == NO_WAY).tolist() == [False, False, False, True]
    assert world.everyday.node_count == world.network.node_count
    assert len(world.everyday.edges) - len(world.network.edges) == 2  # both pieces of the street


SWAPPED = "lon and lat seem to be swapped"
FAR: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "stop": ("stops.csv", "B,12.0,53.03", "B,12.0,53.3", ("stops.csv:3: lon", '"B" is 23.4 km from the nearest road')),
    "stop, swapped": ("stops.csv", "B,12.0,53.03", "B,53.03,12.0", ("stops.csv:3: lon", SWAPPED)),
    "request": ("requests.csv", "b,08:05,12.0,53.07", "b,08:05,53.07,12.0", ("requests.csv:3: origin_lon", SWAPPED)),
    "depot": ("scenario.yaml", "lon: 12.0, lat: 53.033", "lat: 12.0, lon: 53.033", ("bus.depots", "'yard'", SWAPPED)),
    "waiting": ("scenario.yaml", "lon: 12.0, lat: 53.077", "lat: 12.0, lon: 53.077", ("idle.places", SWAPPED)),
    "site": ("scenario.yaml", "lon: 12.0, lat: 53.022", "lat: 12.0, lon: 53.022", ("energy.sites[0]", SWAPPED)),
    "station": ("stations.csv", "s1,12.0,53.04", "s1,53.04,12.0", ("stations.csv:2: lon", '"s1"', SWAPPED)),
    "booking": ("bookings.csv", "12.0,53.0605", "53.0605,12.0", ("bookings.csv:2: destination_lon", SWAPPED)),
    "locality": ("localities.csv", "12.0,53.05", "53.05,12.0", ("localities.csv:2: lon", "53.05, 12.0", SWAPPED)),
}


@pytest.mark.parametrize("case", FAR)
def test_what_lies_elsewhere_is_told(folder, case) -> None:
    file, old, new, expected = FAR[case]
    assert old in FILES[file]
    (folder / file).write_text(FILES[file].replace(old, new, 1), encoding="utf-8")
    changes: dict[str, Any] = {}
    if file == "stops.csv":
        changes = {"services__s__mode": "stop_based", "stops_file": folder / "stops.csv"}
    if file == "localities.csv":
        text = FILES["scenario.yaml"].replace(
            "{kind: file, requests_file: requests.csv}", "{kind: synthetic, localities: localities.csv}"
        )
        (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        world_of(folder, **changes)
    assert all(text in str(caught.value) for text in expected), str(caught.value)
