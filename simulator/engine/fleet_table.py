"""The vehicles of a scenario as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.errors import Problem, ScenarioError
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import NodeSnapper
from simulator.scenario.models import Scenario
from simulator.tables import VEHICLE_INPUT_DTYPES


def vehicle_table(scenario: Scenario, network: RoadNetwork) -> pd.DataFrame:
    """Return one row per vehicle, dealt round-robin to the depots of its type; see ``VEHICLE_INPUT_DTYPES``.

    Raises ScenarioError for depots away from any road.
    """
    snapper = NodeSnapper(network)
    problems: list[Problem] = []
    rows: list[dict[str, object]] = []
    for type_name, kind in scenario.fleet.items():
        lon = np.array([depot.lon for depot in kind.depots])
        lat = np.array([depot.lat for depot in kind.depots])
        nodes, distance_m = snapper.snap(lon, lat)
        for depot, metres in zip(kind.depots, distance_m.tolist(), strict=True):
            if metres > scenario.network.max_snap_m:
                message = (
                    f"{depot.name!r} at {depot.lon}, {depot.lat} is {metres / 1000:.1f} km from the nearest road; "
                    f"at most {scenario.network.max_snap_m:.0f} m are allowed (network.max_snap)"
                )
                problems.append(scenario.problem(f"fleet.{type_name}.depots", message))
        start_s, end_s = kind.shift or scenario.service.hours
        for number in range(kind.count):
            position = number % len(kind.depots)
            rows.append(
                {
                    "vehicle": len(rows),
                    "vehicle_id": f"{type_name}-{number + 1:02d}",
                    "vehicle_type": type_name,
                    "seats": kind.seats,
                    "wheelchairs": kind.wheelchairs,
                    "parcels": kind.parcels,
                    "depot": kind.depots[position].name,
                    "depot_node": int(nodes[position]),
                    "shift_start_s": start_s,
                    "shift_end_s": end_s,
                    "drivetrain": kind.drivetrain,
                    "energy_kwh_per_km": np.nan if kind.energy_kwh_per_km is None else kind.energy_kwh_per_km,
                    "co2_g_per_kwh": np.nan if kind.co2_g_per_kwh is None else kind.co2_g_per_kwh,
                }
            )
    if problems:
        raise ScenarioError(problems)
    return pd.DataFrame(rows, columns=list(VEHICLE_INPUT_DTYPES)).astype(VEHICLE_INPUT_DTYPES)
