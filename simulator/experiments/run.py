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
from simulator.world.build import World, build_world
from simulator.world.calendar import days_of


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
        by_hour = world.scenario.climate.electricity_g_per_kwh_by_hour
        return Facilities(
            world.sites, world.prices, world.duties, world.pauses, world.several_shifts, world.days.table(), by_hour
        )

    @cached_property
    def kpis(self) -> dict[str, float | int | None]:
        """Return the key figures."""
        economics = self.world.scenario.economics
        kpis = compute_kpis(
            self.tables,
            Economics(
                cost_per_vehicle_hour_eur=economics.cost_per_vehicle_hour_eur,
                cost_per_vehicle_km_eur=economics.cost_per_vehicle_km_eur,
                fare_per_rider_eur=economics.fare_per_rider_eur,
                fare_per_km_eur=economics.fare_per_km_eur,
            ),
            self.world.scenario.climate.car_g_per_km,
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
    """Return what customers of shared cars pay; None when the scenario has no tariff."""
    tariff = None if scenario.carsharing is None else scenario.carsharing.tariff
    if tariff is None:
        return None
    rental = RentalRates(tariff.per_hour_eur, tariff.per_night_hour_eur, tariff.hours, tariff.per_km_eur)
    return CarPrices(rental, tariff.cost_per_car_day_eur, tariff.cost_per_km_eur, tariff.cost_per_staff_hour_eur)


def booking_rules(scenario: Scenario) -> BookingRules:
    """Return what the auditor compares every booking with."""
    sets = {name: scenario.constraint_sets[kind.constraint_set] for name, kind in scenario.traveller_classes.items()}
    return BookingRules(
        hours=days_of(scenario.calendar).spans(scenario.service.hours),
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
