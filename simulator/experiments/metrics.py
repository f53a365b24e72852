"""Which key figures an experiment looks at."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.groups import AHEAD, AT_ONCE, GROUPINGS, Metric
from simulator.analysis.kpis.all import figure_of, kpi_definitions
from simulator.analysis.kpis.by_group import HALF_KPIS, half
from simulator.analysis.kpis.definitions import RIDER_KPIS
from simulator.errors import Problem, ScenarioError
from simulator.experiments.plan import Experiment
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.tables import CARS, FEEDER, RIDES

OF_RIDES = (
    "service_rate", "wait_median_s", "wait_p95_s", "told_within_5_min_share", "riders_per_vehicle_hour", "vehicle_km",
    "cost_eur", "subsidy_per_rider_eur", "co2_g_per_direct_rider_km", "fleet_km_per_direct_km",
)  # fmt: skip
OF_HALVES = tuple(half("service_rate", group) for group in (AT_ONCE, AHEAD))  # where some do this, some that
OF_SHARED_CARS = (
    "carsharing_grant_rate", "carsharing_utilisation", "carsharing_bookings_per_car_day", "carsharing_km",
    "carsharing_cost_eur", "carsharing_subsidy_eur",
)  # fmt: skip
# What a council asks first: who is served, how long they wait, what it costs, what it does to the climate.
HEADLINE_OF_RIDES = frozenset(
    {
        "service_rate", *OF_HALVES, "wait_median_s", "wait_p95_s", "subsidy_per_rider_eur",
        "co2_g_per_direct_rider_km",
    }
)  # fmt: skip
OF_ALL = ("common_service_rate", "all_subsidy_per_person_eur")  # services together, where there are several
OF_TRIPS = ("trip_share", "trip_person_km", "trip_mean_s")  # of each service whose trips are told as a whole

OF_FEEDERS = (
    "rail_riders_brought", "transfer_wait_p95_s", "missed_per_1000", "left_behind", "subsidy_per_journey_eur",
)  # fmt: skip

OF_DISRUPTIONS = (
    "resilience_loss_h", "resilience_robustness", "resilience_recovered", "resilience_riders_affected",
    "resilience_stranded",
)  # fmt: skip


def default_metrics(scenario: Scenario) -> tuple[str, ...]:
    """Return the key figures to look at when nobody says which: those of the services the scenario has."""
    kinds = {config.kind for config in scenario.services.values()}
    shared = OF_SHARED_CARS if CARS in kinds else ()
    others = [name for name, config in scenario.services.items() if config.kind not in (RIDES, CARS)]
    trips = [f"{name}.{figure}" for name in others for figure in OF_TRIPS]
    feeders = [name for name, config in scenario.services.items() if config.kind == FEEDER]
    trips += [f"{name}.{figure}" for name in feeders for figure in OF_FEEDERS]
    rides = (OF_RIDES[0], *(OF_HALVES if _has_both(scenario) else ()), *OF_RIDES[1:]) if RIDES in kinds else ()
    of_all = OF_ALL if len(scenario.services) > 1 else ()
    return (*rides, *of_all, *shared, *trips, *(OF_DISRUPTIONS if scenario.disruptions else ()))


def _has_both(scenario: Scenario) -> bool:
    """Tell whether some may book at once and others ahead."""
    synthetic = scenario.demand.as_synthetic
    return synthetic is None or 0 < synthetic.prebooked_share < 1


def metrics_of(experiment: Experiment) -> tuple[str, ...]:
    """Return the key figures that an experiment names."""
    return (*experiment.metrics, *([experiment.stop.metric] if experiment.stop else []))


def headline_metrics(scenario: Scenario) -> tuple[str, ...]:
    """Return the key figures that a scenario is judged by first; of other services than rides their usual ones."""
    usual = default_metrics(scenario)
    return tuple(metric for metric in usual if metric in HEADLINE_OF_RIDES or metric not in (*OF_RIDES, *OF_HALVES))


def check_metric(metric: str) -> None:
    """Raise ScenarioError for a metric that no run has.

    ``NAME.figure`` is that of one service, ``figure@GROUPING=GROUP`` that of a group of requests.
    """
    known, of_group = kpi_definitions(), Metric.parse(metric)
    message = None if of_group is None else _wrong_group(of_group)
    if figure_of(metric) not in known:
        message = f'unknown key figure "{metric}"; {suggest(figure_of(metric), known) or "see docs/columns.md"}'
    if message:
        raise ScenarioError([Problem("experiment", 0, 0, "metrics", message)])


def _wrong_group(metric: Metric) -> str | None:
    """Return what is wrong with the key figure of a group, if anything is."""
    grouping = GROUPINGS.get(metric.grouping)
    if metric.figure not in RIDER_KPIS:
        return f'"{metric}": {metric.figure} is of vehicles or money, not of requests; it has no groups'
    if grouping is None:
        return f'"{metric}": expected one of {", ".join(GROUPINGS)} after @; {suggest(metric.grouping, GROUPINGS)}'
    if not metric.group:
        return f'"{metric}": expected = and a group after {metric.grouping}'
    if grouping.groups and metric.group not in grouping.groups:
        return f'"{metric}": no such group of {metric.grouping}; expected one of {", ".join(grouping.groups)}'
    return None


def beside_served(metrics: Sequence[str]) -> tuple[str, ...]:
    """Return the metrics, with the served share before waits that lack it: who is not served has no wait."""
    found: dict[str, None] = {}
    for metric in metrics:
        if figure_of(metric).startswith("wait_"):
            found[metric.replace(figure_of(metric), "service_rate", 1)] = None
        found[metric] = None
    return tuple(found)


def of_groups(metrics: Sequence[str]) -> tuple[str, ...]:
    """Return those metrics that are of a group and that not every run has."""
    return tuple(metric for metric in metrics if "@" in metric and _without_service(metric) not in HALF_KPIS)


def _without_service(metric: str) -> str:
    return figure_of(metric) + metric[metric.index("@") :]
