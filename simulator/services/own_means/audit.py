"""The auditor of trips by own means: how long, how far and how dear they are, found again street by street."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import asin, cos, radians, sin, sqrt

import networkx as nx

from simulator.analysis.audit.drives import Drives
from simulator.analysis.audit.trips import ToldTrip
from simulator.network.graph import EARTH_RADIUS_M, RoadNetwork
from simulator.scenario.models import ServicePart
from simulator.services.own_means.schema import Config
from simulator.tables import NO_NODE, NO_TIME
from simulator.world.build import World
from simulator.world.tours import has_tours

ROUNDING_M, ROUNDING_S = 1, 1e-6


def check(trips: Sequence[ToldTrip], part: ServicePart[Config], world: World) -> Iterator[str]:
    """Yield what is wrong with trips. world: the roads they went on."""
    config, drives = part.config, Drives.on(world.roads)
    streets = None if config.by == "car" else _streets(world.network)
    may_wait = has_tours(world.demand) and not (config.by == "car" and world.roads.changes)
    for trip in trips:
        if not trip.rows:  # a part of a journey that was given back
            continue
        (begins, ends), told_m = trip.moves, trip.ended.value
        if len(trip.rides) != int(config.by != "walk"):
            yield f"{trip}: goes otherwise than by {config.by}"
        if NO_NODE in (begins.node, ends.node):
            expected_s, expected_m = _outside(trip, config, world.network)
        elif streets is None:
            assert drives.metres is not None
            drive = begins.node, ends.node, begins.time_s
            expected_s, expected_m = float(drives.seconds(*drive)), float(drives.metres(*drive))
        else:
            expected_m = config.detour_factor * nx.bidirectional_dijkstra(streets, begins.node, ends.node)[0]
            expected_s = told_m / config.metres_per_s
        if abs(told_m - expected_m) > ROUNDING_M:
            yield f"{trip}: {told_m} m, but it is {expected_m:.0f} m"
        yield from _times(trip, config, expected_s)
        if streets is None and drives.foreseen is not None and NO_NODE not in (begins.node, ends.node):
            planned_s, told_m = drives.foreseen(begins.node, ends.node, begins.time_s, trip.accepted.time_s)
            off_s = NO_TIME if (planned_s, told_m) == (expected_s, expected_m) else begins.time_s + planned_s
            if trip.off_s != off_s:
                yield f"{trip}: was to end at {trip.off_s} s, expected {off_s} s by what was known"
        elif trip.off_s != NO_TIME:
            yield f"{trip}: takes otherwise than was known, and nothing gets known of its way"
        by_s = trip.asked.latest_arrival_s
        if may_wait and not trip.is_part and by_s != NO_TIME and trip.ended.time_s < by_s:
            yield f"{trip}: is there at {trip.ended.time_s} s, has to be by {by_s} s, and could have left later"
        expected_eur = config.costs.per_trip_eur + config.costs.per_km_eur * told_m / 1000
        if abs(trip.began.value / 100 - expected_eur) > 0.0051:
            yield f"{trip}: costs {trip.began.value} cents, expected {100 * expected_eur:.0f}"
        if config.share_of(trip.asked.traveller_class) == 0:
            yield f"{trip}: nobody of {trip.asked.traveller_class} has it"


def _outside(trip: ToldTrip, config: Config, network: RoadNetwork) -> tuple[float, float]:
    """Return how long a drive to or from a place outside takes [s], and how far it is [m], by its beeline."""
    asked, its = trip.asked, config.outside
    if its is None or config.by != "car":
        return -1.0, -1.0
    ends = []
    for node, *told in (
        (asked.origin_node, asked.origin_lon, asked.origin_lat),
        (asked.destination_node, asked.destination_lon, asked.destination_lat),
    ):
        ends.append(told if node == NO_NODE else (float(network.lon[node]), float(network.lat[node])))
    (lon, lat), (to_lon, to_lat) = ends
    chord = sin(radians(to_lat - lat) / 2) ** 2
    chord += cos(radians(lat)) * cos(radians(to_lat)) * sin(radians(to_lon - lon) / 2) ** 2
    metres = its.detour_factor * 2 * EARTH_RADIUS_M * asin(sqrt(chord))
    return trip.ended.value * 3.6 / its.speed_kph, metres


def _times(trip: ToldTrip, config: Config, expected_s: float) -> Iterator[str]:
    (begins, ends), began, ended = trip.moves, trip.began, trip.ended
    moved_s = ends.time_s - begins.time_s
    if not -ROUNDING_S <= moved_s - expected_s < 1 - ROUNDING_S:
        yield f"{trip}: takes {moved_s} s, expected {expected_s:.1f} s"
    access_s = ended.time_s - began.time_s - moved_s
    if access_s != config.reach_s:
        yield f"{trip}: {access_s} s to the {config.by} and from it, expected {config.reach_s} s"


def _streets(network: RoadNetwork) -> nx.Graph:
    """Return the streets, walked and cycled in both directions, with the shortest of parallel ones."""
    graph = nx.Graph()
    graph.add_nodes_from(range(network.node_count))
    for u, v, metres in zip(network.tail.tolist(), network.head.tolist(), network.length_m.tolist(), strict=True):
        if not graph.has_edge(u, v) or metres < graph.edges[u, v]["weight"]:
            graph.add_edge(u, v, weight=metres)
    return graph
