"""Which key figures an experiment looks at."""

from __future__ import annotations

from simulator.analysis.kpis.all import figure_of, kpi_definitions
from simulator.errors import Problem, ScenarioError
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.tables import CARS, RIDES

OF_RIDES = (
    "service_rate", "wait_median_s", "wait_p95_s", "riders_per_vehicle_hour", "vehicle_km", "cost_eur",
    "subsidy_per_rider_eur", "co2_g_per_direct_rider_km", "fleet_km_per_direct_km",
)  # fmt: skip
OF_SHARED_CARS = (
    "carsharing_grant_rate", "carsharing_utilisation", "carsharing_bookings_per_car_day", "carsharing_km",
    "carsharing_cost_eur", "carsharing_subsidy_eur",
)  # fmt: skip


OF_TRIPS = ("trip_share", "trip_person_km", "trip_mean_s")  # of each service whose trips are told as a whole


def default_metrics(scenario: Scenario) -> tuple[str, ...]:
    """Return the key figures to look at when nobody says which: those of the services the scenario has."""
    kinds = {config.kind for config in scenario.services.values()}
    shared = OF_SHARED_CARS if CARS in kinds else ()
    others = [name for name, config in scenario.services.items() if config.kind not in (RIDES, CARS)]
    trips = [f"{name}.{figure}" for name in others for figure in OF_TRIPS]
    return (*(OF_RIDES if RIDES in kinds else ()), *shared, *trips)


def check_metric(metric: str) -> None:
    """Raise ScenarioError for a metric that no run has; ``NAME.figure`` is that of one service."""
    known = kpi_definitions()
    if figure_of(metric) not in known:
        hint = suggest(metric, known) or "see docs/columns.md"
        raise ScenarioError([Problem("experiment", 0, 0, "metrics", f'unknown key figure "{metric}"; {hint}')])
