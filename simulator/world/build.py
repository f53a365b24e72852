"""Everything a simulation starts from: roads, travel times, people, charging sites, and what each service has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.snapping import Cuts
from simulator.network.territories import Territories
from simulator.notes import Note
from simulator.road_tables import DISTURBED_ROAD_DTYPES
from simulator.scenario.models import Scenario
from simulator.scenario.plausibility import plausibility_notes
from simulator.tables import (
    DUTY_DTYPES,
    PAUSE_DTYPES,
    PRICE_DTYPES,
    REQUEST_INPUT_DTYPES,
    SHIFT_DTYPES,
    SITE_DTYPES,
    VEHICLE_INPUT_DTYPES,
    no_rows,
    typed,
)
from simulator.world.access import tell_doors_apart
from simulator.world.branch import Branch
from simulator.world.calendar import RunDays, days_of
from simulator.world.demand import inhabitants, names_of_places, with_season_tickets
from simulator.world.disruptions import Disruption, disruptions_of
from simulator.world.disturbed_demand import DemandChange, demand_of
from simulator.world.gateways import with_ends_inside
from simulator.world.impossible_requests import Impossible
from simulator.world.parts import Ground, ServiceWorld, WorldPart, first_vehicles, parts_of
from simulator.world.places import notes_on_places, territories_of
from simulator.world.plausibility import Inputs, notes_on_inputs
from simulator.world.population import notes_on_people
from simulator.world.roads import ScenarioRoads
from simulator.world.sites import price_table, site_table, with_own_prices

Report = Callable[[str], None]


@dataclass(frozen=True)
class World:
    """A scenario's input, ready to be simulated.

    demand: the people and where they want to go, see ``tables.PEOPLE_DTYPES``; numbered by row. sites, prices: see
    ``tables.SITE_DTYPES`` and ``PRICE_DTYPES``. services: what each service starts from, by name, in the order of their
    vehicles. everyday: the roads before changes, if any. closed_at_times: streets with from_s and until_s, if there are
    such changes. inputs: what notes are made of; impossible: what asked requests that cannot be were told. inhabitants:
    people who live where the demand is drawn from, if it is drawn; places: where, by name, lon and lat. disruptions:
    what goes wrong; demand_changes: what that changed in the demand; disturbed_streets: the roads that go
    wrong, by number; disturbed_roads: their lines, see ``road_tables``. branch: what the run goes over to at a
    time; None: nothing. places_on_roads: what is put onto streets.
    """

    scenario: Scenario
    network: RoadNetwork
    roads: Roads
    demand: pd.DataFrame
    services: Mapping[str, ServiceWorld]
    sites: pd.DataFrame = field(default_factory=lambda: no_rows(SITE_DTYPES))
    prices: pd.DataFrame = field(default_factory=lambda: no_rows(PRICE_DTYPES))
    everyday: RoadNetwork | None = None
    closed_at_times: pd.DataFrame | None = None
    inputs: Inputs | None = None
    impossible: tuple[Note, ...] = ()
    inhabitants: int | None = None
    places: pd.DataFrame | None = None
    of_people: tuple[Note, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    demand_changes: tuple[DemandChange, ...] = ()
    disturbed_streets: Mapping[int, pd.DataFrame] = field(default_factory=dict)
    disturbed_roads: pd.DataFrame = field(default_factory=lambda: no_rows(DISTURBED_ROAD_DTYPES))
    branch: Branch | None = None
    places_on_roads: Cuts | None = None

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Return what somebody should look at once more."""
        on_inputs = [] if self.inputs is None else notes_on_inputs(self.inputs)
        of_services = [note for its in self.services.values() for note in getattr(its, "notes", ())]
        of_places = notes_on_places(self.scenario)
        found = plausibility_notes(self.scenario), on_inputs, of_services, of_places, self.impossible, self.of_people
        return tuple(note for notes in found for note in notes)

    @cached_property
    def days(self) -> RunDays:
        """Return the simulated days."""
        return days_of(self.scenario.calendar)

    @cached_property
    def territories(self) -> Territories | None:
        """Return who has a border and pays; None: nobody is told apart."""
        return territories_of(self.scenario)

    @property
    def begins_s(self) -> int:
        """Return when the first thing happens [s]: at midnight, or before it what is asked or has to be warm."""
        moments: list[int] = self.demand["submitted_s"].tolist()
        return min(
            [0, self.scenario.calendar.begins_s, *(service.begins_s for service in self.services.values()), *moments]
        )

    @property
    def ends_s(self) -> int:
        """Return when the last shift ends, the last traveller leaves, or the last car is brought back [s]."""
        departure_s: list[int] = self.demand["earliest_departure_s"].tolist()
        return max([0, *(service.ends_s for service in self.services.values()), *departure_s])

    @cached_property
    def vehicles(self) -> pd.DataFrame:
        """Return the vehicles of all fleets, numbered over the run, see ``tables.VEHICLE_INPUT_DTYPES``."""
        return self._gathered("vehicles", VEHICLE_INPUT_DTYPES)

    @cached_property
    def duties(self) -> pd.DataFrame:
        """Return the duties of all drivers, see ``tables.DUTY_DTYPES``."""
        return self._gathered("duties", DUTY_DTYPES)

    @cached_property
    def shifts(self) -> pd.DataFrame:
        """Return the shifts of all vehicles that work by shifts, see ``tables.SHIFT_DTYPES``."""
        return self._gathered("shifts", SHIFT_DTYPES)

    @property
    def several_shifts(self) -> pd.DataFrame:
        """Return the shifts if any vehicle has several, or none; else no rows, as ``vehicles`` has them."""
        each_has_one = self.shifts["vehicle"].tolist() == self.vehicles["vehicle"].tolist()
        return self.shifts.iloc[:0] if each_has_one else self.shifts

    @cached_property
    def pauses(self) -> pd.DataFrame:
        """Return the pauses of all drivers, see ``tables.PAUSE_DTYPES``."""
        return self._gathered("pauses", PAUSE_DTYPES)

    @cached_property
    def requests(self) -> pd.DataFrame:
        """Return the requests as the services see them that take some, all of one service after all of another.

        See ``tables.REQUEST_INPUT_DTYPES``.
        """
        tables: list[pd.DataFrame] = [service.requests for service in self.with_requests.values()]
        if len(tables) == 1:
            return tables[0]
        empty = no_rows(REQUEST_INPUT_DTYPES)
        whole: pd.DataFrame = pd.concat(tables or [empty], ignore_index=True)
        return whole

    @property
    def with_requests(self) -> dict[str, Any]:
        """Return the services that take requests with rides, by name."""
        return {name: service for name, service in self.services.items() if hasattr(service, "requests")}

    def _gathered(self, name: str, dtypes: dict[str, str]) -> pd.DataFrame:
        """Return a table of all services that have one of that name, its vehicles numbered over the run."""
        tables = [
            table.assign(vehicle=table["vehicle"] + service.first_vehicle)
            for service in self.services.values()
            for table in [getattr(service, name, None)]
            if isinstance(table, pd.DataFrame)
        ]
        return typed(pd.concat(tables, ignore_index=True), dtypes) if tables else no_rows(dtypes)

    def only(self, requests: NDArray[np.int64], rides: int | None = None) -> World:
        """Return the world with some of its requests, in another order; of services with rides only the first ones.

        requests: int64 (requests,), ascending among the first and among the others. rides: how many those first are;
        all by default.
        """
        number: NDArray[np.int32] = np.full(len(self.demand), -1, dtype=np.int32)
        number[requests] = np.arange(len(requests))
        with_rides = number if rides is None else np.where(number < rides, number, -1).astype(np.int32)
        services = {
            name: service.only(with_rides if name in self.with_requests else number)
            for name, service in self.services.items()
        }
        branch = None if self.branch is None else self.branch.only(requests)
        demand = self.demand.iloc[requests].reset_index(drop=True)
        return replace(self, demand=demand, services=services, branch=branch)

    def __repr__(self) -> str:
        """Return the scenario's name and what there is."""
        return f"<World {self.scenario.name}: {len(self.demand):,} requests, {len(self.vehicles):,} vehicles>"


class KnownPlaces(NamedTuple):
    """Places on the roads that a day has from its beginning, though not all for itself.

    nodes: how many the roads had before anything was other; vehicles do not turn off at those behind.
    """

    cuts: Cuts
    nodes: int


def build_world(
    scenario: Scenario,
    seed: int | None = None,
    *,
    cache: Path | None = None,
    report: Report = lambda text: None,
    people_of: Scenario | None = None,
    known: KnownPlaces | None = None,
    roads_of: World | None = None,
) -> World:
    """Read or make all input of a scenario. ``report`` gets a line per step that may take longer.

    people_of: the scenario whose demand it is, if that is another one. known: the places of the day before anybody knew
    what is other on it; they have the same numbers. roads_of: a world on the same
    roads, which are not made once more where the same places are on them.
    """
    if seed is not None:
        scenario = scenario.model_copy(update={"seed": seed})
    report("reading the road network")
    streets = ScenarioRoads(scenario)
    # People, stops and depots are where they always are, whatever roads are closed today.
    snapper = streets.snapper
    parts = parts_of(scenario, snapper)
    sites = placed(parts, scenario, snapper)
    lasting = snapper.cuts()  # all further places differ from day to day
    if known is not None:
        snapper.keep(known.cuts)
    report("preparing requests")
    impossible = Impossible(scenario)
    asked, demand_changes = demand_of(people_of or scenario, snapper, impossible)
    demand = with_season_tickets(scenario, asked)
    if any(part.at_doors for part in parts):
        tell_doors_apart(snapper, with_ends_inside(demand), report)
    for part in parts:
        part.place_day(demand, lasting)
    report("computing travel times (once per network)")
    used = np.concatenate([*(nodes for part in parts for nodes in part.nodes()), sites["node"].to_numpy(np.int32)])
    made = _made_again(roads_of, snapper.cuts()) or OnRoads.made(streets, lasting, cache, used, len(demand), known)
    network, roads = made.network, made.roads
    if not roads.in_tables:
        report("no table of travel times: they are searched when they are asked for, with the same results")
    prices = with_own_prices(price_table(scenario), [price for part in parts for price in part.prices()])
    services = measured(parts, Common(network, roads, sites, prices, demand, impossible))
    inputs = Inputs(scenario, streets.today, network, _depots(services), sites, _stops(services), demand)
    people = demand.drop(columns="line", errors="ignore")
    named = inhabitants(scenario, snapper.network), names_of_places(scenario)
    noted = inputs, tuple(impossible.notes), *named, notes_on_people(scenario)
    wrong = disruptions_of(scenario), demand_changes, made.disturbed_streets, made.disturbed_roads
    return World(
        scenario, network, roads, people, services, sites, prices, made.everyday, made.closed_at_times, *noted, *wrong,
        places_on_roads=made.cuts,
    )  # fmt: skip


class OnRoads(NamedTuple):
    """The roads of a world, see there, with all places on them."""

    cuts: Cuts
    network: RoadNetwork
    everyday: RoadNetwork | None
    roads: Roads
    closed_at_times: pd.DataFrame | None
    disturbed_streets: Mapping[int, pd.DataFrame]
    disturbed_roads: pd.DataFrame

    @classmethod
    def made(
        cls, streets: ScenarioRoads, lasting: Cuts, cache: Path | None, used: NDArray[np.int32], requests: int,
        known: KnownPlaces | None,
    ) -> OnRoads:  # fmt: skip
        """Make them; see ``ScenarioRoads.with_places``."""
        network, everyday, roads = streets.with_places(lasting, cache, used, requests)
        if known is not None:
            network = replace(network, known_nodes=known.nodes)
        changed = streets.disturbed_streets()
        what_changes = streets.closed_at_times(), changed, streets.disturbed_roads(changed)
        return cls(streets.snapper.cuts(), network, everyday, roads, *what_changes)


def _made_again(world: World | None, cuts: Cuts) -> OnRoads | None:
    """Return the roads of a world where they have these places, and times between all of them."""
    if world is None or world.places_on_roads is None or not world.roads.covers_all_nodes:
        return None
    were = world.places_on_roads
    if not all(np.array_equal(getattr(were, name), getattr(cuts, name)) for name in Cuts._fields):
        return None
    its = world.closed_at_times, world.disturbed_streets, world.disturbed_roads
    return OnRoads(cuts, world.network, world.everyday, world.roads, *its)


@dataclass(frozen=True)
class Common:
    """What the tables of all services are measured with; see ``Ground``."""

    network: RoadNetwork
    roads: Roads
    sites: pd.DataFrame
    prices: pd.DataFrame
    demand: pd.DataFrame
    impossible: Impossible


def placed(parts: list[WorldPart], scenario: Scenario, snapper: Any) -> pd.DataFrame:
    """Put everything onto the roads that is there on all days; return the charging sites."""
    for part in parts:
        part.place_vehicles()
    sites = site_table(scenario, snapper)
    for position, part in enumerate(parts):
        sites = part.add_sites(sites, first_vehicles(parts)[position])
    for part in parts:
        part.place_stops()
    return sites


def measured(parts: list[WorldPart], common: Common) -> dict[str, ServiceWorld]:
    """Return the tables of all services, by name."""
    services: dict[str, ServiceWorld] = {}
    for part, first in zip(parts, first_vehicles(parts), strict=True):
        others = [other for other in parts if other is not part]
        sites = frozenset[int]().union(*(other.sites_used() for other in others))
        guests = sum((other.guests() for other in others), Counter[str]())
        of_others = {"others_sites": sites, "guests": guests, "services": services}
        tables = part.measure(Ground(**vars(common), first_vehicle=first, **of_others))  # type: ignore[arg-type]
        if tables is not None:
            services[part.part.name] = tables
    return services


def _depots(services: Mapping[str, ServiceWorld]) -> list[tuple[str, str, int]]:
    """Return the depots of all fleets, each with the key that tells it, its name and node."""
    return [
        (service.part.key(f"fleet.{row.vehicle_type}.depots"), row.depot, int(row.depot_node))
        for service in services.values()
        if hasattr(service, "vehicles")
        for row in service.vehicles.itertuples(index=False)
    ]


def _stops(services: Mapping[str, ServiceWorld]) -> NDArray[np.int32]:
    """Return the nodes of the stops of all services, int32."""
    stops = [getattr(service, "stops", None) for service in services.values()]
    nodes = [its.table["node"].to_numpy(np.int32) for its in stops if its is not None]
    return np.concatenate([np.zeros(0, dtype=np.int32), *nodes])
