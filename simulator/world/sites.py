"""The charging sites of a scenario as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.errors import Problem, ScenarioError
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import Snapper, snapper_of
from simulator.scenario.energy_models import ChargingSite
from simulator.scenario.models import Scenario
from simulator.scenario.place import Depot
from simulator.spans import holds_at
from simulator.tables import PRICE_DTYPES, SITE_DTYPES, table_of, typed
from simulator.units import HOUR_S
from simulator.world.fleet import snap_places

HOURS = 24


def charging_sites(scenario: Scenario) -> list[tuple[str, ChargingSite, Depot]]:
    """Return every site with the key it is told by and where it is; ``place: depots`` is one at every depot."""
    depots: dict[tuple[float, float], Depot] = {}
    for depot in scenario.depots:
        depots.setdefault((depot.lon, depot.lat), depot)
    found = []
    for number, site in enumerate(scenario.energy.sites):
        key = f"energy.sites[{number}]"
        if site.lon is not None and site.lat is not None:
            found.append((key, site, Depot(name=site.name, lon=site.lon, lat=site.lat)))
        else:
            found += [(key, site, depot) for depot in depots.values()]
    return found


def site_table(scenario: Scenario, roads: RoadNetwork | Snapper) -> pd.DataFrame:
    """Return one row per charging site, see ``tables.SITE_DTYPES``.

    Raises ScenarioError for sites away from any road.
    """
    sites = charging_sites(scenario)
    snapper = snapper_of(roads)
    rows: list[tuple[object, ...]] = []
    problems: list[Problem] = []
    for key, site, place in sites:
        nodes, far = snap_places(scenario, snapper, (place,), key)
        problems += far
        name = site.name if site.place is None else f"{place.name}: {site.name}"
        power_w = round(1000 * site.power_kw)
        grid_w = site.plugs * power_w if site.grid_kw is None else round(1000 * site.grid_kw)
        rows.append(
            (
                len(rows), name, place.lon, place.lat, int(nodes[0]), site.energy, site.plugs, power_w,
                site.direct_current or site.energy != "electricity", grid_w, *site.hours,
            )
        )  # fmt: skip
    if problems:
        raise ScenarioError(problems)
    return table_of(rows, SITE_DTYPES)


def price_table(scenario: Scenario) -> pd.DataFrame:
    """Return the price of energy at every site in each hour of a day, see ``tables.PRICE_DTYPES``."""
    rows = []
    for number, (_, site, _) in enumerate(charging_sites(scenario)):
        for hour in range(HOURS):
            usual = first_known(site.eur_per_kwh, scenario.energy.prices.of(site.energy))
            special = (p.eur_per_kwh for p in site.prices if holds_at(p.hours, hour * HOUR_S))
            rows.append((number, hour, next(special, usual)))
    return table_of(rows, PRICE_DTYPES)


def first_known(*prices: float | None) -> float:
    """Return the first price that is known [EUR/kWh], NaN when none is."""
    return next((price for price in prices if price is not None), np.nan)


def with_own_prices(prices: pd.DataFrame, own: list[tuple[int, float]]) -> pd.DataFrame:
    """Return the prices with rows for the sites of services. own: site and price [EUR/kWh], the same all day."""
    rows = [(site, hour, price) for site, price in own for hour in range(HOURS)]
    if not rows:
        return prices
    added = table_of(rows, PRICE_DTYPES)
    return typed(pd.concat([prices, added], ignore_index=True), PRICE_DTYPES)
