"""The key figures of a run: one flat dict of numbers, None where nothing could be measured.

Groups of them are found in the registry, each with the definitions of its figures. What prices or other figures go into
is computed behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import NamedTuple

import numpy as np

from simulator import registry
from simulator.analysis.kpis.by_group import HALF_KPIS, half_kpis
from simulator.analysis.kpis.carsharing_definitions import CARSHARING_KPIS
from simulator.analysis.kpis.definitions import CO2_KPIS, FLEET_KPIS, KPIS, RIDER_KPIS
from simulator.analysis.kpis.disruptions import DISRUPTION_KPIS
from simulator.analysis.kpis.drivers import driver_kpis
from simulator.analysis.kpis.ecology import ECOLOGY_KPIS
from simulator.analysis.kpis.energy import car_kpis, charging_kpis, energy_kpis
from simulator.analysis.kpis.energy_definitions import CHARGING_KPIS, DRIVER_KPIS, ENERGY_KPIS
from simulator.analysis.kpis.equity import EQUITY_KPIS
from simulator.analysis.kpis.feeder import FEEDER_KPIS
from simulator.analysis.kpis.fleet import fleet_kpis, occupancy_kpis, time_kpis
from simulator.analysis.kpis.gateways import GATEWAY_KPIS
from simulator.analysis.kpis.late import LATE_KPIS
from simulator.analysis.kpis.latent_demand import LATENT_KPIS
from simulator.analysis.kpis.line_costs import LINE_COST_KPIS, TRANSPORT_KPIS
from simulator.analysis.kpis.money import Economics, economic_kpis, economic_kpis_together
from simulator.analysis.kpis.more_costs import MORE_MONEY_KPIS
from simulator.analysis.kpis.people import PEOPLE_KPIS
from simulator.analysis.kpis.rates import Extent, rate_kpis
from simulator.analysis.kpis.resilience import RESILIENCE_KPIS
from simulator.analysis.kpis.rider_figures import rider_kpis_of
from simulator.analysis.kpis.timetable import TIMETABLE_KPIS
from simulator.analysis.kpis.timetable_changes import TIMETABLE_CHANGE_KPIS
from simulator.analysis.kpis.together import CARRIED_KPIS, TOGETHER_KPIS
from simulator.analysis.kpis.tours import TOUR_KPIS
from simulator.analysis.kpis.trips import TRIP_KPIS
from simulator.analysis.kpis.unmet_needs import UNMET_KPIS
from simulator.analysis.ratios import Number
from simulator.analysis.tables import ResultTables
from simulator.registry import RegistryError
from simulator.results.entry import Definition

__all__ = [
    "Economics",
    "Extent",
    "KeyFigures",
    "Named",
    "compute_kpis",
    "compute_kpis_of_services",
    "figure_of",
    "kpi_definitions",
]

Compute = Callable[[ResultTables], Mapping[str, Number]]


class KeyFigures(NamedTuple):
    """A group of key figures: what computes them, and what each of them means."""

    compute: Compute
    definitions: Mapping[str, Definition]


def _all_of(*parts: Compute) -> Compute:
    return lambda tables: {name: value for part in parts for name, value in part(tables).items()}


RIDERS = KeyFigures(rider_kpis_of, RIDER_KPIS)
FLEET = KeyFigures(_all_of(fleet_kpis, occupancy_kpis, time_kpis), FLEET_KPIS)
ENERGY = KeyFigures(energy_kpis, ENERGY_KPIS | CO2_KPIS)
CHARGING = KeyFigures(charging_kpis, CHARGING_KPIS)
DRIVERS = KeyFigures(driver_kpis, DRIVER_KPIS)


def compute_kpis(
    tables: ResultTables,
    economics: Economics | None = None,
    car_g_per_km: float | None = None,
    extent: Extent = Extent(),  # noqa: B008  immutable
) -> dict[str, Number]:
    """Compute all key figures; `kpi_definitions` defines each, with unit and denominator.

    car_g_per_km: CO2 of the private car that the trips are compared with. extent: days, and people who live there.
    Raises RegistryError when a package computes what is no number, or not defined.
    """
    kpis: dict[str, Number] = {}
    for name in registry.names("kpi"):
        group: KeyFigures = registry.find("kpi", name)
        kpis.update(_numbers(name, group, tables))
    kpis.update(half_kpis(tables))
    kpis.update(car_kpis(tables, car_g_per_km, kpis["co2_kg"]))
    kpis.update(economic_kpis(kpis, economics, tables, extent.days))
    kpis.update(rate_kpis(kpis, extent))
    return kpis


def compute_kpis_of_services(
    tables: ResultTables,
    each: Mapping[str, ResultTables],
    prices: Mapping[str, Economics],
    car_g_per_km: float | None = None,
    extent: Extent = Extent(),  # noqa: B008  immutable
) -> dict[str, Number]:
    """Compute the key figures of all ridepooling services together, and as ``NAME.figure`` those of each of several.

    tables: of all; each, prices: by the name of the service.
    """
    if len(each) < 2:
        return compute_kpis(tables, next(iter(prices.values()), None), car_g_per_km, extent)
    alone = {name: compute_kpis(part, prices.get(name), car_g_per_km, extent) for name, part in each.items()}
    together = compute_kpis(tables, None, car_g_per_km, extent)
    together.update(economic_kpis_together(together, list(alone.values())))
    return together | {f"{name}.{figure}": value for name, kpis in alone.items() for figure, value in kpis.items()}


def figure_of(metric: str) -> str:
    """Return the key figure without the service and the group it is of: names may have dots, figures do not."""
    return metric.partition("@")[0].rpartition(".")[2]


class Named(NamedTuple):
    """Names of services that have key figures of their own.

    rides, cars: ridepooling and car-sharing, where there are several of a kind. trips: those whose trips are told as a
    whole. of_several: all, where there are several. timetables: those by timetable. changed: those with a changed one.
    feeders: those with journeys of several rides. late: those by timetable that may be late.
    """

    rides: Sequence[str] = ()
    cars: Sequence[str] = ()
    trips: Sequence[str] = ()
    of_several: Sequence[str] = ()
    timetables: Sequence[str] = ()
    changed: Sequence[str] = ()
    feeders: Sequence[str] = ()
    late: Sequence[str] = ()


def kpi_definitions(named: Named = Named()) -> dict[str, Definition]:  # noqa: B008  immutable
    """Return what every key figure means, of all services and packages. Raises RegistryError for one that is there."""
    of_kinds = {
        "cars": CARSHARING_KPIS,
        "trips": TRIP_KPIS,
        "of_several": CARRIED_KPIS,
        "timetables": TIMETABLE_KPIS | LINE_COST_KPIS,
        "changed": TIMETABLE_CHANGE_KPIS,
        "feeders": FEEDER_KPIS,
        "late": LATE_KPIS,
    }
    known = {**KPIS, **HALF_KPIS, **CARSHARING_KPIS, **TRIP_KPIS, **TIMETABLE_KPIS, **TOGETHER_KPIS, **CARRIED_KPIS}
    known |= (
        TIMETABLE_CHANGE_KPIS
        | FEEDER_KPIS
        | GATEWAY_KPIS
        | LATE_KPIS
        | PEOPLE_KPIS
        | TOUR_KPIS
        | UNMET_KPIS
        | LATENT_KPIS
        | DISRUPTION_KPIS
        | RESILIENCE_KPIS
        | EQUITY_KPIS
        | MORE_MONEY_KPIS
        | LINE_COST_KPIS
        | TRANSPORT_KPIS
        | ECOLOGY_KPIS
    )
    for name in registry.names("kpi"):
        package = registry.package_of("kpi", name)
        if package == registry.OWN:
            continue
        for figure, definition in registry.find("kpi", name).definitions.items():
            if figure in known:
                raise RegistryError(f'{package}: the key figure "{figure}" is there already')
            known[figure] = definition
    others = {
        *TOGETHER_KPIS,
        *TRANSPORT_KPIS,
        *GATEWAY_KPIS,
        *PEOPLE_KPIS,
        *TOUR_KPIS,
        *UNMET_KPIS,
        *LATENT_KPIS,
        *DISRUPTION_KPIS,
        *RESILIENCE_KPIS,
        *EQUITY_KPIS,
        *ECOLOGY_KPIS,
        *(figure for figures in of_kinds.values() for figure in figures),
    }
    of_rides = {figure: known[figure] for figure in known if figure not in others}
    of_each = {
        name: meaning
        for field, figures in of_kinds.items()
        for name, meaning in _alone(getattr(named, field), figures).items()
    }
    return known | _alone(named.rides, of_rides) | of_each


def _alone(services: Sequence[str], known: Mapping[str, Definition]) -> dict[str, Definition]:
    return {
        f"{name}.{figure}": replace(meaning, definition=f"Of {name} alone: {meaning.definition}")
        for name in services
        for figure, meaning in known.items()
    }


def _numbers(name: str, group: KeyFigures, tables: ResultTables) -> Mapping[str, Number]:
    """Return what a group computes; of those of a package, only defined and finite numbers."""
    package, found = registry.package_of("kpi", name), group.compute(tables)
    if package == registry.OWN:
        return found
    numbers = {figure: value.item() if isinstance(value, np.generic) else value for figure, value in found.items()}
    for figure, value in numbers.items():
        if figure not in group.definitions:
            raise RegistryError(f'{package}: the key figure "{figure}" has no definition')
        if value is not None and not (isinstance(value, int | float) and isfinite(value)):
            raise RegistryError(f'{package}: the key figure "{figure}" is {value}; expected a number, or None')
    return numbers
