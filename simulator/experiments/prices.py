"""What services cost and are paid, as their parts of the scenario say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.analysis.kpis.all import Economics
from simulator.analysis.kpis.carsharing import CarPrices
from simulator.analysis.kpis.line_costs import LinePrices, line_cost_kpis, transport_kpis
from simulator.analysis.kpis.more_costs import MoreCosts
from simulator.analysis.ratios import Number
from simulator.analysis.tables import ResultTables
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.scenario.cost_models import FleetCosts, LineCosts
from simulator.scenario.models import ServicePart
from simulator.services.carsharing.rates import rental_rates
from simulator.services.carsharing.rentals import CarsharingWorld
from simulator.services.ridepooling.rates import ride_rates
from simulator.tables import CARS, RIDES, TIMETABLE
from simulator.units import MINUTE_S
from simulator.world.build import World
from simulator.world.calendar import days_of


def prices_of_run(world: World) -> dict[str, Economics]:
    """Return what rides and vehicles of each ridepooling service cost, of a branch with the fares before."""
    steps = [] if world.branch is None else world.branch.steps
    scenarios = [*(step.before for step in steps), world.scenario]
    prices, *later = [
        {part.name: ride_prices(part) for part in scenario.parts if part.kind == RIDES} for scenario in scenarios
    ]
    for step, each in zip(steps, later, strict=True):
        earlier = frozenset(np.flatnonzero(~step.is_later).tolist())
        prices = {name: replace(its, until=(prices[name], earlier)) for name, its in each.items()}
    return prices


def ride_prices(part: ServicePart[Any]) -> Economics:
    """Return what rides and vehicles of a ridepooling service cost."""
    costs, fares = part.config.costs, ride_rates(part.config.fares)
    return Economics(
        cost_per_vehicle_hour_eur=costs.per_vehicle_hour_eur,
        cost_per_vehicle_km_eur=costs.per_vehicle_km_eur,
        per_rider_eur=fares.per_rider_eur,
        per_km_eur=fares.per_km_eur,
        days=days_of(part.scenario.calendar).kinds,
        cost_per_driver_hour_eur=costs.per_driver_hour_eur,
        cost_per_vehicle_year_eur=costs.per_vehicle_year_eur,
        energy_eur_per_kwh=part.scenario.energy.prices.by_drivetrain,
        surcharge_eur=fares.surcharge_eur,
        season_ticket=fares.season_ticket,
        more=_more_costs(costs),
        compensation_eur=part.config.fares.compensation_eur,
        by_tariff=not part.config.fares.is_plain,
    )


def _more_costs(costs: FleetCosts) -> MoreCosts:
    calls = costs.calls
    return MoreCosts(
        None if calls is None else calls.share * calls.length_s / MINUTE_S * calls.per_minute_eur,
        costs.platform_per_month_eur,
        costs.platform_per_vehicle_month_eur,
        costs.overhead,
    )


def line_prices(world: World) -> dict[str, LinePrices]:
    """Return what buses and trains by timetable cost, of the services that tell it."""
    found = {}
    for part in world.scenario.parts:
        costs: LineCosts | None = part.config.costs if part.kind == TIMETABLE else None
        if costs is not None:
            kinds = {number for told in costs.route_types for number in ROUTE_TYPES.get(str(told), {told})}
            found[part.name] = LinePrices(
                costs.per_vehicle_hour_eur,
                costs.per_vehicle_year_eur,
                costs.per_km_eur,
                costs.layover_factor,
                costs.way_factor,
                costs.vehicles,
                frozenset(int(number) for number in kinds),
            )
    return found


def money_of_lines(
    kpis: Mapping[str, Number], tables: ResultTables, world: World, days: int, paid: Sequence[str]
) -> dict[str, Number]:
    """Return what buses and trains cost, and all services together; nothing where no service by timetable has costs.

    paid: kinds of services with figures about money.
    """
    prices = line_prices(world)
    if not prices:
        return {}
    found = line_cost_kpis(tables.gtfs_trip_loads, tables.trips, tables.journey_legs, prices, days)
    parts = [part for kind, part in ((RIDES, ""), (CARS, "carsharing_")) if kind in paid]
    return found | transport_kpis({**kpis, **found}, list(prices), parts)


def car_prices_of_run(part: ServicePart[Any], world: World) -> CarPrices | None:
    """Return what customers of a car-sharing service pay, of a branch with the prices before."""
    its: Any = world.services[part.name]
    table: CarsharingWorld = its.on_terms(world.branch)
    prices = car_prices(part)
    if not table.terms or prices is None:
        return prices
    before = None
    for term, config in enumerate(table.terms):
        earlier = frozenset(np.flatnonzero(np.array(table.term) < term).tolist())
        rates = replace(prices, rental=rental_rates(config.fares))
        before = rates if before is None else replace(rates, until=(before, earlier))
    return before


def car_prices(part: ServicePart[Any]) -> CarPrices | None:
    """Return what customers of a car-sharing service pay; None when it has neither fares nor costs."""
    fares, costs = part.config.fares, part.config.costs
    if fares is None and costs == type(costs)():
        return None
    return CarPrices(
        rental_rates(fares),
        costs.per_car_day_eur,
        costs.per_km_eur,
        costs.per_staff_hour_eur,
        days_of(part.scenario.calendar).kinds,
        part.scenario.energy.prices.by_drivetrain,
    )
