"""Car-sharing stations, their chargers and the cars as tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from simulator.demand.draws import by_weight
from simulator.demand.places import read_localities
from simulator.demand.streams import stream
from simulator.energy.store import Store
from simulator.errors import ScenarioError
from simulator.input_table import Reading
from simulator.network.far_places import far_from_roads
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import Snapper, snapper_of
from simulator.scenario.energy_models import Climate
from simulator.scenario.models import Scenario, ServicePart
from simulator.services.carsharing.schema import CarType, Config, Zone
from simulator.services.carsharing.station_list import ListedStation, listed_stations
from simulator.tables import CAR_DTYPES, SITE_DTYPES, STATION_DTYPES, table_of, typed
from simulator.units import DAY_S, MWH_PER_KWH
from simulator.world.fleet import energy_columns
from simulator.world.stores import store_of

FREE_FLOATING = -1
AC_UP_TO_KW = 22


@dataclass(frozen=True)
class CarPlaces:
    """Stations, cars and all charging sites, see ``tables.STATION_DTYPES``, ``CAR_DTYPES`` and ``SITE_DTYPES``.

    stores: by name of the car type; None where energy is not limited. first_vehicle: number of the first car.
    """

    stations: pd.DataFrame
    cars: pd.DataFrame
    sites: pd.DataFrame
    stores: dict[str, Store | None]
    first_vehicle: int = 0


def car_places(
    part: ServicePart[Config], roads: RoadNetwork | Snapper, sites: pd.DataFrame, vehicles: int
) -> CarPlaces:
    """Put stations and cars onto the roads. sites: those of ``energy.sites``; vehicles: that come before the cars.

    Raises InputError with everything that is wrong with stations, cars and zones.
    """
    scenario, config = part.scenario, part.config
    snapper = snapper_of(roads)
    network = snapper.network
    listed = listed_stations(part)
    stores = {name: _limited_store(scenario, kind) for name, kind in config.car_types.items()}
    stations, all_sites = _station_table(scenario, snapper, listed, sites)
    if config.mode == "free_floating":
        rows = _floating_cars(part, network)
    else:
        rows = [
            (car, item.station.car_type or next(iter(config.car_types)), station, node)
            for station, (item, node) in enumerate(zip(listed, stations["node"].tolist(), strict=True))
            for car in item.car_ids
        ]
    cars = _car_table(config, network, stations, stores, rows, vehicles, scenario.energy.climate)
    return CarPlaces(stations, cars, all_sites, stores, vehicles)


def _limited_store(scenario: Scenario, kind: CarType) -> Store | None:
    """Return a car's battery; other cars are refuelled by who uses them, wherever that is (an assumption)."""
    return store_of(kind, scenario.energy.weather) if kind.drivetrain == "battery" else None


def _station_table(
    scenario: Scenario, snapper: Snapper, listed: list[ListedStation], sites: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the stations, and the charging sites with those of the stations behind the others."""
    given = [item.station for item in listed]
    lon, lat = [s.lon for s in given], [s.lat for s in given]
    nodes, distance_m = snapper.snap(lon, lat)
    far = far_from_roads(snapper, lon, lat, distance_m, scenario.network.max_snap_m)
    problems = [
        listed[row].problem("lon", f'"{given[row].id}" at {lon[row]}, {lat[row]} has no road access: it is {message}')
        for row, message in far.items()
    ]
    rows = []
    more: list[tuple[object, ...]] = []
    for number, (item, node) in enumerate(zip(listed, nodes.tolist(), strict=True)):
        station, site = item.station, -1
        if station.site is not None:
            site = int(sites.loc[sites["name"] == station.site, "site"].iloc[0])
        elif station.chargers:
            site, power_w = len(sites) + len(more), round(1000 * station.charger_kw)
            grid_w = station.chargers * power_w if station.grid_kw is None else round(1000 * station.grid_kw)
            name = f"{station.name or station.id}: car-sharing"
            more.append(
                (
                    site, name, station.lon, station.lat, node, "electricity", station.chargers, power_w,
                    station.charger_kw > AC_UP_TO_KW, grid_w, 0, DAY_S,
                )
            )  # fmt: skip
        rows.append(
            (number, station.id, station.name or station.id, station.lon, station.lat, node, station.capacity, site)
        )
    if problems:
        raise ScenarioError(problems)
    table = table_of(rows, STATION_DTYPES)
    if not more:
        return table, sites
    added = table_of(more, SITE_DTYPES)
    return table, typed(pd.concat([sites, added], ignore_index=True), SITE_DTYPES)


def _car_table(
    config: Config,
    network: RoadNetwork,
    stations: pd.DataFrame,
    stores: dict[str, Store | None],
    rows: list[tuple[str, str, int, int]],
    vehicles: int,
    climate: Climate,
) -> pd.DataFrame:
    table = []
    for number, (car, kind, station, node) in enumerate(rows):
        store = stores[kind]
        start_kwh = np.nan
        if store is not None:
            start_kwh = round(config.start_level * store.capacity_mwh) / MWH_PER_KWH
        table.append(
            {
                "vehicle": vehicles + number,
                "car_id": car,
                "car_type": kind,
                "station": station,
                "node": node,
                "lon": network.lon[node] if station < 0 else stations["lon"].iloc[station],
                "lat": network.lat[node] if station < 0 else stations["lat"].iloc[station],
                "seats": config.car_types[kind].seats,
                **energy_columns(config.car_types[kind], store, climate),
                "start_kwh": start_kwh,
            }
        )
    return table_of(table, CAR_DTYPES)


def _floating_cars(part: ServicePart[Config], network: RoadNetwork) -> list[tuple[str, str, int, int]]:
    """Return free-floating cars, put where people live: in zones, and by inhabitants where those are known."""
    config, inside = part.config, _nodes_in_zones(part, network)
    names = [f"{kind}-{n + 1}" for kind, what in config.car_types.items() for n in range(what.count)]
    kinds = [kind for kind, what in config.car_types.items() for _ in range(what.count)]
    chosen = inside[by_weight(stream(part.seed, "cars"), np.ones(len(inside)), len(names))]
    if config.demand.synthetic is not None:
        synthetic = config.demand.synthetic
        homes = read_localities(synthetic.localities, Reading(synthetic.columns), network)
        weight = homes.weight * in_zones(config.zones, homes.lon, homes.lat)
        if weight.sum() > 0:
            home = by_weight(stream(part.seed, "cars"), weight, len(names))
            xy = network.xy_m()[inside]
            where = network.project(homes.lon[home], homes.lat[home])
            chosen = inside[[int(np.argmin(((xy - place) ** 2).sum(axis=1))) for place in where]]
    return [(name, kind, FREE_FLOATING, int(node)) for name, kind, node in zip(names, kinds, chosen, strict=True)]


def _nodes_in_zones(part: ServicePart[Config], network: RoadNetwork) -> np.ndarray:
    """Return the nodes inside any zone, int64. Raises ScenarioError where a zone is no area, or none has a node."""
    problems = [
        part.problem(f"zones[{number}].polygon", f"this is no outline of an area: {reason}")
        for number, zone in enumerate(part.config.zones)
        for reason in [shapely.is_valid_reason(shapely.Polygon(zone.polygon))]
        if reason != "Valid Geometry"
    ]
    if problems:
        raise ScenarioError(problems)
    inside = np.flatnonzero(in_zones(part.config.zones, network.lon, network.lat))
    if not len(inside):
        raise ScenarioError([part.problem("zones", "no road lies in any zone")])
    return inside


def in_zones(zones: tuple[Zone, ...], lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Return which places lie in any zone or on its outline, bool."""
    inside = np.zeros(len(lon), dtype=bool)
    for zone in zones:
        polygon = shapely.Polygon(zone.polygon)
        shapely.prepare(polygon)
        inside |= shapely.intersects_xy(polygon, lon, lat)
    return inside
