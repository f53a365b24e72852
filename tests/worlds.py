"""Tiny worlds for tests: a few nodes one can know by heart, any demand, any fleet."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from simulator.analysis.inputs import Facilities
from simulator.demand.forecast import mean_requests
from simulator.network.graph import RoadNetwork, make_network
from simulator.network.roads import Roads
from simulator.network.snapping import snapper_of
from simulator.network.travel_times import TravelTimes, build_travel_times
from simulator.scenario.models import Scenario
from simulator.services.ridepooling.requests import requests_on_roads
from simulator.services.ridepooling.world import RidepoolingWorld, both_ends, waiting_nodes
from simulator.tables import PEOPLE_DTYPES, table_of
from simulator.world.build import World
from simulator.world.disruptions import disruptions_of
from simulator.world.drivers import duty_tables
from simulator.world.fleet import fleet_tables
from simulator.world.sites import price_table, site_table

NO_CACHE = Path(os.devnull)  # no folder: tables of tiny networks are sooner computed than kept
DEGREE_M = 6_371_008.8 * np.pi / 180  # one degree of latitude


def line_network(nodes: int, *, spacing_m: float = 1000.0, speed_kph: float = 60.0) -> RoadNetwork:
    """Nodes 0, 1, 2, ... on a line to the north: with the defaults a minute apart."""
    return network_of([(i, i + 1, spacing_m) for i in range(nodes - 1)], nodes, spacing_m, speed_kph)


def network_of(
    edges: list[tuple[int, int, float]], nodes: int, spacing_m: float = 1000.0, speed_kph: float = 60.0
) -> RoadNetwork:
    """A two-way network; nodes lie on a line to the north, whatever the edges' lengths are."""
    lon, lat = np.full(nodes, 12.0), 53.0 + np.arange(nodes) * spacing_m / DEGREE_M
    u, v, length = (np.array(column) for column in zip(*edges, strict=True))
    table = pd.DataFrame(
        {
            "u": u.astype(np.int32),
            "v": v.astype(np.int32),
            "length": length.astype(float),
            "speed_kph": speed_kph,
            "travel_time": length / (speed_kph / 3.6),
            "oneway": False,
            "highway": "rural",
            "name": None,
            "kind": "road",
            "geometry": [
                shapely.to_wkb(shapely.LineString([(lon[a], lat[a]), (lon[b], lat[b])]))
                for a, b in zip(u, v, strict=True)
            ],
        }
    )
    return make_network("test", lon, lat, table)


def demand_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Requests between nodes; what a row does not say is the ordinary case."""
    ordinary = {
        "earliest_arrival_s": -1,
        "latest_arrival_s": -1,
        "origin_lon": np.nan,
        "origin_lat": np.nan,
        "destination_lon": np.nan,
        "destination_lat": np.nan,
        "party_size": 1,
        "wheelchairs": 0,
        "parcels": 0,
        "traveller_class": "adult",
        "purpose": "",
        "season_ticket": False,
    }
    full = [
        {"request_id": f"r{number}", "earliest_departure_s": row["submitted_s"], **ordinary, **row}
        for number, row in enumerate(rows)
    ]
    table = table_of(full, PEOPLE_DTYPES)
    return table.sort_values("submitted_s", kind="stable", ignore_index=True)


def scenario_of(network: RoadNetwork, **changes: Any) -> Scenario:
    """A door-to-door scenario with one vehicle at node 0.

    ``changes`` replace whole sections, of the scenario or else of its ridepooling service; ``service`` are more keys
    of that, ``classes`` the people, ``cars`` a car-sharing service beside it.
    """
    return Scenario.model_validate(sections_of(network, **changes))


def sections_of(
    network: RoadNetwork,
    *,
    service: dict[str, Any] | None = None,
    classes: Any = None,
    cars: Any = None,
    **changes: Any,
) -> dict[str, Any]:
    """The data of ``scenario_of``."""
    depot = {"name": "home", "lon": float(network.lon[0]), "lat": float(network.lat[0])}
    rides: dict[str, Any] = {
        "kind": "ridepooling",
        "mode": "door_to_door",
        "hours": (0, 86_400),
        "fleet": {"minibus": {"count": 1, "seats": 8, "wheelchairs": 1, "depots": [depot]}},
        **(service or {}),
        **{key: value for key, value in changes.items() if key not in Scenario.model_fields},
    }
    return {
        "name": "test",
        "network": {"bbox": (11, 52, 13, 54)},
        "demand": {"kind": "synthetic", "localities": "none.csv"},
        "people": {} if classes is None else {"classes": classes},
        "services": {"test": rides, **({} if cars is None else {"cars": {"kind": "carsharing", **cars}})},
        **{key: value for key, value in changes.items() if key in Scenario.model_fields},
    }


def ridepooling(scenario: Scenario) -> Any:
    """What a scenario says about its ridepooling service."""
    return next(config for config in scenario.services.values() if config.kind == "ridepooling")


def world_of(
    network: RoadNetwork, requests: list[dict[str, Any]], times: TravelTimes | Roads | None = None, **changes: Any
) -> World:
    """A world ready to simulate: ``requests`` on a network, with a scenario of ``scenario_of``."""
    scenario = scenario_of(network, **changes)
    times = build_travel_times(network, NO_CACHE) if times is None else times
    roads = times if isinstance(times, Roads) else Roads.steady(times)
    sites, prices, demand = site_table(scenario, network), price_table(scenario), demand_of(requests)
    part = scenario.parts[0]
    vehicles, shifts = fleet_tables(part, network)
    ends = both_ends(part.config, network, None, demand)
    table, rejected = requests_on_roads(part, ends, roads, demand, vehicles)
    forecast = None
    rule = part.config.dispatch.idle
    if rule.policy == "expected_demand":  # the dispatcher knows such days
        origin, departure_s = table["origin_node"].to_numpy(), table["earliest_departure_s"].to_numpy(np.int64)
        forecast = mean_requests(origin, departure_s, 1, network.xy_m(), rule.zone_m, rule.every_s)
    rides = RidepoolingWorld(
        part,
        network,
        roads,
        None,
        table,
        vehicles,
        rejected,
        waiting_nodes=waiting_nodes(part, snapper_of(network)),
        forecast=forecast,
        sites=sites,
        prices=prices,
        told_shifts=shifts,
        **dict(zip(("duties", "pauses"), duty_tables(part, vehicles), strict=True)),
    )
    wrong = disruptions_of(scenario)
    return World(scenario, network, roads, demand, {part.name: rides}, sites, prices, disruptions=wrong)


def random_requests(random: np.random.Generator, nodes: int) -> list[dict[str, Any]]:
    """Forty requests within two hours, some of them up to half an hour ahead."""
    requests = []
    for submitted_s in np.sort(random.integers(0, 7000, 40)).tolist():
        origin, destination = random.choice(nodes, 2, replace=False).tolist()
        ahead_s = int(random.integers(0, 3)) * 900
        requests.append(
            {"submitted_s": submitted_s, "earliest_departure_s": submitted_s + ahead_s,
             "origin_node": origin, "destination_node": destination}
        )  # fmt: skip
    return requests


def rides_in(world: World) -> Any:
    """What the ridepooling service of a world starts from."""
    return next(iter(world.with_requests.values()))


def cars_in(world: World) -> Any:
    """What the car-sharing service of a world starts from."""
    return next(its for its in world.services.values() if its.part.kind == "carsharing")


def with_rides(world: World, **changes: Any) -> World:
    """The same world with other tables of its ridepooling service."""
    rides = rides_in(world)
    return replace(world, services={**world.services, rides.part.name: replace(rides, **changes)})


def with_scenario(world: World, scenario: Scenario) -> World:
    """The same world for another scenario with the same services."""
    parts = {part.name: part for part in scenario.parts}
    services = {name: replace(its, part=parts[name]) for name, its in world.services.items()}
    return replace(world, scenario=scenario, services=services)


def facilities_of(world: World) -> Facilities:
    """Charging sites and drivers of a world, for the auditor and the tables."""
    return Facilities(world.sites, world.prices, world.duties, world.pauses, world.several_shifts, world.days.table())
