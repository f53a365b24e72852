"""Export to the `;`-separated tables that tools of MATSim DRT users read.

File and column names are those of MATSim's DRT contribution. What they mean follows our definitions where MATSim's
versions differ among themselves: waits count from readiness at the pickup, detours compare ride times without waits.
Positions are WGS84 longitude and latitude, road nodes stand in for links, and there is one iteration, 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.kpis.all import compute_kpis
from simulator.analysis.kpis.riders import status_is
from simulator.analysis.missing import Floats, Ints
from simulator.analysis.ratios import Number, mean, quantile, ratio
from simulator.analysis.request_table import REJECTED, SERVED
from simulator.analysis.tables import ResultTables
from simulator.analysis.vehicles.states import State
from simulator.units import HOUR_S

MODE = "drt"
BIN_S = 1800

Row = dict[str, Any]


def export_matsim(tables: ResultTables, folder: Path, run_id: str = "elbe-drt") -> list[Path]:
    """Write all tables into a folder, which is made if need be; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    kpis = compute_kpis(tables)
    head = {"runId": run_id, "iteration": 0}
    served = tables.requests[status_is(tables.requests, SERVED)]
    contents = {
        "drt_customer_stats": pd.DataFrame([head | customer_stats(tables, kpis)]),
        "drt_vehicle_stats": pd.DataFrame([head | vehicle_stats(tables, kpis)]),
        "drt_detailed_distanceStats": pd.DataFrame([head | distance_by_riders(tables.legs)]),
        "drt_sharing_metrics": pd.DataFrame([head | sharing_metrics(served, kpis)]),
        "drt_legs": legs(served, tables.vehicles),
        "drt_rejections": rejections(tables.requests[status_is(tables.requests, REJECTED)]),
        "drt_detours": detours(served),
        "waitStats": wait_stats(served),
        "vehicleDistanceStats": vehicle_distances(tables.vehicles),
    }
    paths = []
    for name, table in contents.items():
        path = folder / f"{name}_{MODE}.csv"
        table.to_csv(path, sep=";", index=False, lineterminator="\n", float_format="%.6f", encoding="utf-8")
        paths.append(path)
    return paths


def customer_stats(tables: ResultTables, kpis: dict[str, Number]) -> Row:
    """Tell what riders felt; in-vehicle time runs from boarding to alighting, so that wait + in-vehicle = total."""
    served = tables.requests[status_is(tables.requests, SERVED)]
    in_vehicle = (served["alighted_s"] - served["boarded_s"]).to_numpy(dtype=np.float64)
    wait = served["wait_s"].to_numpy(dtype=np.float64)
    return {
        "rides": kpis["served"],
        "rides_pax": kpis["riders_served"],
        "groupSize_mean": ratio(kpis["riders_served"], kpis["served"]),
        "wait_average": kpis["wait_mean_s"],
        "wait_max": kpis["wait_max_s"],
        "wait_p95": kpis["wait_p95_s"],
        "wait_p75": kpis["wait_p75_s"],
        "wait_median": kpis["wait_median_s"],
        "percentage_WT_below_10": _percent(kpis["wait_below_10_min_share"]),
        "percentage_WT_below_15": _percent(kpis["wait_below_15_min_share"]),
        "inVehicleTravelTime_mean": mean(in_vehicle),
        "distance_m_mean": kpis["ride_mean_m"],
        "directDistance_m_mean": kpis["direct_mean_m"],
        "totalTravelTime_mean": mean(wait + in_vehicle),
        "fareAllReferences_mean": None,
        "rejections": kpis["rejected"],
        "rejectionRate": ratio(kpis["rejected"], kpis["requests"]),
    }


def vehicle_stats(tables: ResultTables, kpis: dict[str, Number]) -> Row:
    """Tell what the fleet drove; d_p/d_t is the mean occupancy, l_det vehicle-km per direct km of the parties."""
    vehicles = tables.vehicles
    count = len(vehicles)
    driven, carried, rider_m = (int(vehicles[name].sum()) for name in ("driven_m", "with_riders_m", "rider_m"))
    idle_share, idle_count = fewest_idle(tables.states)
    return {
        "vehicles": count,
        "totalServiceDuration": int(vehicles["in_service_s"].sum()),
        "totalDistance": driven,
        "totalEmptyDistance": driven - carried,
        "emptyRatio": kpis["empty_share"],
        "totalPassengerDistanceTraveled": rider_m,
        "averageDrivenDistance": ratio(driven, count),
        "averageEmptyDistance": ratio(driven - carried, count),
        "averagePassengerDistanceTraveled": ratio(rider_m, count),
        "d_p/d_t": kpis["mean_occupancy"],
        "l_det": kpis["fleet_km_per_direct_km"],
        "minShareIdleVehicles": idle_share,
        "minCountIdleVehicles": idle_count,
    }


def fewest_idle(states: pd.DataFrame) -> tuple[float | None, int | None]:
    """Find the smallest share and number of idle vehicles at any moment at which a vehicle is in service."""
    began, ended = states["began_s"].to_numpy(dtype=np.int64), states["ended_s"].to_numpy(dtype=np.int64)
    moments = np.unique(np.r_[began, ended])
    idle = states["state"].eq(State.IDLE).to_numpy(dtype=np.bool_)
    in_service = _at(moments, began) - _at(moments, ended)
    idle_then = _at(moments, began[idle]) - _at(moments, ended[idle])
    busy = in_service > 0
    if not busy.any():
        return None, None
    return float((idle_then[busy] / in_service[busy]).min()), int(idle_then[busy].min())


def _at(moments: Ints, times: Ints) -> Ints:
    """Count how many of the times have come, at each moment."""
    return np.searchsorted(np.sort(times), moments, side="right").astype(np.int64)


def distance_by_riders(legs_table: pd.DataFrame) -> Row:
    """Add up the metres driven with 0, 1, 2, ... riders on board."""
    riders = legs_table["riders"].to_numpy(dtype=np.int64)
    metres = np.bincount(riders, weights=legs_table["length_m"].to_numpy(dtype=np.float64), minlength=1)
    return {f"{number} pax distance_m": int(length) for number, length in enumerate(metres)}


def sharing_metrics(served: pd.DataFrame, kpis: dict[str, Number]) -> Row:
    """Measure pooling, counted in requests, not people."""
    factor = served["sharing_factor"].to_numpy(dtype=np.float64)
    return {
        "poolingRate": kpis["pooled_share"],
        "sharingFactor": mean(factor[~np.isnan(factor)]),
        "nPooled": kpis["pooled"],
        "nTotal": kpis["served"],
    }


def legs(served: pd.DataFrame, vehicles: pd.DataFrame) -> pd.DataFrame:
    """Give one row per served request; departureTime is when the rider begins to wait."""
    vehicle_id = vehicles["vehicle_id"].iloc[served["vehicle"].to_numpy(dtype=np.int64)]
    return pd.DataFrame(
        {
            "submissionTime": served["submitted_s"],
            "departureTime": served["ready_s"],
            "personId": served["request_id"],
            "requestId": served["request_id"],
            "vehicleId": vehicle_id.to_numpy(dtype=object),
            **_places(served),
            "waitTime": served["wait_s"],
            "arrivalTime": served["alighted_s"],
            "inVehicleTravelTime": served["alighted_s"] - served["boarded_s"],
            "travelDistance_m": served["ride_m"],
            "directTravelDistance_m": served["direct_m"],
            "fareForLeg": None,
            "earliestDepartureTime": served["earliest_departure_s"],
            "latestDepartureTime": served["promised_latest_s"],
            "latestArrivalTime": served["latest_arrival_s"],
            "pickupTime": served["boarded_s"],
        }
    ).sort_values(["submissionTime", "requestId"], kind="stable")


def rejections(rejected: pd.DataFrame) -> pd.DataFrame:
    """Give one row per request that ended rejected."""
    return pd.DataFrame(
        {
            "time": rejected["gave_up_s"],
            "personIds": rejected["request_id"],
            "requestId": rejected["request_id"],
            **_places(rejected),
            "cause": rejected["reason"],
        }
    ).sort_values(["time", "requestId"], kind="stable")


def detours(served: pd.DataFrame) -> pd.DataFrame:
    """Compare ride and direct drive of served requests; time is the ride without the wait."""
    ride_m, direct_m = (served[name].to_numpy(dtype=np.float64) for name in ("ride_m", "direct_m"))
    return pd.DataFrame(
        {
            "person": served["request_id"],
            "distance": served["ride_m"],
            "unsharedDistance": served["direct_m"],
            "distanceDetour": ride_m / np.where(direct_m > 0, direct_m, np.nan),
            "time": served["ride_s"],
            "unsharedTime": served["direct_s"],
            "timeDetour": served["detour_factor"],
        }
    )


def wait_stats(served: pd.DataFrame) -> pd.DataFrame:
    """Describe waits by the half hour in which they began; every half hour from 0:00 to the last one."""
    in_order = served.sort_values("ready_s", kind="stable")
    ready = in_order["ready_s"].to_numpy(dtype=np.int64)
    wait = in_order["wait_s"].to_numpy(dtype=np.float64)
    columns = ("timebin", "legs", "average_wait", "min", "p_5", "p_25", "median", "p_75", "p_95", "max")
    if not ready.size:
        return pd.DataFrame(columns=list(columns))
    numbers = range(min(int(ready[0]) // BIN_S, 0), int(ready[-1]) // BIN_S + 1)
    first = np.searchsorted(ready, np.arange(numbers.start, numbers.stop + 1) * BIN_S)
    rows = [_wait_row(wait[first[i] : first[i + 1]], number) for i, number in enumerate(numbers)]
    return pd.DataFrame(rows, columns=list(columns))


def _wait_row(wait: Floats, number: int) -> tuple[Any, ...]:
    quantiles = [quantile(wait, share) for share in (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1)]
    sign, start = "-" if number < 0 else "", abs(number) * BIN_S
    return (f"{sign}{start // HOUR_S:02d}:{start % HOUR_S // 60:02d}:00", wait.size, mean(wait), *quantiles)


def vehicle_distances(vehicles: pd.DataFrame) -> pd.DataFrame:
    """Give one row per vehicle."""
    return pd.DataFrame(
        {
            "vehicleId": vehicles["vehicle_id"],
            "drivenDistance_m": vehicles["driven_m"],
            "occupiedDistance_m": vehicles["with_riders_m"],
            "emptyDistance_m": vehicles["driven_m"] - vehicles["with_riders_m"],
            "passengerDistanceTraveled_pm": vehicles["rider_m"],
        }
    )


def _places(requests: pd.DataFrame) -> Row:
    return {
        "fromLinkId": requests["pickup_node"],
        "fromX": requests["origin_lon"],
        "fromY": requests["origin_lat"],
        "toLinkId": requests["dropoff_node"],
        "toX": requests["destination_lon"],
        "toY": requests["destination_lat"],
    }


def _percent(share: Number) -> float | None:
    return None if share is None else round(share * 100, 4)
