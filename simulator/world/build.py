"""Everything a simulation starts from: roads, travel times, requests on the roads, vehicles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.forecast import Forecast, mean_requests
from simulator.errors import Problem, RequestFileError, ScenarioError
from simulator.input_table import Reading
from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.snapping import Cuts, Snapper, StreetSnapper
from simulator.network.split import split_network
from simulator.network.stop_file import read_stop_file
from simulator.network.stops import Stops, add_virtual_stops, place_stops
from simulator.network.travel_times import NO_WAY
from simulator.notes import Note
from simulator.reasons import Reason
from simulator.scenario.models import Scenario
from simulator.scenario.plausibility import plausibility_notes
from simulator.tables import (
    DUTY_DTYPES,
    NO_TIME,
    PAUSE_DTYPES,
    PRICE_DTYPES,
    REQUEST_INPUT_DTYPES,
    SITE_DTYPES,
    STOP_OPTION_DTYPES,
)
from simulator.world.access import Access, find_access, tell_doors_apart
from simulator.world.calendar import RunDays, days_of
from simulator.world.car_bookings import CarsharingWorld, carsharing_world
from simulator.world.car_tables import car_places
from simulator.world.car_wishes import car_wishes, nodes_used, requests_for_cars
from simulator.world.demand import past_days, read_or_synthesise
from simulator.world.drivers import duty_tables
from simulator.world.fleet import fleet_tables, waiting_nodes
from simulator.world.impossible_requests import Impossible, check_connected, check_deadlines
from simulator.world.one_of_each import cars_of, rides_of
from simulator.world.plausibility import Inputs, notes_on_inputs
from simulator.world.roads import ScenarioRoads
from simulator.world.shifts import single_shifts
from simulator.world.sites import price_table, site_table, with_station_prices

Report = Callable[[str], None]


@dataclass(frozen=True)
class World:
    """A scenario's input, ready to be simulated.

    requests and vehicles have the columns of ``tables.REQUEST_INPUT_DTYPES`` and ``tables.VEHICLE_INPUT_DTYPES``,
    stop_options those of ``tables.STOP_OPTION_DTYPES``: None when everybody uses the nearest stop or their door.
    rejected_at_once: dense request index -> why no vehicle can ever serve it. waiting_nodes: int32, where idle vehicles
    wait. forecast: None unless idle vehicles are sent by it. sites, duties, pauses, prices: see
    ``tables.SITE_DTYPES``, ``DUTY_DTYPES``, ``PAUSE_DTYPES`` and ``PRICE_DTYPES``. everyday: the roads before changes,
    if any. closed_at_times: streets with from_s and until_s, if there are such changes. notes: what somebody should
    look at once more. told_shifts: see ``shifts``.
    """

    scenario: Scenario
    network: RoadNetwork
    roads: Roads
    stops: Stops | None
    requests: pd.DataFrame
    vehicles: pd.DataFrame
    rejected_at_once: dict[int, Reason]
    stop_options: pd.DataFrame | None = None
    waiting_nodes: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    forecast: Forecast | None = None
    sites: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SITE_DTYPES)).astype(SITE_DTYPES))
    duties: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(DUTY_DTYPES)).astype(DUTY_DTYPES))
    pauses: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PAUSE_DTYPES)).astype(PAUSE_DTYPES))
    prices: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PRICE_DTYPES)).astype(PRICE_DTYPES))
    carsharing: CarsharingWorld | None = None
    everyday: RoadNetwork | None = None
    closed_at_times: pd.DataFrame | None = None
    notes: tuple[Note, ...] = ()
    told_shifts: pd.DataFrame | None = None

    @cached_property
    def days(self) -> RunDays:
        """Return the simulated days."""
        return days_of(self.scenario.calendar)

    @cached_property
    def shifts(self) -> pd.DataFrame:
        """Return the shifts of all vehicles, see ``tables.SHIFT_DTYPES``; where none are told, each has one."""
        if self.told_shifts is not None:
            return self.told_shifts
        planned = self.duties.drop_duplicates("vehicle", keep="last").set_index("vehicle")["planned_end_s"]
        planned = planned.reindex(self.vehicles["vehicle"]).fillna(self.vehicles.set_index("vehicle")["shift_end_s"])
        return single_shifts(self.vehicles, planned.to_numpy(np.int64))

    @property
    def several_shifts(self) -> pd.DataFrame:
        """Return the shifts if any vehicle has several, or none; else no rows, as ``vehicles`` has them."""
        each_has_one = self.shifts["vehicle"].tolist() == self.vehicles["vehicle"].tolist()
        return self.shifts.iloc[:0] if each_has_one else self.shifts

    @property
    def begins_s(self) -> int:
        """Return when the first thing happens [s]: at midnight, or before it what is asked or has to be warm."""
        warm_s = self.scenario.calendar.begins_s if self.carsharing is None else self.carsharing.begins_s
        moments: list[int] = self.requests["submitted_s"].tolist()
        return min(0, warm_s, *moments)

    @property
    def ends_s(self) -> int:
        """Return when the last shift ends, the last traveller leaves, or the last car is brought back [s]."""
        moments = [self.vehicles["shift_end_s"], self.requests["earliest_departure_s"]]
        if self.carsharing is not None:
            moments.append(self.carsharing.bookings["actual_end_s"])
        return max([0, *(int(column.max()) for column in moments if len(column))])

    def __repr__(self) -> str:
        """Return the scenario's name and what there is."""
        return f"<World {self.scenario.name}: {len(self.requests):,} requests, {len(self.vehicles):,} vehicles>"


def build_world(
    scenario: Scenario, seed: int | None = None, *, cache: Path | None = None, report: Report = lambda text: None
) -> World:
    """Read or make all input of a scenario. ``report`` gets a line per step that may take longer."""
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    report("reading the road network")
    streets = ScenarioRoads(scenario)
    # People, stops and depots are where they always are, whatever roads are closed today.
    snapper = streets.snapper
    vehicles, shifts = fleet_tables(scenario, snapper)
    waiting = waiting_nodes(scenario, snapper)
    sites = site_table(scenario, snapper)
    cars = None if cars_of(scenario) is None else car_places(scenario, snapper, sites, len(vehicles))
    sites = sites if cars is None else cars.sites
    stops = service_stops(scenario, snapper)
    lasting = snapper.cuts()  # all further places differ from day to day
    report("preparing requests")
    impossible = Impossible(scenario)
    demand = read_or_synthesise(scenario, snapper, impossible)
    if stops is None:
        tell_doors_apart(snapper, demand, report)
    access = both_ends(scenario, snapper, stops, demand)
    forecast = expected_demand(scenario, snapper, lasting, stops)
    expected = waiting if forecast is None else forecast.node
    wishes = None if cars is None else car_wishes(scenario, snapper, cars, requests_for_cars(scenario, demand))
    report("computing travel times (once per network)")
    used = np.concatenate([access[0].node, access[1].node, vehicles["depot_node"], waiting, expected, sites["node"]])
    if cars is not None and wishes is not None:
        used = np.concatenate([used, nodes_used(cars, wishes)])
    network, everyday, roads = streets.with_places(lasting, cache, used)
    if forecast is not None:
        forecast = forecast.with_nodes(snapper.network.project(network.lon, network.lat))
    _check_depots(scenario, roads, vehicles, access)
    requests, rejected = requests_on_roads(scenario, access, roads, demand, vehicles, impossible)
    check_deadlines(impossible, requests.assign(**demand.filter(["line"])), boarding_s(scenario, requests))
    inputs = Inputs(scenario, streets.today, network, vehicles, sites, None if stops is None else stops.table, demand)
    notes = (*plausibility_notes(scenario), *notes_on_inputs(inputs))
    options = stop_option_table(*access) if rides_of(scenario).config.stop_choice == "best" else None
    shared = None
    if cars is not None and wishes is not None:
        shared = carsharing_world(scenario, network, cars, wishes, roads)
    duties, pauses = duty_tables(scenario, vehicles)
    if roads.surprises() and (len(pauses) or vehicles["store_kwh"].notna().any()):
        raise ScenarioError(_surprises_refused(scenario))
    return World(
        scenario, network, roads, stops, requests, vehicles, rejected, options, waiting, forecast, sites,
        duties, pauses, with_station_prices(scenario, price_table(scenario), len(sites)), shared,
        everyday, streets.closed_at_times(), (*notes, *impossible.notes), shifts,
    )  # fmt: skip


def _surprises_refused(scenario: Scenario) -> list[Problem]:
    """Return the changes that nobody knows of, where vehicles have to reach a charger or a break in time."""
    message = "vehicles with little energy, or drivers with breaks, must know of a change beforehand"
    wanted = enumerate(scenario.network.changes)
    return [scenario.problem(f"network.changes[{n}].known_from", message) for n, it in wanted if it.known_from]


def service_stops(scenario: Scenario, snapper: StreetSnapper) -> Stops | None:
    """Return the stops of the service; None from door to door. Raises RequestFileError."""
    service = rides_of(scenario).config
    if service.mode == "door_to_door" or service.stops_file is None:
        return None
    table = read_stop_file(service.stops_file, service.stop_filter, Reading(service.columns))
    stops = place_stops(service.stops_file, table, snapper, scenario.network.max_snap_m)
    if stops.table.empty:
        message = "no stop is left to serve: all are filtered out"
        raise RequestFileError([Problem(str(service.stops_file), 0, 0, "", message)])
    if service.virtual_stops is None:
        return stops
    rule = service.virtual_stops
    return add_virtual_stops(
        stops, snapper.network, rule.min_distance_m, rule.max_distance_m, built_up_only=rule.built_up_only
    )


def both_ends(
    scenario: Scenario, roads: RoadNetwork | Snapper, stops: Stops | None, demand: pd.DataFrame
) -> tuple[Access, Access]:
    """Return where requests can be picked up, and where they can be dropped off."""
    service = rides_of(scenario).config
    choice = service.stop_choice == "best"
    origin = find_access(roads, stops, demand, "origin", service.walk, choice=choice)
    return origin, find_access(roads, stops, demand, "destination", service.walk, choice=choice)


def requests_on_roads(
    scenario: Scenario,
    access: tuple[Access, Access],
    roads: Roads,
    demand: pd.DataFrame,
    vehicles: pd.DataFrame,
    impossible: Impossible | None = None,
) -> tuple[pd.DataFrame, dict[int, Reason]]:
    """Return the requests with access nodes, walks and limits, and which of them no vehicle can ever serve."""
    origin, destination = access
    start, end = origin.nearest, destination.nearest
    origin_node, destination_node = origin.node[start], destination.node[end]
    walk_s = origin.walk_s[start] + destination.walk_s[end]
    least_s = roads.least_s(origin_node, destination_node)
    departure_s = _no_sooner(scenario, demand, access, roads, walk_s + np.maximum(least_s, 0))
    direct_s = roads.direct_s(origin_node, destination_node, departure_s)
    cut_off = np.flatnonzero(direct_s == NO_WAY)
    if not (scenario.network.changes or roads.changes):
        check_connected(impossible or Impossible(scenario), demand, cut_off, origin_node, destination_node)
    uses_stops = rides_of(scenario).config.mode == "stop_based"
    off_road = np.maximum(origin.off_road_m, destination.off_road_m) > scenario.network.max_snap_m
    off_road &= not uses_stops or scenario.demand.as_file is not None
    direct_s[off_road] = NO_WAY  # between the nearest roads there is one, but nobody is there
    table = demand.assign(
        request=np.arange(len(demand)),
        earliest_departure_s=departure_s,
        origin_node=origin_node,
        destination_node=destination_node,
        origin_stop=origin.stop_id[start],
        destination_stop=destination.stop_id[end],
        access_walk_m=origin.walk_m[start].round(1),
        access_walk_s=origin.walk_s[start],
        egress_walk_m=destination.walk_m[end].round(1),
        egress_walk_s=destination.walk_s[end],
        direct_s=direct_s,
        direct_m=roads.lengths_m(origin_node, destination_node, departure_s),
        **_limits(scenario, demand["traveller_class"], direct_s),
    )
    rejected = dict.fromkeys(cut_off.tolist(), Reason.NO_ROAD)
    rejected |= _rejections_at_once(scenario, table, uses_stops, vehicles)
    rejected |= dict.fromkeys(np.flatnonzero(off_road).tolist(), Reason.NO_STOP_IN_WALKING_RANGE)
    return table[list(REQUEST_INPUT_DTYPES)].astype(REQUEST_INPUT_DTYPES), rejected


def expected_demand(scenario: Scenario, snapper: StreetSnapper, lasting: Cuts, stops: Stops | None) -> Forecast | None:
    """Return what requests usually come up, if idle vehicles are sent by it; those booked ahead are known anyway.

    lasting: places that are nodes on all days; the nearest of those and of the junctions stands for any other place.
    """
    config = rides_of(scenario).config
    rule = config.dispatch.idle
    if rule.policy != "expected_demand":
        return None
    demand, days = past_days(scenario, snapper)
    network = split_network(snapper.network, lasting)
    demand = demand[demand["earliest_departure_s"] - demand["submitted_s"] < rule.every_s]
    origin = find_access(network, stops, demand, "origin", config.walk)
    departure_s = demand["earliest_departure_s"].to_numpy(np.int64)
    xy_m = snapper.network.project(network.lon, network.lat)
    return mean_requests(origin.node, departure_s, days, xy_m, rule.zone_m, rule.every_s)


def _no_sooner(
    scenario: Scenario,
    demand: pd.DataFrame,
    access: tuple[Access, Access],
    roads: Roads,
    way_s: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Return the earliest departures [s]; who must not arrive too soon leaves so late that even a direct ride does not.

    way_s: int32 (requests,), walks and direct ride between the nearest stops.
    """
    departure_s = demand["earliest_departure_s"].to_numpy(np.int64)
    not_before_s = demand["earliest_arrival_s"].to_numpy(np.int64)
    rows = np.flatnonzero(not_before_s != NO_TIME)
    if not len(rows):
        return departure_s
    way_s = way_s.astype(np.int64)
    origin, destination = access
    for row in rows.tolist() if rides_of(scenario).config.stop_choice == "best" else ():
        here = slice(origin.first[row], origin.first[row + 1])
        there = slice(destination.first[row], destination.first[row + 1])
        ways = roads.least_s(origin.node[here][:, None], destination.node[there][None, :])
        way_s[row] = (origin.walk_s[here][:, None] + np.maximum(ways, 0) + destination.walk_s[there][None, :]).min()
    way_s += boarding_s(scenario, demand).to_numpy(np.int64)
    later_s = np.where(not_before_s != NO_TIME, not_before_s - way_s, departure_s)
    no_sooner_s: NDArray[np.int64] = np.maximum(departure_s, later_s)
    return no_sooner_s


def boarding_s(scenario: Scenario, table: pd.DataFrame) -> pd.Series[int]:
    """Return how long each party takes to board, or to alight [s]."""
    service = rides_of(scenario).config
    lasts_s: pd.Series[int] = (
        service.dwell_s
        + service.dwell_per_rider_s * table["party_size"]
        + service.dwell_per_wheelchair_s * table["wheelchairs"]
    )
    return lasts_s


def stop_option_table(origin: Access, destination: Access) -> pd.DataFrame:
    """Return every place where a request can be met, see ``tables.STOP_OPTION_DTYPES``; pickups before dropoffs."""
    parts = []
    for end, access in ((0, origin), (1, destination)):
        request = np.repeat(np.arange(len(access.first) - 1), np.diff(access.first))
        option = np.arange(len(request)) - access.first[request]
        parts.append(
            pd.DataFrame(
                {
                    "request": request,
                    "end": end,
                    "option": option,
                    "node": access.node,
                    "stop_id": access.stop_id,
                    "walk_m": access.walk_m.round(1),
                    "walk_s": access.walk_s,
                }
            )
        )
    table = pd.concat(parts).sort_values(["request", "end", "option"], kind="stable", ignore_index=True)
    return table[list(STOP_OPTION_DTYPES)].astype(STOP_OPTION_DTYPES)


def _limits(scenario: Scenario, classes: pd.Series, direct_s: NDArray[np.int32]) -> dict[str, NDArray[np.generic]]:
    """Return the longest wait and ride [s] of each request, and whether they are hard.

    Longest ride = alpha * direct + beta, and direct + the absolute detour.
    """
    count = len(classes)
    max_wait_s, max_ride_s = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    hard = np.zeros(count, dtype=bool)
    part = rides_of(scenario)
    for name in part.asked_by:
        rules = part.config.limits[scenario.people.classes[name].limits]
        rows = (classes == name).to_numpy(bool)
        direct = np.maximum(direct_s[rows], 0)
        longest = np.floor(rules.max_ride_alpha * direct + rules.max_ride_beta_s)
        if rules.max_absolute_detour_s is not None:
            longest = np.minimum(longest, direct + rules.max_absolute_detour_s)
        max_wait_s[rows], max_ride_s[rows], hard[rows] = rules.max_wait_s, longest, rules.hard
    return {"max_wait_s": max_wait_s, "max_ride_s": max_ride_s, "hard": hard}


def _check_depots(scenario: Scenario, roads: Roads, vehicles: pd.DataFrame, access: tuple[Access, Access]) -> None:
    """Raise when changes of the roads leave a depot from which nobody can be reached."""
    if not scenario.network.changes:
        return
    ends = np.unique(np.concatenate([access[0].node, access[1].node]))
    problems = []
    for (type_name, depot), group in vehicles.groupby(["vehicle_type", "depot"], sort=False):
        node = np.full_like(ends, group["depot_node"].iloc[0])
        served = np.zeros(len(ends), dtype=bool)
        for state in roads.states:
            there_s, back_s = state.times.direct_s(node, ends), state.times.direct_s(ends, node)
            served |= (there_s != NO_WAY) & (back_s != NO_WAY)
        if len(ends) and not served[ends != node].any():
            message = f"no open road leads from {depot!r} to any place of the demand and back; see network.changes"
            problems.append(rides_of(scenario).problem(f"fleet.{type_name}.depots", message))
    if problems:
        raise ScenarioError(problems)


def _rejections_at_once(
    scenario: Scenario, table: pd.DataFrame, uses_stops: bool, vehicles: pd.DataFrame
) -> dict[int, Reason]:
    limit_m = rides_of(scenario).config.walk.limit_m
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
