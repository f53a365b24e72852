"""Tiny car-sharing worlds: stations on a line of nodes a minute apart, bookings one can know by heart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from simulator.analysis.audit.carsharing import audit_carsharing
from simulator.analysis.carsharing_tables import CarsharingInputs, CarsharingTables, build_carsharing_tables
from simulator.demand.bookings_file import BOOKING_REQUEST_DTYPES
from simulator.event_kinds import Event
from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.travel_times import build_travel_times
from simulator.scenario.models import Scenario
from simulator.services.carsharing.demand import booking_requests, requests_for_cars
from simulator.services.carsharing.places import car_places
from simulator.services.carsharing.rentals import carsharing_world
from simulator.simulation.simulate import simulate
from simulator.tables import DEMAND_DTYPES
from simulator.world.build import World
from simulator.world.sites import site_table
from tests.worlds import cars_in, demand_of, line_network, with_rides
from tests.worlds import world_of as rides_of

HOUR = 3600
NOBODY = pd.DataFrame(columns=[*DEMAND_DTYPES, "request", "asks_s"]).astype({**DEMAND_DTYPES, "request": "int32"})


def station(network: RoadNetwork, node: int, capacity: int = 3, **more: Any) -> dict[str, Any]:
    """A station at a node, called s<node>."""
    place = {"lon": float(network.lon[node]), "lat": float(network.lat[node])}
    return {"id": f"s{node}", **place, "capacity": capacity, **more}


def scenario_of(sharing: dict[str, Any], **more: Any) -> Scenario:
    """A scenario with nothing but car-sharing."""
    sharing = {"car_types": {"car": {"seats": 4}}, **sharing}
    return Scenario.model_validate(
        {
            "name": "test",
            "network": {"bbox": (11, 52, 13, 54)},
            "services": {"cars": {"kind": "carsharing", **sharing}},
            **more,
        }
    )


def booking(number: int, start_s: int, end_s: int, **more: Any) -> dict[str, Any]:
    """A booking of a station; length 10 km in 10 minutes."""
    return {
        "booking_id": f"b{number}", "submitted_s": start_s, "start_s": start_s, "planned_end_s": end_s,
        "station_id": "s0", "end_station_id": "", "length_m": 10_000, "drive_s": 600, "late_s": 0,
        "walk_up": more.get("submitted_s", start_s) == start_s, "traveller_class": "", "request": -1, **more,
    }  # fmt: skip


def world_of(network: RoadNetwork, scenario: Scenario, bookings: list[dict[str, Any]]) -> World:
    """A world in which these bookings are asked for, and nobody wants a ride."""
    (part,) = scenario.parts
    places = car_places(part, network, site_table(scenario, network), 0)
    table = pd.DataFrame(bookings).reindex(columns=list(BOOKING_REQUEST_DTYPES))
    asked = booking_requests(part, network, places, NOBODY, table)
    roads = Roads.steady(build_travel_times(network))
    shared = carsharing_world(part, network, places, asked, roads)
    return World(scenario, network, roads, demand_of([]), {part.name: shared}, places.sites)


def both_services(
    network: RoadNetwork,
    sharing: dict[str, Any],
    bookings: list[dict[str, Any]],
    requests: list[dict[str, Any]],
    **sections: Any,
) -> World:
    """A world with car-sharing beside one minibus; classes of the requests may ask for cars, too."""
    world = rides_of(network, requests, cars=sharing, **sections)
    part = world.scenario.parts[1]
    places = car_places(part, network, world.sites, len(world.vehicles))
    table = pd.DataFrame(bookings).reindex(columns=list(BOOKING_REQUEST_DTYPES))
    asked = booking_requests(part, network, places, requests_for_cars(part, world.demand), table)
    shared = carsharing_world(part, network, places, asked, world.roads)
    used = frozenset(site for site in places.stations["site"].tolist() if site >= 0)
    world = with_rides(world, sites=places.sites, others_sites=used)
    return replace(world, sites=places.sites, services={**world.services, part.name: shared})


class Day:
    """A simulated world with its log and tables; its auditor must find nothing."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.events = simulate(world)
        cars = cars_in(world)
        self.inputs = CarsharingInputs(cars.places.stations, cars.places.cars, cars.bookings)
        self.tables: CarsharingTables = build_carsharing_tables(self.events, self.inputs, world.days.end_s)
        buffer_s = cars.config.booking.buffer_s
        found = audit_carsharing(self.events, self.inputs, world.roads.between, sites=world.sites, buffer_s=buffer_s)
        assert found == [], found[:5]

    @property
    def status(self) -> list[str]:
        """How each booking ended, by name: its status or the reason of its refusal."""
        rows = self.tables.bookings.sort_values("booking_id")
        return [row.reason if row.status == "refused" else row.status for row in rows.itertuples()]

    def row(self, name: str) -> Any:
        rows = self.tables.bookings
        return rows[rows["booking_id"] == name].iloc[0]

    def count(self, kind: Event) -> int:
        return int((self.events["kind"] == kind).sum())


def day(bookings: list[dict[str, Any]], sharing: dict[str, Any], nodes: int = 10, **more: Any) -> Day:
    network = line_network(nodes)
    return Day(world_of(network, scenario_of(sharing, **more), bookings))
