"""The vehicles of a scenario as a table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.energy.store import Store
from simulator.errors import Problem, ScenarioError
from simulator.input_table import raise_problems
from simulator.network.far_places import far_from_roads
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import Snapper, snapper_of
from simulator.scenario.energy_models import Powered
from simulator.scenario.models import Scenario
from simulator.scenario.place import Depot
from simulator.tables import VEHICLE_INPUT_DTYPES
from simulator.units import MWH_PER_KWH
from simulator.world.drivers import duties_of
from simulator.world.one_of_each import rides_of
from simulator.world.stores import store_of
from simulator.world.vehicle_list import listed_vehicles


def waiting_nodes(scenario: Scenario, roads: RoadNetwork | Snapper) -> NDArray[np.int32]:
    """Return the nodes of the places where idle vehicles wait; raises ScenarioError for places away from any road."""
    part = rides_of(scenario)
    places = part.config.dispatch.idle.places
    nodes, problems = snap_places(scenario, snapper_of(roads), places, part.key("dispatch.idle.places"))
    if problems:
        raise ScenarioError(problems)
    return nodes


def snap_places(
    scenario: Scenario, snapper: Snapper, places: tuple[Depot, ...], key: str
) -> tuple[NDArray[np.int32], list[Problem]]:
    """Return the nodes of places, and which of them are too far from any road."""
    if not places:
        return np.zeros(0, dtype=np.int32), []
    lon, lat = np.array([p.lon for p in places]), np.array([p.lat for p in places])
    nodes, distance_m = snapper.snap(lon, lat)
    far = far_from_roads(snapper, lon, lat, distance_m, scenario.network.max_snap_m)
    return nodes, [
        scenario.problem(key, f"{places[row].name!r} at {places[row].lon}, {places[row].lat} is {message}")
        for row, message in far.items()
    ]


def energy_columns(kind: Powered, store: Store | None) -> dict[str, object]:
    """Return what a table of vehicles says about the energy of one of a kind; NaN where it is not known."""
    return {
        "drivetrain": kind.drivetrain,
        "energy_kwh_per_km": _or_nan(kind.energy_kwh_per_km),
        "co2_g_per_kwh": _or_nan(kind.co2_g_per_kwh),
        "store_kwh": np.nan if store is None else store.capacity_mwh / MWH_PER_KWH,
        "reserve_kwh": np.nan if store is None else store.reserve_mwh / MWH_PER_KWH,
        "charging_efficiency": kind.charging_efficiency,
    }


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def vehicle_table(scenario: Scenario, roads: RoadNetwork | Snapper) -> pd.DataFrame:
    """Return one row per vehicle, by type in the order of the fleet; see ``VEHICLE_INPUT_DTYPES``.

    Those of the vehicles file; without one, each type's vehicles are dealt round-robin to its depots. Raises InputError
    for depots and start places away from any road, and for what is wrong in the file.
    """
    snapper, file = snapper_of(roads), rides_of(scenario).config.vehicles_file
    rows = _dealt_rows(scenario, snapper) if file is None else _listed_rows(scenario, snapper, file)
    table = pd.DataFrame(rows, columns=list(VEHICLE_INPUT_DTYPES)[1:])
    return table.assign(vehicle=np.arange(len(table)))[list(VEHICLE_INPUT_DTYPES)].astype(VEHICLE_INPUT_DTYPES)


def _dealt_rows(scenario: Scenario, snapper: Snapper) -> list[dict[str, object]]:
    problems: list[Problem] = []
    rows: list[dict[str, object]] = []
    part = rides_of(scenario)
    for type_name, kind in part.config.fleet.items():
        nodes, far = snap_places(scenario, snapper, kind.depots, part.key(f"fleet.{type_name}.depots"))
        problems += far
        count = kind.count or 0
        for number in range(count):
            position = number % len(kind.depots)
            rows.append(
                {
                    "vehicle_id": f"{type_name}-{number + 1:02d}",
                    "depot": kind.depots[position].name,
                    "depot_node": int(nodes[position]),
                    **_kind_columns(scenario, type_name, number, count, None),
                }
            )
    if problems:
        raise ScenarioError(problems)
    return rows


def _listed_rows(scenario: Scenario, snapper: Snapper, file: Path) -> list[dict[str, object]]:
    listed = listed_vehicles(scenario, file)
    if not listed:
        return []
    lon, lat = [v.depot.lon for v in listed], [v.depot.lat for v in listed]
    nodes, distance_m = snapper.snap(lon, lat)
    far = far_from_roads(snapper, lon, lat, distance_m, scenario.network.max_snap_m)
    problems = [
        Problem(
            str(file),
            listed[row].line,
            0,
            "start_lon",
            f"{listed[row].vehicle_id!r} at {lon[row]}, {lat[row]} is {message}",
        )
        for row, message in far.items()
    ]
    raise_problems(file, problems)
    counts, seen = Counter(vehicle.type_name for vehicle in listed), Counter[str]()
    rows: list[dict[str, object]] = []
    for vehicle, node in zip(listed, nodes.tolist(), strict=True):
        name = vehicle.type_name
        rows.append(
            {
                "vehicle_id": vehicle.vehicle_id,
                "depot": vehicle.depot.name,
                "depot_node": node,
                **_kind_columns(scenario, name, seen[name], counts[name], vehicle.shift),
            }
        )
        seen[name] += 1
    return rows


def _kind_columns(
    scenario: Scenario, type_name: str, number: int, count: int, shift: tuple[int, int] | None
) -> dict[str, object]:
    """Return what follows from the type of a vehicle, the so manieth of its type; shift: its own, if it has one."""
    config = rides_of(scenario).config
    kind = config.fleet[type_name]
    start_s, end_s = shift or kind.shift or config.hours
    if kind.drivers is not None:
        duties = duties_of(kind.drivers, number, count)
        start_s, end_s = duties[0][0], duties[-1][2]
    return {
        "vehicle_type": type_name,
        "seats": kind.seats,
        "wheelchairs": kind.wheelchairs,
        "parcels": kind.parcels,
        "shift_start_s": start_s,
        "shift_end_s": end_s,
        **energy_columns(kind, store_of(kind, scenario.energy.weather)),
    }
