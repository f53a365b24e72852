"""Key figures an operator pays for: kilometres, hours, how full the vehicles are, and energy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.kpis.direct import direct_drives
from simulator.analysis.kpis.parts import part_rides
from simulator.analysis.kpis.riders import status_is
from simulator.analysis.ratios import DIGITS, Number, ratio
from simulator.analysis.request_table import SERVED
from simulator.analysis.tables import ResultTables
from simulator.analysis.vehicles.states import DRIVING_STATES, STATES, WORKING_STATES
from simulator.units import HOUR_S, METRES_PER_KM


def fleet_kpis(tables: ResultTables) -> dict[str, Number]:
    """Add up the fleet's kilometres, and split the empty ones by what they were for."""
    vehicles = tables.vehicles
    driven, carried = total(vehicles, "driven_m"), total(vehicles, "with_riders_m")
    parts, served = part_rides(tables), int(status_is(tables.requests, SERVED).sum())
    used = vehicles["requests"] > 0
    if parts.rides:  # which are none of its requests
        used |= vehicles["with_riders_m"] > 0
    return {
        "vehicles": len(vehicles),
        "vehicles_used": int(used.sum()),
        "vehicle_km": driven / METRES_PER_KM,
        "occupied_km": carried / METRES_PER_KM,
        "empty_km": (driven - carried) / METRES_PER_KM,
        "to_pickup_km": total(vehicles, "to_pickup_m") / METRES_PER_KM,
        "to_depot_km": total(vehicles, "to_depot_m") / METRES_PER_KM,
        "rebalancing_km": total(vehicles, "rebalancing_m") / METRES_PER_KM,
        "to_charge_km": total(vehicles, "to_charge_m") / METRES_PER_KM,
        "empty_share": ratio(driven - carried, driven),
        "vehicle_km_per_served_request": ratio(driven / METRES_PER_KM, served + parts.rides),
        "part_rides": parts.rides,
        "part_riders": parts.riders,
    }


def occupancy_kpis(tables: ResultTables) -> dict[str, Number]:
    """Tell how full the vehicles are, and what the same riders would have driven directly.

    load and fleet_km_per_direct_km: as in Lotze et al. (2024), arXiv 2306.05851.
    """
    requests, direct = tables.requests, direct_drives(tables)
    size = requests["party_size"].to_numpy(dtype=np.int64)
    served = status_is(requests, SERVED)
    driven = total(tables.vehicles, "driven_m")
    rider_m = total(tables.vehicles, "rider_m")
    hours = total(tables.vehicles, "in_service_s") / HOUR_S
    parts = part_rides(tables)
    return {
        "rider_km": rider_m / METRES_PER_KM,
        "rider_km_direct": None if direct.rider_m is None else direct.rider_m / METRES_PER_KM,
        "rider_km_direct_per_vehicle_km": ratio(direct.rider_m, driven),
        "mean_occupancy": ratio(rider_m, driven),
        "mean_occupancy_occupied": ratio(rider_m, total(tables.vehicles, "with_riders_m")),
        "riders_per_vehicle_hour": ratio(int(size[served].sum()) + parts.riders, hours),
        "requests_per_vehicle_hour": ratio(int(served.sum()) + parts.rides, hours),
        "load": ratio(direct.asked_rider_s, total(tables.vehicles, "in_service_s")),
        "fleet_km_per_direct_km": ratio(driven, direct.party_m),
    }


def time_kpis(tables: ResultTables) -> dict[str, Number]:
    """Add up the fleet's hours in service and in each state."""
    seconds = {state: total(tables.vehicles, f"{state}_s") for state in STATES}
    in_service = total(tables.vehicles, "in_service_s")
    kpis: dict[str, Number] = {
        "vehicle_hours": hours(in_service),
        "driving_hours": hours(sum(seconds[state] for state in DRIVING_STATES)),
    }
    kpis |= {f"{state}_hours": hours(seconds[state]) for state in STATES}
    kpis["utilisation"] = ratio(sum(seconds[state] for state in WORKING_STATES), in_service)
    return kpis


def total(vehicles: pd.DataFrame, column: str) -> int:
    """Sum a whole-number column over the fleet."""
    return int(vehicles[column].sum())


def hours(seconds: int) -> float:
    """Turn seconds into hours."""
    return seconds / HOUR_S


def complete_sum(vehicles: pd.DataFrame, column: str) -> float | None:
    """Sum over the vehicles that drove, or None if one of them has no value."""
    values = vehicles[column].to_numpy(dtype=np.float64)[vehicles["driven_m"].to_numpy(dtype=np.int64) > 0]
    return None if not len(vehicles) or np.isnan(values).any() else round(float(values.sum()), DIGITS)
