"""What a ridepooling service brings into the world: stops, fleet, and the requests as it sees them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.factors import drive_factors, dwell_factor
from simulator.demand.forecast import Forecast, mean_requests
from simulator.demand.requests_file import COLUMNS as REQUEST_COLUMNS
from simulator.demand.requests_file import read_requests
from simulator.errors import Problem, RequestFileError, ScenarioError
from simulator.input_table import Reading
from simulator.network import stop_file
from simulator.network.areas import areas_named
from simulator.network.drawn_legs import Factors
from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.snapping import Cuts, Snapper, StreetSnapper
from simulator.network.split import split_network
from simulator.network.stop_file import read_stop_file
from simulator.network.stops import Stops, add_virtual_stops, place_stops
from simulator.reasons import Reason
from simulator.scenario.energy_models import ENERGY_OF
from simulator.scenario.models import Scenario, ServicePart
from simulator.scenario.road_models import Variation
from simulator.services.breakdowns import Named
from simulator.services.relation_rule import border_of
from simulator.services.ridepooling.depots_in_reach import check_depots
from simulator.services.ridepooling.fare_checks import check_against_world
from simulator.services.ridepooling.requests import boarding_s, relies_on, requests_on_roads, stop_option_table
from simulator.services.ridepooling.reserve import Reserve, has_room
from simulator.services.ridepooling.schema import Config
from simulator.tables import DUTY_DTYPES, PAUSE_DTYPES, SITE_DTYPES, no_rows
from simulator.world import vehicle_list
from simulator.world.access import Access, find_access
from simulator.world.calendar import RunDays, days_of
from simulator.world.demand import past_days
from simulator.world.disruptions import Disruption
from simulator.world.disturbed_roads import disruptions_of_roads
from simulator.world.drivers import duty_tables
from simulator.world.fleet import fleet_tables, snap_places
from simulator.world.gateways import with_ends_inside
from simulator.world.impossible_requests import check_deadlines
from simulator.world.parts import Done, Ground, WorldPart
from simulator.world.reserve_vehicles import called
from simulator.world.shifts import single_shifts
from simulator.world.vehicle_list import listed_vehicles

COLUMNS_OF = {  # by the key that names the file
    "stops_file": stop_file.COLUMNS,
    "vehicles_file": vehicle_list.COLUMNS,
    "history_file": REQUEST_COLUMNS,
}


@dataclass(frozen=True)
class RidepoolingWorld:
    """What a ridepooling service starts from.

    network, roads, sites, prices: those of all services. requests, vehicles: ``tables.REQUEST_INPUT_DTYPES`` and
    ``VEHICLE_INPUT_DTYPES``; all requests of the demand, also those that never ask here, and the vehicles numbered from
    0 on. stop_options: ``tables.STOP_OPTION_DTYPES``, None when everybody uses the nearest stop or their door.
    rejected_at_once: request -> why no vehicle can ever serve it. waiting_nodes: int32, where idle vehicles wait.
    forecast: None unless idle vehicles are sent by it. duties, pauses: see ``tables``. others_sites, guests: see
    ``Ground``. told_shifts: see ``shifts``.
    """

    part: ServicePart[Config]
    network: RoadNetwork
    roads: Roads
    stops: Stops | None
    requests: pd.DataFrame
    vehicles: pd.DataFrame
    rejected_at_once: dict[int, Reason]
    stop_options: pd.DataFrame | None = None
    waiting_nodes: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    forecast: Forecast | None = None
    duties: pd.DataFrame = field(default_factory=lambda: no_rows(DUTY_DTYPES))
    pauses: pd.DataFrame = field(default_factory=lambda: no_rows(PAUSE_DTYPES))
    sites: pd.DataFrame = field(default_factory=lambda: no_rows(SITE_DTYPES))
    prices: pd.DataFrame = field(default_factory=pd.DataFrame)
    first_vehicle: int = 0
    others_sites: frozenset[int] = frozenset()
    guests: Counter[str] = field(default_factory=Counter)
    told_shifts: pd.DataFrame | None = None

    @cached_property
    def days(self) -> RunDays:
        """Return the simulated days."""
        return days_of(self.scenario.calendar)

    @cached_property
    def on_call(self) -> dict[int, Disruption]:
        """Return the reserve vehicles, each with what calls it; nobody knows of them before."""
        wanted = called(self.part)
        return dict(enumerate(wanted, start=len(self.vehicles) - len(wanted)))

    @cached_property
    def shifts(self) -> pd.DataFrame:
        """Return the shifts of all vehicles, see ``tables.SHIFT_DTYPES``; where none are told, each has one."""
        if self.told_shifts is not None:
            return self.told_shifts
        planned = self.duties.drop_duplicates("vehicle", keep="last").set_index("vehicle")["planned_end_s"]
        planned = planned.reindex(self.vehicles["vehicle"]).fillna(self.vehicles.set_index("vehicle")["shift_end_s"])
        return single_shifts(self.vehicles, planned.to_numpy(np.int64))

    @property
    def scenario(self) -> Scenario:
        """Return the scenario."""
        return self.part.scenario

    @property
    def config(self) -> Config:
        """Return what the scenario says about the service."""
        return self.part.config

    @property
    def drive_spreads(self) -> tuple[float, ...]:
        """Return the spread of drives on all roads but those of the classes told, and on these in their order."""
        drives = self.scenario.network.variation
        return (0.0,) if drives is None else drives.spreads

    @property
    def dwell_spread(self) -> float:
        """Return the spread of what stops take."""
        stops = self.config.dwell_variation
        return 0.0 if stops is None else stops.spread

    @property
    def varies(self) -> bool:
        """Return whether drives or stops take other times than planned."""
        return any((*self.drive_spreads, self.dwell_spread))

    @property
    def reserve(self) -> float:
        """Return by which share longer drives and stops may take for plans to keep what energy and drivers need."""
        return (self.config.variation_reserve or 0.0) if self.varies else 0.0

    @cached_property
    def drivers_reserve(self) -> Reserve:
        """Return the limits of drivers as plans keep them."""
        return Reserve(self.pauses, self.duties, self.reserve)

    @cached_property
    def road_kind(self) -> NDArray[np.int64] | None:
        """Return which of the spreads of drives is that of each street, int64 (edges,); None: the first is of all."""
        drives = self.scenario.network.variation
        if drives is None or not drives.by_class:
            return None
        number = {name: position + 1 for position, name in enumerate(drives.by_class)}
        return np.array([number.get(name, 0) for name in self.network.edges["highway"].tolist()], dtype=np.int64)

    def drive_factors(self, vehicle: int, drive: int) -> Factors:
        """Return by what the n-th drive of a vehicle is longer than planned on the kinds of roads [1/1000]."""
        return drive_factors(self.part.seed, vehicle, drive, self.drive_spreads)

    def dwell_factor(self, vehicle: int, stop: int) -> int:
        """Return by what the n-th boarding or alighting at a vehicle is longer than planned [1/1000]."""
        return dwell_factor(self.part.seed, vehicle, stop, self.dwell_spread)

    @property
    def begins_s(self) -> int:
        """Return when the first simulated day begins [s]."""
        return self.scenario.calendar.begins_s

    @property
    def ends_s(self) -> int:
        """Return when the last shift ends, or the last traveller leaves [s]."""
        moments = [self.vehicles["shift_end_s"], self.requests["earliest_departure_s"]]
        return max([0, *(int(column.max()) for column in moments if len(column))])

    def going_over(self, later: Self) -> Self:
        """Return the same fleet on the terms of a changed scenario. later: its tables, with all that it would have."""
        return replace(
            self, part=later.part, requests=later.requests, rejected_at_once=later.rejected_at_once,
            waiting_nodes=later.waiting_nodes, forecast=later.forecast,
        )  # fmt: skip

    def on_their_terms(self, later: Self, is_later: NDArray[np.bool_]) -> Self:
        """Return the same with all requests on their terms. is_later: bool (requests,), which have those of later."""
        rows = [self.requests[~is_later], later.requests[is_later]]
        return replace(later, requests=pd.concat(rows).sort_index(), rejected_at_once=self.rejected_at_once)

    def only(self, number: NDArray[np.int32]) -> Self:
        """Return the same with some of the requests. number: int32 (requests,), of each from now on; -1: left out."""
        asked = number >= 0
        requests, options = self.requests[asked].reset_index(drop=True), self.stop_options
        if options is not None:
            options = options[asked[options["request"].to_numpy()]].reset_index(drop=True)
            options = options.assign(request=number[options["request"].to_numpy()])
        return replace(
            self,
            requests=requests.assign(request=np.arange(len(requests), dtype=np.int32)),
            stop_options=options,
            rejected_at_once={int(number[row]): reason for row, reason in self.rejected_at_once.items() if asked[row]},
        )


class Part(WorldPart):
    """Puts depots, waiting places, stops and the ends of requests onto the roads."""

    part: ServicePart[Config]

    def __init__(self, part: ServicePart[Config], snapper: Snapper) -> None:
        super().__init__(part, snapper)
        self.at_doors = part.config.mode == "door_to_door"
        self._forecast: Forecast | None = None
        self._stops: Stops | None = None

    def read_alone(self, done: Done) -> None:
        """Read stops, vehicles and past requests."""
        config, idle, scenario = self.part.config, self.part.config.dispatch.idle, self.part.scenario
        if idle.history_file is not None:
            done(read_requests, idle.history_file, tuple(scenario.people.classes), Reading(idle.columns, "earliest"))
        if config.stops_file is not None and config.mode == "stop_based":
            done(read_stop_file, config.stops_file, config.stop_filter, Reading(config.columns))
        if config.zones is not None:
            done(areas_named, config.zones.file, config.zones.names)
        if config.relations is not None:
            done(border_of, self.part)
        if (rule := config.parallel_service) is not None and (zones := rule.except_.zones) is not None:
            done(areas_named, zones.file, zones.names)
        if config.vehicles_file is not None:
            done(listed_vehicles, self.part, config.vehicles_file)

    def place_vehicles(self) -> None:
        """Put depots and waiting places onto the roads."""
        self._vehicles, self._shifts = fleet_tables(self.part, self.snapper)
        self.vehicles = len(self._vehicles)
        self._waiting = waiting_nodes(self.part, self.snapper)

    def place_stops(self) -> None:
        """Put the stops onto the roads, and those that are added between them."""
        self._stops = service_stops(self.part, self.snapper)

    def place_day(self, demand: pd.DataFrame, lasting: Cuts) -> None:
        """Find where people get on and off."""
        self._access = both_ends(self.part.config, self.snapper, self._stops, demand)
        assert isinstance(self.snapper, StreetSnapper)
        self._forecast = expected_demand(self.part, self.snapper, lasting, self._stops)

    def nodes(self) -> list[NDArray[np.int32]]:
        """Return stops, doors, depots, waiting places."""
        expected = self._waiting if self._forecast is None else self._forecast.node
        depots = self._vehicles["depot_node"].to_numpy(np.int32)
        return [*(access.node for access in self._access), depots, self._waiting, expected]

    def guests(self) -> Counter[str]:
        """Return how many of the vehicles may come to any site, by the energy they need."""
        limited = self._vehicles[self._vehicles["store_kwh"].notna()]
        return Counter(ENERGY_OF[name] for name in limited["drivetrain"].tolist())

    def measure(self, ground: Ground) -> RidepoolingWorld:
        """Return the tables of the service."""
        part, roads, network, access = self.part, ground.roads, ground.network, self._access
        forecast = self._forecast
        if forecast is not None:
            forecast = forecast.with_nodes(self.snapper.network.project(network.lon, network.lat))
        check_depots(part, roads, self._vehicles, np.unique(np.concatenate([end.node for end in access])))
        demand, vehicles, impossible = ground.demand, self._vehicles, ground.impossible
        requests, rejected = requests_on_roads(part, access, roads, demand, vehicles, impossible)
        relies = relies_on(part, demand)
        lines = requests.assign(**demand.filter(["line"]))[relies]
        check_deadlines(impossible, lines, boarding_s(part.config, requests)[relies])
        check_against_world(part, requests[relies])
        options = stop_option_table(*access) if part.config.stop_choice == "best" else None
        duties, pauses = duty_tables(part, vehicles)
        if roads.surprises() and (len(pauses) or vehicles["store_kwh"].notna().any()):
            raise ScenarioError(_surprises_refused(part.scenario))
        if problems := Named.in_table(vehicles, "vehicle_id", "vehicle_type").unknown(part, always=True):
            raise ScenarioError(problems)
        limited = bool(len(pauses) or len(duties) or vehicles["store_kwh"].notna().any())
        if problems := _variation_refused(part, roads, limited=limited):
            raise ScenarioError(problems)
        world = RidepoolingWorld(
            part, network, roads, self._stops, requests, vehicles, rejected, options, self._waiting, forecast,
            duties, pauses, ground.sites, ground.prices, ground.first_vehicle,
            ground.others_sites, ground.guests, self._shifts,
        )  # fmt: skip
        if not has_room(world.drivers_reserve, world.shifts):
            message = (
                "a break or changeover would have to begin in plans before it may: expected a smaller reserve, or "
                "shifts with more room for breaks"
            )
            raise ScenarioError([part.problem("variation_reserve", message)])
        return world


def _surprises_refused(scenario: Scenario) -> list[Problem]:
    """Return the changes that nobody knows of, where vehicles have to reach a charger or a break in time."""
    message = "vehicles with little energy, or drivers with breaks, must know of a change beforehand"
    wanted = enumerate(scenario.network.changes)
    keys = [f"network.changes[{n}].known_from" for n, it in wanted if it.known_from]
    keys += [f"{its.key}.announced" for its in disruptions_of_roads(scenario) if its.known_s > 0]
    return [scenario.problem(key, message) for key in keys]


def _variation_refused(part: ServicePart[Config], roads: Roads, *, limited: bool) -> list[Problem]:
    """Return why times cannot be drawn: without a reserve nobody could promise to reach a charger or a break."""
    scenario, drives, stops = part.scenario, part.scenario.network.variation, part.config.dwell_variation
    problems = []
    if limited and part.config.variation_reserve is None and any((*_spreads(drives), *_spreads(stops))):
        message = (
            "drives or stops vary, and vehicles have little energy or drivers' duties: expected the share by which "
            "they may take longer, such as 0.1"
        )
        problems.append(part.problem("variation_reserve", message))
    if roads.changes and drives is not None and drives.by_class and any(drives.spreads):
        message = (
            "not on roads that change in time: there the rest of a way is chosen anew under way, by times planned, and "
            "with a factor for each class what is the fastest would depend on the draw; expected the same spread on "
            "all classes, or no from, until or hours"
        )
        problems.append(scenario.problem("network.variation.by_class", message))
    return problems


def _spreads(varies: Variation | None) -> tuple[float, ...]:
    return () if varies is None else varies.spreads


def waiting_nodes(part: ServicePart[Config], snapper: Snapper) -> NDArray[np.int32]:
    """Return the nodes of the places where idle vehicles wait; raises ScenarioError for places away from any road."""
    places = part.config.dispatch.idle.places
    nodes, problems = snap_places(part.scenario, snapper, places, part.key("dispatch.idle.places"))
    if problems:
        raise ScenarioError(problems)
    return nodes


def service_stops(part: ServicePart[Config], snapper: Snapper) -> Stops | None:
    """Return the stops of the service; None from door to door. Raises RequestFileError."""
    service = part.config
    if service.mode == "door_to_door" or service.stops_file is None:
        return None
    table = read_stop_file(service.stops_file, service.stop_filter, Reading(service.columns))
    stops = place_stops(service.stops_file, table, snapper, part.scenario.network.max_snap_m)
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
    service: Config, roads: RoadNetwork | Snapper, stops: Stops | None, demand: pd.DataFrame
) -> tuple[Access, Access]:
    """Return where requests can be picked up, and where they can be dropped off."""
    choice, demand = service.stop_choice == "best", with_ends_inside(demand)
    origin = find_access(roads, stops, demand, "origin", service.walk, choice=choice)
    return origin, find_access(roads, stops, demand, "destination", service.walk, choice=choice)


def expected_demand(
    part: ServicePart[Config], snapper: StreetSnapper, lasting: Cuts, stops: Stops | None
) -> Forecast | None:
    """Return what requests usually come up, if idle vehicles are sent by it; those booked ahead are known anyway.

    lasting: places that are nodes on all days; the nearest of those and of the junctions stands for any other place.
    """
    config = part.config
    rule = config.dispatch.idle
    if rule.policy != "expected_demand":
        return None
    demand, days = past_days(part.scenario, rule.history_file, rule.columns, snapper)
    network = split_network(snapper.network, lasting)
    demand = demand[demand["earliest_departure_s"] - demand["submitted_s"] < rule.every_s]
    origin = find_access(network, stops, demand, "origin", config.walk)
    departure_s = demand["earliest_departure_s"].to_numpy(np.int64)
    xy_m = snapper.network.project(network.lon, network.lat)
    return mean_requests(origin.node, departure_s, days, xy_m, rule.zone_m, rule.every_s)
