"""The lines of a scenario's budget: which kinds of cost its runs tell, and where the scenario has their rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.analysis.budget.lines import Line, Side
from simulator.analysis.kpis.carsharing import COST_PARTS as CAR_PARTS
from simulator.analysis.kpis.cost_kinds import COST_DRIVERS, LINE_COST_DRIVERS, Driver
from simulator.errors import ScenarioError
from simulator.scenario.day_models import ByDay
from simulator.scenario.models import Scenario, ServiceConfig
from simulator.tables import CARS, RIDES

Kpis = Mapping[str, Any]
CAR_DRIVERS = dict(zip(CAR_PARTS, (Driver.VEHICLES, Driver.KM, Driver.HOURS, Driver.ENERGY), strict=True))
OF_COSTS = {  # kind -> key of its rate in the costs of a service
    "cost_time_eur": "per_vehicle_hour_eur",
    "cost_drivers_eur": "per_driver_hour_eur",
    "cost_vehicles_eur": "per_vehicle_year_eur",
    "cost_distance_eur": "per_vehicle_km_eur",
    "cost_platform_eur": "platform_per_month_eur",
    "cost_platform_vehicles_eur": "platform_per_vehicle_month_eur",
    "cost_overhead_eur": "overhead",
    "carsharing_cost_cars_eur": "per_car_day_eur",
    "carsharing_cost_distance_eur": "per_km_eur",
    "carsharing_cost_staff_eur": "per_staff_hour_eur",
    "line_cost_hours_eur": "per_vehicle_hour_eur",
    "line_cost_vehicles_eur": "per_vehicle_year_eur",
    "line_cost_distance_eur": "per_km_eur",
}
LINE_FARES = "line_fare_revenue_eur"
CALLS, CALL_RATE = "cost_calls_eur", "calls.per_minute_eur"
ONE_FARE = frozenset({"per_rider_eur", "season_ticket", "compensation_eur"})  # of a tariff of one fare for all


def lines_of(scenario: Scenario, kpis: Kpis) -> list[Line]:
    """Return the lines, service by service. kpis: of a run of the scenario. Raises ScenarioError for half a cost."""
    found = [line for name in scenario.services for line in _of_service(scenario, name, kpis)]
    if not any(line.side is Side.COST for line in found):
        message = "no service says what it costs; expected costs of at least one of them"
        raise ScenarioError([scenario.problem("services", message)])
    return found


def _of_service(scenario: Scenario, name: str, kpis: Kpis) -> Iterator[Line]:
    config = scenario.services[name]
    several = sum(its.kind == config.kind for its in scenario.services.values()) > 1
    before = f"{name}." if several else ""
    if config.kind == RIDES:
        _check(scenario, name, kpis.get(f"{before}cost_eur"))
        yield from _costs(scenario, name, before, COST_DRIVERS, kpis)
        yield from _paid(config, name, before, kpis)
    elif config.kind == CARS:
        if kpis.get(f"{before}carsharing_cost_eur") is not None:
            yield from _costs(scenario, name, before, CAR_DRIVERS, kpis)
        figure = f"{before}carsharing_revenue_eur"
        if kpis.get(figure) is not None:
            yield Line(figure, name, "carsharing_revenue_eur", Driver.RIDES, Side.FARES)
    else:
        costs = list(_costs(scenario, name, f"{name}.", LINE_COST_DRIVERS, kpis))
        yield from costs
        if costs and kpis.get(f"{name}.{LINE_FARES}") is not None:  # without its cost it would only look cheap
            yield Line(f"{name}.{LINE_FARES}", name, LINE_FARES, Driver.RIDES, Side.FARES)


def _check(scenario: Scenario, name: str, cost: float | None) -> None:
    if cost is None:
        message = "not known as a whole; expected per_vehicle_km with per_vehicle_hour, or with drivers and vehicles"
        raise ScenarioError([scenario.problem(f"services.{name}.costs", message)])


def _costs(scenario: Scenario, name: str, before: str, drivers: Mapping[str, Driver], kpis: Kpis) -> Iterator[Line]:
    costs = getattr(scenario.services[name], "costs", None)
    for kind, driver in drivers.items():
        if kpis.get(f"{before}{kind}") is None:
            continue
        key, rate = _rate(scenario, name, costs, kind)
        if driver is Driver.SHARE:
            yield Line(f"{before}{kind}", name, kind, driver, Side.COST, key, rate or 0.0)
        else:
            yield Line(f"{before}{kind}", name, kind, driver, Side.COST, key if rate else "", rate or 1.0)


def _rate(scenario: Scenario, name: str, costs: Any, kind: str) -> tuple[str, float | None]:
    """Return key and value of the one rate of a kind of cost; none where there is no single one."""
    if kind == "cost_energy_eur":
        return _electricity(scenario, name)
    if kind == CALLS:
        calls = getattr(costs, "calls", None)
        return f"services.{name}.costs.{CALL_RATE}", None if calls is None else float(calls.per_minute_eur)
    field = OF_COSTS.get(kind, "")
    value = getattr(costs, field, None) if field else None
    return f"services.{name}.costs.{field}", float(value) if isinstance(value, int | float) else None


def _electricity(scenario: Scenario, name: str) -> tuple[str, float | None]:
    fleet = getattr(scenario.services[name], "fleet", {})
    drivetrains = {its.drivetrain for its in fleet.values()}
    price = scenario.energy.prices.electricity_eur_per_kwh
    only = drivetrains == {"battery"} and not scenario.energy.sites
    return "energy.prices.electricity_eur_per_kwh", float(price) if only and price is not None else None


def _paid(config: ServiceConfig, name: str, before: str, kpis: Kpis) -> Iterator[Line]:
    figure = f"{before}fare_revenue_eur"
    if kpis.get(figure) is not None:
        fares: Any = getattr(config, "fares", None)
        given = set() if fares is None else set(fares.model_dump(exclude_defaults=True))
        one = given <= ONE_FARE and not isinstance(fares.per_rider_eur, ByDay) and fares.per_rider_eur
        key, rate = (f"services.{name}.fares.per_rider_eur", float(fares.per_rider_eur)) if one else ("", 1.0)
        yield Line(figure, name, "fare_revenue_eur", Driver.RIDES, Side.FARES, key, rate)
    figure = f"{before}compensation_eur"
    if kpis.get(figure) is not None:
        yield Line(figure, name, "compensation_eur", Driver.RIDES, Side.COMPENSATION)
