"""Everything a simulation starts from: roads, travel times, requests on the roads, vehicles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import simulator.dispatch  # noqa: F401  registers the built-in policies
from simulator.dispatch.policy import policy_names
from simulator.engine.access import find_access
from simulator.engine.demand_source import read_or_synthesise
from simulator.engine.fleet_table import vehicle_table
from simulator.engine.roads import open_network
from simulator.errors import AT_THE_END, Problem, RequestFileError, ScenarioError
from simulator.input_table import MAX_SHOWN
from simulator.kernels.layout import UNREACHABLE
from simulator.network.graph import RoadNetwork
from simulator.network.stop_file import read_stop_file
from simulator.network.stops import Stops, add_virtual_stops, place_stops
from simulator.network.travel_times import TravelTimes, build_travel_times
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.tables import REQUEST_INPUT_DTYPES, Reason

Report = Callable[[str], None]


@dataclass(frozen=True)
class World:
    """A scenario's input, ready to be simulated.

    requests and vehicles have the columns of ``tables.REQUEST_INPUT_DTYPES`` and ``tables.VEHICLE_INPUT_DTYPES``.
    rejected_at_once: dense request index -> why no vehicle can ever serve it.
    """

    scenario: Scenario
    network: RoadNetwork
    times: TravelTimes
    stops: Stops | None
    requests: pd.DataFrame
    vehicles: pd.DataFrame
    rejected_at_once: dict[int, Reason]


def build_world(
    scenario: Scenario, seed: int | None = None, *, cache: Path | None = None, report: Report = lambda text: None
) -> World:
    """Read or make all input of a scenario. ``report`` gets a line per step that may take longer."""
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    check_policy(scenario)
    report("reading the road network")
    network = open_network(scenario.network)
    vehicles = vehicle_table(scenario, network)
    stops = _service_stops(scenario, network)
    report("computing travel times (once per network)")
    times = build_travel_times(network, cache)
    report("preparing requests")
    demand = read_or_synthesise(scenario, network)
    requests, rejected = requests_on_roads(scenario, network, stops, times, demand, vehicles)
    return World(scenario, network, times, stops, requests, vehicles, rejected)


def check_policy(scenario: Scenario) -> None:
    """Raise ScenarioError when the scenario names a dispatch policy nobody has registered."""
    name, known = scenario.dispatch.policy, policy_names()
    if name not in known:
        hint = suggest(name, known) or f"known are {', '.join(known)}"
        raise ScenarioError([scenario.problem("dispatch.policy", f'unknown "{name}"; {hint}')])


def _service_stops(scenario: Scenario, network: RoadNetwork) -> Stops | None:
    service = scenario.service
    if service.mode == "door_to_door" or service.stops_file is None:
        return None
    stops = place_stops(read_stop_file(service.stops_file, service.stop_filter), network, scenario.network.max_snap_m)
    if stops.table.empty:
        message = "no stop is left to serve: all are filtered out, or far from the nearest road"
        raise RequestFileError([Problem(str(service.stops_file), 0, 0, "", message)])
    if service.virtual_stops is None:
        return stops
    rule = service.virtual_stops
    return add_virtual_stops(stops, network, rule.min_distance_m, rule.max_distance_m, built_up_only=rule.built_up_only)


def requests_on_roads(
    scenario: Scenario,
    network: RoadNetwork,
    stops: Stops | None,
    times: TravelTimes,
    demand: pd.DataFrame,
    vehicles: pd.DataFrame,
) -> tuple[pd.DataFrame, dict[int, Reason]]:
    """Return the requests with access nodes, walks and limits, and which of them no vehicle can ever serve."""
    walk = scenario.service.walk
    metres_per_s = walk.speed_kph / 3.6
    origin = find_access(network, stops, demand, "origin", walk.detour_factor)
    destination = find_access(network, stops, demand, "destination", walk.detour_factor)
    direct_s = times.seconds[origin.node, destination.node].astype(np.int32)
    _check_connected(scenario, demand["request_id"].tolist(), direct_s, origin.node, destination.node)
    rules = [scenario.constraint_sets[scenario.traveller_classes[c].constraint_set] for c in demand["traveller_class"]]
    table = demand.assign(
        request=np.arange(len(demand)),
        origin_node=origin.node,
        destination_node=destination.node,
        origin_stop=origin.stop_id,
        destination_stop=destination.stop_id,
        access_walk_m=origin.walk_m.round(1),
        access_walk_s=np.ceil(origin.walk_m / metres_per_s),
        egress_walk_m=destination.walk_m.round(1),
        egress_walk_s=np.ceil(destination.walk_m / metres_per_s),
        direct_s=direct_s,
        direct_m=[times.length_m(o, d) for o, d in zip(origin.node.tolist(), destination.node.tolist(), strict=True)],
        max_wait_s=[r.max_wait_s for r in rules],
        max_ride_s=[_max_ride(r, s) for r, s in zip(rules, direct_s.tolist(), strict=True)],
        hard=[r.hard for r in rules],
    )
    off_road = np.maximum(origin.off_road_m, destination.off_road_m) > scenario.network.max_snap_m
    rejected = _rejections_at_once(scenario, table, stops is not None, vehicles)
    if stops is None:
        rejected |= dict.fromkeys(np.flatnonzero(off_road).tolist(), Reason.NO_STOP_IN_WALKING_RANGE)
    return table[list(REQUEST_INPUT_DTYPES)].astype(REQUEST_INPUT_DTYPES), rejected


def _check_connected(
    scenario: Scenario,
    names: list[str],
    direct_s: NDArray[np.int32],
    origin: NDArray[np.int32],
    destination: NDArray[np.int32],
) -> None:
    """Raise when no road leads from the origin of a request to its destination."""
    source = scenario.demand.requests_file or scenario.source_file or scenario.name
    lost = np.flatnonzero(direct_s == UNREACHABLE).tolist()
    problems = [
        Problem(str(source), 0, 0, names[row], f"no road leads from node {origin[row]} to node {destination[row]}")
        for row in lost[:MAX_SHOWN]
    ]
    if lost:
        message = f"{len(lost)} requests cannot be driven; the network is in pieces, see: elbe-drt network info"
        problems.append(Problem(str(source), AT_THE_END, 0, "", message))
        raise RequestFileError(problems)


def _max_ride(rules: object, direct_s: int) -> int:
    """Return the longest ride [s] of a constraint set: alpha * direct + beta, and direct + the absolute detour."""
    longest = rules.max_ride_alpha * direct_s + rules.max_ride_beta_s  # type: ignore[attr-defined]
    absolute = rules.max_absolute_detour_s  # type: ignore[attr-defined]
    return int(longest if absolute is None else min(longest, direct_s + absolute))


def _rejections_at_once(
    scenario: Scenario, table: pd.DataFrame, uses_stops: bool, vehicles: pd.DataFrame
) -> dict[int, Reason]:
    limit_m = scenario.service.walk.limit_m
    seats = (table["party_size"] - table["wheelchairs"]).to_numpy()
    fits = np.zeros(len(table), dtype=bool)
    for _, kind in vehicles.drop_duplicates(["seats", "wheelchairs", "parcels"]).iterrows():
        fits |= (
            (seats <= kind["seats"])
            & (table["wheelchairs"].to_numpy() <= kind["wheelchairs"])
            & (table["parcels"].to_numpy() <= kind["parcels"])
        )
    rejected: dict[int, Reason] = {}
    if len(vehicles):
        rejected |= dict.fromkeys(np.flatnonzero(~fits).tolist(), Reason.PARTY_TOO_LARGE)
    if uses_stops:
        same = (table["origin_stop"] == table["destination_stop"]).to_numpy()
        too_far = ((table["access_walk_m"] > limit_m) | (table["egress_walk_m"] > limit_m)).to_numpy()
        rejected |= dict.fromkeys(np.flatnonzero(same).tolist(), Reason.WALK_INSTEAD)
        rejected |= dict.fromkeys(np.flatnonzero(too_far).tolist(), Reason.NO_STOP_IN_WALKING_RANGE)
    return rejected
