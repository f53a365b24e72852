"""Run a scenario once: world, simulation, tables, KPIs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from simulator.analysis.carsharing_tables import CarsharingInputs, CarsharingTables, build_carsharing_tables
from simulator.analysis.inputs import BookingRules, Facilities
from simulator.analysis.kpis.all import Economics, compute_kpis
from simulator.analysis.kpis.carsharing import CarPrices, carsharing_kpis
from simulator.analysis.services import car_events
from simulator.analysis.tables import ResultTables, tables_of_all_services
from simulator.fares.tariff import RentalRates
from simulator.scenario.models import Scenario
from simulator.services.ridepooling.asked_requests import only_asked
from simulator.services.ridepooling.meeting_points import requests_as_met
from simulator.simulation.simulate import simulate
from simulator.units import DAY_S
from simulator.world.build import World, build_world
from simulator.world.one_of_each import cars_of, rides_of


@dataclass(frozen=True)
class RunResult:
    """What one run of a scenario gives.

    ``kpis`` maps names to numbers (None: not defined for this run); ``requests``, ``stops``, ``legs``, ``vehicles`` and
    ``events`` are pandas tables. Every name is explained by ``simulator.analysis.columns``.
    """

    world: World
    events: pd.DataFrame

    def __repr__(self) -> str:
        """Return what was run and how much came of it."""
        name, seed = self.world.scenario.name, self.world.scenario.seed
        return f"<RunResult {name}, seed {seed}: {len(self.world.requests):,} requests, {len(self.events):,} events>"

    @cached_property
    def requests_input(self) -> pd.DataFrame:
        """Return the requests as they were met: with the stops that were chosen, where there was a choice."""
        return requests_as_met(self.world, self.events)

    @cached_property
    def tables(self) -> ResultTables:
        """Return all tables, computed from the event log and the input."""
        return tables_of_all_services(self.events, self.requests_input, self.world.vehicles, self.facilities)

    @cached_property
    def carsharing(self) -> CarsharingTables | None:
        """Return the tables about car-sharing; None when the scenario has none."""
        if self.world.carsharing is None:
            return None
        return build_carsharing_tables(car_events(self.events, len(self.world.vehicles)), self.carsharing_inputs)

    @property
    def carsharing_inputs(self) -> CarsharingInputs:
        """Return stations, cars and bookings; empty when the scenario has no car-sharing."""
        world = self.world.carsharing
        if world is None:
            return CarsharingInputs()
        return CarsharingInputs(world.places.stations, world.places.cars, world.bookings)

    @property
    def facilities(self) -> Facilities:
        """Return charging sites, prices and drivers."""
        world = self.world
        by_hour = world.scenario.energy.climate.electricity_g_per_kwh_by_hour
        return Facilities(world.sites, world.prices, world.duties, world.pauses, by_hour)

    @cached_property
    def kpis(self) -> dict[str, float | int | None]:
        """Return the key figures."""
        config = rides_of(self.world.scenario).config
        kpis = compute_kpis(
            self.tables,
            Economics(
                cost_per_vehicle_hour_eur=config.costs.per_vehicle_hour_eur,
                cost_per_vehicle_km_eur=config.costs.per_vehicle_km_eur,
                per_rider_eur=config.fares.per_rider_eur,
                per_km_eur=config.fares.per_km_eur,
            ),
            self.world.scenario.energy.climate.car_g_per_km,
        )
        if self.carsharing is None:
            return kpis
        return kpis | carsharing_kpis(self.carsharing, car_prices(self.world.scenario))

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


def car_prices(scenario: Scenario) -> CarPrices | None:
    """Return what customers of shared cars pay; None when the scenario has neither fares nor costs."""
    part = cars_of(scenario)
    if part is None:
        return None
    fares, costs = part.config.fares, part.config.costs
    if fares is None and costs == type(costs)():
        return None
    if fares is None:
        rental = RentalRates(0, None, (0, DAY_S), 0)
    else:
        rental = RentalRates(fares.per_hour_eur, fares.per_night_hour_eur, fares.hours, fares.per_km_eur)
    return CarPrices(rental, costs.per_car_day_eur, costs.per_km_eur, costs.per_staff_hour_eur)


def booking_rules(scenario: Scenario) -> BookingRules:
    """Return what the auditor compares every booking with."""
    part = rides_of(scenario)
    sets = {name: part.config.limits[scenario.people.classes[name].limits] for name in part.asked_by}
    return BookingRules(
        hours=part.config.hours,
        notice_s={name: rules.notice_s for name, rules in sets.items()},
        horizon_s={name: rules.booking_horizon_s for name, rules in sets.items()},
    )


def run(
    scenario: Scenario,
    seed: int | None = None,
    *,
    cache: Path | None = None,
    debug: bool = False,
    report: Callable[[str], None] = lambda text: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> RunResult:
    """Simulate a scenario; ``seed`` replaces the scenario's own.

    Same scenario and same seed give the same event log, byte for byte. ``cache`` is the folder for travel times
    (default: the user's cache folder). ``debug`` checks every plan after every change. ``report`` and ``progress`` are
    told what goes on. Raises ElbeDrtError for input that cannot be used.
    """
    world = build_world(scenario, seed, cache=cache, report=report)
    report("simulating")
    return RunResult(*only_asked(world, simulate(world, debug=debug, progress=progress)))
