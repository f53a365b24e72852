"""Days of rural ridepooling of any size on a generated or given network, for measurements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.speed.features import energy_with, named, people_with, service_with, stops_in_reach, stops_of
from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.travel_times import ALL_NODES_UP_TO, TravelTimes
from simulator.scenario.models import Scenario
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.tables import NO_TIME, PEOPLE_DTYPES, REQUEST_INPUT_DTYPES
from simulator.world.build import World
from simulator.world.drivers import duty_tables
from simulator.world.fleet import vehicle_table
from simulator.world.sites import price_table, site_table

FIRST_REQUEST_S, LAST_REQUEST_S = 5 * 3600, 21 * 3600
DAY_S = (0, 24 * 3600)
SHORTEST_TRIP_S, LONGEST_TRIP_S = 5 * 60, 30 * 60
BOOKED_AHEAD_S = 3600, 12 * 3600
PEAKS_S, PEAK_SPREAD_S, SHARE_IN_PEAKS = (7.25 * 3600, 16 * 3600), 3600, 0.5
MAX_WAIT_S = 15 * 60
RIDE_ALPHA, RIDE_BETA_S = 1.5, 10 * 60
DWELL_S, DWELL_PER_RIDER_S = 30, 15
SEATS = 8
EXACT_LENGTHS_UP_TO = 10_000  # requests; lengths of direct drives are for key figures only and slow to get


@dataclass(frozen=True)
class Case:
    """One whole run. nodes 0 stands for a given network.

    ahead: share of requests that are booked hours before. features: see ``features``, with a plus sign in between.
    served: nodes of depots and trips in networks too large for times between all nodes. times: table or search.
    """

    name: str
    vehicles: int
    requests: int
    nodes: int
    seed: int = 1
    ahead: float = 0.0
    served: int = 5_000
    times: str = "table"
    features: str = ""


@dataclass(frozen=True)
class Rules:
    """What differs between a run of ours and one that is compared with another simulator.

    by_arrival: the longest ride is told as a latest arrival, as if the rider were picked up as late as allowed.
    """

    dwell_s: int = DWELL_S
    dwell_per_rider_s: int = DWELL_PER_RIDER_S
    weights: tuple[float, float, float] = (1.0, 1.0, 0.5)
    by_arrival: bool = False


AS_USUAL = Rules()


def service_nodes(case: Case, network: RoadNetwork) -> NDArray[np.int64]:
    """Return the nodes of depots and trips: all, or in networks with travel times of used nodes only, some of them."""
    if network.node_count <= ALL_NODES_UP_TO:
        return np.arange(network.node_count)
    return np.sort(np.random.default_rng(case.seed).choice(network.node_count, case.served, replace=False))


def make_world(
    case: Case, network: RoadNetwork, times: TravelTimes, rules: Rules = AS_USUAL, *, exact_lengths: bool | None = None
) -> World:
    """Return a world ready to simulate: requests between random nodes, one depot per vehicle.

    exact_lengths: whether requests know the length of their direct drive; by default when there are few requests.
    O(requests + vehicles).
    """
    random, features = np.random.default_rng(case.seed), named(case.features)
    nodes = service_nodes(case, network)
    scenario = _scenario(case, network, nodes[random.integers(0, len(nodes), case.vehicles)], rules)
    (part,) = scenario.parts
    vehicles = vehicle_table(part, network)
    wished = _wishes(case.requests, random)
    origin, destination = _trips(case.requests, times, nodes, random)
    submitted = _submitted(wished, case.ahead, random)
    order = np.argsort(submitted, kind="stable")
    ends: dict[str, object] = {"origin_node": origin[order], "destination_node": destination[order]}
    options = None
    if "best_stop" in features:
        ends, options = stops_in_reach(network, origin[order], destination[order])
    exact = case.requests <= EXACT_LENGTHS_UP_TO if exact_lengths is None else exact_lengths
    table = _requests(submitted[order], wished[order], ends, times, rules, exact=exact)
    duties, pauses = duty_tables(part, vehicles)
    sites, prices = site_table(scenario, network), price_table(scenario)
    roads = Roads.steady(times)
    rides = RidepoolingWorld(
        part, network, roads, stops_of(network) if options is not None else None, table, vehicles, {}, options,
        duties=duties, pauses=pauses, sites=sites, prices=prices,
    )  # fmt: skip
    demand = table[list(PEOPLE_DTYPES)].astype(PEOPLE_DTYPES)
    return World(scenario, network, roads, demand, {part.name: rides}, sites, prices)


def _requests(
    submitted: NDArray[np.int64],
    wished: NDArray[np.int64],
    ends: dict[str, Any],
    times: TravelTimes,
    rules: Rules,
    *,
    exact: bool,
) -> pd.DataFrame:
    """Return the requests as the service sees them. ends: columns about where they are met."""
    origin, destination = ends["origin_node"], ends["destination_node"]
    direct_s = times.direct_s(origin, destination).astype(np.int64)
    max_ride_s = np.floor(RIDE_ALPHA * direct_s + RIDE_BETA_S).astype(np.int64)
    count = len(submitted)
    columns: dict[str, object] = {
        "request_id": np.char.add("r", np.arange(count).astype(str)),
        "submitted_s": submitted,
        "earliest_departure_s": wished,
        "earliest_arrival_s": NO_TIME,
        "latest_arrival_s": wished + MAX_WAIT_S + max_ride_s if rules.by_arrival else NO_TIME,
        "party_size": 1,
        "traveller_class": "adult",
        "request": np.arange(count),
        "direct_s": direct_s,
        "direct_m": times.lengths_m(origin, destination) if exact else -1,
        "max_wait_s": MAX_WAIT_S,
        "max_ride_s": DAY_S[1] if rules.by_arrival else max_ride_s,
        "max_travel_s": NO_TIME,
        "hard": True,
        **ends,
    }
    return pd.DataFrame(
        {
            name: pd.Series(columns.get(name, _nothing(kind)), index=range(count)).astype(kind)
            for name, kind in REQUEST_INPUT_DTYPES.items()
        }
    )


def _nothing(kind: str) -> object:
    """Return what a column holds that says nothing."""
    if kind.startswith("float"):
        return 0.0
    return "" if kind == "string" else 0


def _scenario(case: Case, network: RoadNetwork, depots: NDArray[np.int64], rules: Rules) -> Scenario:
    features = named(case.features)
    places = zip(network.lon[depots].tolist(), network.lat[depots].tolist(), strict=True)
    constraints = {"max_wait_s": MAX_WAIT_S, "max_ride_alpha": RIDE_ALPHA, "max_ride_beta_s": RIDE_BETA_S}
    rides = {
        "kind": "ridepooling",
        "mode": "door_to_door",
        "hours": DAY_S,
        "dwell_s": rules.dwell_s,
        "dwell_per_rider_s": rules.dwell_per_rider_s,
        "fleet": {
            "minibus": {
                "count": case.vehicles,
                "seats": SEATS,
                "depots": [{"name": f"d{i}", "lon": lon, "lat": lat} for i, (lon, lat) in enumerate(places)],
            }
        },
        "dispatch": {
            "policy": "insertion",
            "weights": dict(zip(("vehicle_time", "wait", "ride"), rules.weights, strict=True)),
        },
        "limits": {"default": constraints},
    }
    return Scenario.model_validate(
        {
            "name": "benchmark",
            "seed": case.seed,
            "network": {"bbox": (5, 45, 15, 55)},
            "demand": {"kind": "synthetic", "localities": "none.csv"},
            "services": {"benchmark": service_with(features, rides)},
            "energy": energy_with(features),
            "people": people_with(features),
        }
    )


def _submitted(wished: NDArray[np.int64], ahead: float, random: np.random.Generator) -> NDArray[np.int64]:
    """Return when requests are made [s]: at once, or for a share of them hours before, at midnight at the earliest."""
    if not ahead:
        return wished
    before_s = np.where(random.random(len(wished)) < ahead, random.integers(*BOOKED_AHEAD_S, len(wished)), 0)
    return np.maximum(0, wished - before_s)


def _wishes(count: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return ascending times, half of them around the peaks, the rest evenly over the day."""
    evenly = random.uniform(FIRST_REQUEST_S, LAST_REQUEST_S, count)
    peaked = random.choice(PEAKS_S, count) + random.normal(0, PEAK_SPREAD_S, count)
    times = np.where(random.random(count) < SHARE_IN_PEAKS, peaked, evenly)
    inside = np.clip(times, FIRST_REQUEST_S, LAST_REQUEST_S)
    return np.sort(inside.astype(np.int64))


def _trips(
    count: int, times: TravelTimes, nodes: NDArray[np.int64], random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (origins, destinations): random ones of the nodes a rural trip apart, drawn again until they are.

    Where few nodes are so far apart, what is left after many draws becomes a trip between any two different nodes.
    """
    origin, destination = random.integers(0, len(nodes), count), np.zeros(count, dtype=np.int64)
    open_rows = np.arange(count)
    for _ in range(300):
        destination[open_rows] = random.integers(0, len(nodes), len(open_rows))
        drive_s = times.direct_s(nodes[origin[open_rows]], nodes[destination[open_rows]])
        open_rows = open_rows[(drive_s < SHORTEST_TRIP_S) | (drive_s > LONGEST_TRIP_S)]
        if not len(open_rows):
            break
    destination[open_rows] = (origin[open_rows] + random.integers(1, len(nodes), len(open_rows))) % len(nodes)
    return nodes[origin], nodes[destination]
