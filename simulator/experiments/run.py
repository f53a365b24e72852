"""Run a scenario once: world, simulation, tables, KPIs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.asking import asking_table, nobody_asking
from simulator.analysis.car_services import (
    car_tables_together,
    in_blocks,
    tables_of_each_car_service,
)
from simulator.analysis.carsharing_tables import CarsharingTables
from simulator.analysis.choices import choice_table
from simulator.analysis.counted import EVER, windows_of_days
from simulator.analysis.days import AllTables, tables_of_days
from simulator.analysis.disruptions.promises import promise_broken_by
from simulator.analysis.equity.compared import Equity
from simulator.analysis.gateways import gateway_requests
from simulator.analysis.groups import Grouped, Metric
from simulator.analysis.journeys import build_journeys
from simulator.analysis.kpis.all import Economics, Extent, compute_kpis_of_services
from simulator.analysis.kpis.by_day import kpis_by_day
from simulator.analysis.kpis.by_group import figure_of_group, kpis_by_group
from simulator.analysis.kpis.carsharing import carsharing_kpis_of_services
from simulator.analysis.kpis.disruptions import disruption_kpis
from simulator.analysis.kpis.equity import equity_kpis
from simulator.analysis.kpis.feeder import Chained, feeder_kpis
from simulator.analysis.kpis.gateways import gateway_kpis
from simulator.analysis.kpis.late import late_kpis
from simulator.analysis.kpis.timetable import timetable_kpis
from simulator.analysis.kpis.timetable_changes import timetable_change_kpis
from simulator.analysis.kpis.together import together_kpis
from simulator.analysis.kpis.tours import tour_kpis
from simulator.analysis.kpis.trips import trip_kpis
from simulator.analysis.other_means import compared_beside, nobody
from simulator.analysis.ratios import Number
from simulator.analysis.services import RideInputs, of_kind, with_names
from simulator.analysis.tables import ResultTables, tables_of_all_services, tables_of_each_service
from simulator.analysis.timetable_changes import ChangedTimetable
from simulator.analysis.tours import others_beside, tour_ends, tour_requests
from simulator.analysis.trips import with_trips
from simulator.event_kinds import Event
from simulator.experiments.alternatives import alternatives
from simulator.experiments.booking_rules import parallel_within_s
from simulator.experiments.disturbed import Disturbed
from simulator.experiments.ecology import Former, chooses_again, former_of, kpis_of_ecology, table_of_run
from simulator.experiments.end_areas import with_end_areas
from simulator.experiments.equity import equity_of, has_places
from simulator.experiments.given import GivenToRun
from simulator.experiments.latent_demand import latent_table
from simulator.experiments.notes import notes_of
from simulator.experiments.other_means import own_of_classes, who_asked_nobody
from simulator.experiments.people import kpis_of_people, tables_of_people
from simulator.experiments.prices import car_prices_of_run, money_of_lines, prices_of_run
from simulator.experiments.reach import reach_of
from simulator.notes import Note
from simulator.scenario.models import Scenario
from simulator.services.ridepooling.asked_requests import only_asked
from simulator.services.ridepooling.late_asked import as_asked
from simulator.simulation.simulate import simulate
from simulator.tables import (
    CARS,
    FEEDER,
    RIDES,
)
from simulator.world.branched import as_it_was
from simulator.world.build import World, build_world
from simulator.world.named_places import named_places
from simulator.world.service_names import service_names


@dataclass(frozen=True)
class RunResult(GivenToRun):
    """What one run of a scenario gives.

    ``kpis`` maps names to numbers (None: not defined for this run); ``requests``, ``stops``, ``legs``, ``vehicles`` and
    ``events`` are pandas tables. Every name is explained by ``simulator.analysis.columns``. seen: what people who
    choose chose from. other_means: who asked nobody, and what they do. wished: the demand as everybody wished it, where
    it has tours. asking: who asked a service on demand, and who expected too little of it. reach: what brings
    all people of a population where they want to be, see ``analysis.unmet_needs``. former: what people do without
    the services on demand that were not there before, where the scenario wants to know that of those who choose.
    """

    seen: Sequence[Any] = field(default=(), repr=False)
    other_means: pd.DataFrame = field(default_factory=nobody, repr=False)
    wished: pd.DataFrame | None = field(default=None, repr=False)
    asking: pd.DataFrame = field(default_factory=nobody_asking, repr=False)
    reach: pd.DataFrame | None = field(default=None, repr=False)
    former: Former | None = field(default=None, repr=False)

    @cached_property
    def choices(self) -> pd.DataFrame:
        """Return what everybody saw who chose, and what was taken."""
        return choice_table(self.seen, self.world.demand, self.services)

    def __repr__(self) -> str:
        """Return what was run and how much came of it."""
        name, seed = self.world.scenario.name, self.world.scenario.seed
        return f"<RunResult {name}, seed {seed}: {len(self.world.demand):,} requests, {len(self.events):,} events>"

    @cached_property
    def whole(self) -> RideInputs:
        """Return the event log, and what the ridepooling services were given."""
        rides = self.world.with_requests
        requests, vehicles = self.requests_input, self.world.vehicles
        if len(rides) < 2:
            requests = with_names(requests, next(iter(rides), ""))
        of_vehicle = [name for name, its in rides.items() for _ in range(len(its.vehicles))]
        vehicles = vehicles.assign(service=pd.array(of_vehicle, dtype="string"))
        vehicles = vehicles[["service", *vehicles.columns.drop("service")]]
        given = self.facilities, self.trips_input, self.timetable_inputs, self.other_means
        return RideInputs(self.events, requests, vehicles, *given)

    @cached_property
    def tables(self) -> ResultTables:
        """Return all tables, computed from the event log and the input."""
        return tables_of_all_services(self.whole, self.services)

    @cached_property
    def parts(self) -> dict[str, ResultTables]:
        """Return the tables of each ridepooling service by name, as if it were alone; none where it is."""
        several = len(of_kind(self.services, RIDES)) > 1
        return tables_of_each_service(self.whole, self.services) if several else {}

    @cached_property
    def carsharing(self) -> CarsharingTables | None:
        """Return the tables about car-sharing, a block for each of several; None when the scenario has none."""
        return car_tables_together(self.parts_with_cars)

    @cached_property
    def parts_with_cars(self) -> dict[str, CarsharingTables]:
        """Return the tables of each car-sharing service by name, as if it were alone."""
        return tables_of_each_car_service(self.events, self.inputs_with_cars, self.services, self.world.days.end_s)

    @cached_property
    def journeys(self) -> pd.DataFrame:
        """Return one row per request and per rental of its own: what all people asked for, and what they got.

        Requests are numbered as in the log, those of the warm-up too, which are left out.
        """
        bookings = {name: its.bookings for name, its in self.parts_with_cars.items()}
        of_cars = in_blocks(bookings) if bookings else None
        modes = {part.name: getattr(part.config, "by", part.kind) for part in self.world.scenario.parts}
        tables = self.tables if self.counted == EVER else tables_of_all_services(self.whole, self.services, EVER)
        others = others_beside(self.other_means, self.world.demand, (tables.requests, tables.trips), self.events)
        told = of_cars, self.events, self.services, tables.trips, modes, others
        journeys = build_journeys(tables.requests, *told)
        if self.world.disruptions:
            names = {its.number: its.name for its in self.world.disruptions}
            journeys = promise_broken_by(journeys, self.events, self.services, names)
        return with_end_areas(self.counted.rows(journeys, "earliest_departure_s"), self.world)

    @cached_property
    def tour_requests(self) -> pd.DataFrame:
        """Return the requests that are trips of tours, as they were wished for; none where the demand has no tours."""
        return tour_requests(self.world.demand if self.wished is None else self.wished)

    @cached_property
    def people(self) -> dict[str, pd.DataFrame]:
        """Return the tables about all people of a population, by their names in the catalogue; none without one."""
        wished = self.world.demand if self.wished is None else self.wished
        days = windows_of_days(self.world.days.all())
        tables = tables_of_people(self.world.scenario, wished, self.journeys, self.events, days, self.reach)
        seen = self.choices, self.tables.requests, self.events
        return tables | latent_table(self.world.scenario, tables, self.reach, *seen)

    @cached_property
    def tour_ends(self) -> pd.DataFrame:
        """Return what became of each tour that counts."""
        return tour_ends(self.journeys, self.tour_requests)

    @property
    def notes(self) -> list[Note]:
        """Return what somebody should look at once more."""
        return notes_of(self.world, self.kpis, self.tables.trips, self.disturbed)

    @cached_property
    def disturbed(self) -> Disturbed | None:
        """Return what went wrong, and whom it touched; None where nothing did."""
        return Disturbed.of(self.world, self.events, self.journeys, self.services) if self.world.disruptions else None

    @cached_property
    def kpis(self) -> dict[str, float | int | None]:
        """Return the key figures."""
        days = self.world.scenario.calendar.days
        figures = self._figures(self._all_tables, days)
        figures |= kpis_of_ecology(self, figures, days)
        if self.changed_timetables:
            figures |= timetable_change_kpis(self.changed_timetables, self.journeys)
        if len(outside := gateway_requests(self.world.demand)):
            figures |= gateway_kpis(self.journeys, outside)
        if len(self.tour_requests):
            figures |= tour_kpis(self.tour_ends, self.journeys, self.events)
        if self.disturbed is not None:
            figures |= disruption_kpis(self.disturbed.happened, self.disturbed.facts)
        if has_places(self.world):
            figures |= equity_kpis(self.equity)
        return figures | kpis_of_people(self.people)

    @cached_property
    def ecology(self) -> pd.DataFrame:
        """Return how people went before and go now; the scenario has ecology."""
        return table_of_run(self.world.scenario, self.journeys, self.former)

    @cached_property
    def equity(self) -> Equity:
        """Return who is left behind of those who asked."""
        return equity_of(self.world, self.journeys, self.tables, self.people, self.grouped)

    @cached_property
    def changed_timetables(self) -> dict[str, ChangedTimetable]:
        """Return what the changes of timetables come to, by the name of the service."""
        found = {name: getattr(its, "changed", None) for name, its in self.world.services.items()}
        return {
            name: ChangedTimetable(its.changes, its.requests, its.places)
            for name, its in found.items()
            if its is not None
        }

    @cached_property
    def journey_alternatives(self) -> pd.DataFrame:
        """Return what else those could have done who were carried on journeys of several services."""
        made = self.events[self.events["kind"] == Event.TRIP_ENDED]
        return alternatives(made, of_kind(self.services, FEEDER), self.world, self.timetables)

    @property
    def _all_tables(self) -> AllTables:
        journeys = self.journeys if self.of_several else None
        compared = compared_beside(self.other_means, own_of_classes(self.world.scenario))
        counted = self.counted.rows(compared, "earliest_departure_s")
        return AllTables(self.tables, self.parts, self.parts_with_cars, journeys, counted)

    @property
    def of_several(self) -> list[str]:
        """Return the names of all services where there are several; they have key figures together."""
        return [service.name for service in self.services] if len(self.services) > 1 else []

    def _figures(self, tables: AllTables, days: int = 1) -> dict[str, float | int | None]:
        scenario = self.world.scenario
        prices = prices_of_run(self.world) or {"": Economics()}
        car_g_per_km, extent = scenario.energy.climate.car_g_per_km, Extent(days, self.world.inhabitants)
        kpis = compute_kpis_of_services(tables.together, tables.rides, prices, car_g_per_km, extent)
        names = [service.name for service in with_trips(self.services)]
        kpis |= trip_kpis(tables.together.trips, names, tables.compared)
        loads = tables.together.gtfs_trip_loads
        fares = {name: its.part.config.fares for name, its in self.timetables.items()}
        kpis |= timetable_kpis(tables.together.trips, loads, tables.together.journey_legs, fares)
        if self.late_services:
            kpis |= late_kpis(tables.together.events, loads, self.timetable_inputs, self.late_services)
        of_cars = car_tables_together(tables.cars)
        if of_cars is not None:
            rates = {part.name: car_prices_of_run(part, self.world) for part in scenario.parts if part.kind == CARS}
            kpis |= carsharing_kpis_of_services(of_cars, tables.cars, rates, tables.together.sessions)
        if of_kind(self.services, FEEDER):
            chained = Chained.of(tables.together, self.services, self.journey_alternatives)
            kpis |= feeder_kpis(chained, self.services, kpis)
        kpis |= money_of_lines(kpis, tables.together, self.world, days, [service.kind for service in self.services])
        if tables.journeys is not None:
            kpis |= together_kpis(tables.journeys, kpis, self.services, car_g_per_km, parallel_within_s(scenario))
        return kpis

    @cached_property
    def kpis_by_day(self) -> pd.DataFrame:
        """Return the key figures of each day that counts: day, day_type, service, figure, value."""
        tables, days = self._all_tables, self.world.days.all()
        cut = tables_of_days(tables, self.whole, self.inputs_with_cars, self.services, days)
        return kpis_by_day({day: self._figures(of_day) for day, of_day in cut}, days)

    @cached_property
    def grouped(self) -> Grouped:
        """Return what requests are grouped by, beside what their table says."""
        world, days = self.world, self.world.days
        return Grouped(days.clock, windows_of_days(days.all()), named_places(world))

    @cached_property
    def kpis_by_group(self) -> pd.DataFrame:
        """Return the rider figures of groups: grouping, group_name, service, figure, value, requests."""
        return kpis_by_group(self.tables, self.parts, self.grouped)

    def figure(self, metric: str) -> Number:
        """Return a key figure, also of a group, ``FIGURE@GROUPING=GROUP``; None where there is nobody in it."""
        of_group = Metric.parse(metric)
        if metric in self.kpis or of_group is None:
            return self.kpis[metric]
        return figure_of_group(self.tables, self.parts, self.grouped, of_group)

    @property
    def requests(self) -> pd.DataFrame:
        """Return one row per request."""
        return self.tables.requests

    @property
    def stops(self) -> pd.DataFrame:
        """Return one row per visit of a vehicle at a stop."""
        return self.tables.stops

    @property
    def legs(self) -> pd.DataFrame:
        """Return one row per drive between two places."""
        return self.tables.legs

    @property
    def vehicles(self) -> pd.DataFrame:
        """Return one row per vehicle."""
        return self.tables.vehicles


def run(
    scenario: Scenario,
    seed: int | None = None,
    *,
    cache: Path | None = None,
    debug: bool = False,
    report: Callable[[str], None] = lambda text: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    world: World | None = None,
) -> RunResult:
    """Simulate a scenario; ``seed`` replaces the scenario's own.

    Same scenario and same seed give the same event log, byte for byte. ``cache``: folder for travel times, by default
    the user's. ``debug`` checks every plan after every change. ``world``: built before, as that of a branch is.
    Raises ElbeDrtError.
    """
    world = world or build_world(scenario, seed, cache=cache, report=report)
    report("simulating")
    seen: list[Any] = []
    known: list[Any] = []
    asking: list[Any] = []
    hoped: list[Any] | None = None if scenario.demand.as_population is None else []
    events = simulate(world, debug=debug, progress=progress, seen=seen, known=known, asking=asking, prospects=hoped)
    asked, told = only_asked(as_it_was(world), events, known[0].request)
    really = as_asked(asked, told, known[0])
    told_asking = asking_table(asking, really.demand, service_names(scenario))
    others = who_asked_nobody(really, known[0])
    result = RunResult(really, told, tuple(seen), others, asked.demand, told_asking, reach_of(world, hoped))
    if not chooses_again(scenario):
        return result
    report("simulating the day once more, without the services that were not there before")
    then = run(scenario.before, world.scenario.seed, cache=cache, progress=progress)
    return replace(result, former=former_of(scenario, then.journeys, then.kpis))
