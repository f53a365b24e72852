"""A run beside what the same people did before there were services on demand."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd

from simulator.analysis.ecology import Before, Fleet, ecology_by_territory, ecology_table, former_table
from simulator.analysis.kpis.ecology import Driven, Emitted, ecology_kpis
from simulator.analysis.kpis.fleet import complete_sum
from simulator.analysis.kpis.rates import Extent
from simulator.analysis.ratios import Number
from simulator.analysis.tables import ResultTables
from simulator.scenario.models import Scenario
from simulator.tables import CARS
from simulator.units import METRES_PER_KM
from simulator.world.build import World

_SHARED = "carsharing_co2_kg"


class Former(NamedTuple):
    """The day without the services. journeys: ``FORMER_DTYPES``. shared_g: CO2 of shared cars [g], None: not known."""

    journeys: pd.DataFrame
    shared_g: float | None


class Ran(Protocol):
    """What a run tells."""

    @property
    def world(self) -> World:
        """Return what it started from."""

    @property
    def former(self) -> Former | None:
        """Return the day without the services; None: shares are told."""

    @property
    def tables(self) -> ResultTables:
        """Return the tables of all services."""

    @property
    def journeys(self) -> pd.DataFrame:
        """Return what people asked for and got."""

    @property
    def ecology(self) -> pd.DataFrame:
        """Return ``table_of_run``."""


def chooses_again(scenario: Scenario) -> bool:
    """Return whether a day without the services tells what people did before."""
    return scenario.ecology is not None and scenario.ecology.former_means is None


def former_of(scenario: Scenario, journeys: pd.DataFrame, kpis: dict[str, Number]) -> Former:
    """Return what is kept of the day without the services, of which these are the journeys and key figures."""
    return Former(former_table(journeys), _shared_g(scenario, kpis))


def before_of(scenario: Scenario) -> Before:
    """Return what was before."""
    told = scenario.ecology
    assert told is not None
    return Before(scenario.on_demand, _shares(scenario), told.lift_share)


def _shares(scenario: Scenario) -> dict[str, float] | None:
    told = None if scenario.ecology is None else scenario.ecology.former_means
    return None if told is None else {str(means): share for means, share in told.items()}


def table_of_run(scenario: Scenario, journeys: pd.DataFrame, former: Former | None) -> pd.DataFrame:
    """Return how people went before and go now, ``ECOLOGY_DTYPES``; the scenario has ecology."""
    return ecology_table(journeys, None if former is None else former.journeys, before_of(scenario))


def kpis_of_ecology(result: Ran, kpis: dict[str, Number], days: int) -> dict[str, Number]:
    """Return what is saved; none where the scenario has no ecology. kpis: the other figures."""
    scenario = result.world.scenario
    if scenario.ecology is None:
        return {}
    table, vehicles = result.ecology, _vehicles(result)
    driven = Driven(int(vehicles["driven_m"].sum()), int((vehicles["driven_m"] - vehicles["with_riders_m"]).sum()))
    now_g, then_g = _shared_g(scenario, kpis), 0.0 if result.former is None else result.former.shared_g
    if result.former is None:
        more_g: float | None = 0.0  # shares tell of riders alone
    else:
        more_g = None if now_g is None or then_g is None else now_g - then_g
    told = scenario.ecology.embodied
    saved_km = float((table["former_car_m"] - table["car_m"]).sum()) / METRES_PER_KM
    making = None
    if told is not None:
        making = saved_km * told.car_g_per_km - driven.all_m / METRES_PER_KM * told.service_g_per_km
    service_g = complete_sum(vehicles, "co2_g") if driven.all_m else 0.0
    emitted = Emitted(service_g, more_g, scenario.energy.climate.car_g_per_km, making)
    extent, before = Extent(days, result.world.inhabitants), before_of(scenario)
    return ecology_kpis(table, before.shares, driven, emitted, extent, before.lift_share)


def tables_of_ecology(result: Ran, by_territory: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """Return the tables by their names in the catalogue. by_territory: of the catalogue, None without territories."""
    world = result.world
    if world.scenario.ecology is None:
        return {}
    tables = {"ecology": result.ecology}
    if result.former is not None:
        tables["former_journeys"] = result.former.journeys
    if world.territories is not None and by_territory is not None:
        fleet = _fleet(_vehicles(result), by_territory, [*world.territories.names, ""])
        car = world.scenario.energy.climate.car_g_per_km
        tables["ecology_by_territory"] = ecology_by_territory(
            tables["ecology"], fleet, car, world.territories, world.network
        )
    return tables


def _fleet(vehicles: pd.DataFrame, by_territory: pd.DataFrame, names: list[str]) -> Fleet:
    number = {name: place for place, name in enumerate(names)}
    row = {vehicle: place for place, vehicle in enumerate(vehicles["vehicle"].tolist())}
    ours = by_territory[by_territory["vehicle"].isin(row)]
    metres = np.zeros((len(vehicles), len(names)), dtype=np.int64)
    at = ours["vehicle"].map(row).to_numpy(np.int64), ours["territory"].map(number).to_numpy(np.int64)
    np.add.at(metres, at, ours["driven_m"].to_numpy(np.int64))
    co2_g = vehicles["co2_g"].to_numpy(np.float64)
    return Fleet(metres, None if np.isnan(co2_g[metres.any(axis=1)]).any() else co2_g)


def _vehicles(result: Ran) -> pd.DataFrame:
    vehicles = result.tables.vehicles
    return vehicles[vehicles["service"].isin([*result.world.scenario.on_demand])]


def _shared_g(scenario: Scenario, kpis: dict[str, Any]) -> float | None:
    """Return what shared cars emit [g]; 0 where there are none."""
    if not any(part.kind == CARS for part in scenario.parts):
        return 0.0
    told = kpis.get(_SHARED)
    return None if told is None else 1000 * told
