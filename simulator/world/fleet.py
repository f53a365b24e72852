"""The vehicles of a scenario as a table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.luck import luck
from simulator.energy.store import Store
from simulator.errors import Problem, ScenarioError
from simulator.input_table import raise_problems
from simulator.network.far_places import far_from_roads
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import Snapper, snapper_of
from simulator.scenario.energy_models import Climate, Powered
from simulator.scenario.models import Scenario, ServicePart
from simulator.scenario.place import Depot
from simulator.tables import VEHICLE_INPUT_DTYPES, typed
from simulator.units import MWH_PER_KWH
from simulator.world.calendar import RunDays, days_of
from simulator.world.reserve_vehicles import Row, reserve_rows
from simulator.world.shifts import Shift, as_shift, shift_table, shifts_of_drivers, shifts_of_hours
from simulator.world.stores import store_of
from simulator.world.vehicle_list import ListedVehicle, listed_vehicles


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


def energy_columns(kind: Powered, store: Store | None, climate: Climate) -> dict[str, object]:
    """Return what a table of vehicles says about the energy of one of a kind; NaN where it is not known."""
    return {
        "drivetrain": kind.drivetrain,
        "energy_kwh_per_km": _or_nan(kind.energy_kwh_per_km),
        "co2_g_per_kwh": climate.g_per_kwh(kind),
        "store_kwh": np.nan if store is None else store.capacity_mwh / MWH_PER_KWH,
        "reserve_kwh": np.nan if store is None else store.reserve_mwh / MWH_PER_KWH,
        "charging_efficiency": kind.charging_efficiency,
    }


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def vehicle_table(part: ServicePart[Any], roads: RoadNetwork | Snapper) -> pd.DataFrame:
    """Return one row per vehicle, see ``fleet_tables``."""
    return fleet_tables(part, roads)[0]


def fleet_tables(part: ServicePart[Any], roads: RoadNetwork | Snapper) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per vehicle, by type in the order of the fleet, and their shifts on all days.

    See ``VEHICLE_INPUT_DTYPES`` and ``SHIFT_DTYPES``. The vehicles are those of the vehicles file; without one, each
    type's are dealt round-robin to its depots. Reserve vehicles come after them. Raises InputError for depots and start
    places away from any road, and for what is wrong in the file.
    """
    snapper, file, days = snapper_of(roads), part.config.vehicles_file, days_of(part.scenario.calendar)
    rows = _dealt_rows(part, snapper, days) if file is None else _listed_rows(part, snapper, file, days)
    rows += reserve_rows(part, rows, days)
    table = pd.DataFrame([row for row, _ in rows], columns=list(VEHICLE_INPUT_DTYPES)[1:])
    table = typed(table.assign(vehicle=np.arange(len(table))), VEHICLE_INPUT_DTYPES)
    return table, shift_table(shifts for _, shifts in rows)


def _dealt_rows(part: ServicePart[Any], snapper: Snapper, days: RunDays) -> list[Row]:
    problems: list[Problem] = []
    rows: list[Row] = []
    for type_name, kind in part.config.fleet.items():
        count = kind.count or 0
        names = [f"{type_name}-{number + 1:02d}" for number in range(count)]
        starts, far = _starts(part, snapper, type_name, names)
        problems += far
        for number, (name, (depot, node)) in enumerate(zip(names, starts, strict=True)):
            shifts = _shifts(part, type_name, number, count, days, None)
            place = {"vehicle_id": name, "depot": depot, "depot_node": node}
            rows.append(({**place, **_kind_columns(part, type_name, shifts)}, shifts))
    if problems:
        raise ScenarioError(problems)
    return rows


def _starts(
    part: ServicePart[Any], snapper: Snapper, type_name: str, names: list[str]
) -> tuple[list[tuple[str, int]], list[Problem]]:
    """Return name and node of each vehicle's depot, and which depots are too far from any road.

    Depots in turn; or nodes, equally likely, each by the vehicle's name alone: in a larger fleet the others stay.
    """
    kind = part.config.fleet[type_name]
    if kind.depots == "nodes":
        drawn = luck(part.seed, "depot", names)[:, 0] * snapper.network.node_count
        return [(f"node {node}", node) for node in drawn.astype(np.int64).tolist()], []
    nodes, far = snap_places(part.scenario, snapper, kind.depots, part.key(f"fleet.{type_name}.depots"))
    return [(kind.depots[n % len(nodes)].name, int(nodes[n % len(nodes)])) for n in range(len(names))], far


def _listed_rows(part: ServicePart[Any], snapper: Snapper, file: Path, days: RunDays) -> list[Row]:
    listed = listed_vehicles(part, file)
    if not listed:
        return []
    lon, lat = [v.depot.lon for v in listed], [v.depot.lat for v in listed]
    nodes, distance_m = snapper.snap(lon, lat)
    far = far_from_roads(snapper, lon, lat, distance_m, part.scenario.network.max_snap_m)
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
    rows: list[Row] = []
    for vehicle, node in zip(listed, nodes.tolist(), strict=True):
        name = vehicle.type_name
        shifts = _shifts(part, name, seen[name], counts[name], days, vehicle)
        rows.append(
            (
                {
                    "vehicle_id": vehicle.vehicle_id,
                    "depot": vehicle.depot.name,
                    "depot_node": node,
                    **_kind_columns(part, name, shifts),
                },
                shifts,
            )
        )
        seen[name] += 1
    return rows


def _shifts(
    part: ServicePart[Any], type_name: str, number: int, count: int, days: RunDays, listed: ListedVehicle | None
) -> list[Shift]:
    """Return the shifts of a vehicle, the so manieth of its type; listed: as a file tells it, maybe with its own."""
    config = part.config
    kind = config.fleet[type_name]
    if listed is not None and listed.shift is not None:
        if listed.dated:
            return [(*days.span_on(0, listed.shift), days.span_on(0, listed.shift)[1])]
        return shifts_of_hours(listed.shift, days)
    if kind.drivers is not None:
        return [as_shift(duties) for duties in shifts_of_drivers(kind.drivers, number, count, days)]
    return shifts_of_hours(kind.shift or config.hours, days)


def _kind_columns(part: ServicePart[Any], type_name: str, shifts: list[Shift]) -> dict[str, object]:
    """Return what follows from the type of a vehicle, and from when it works."""
    kind, energy = part.config.fleet[type_name], part.scenario.energy
    return {
        "vehicle_type": type_name,
        "seats": kind.most_riders,
        "wheelchairs": kind.wheelchairs,
        "parcels": kind.parcels,
        "shift_start_s": shifts[0][0] if shifts else 0,
        "shift_end_s": shifts[-1][2] if shifts else 0,
        **energy_columns(kind, store_of(kind, energy.weather), energy.climate),
    }
