"""The riders of a replay: when and where they waited, rode and arrived, and what they had been promised."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.kpis.riders import status_is
from simulator.analysis.missing import Ints
from simulator.analysis.request_table import SERVED
from simulator.network.graph import RoadNetwork
from simulator.report.replay.packing import narrow

MOST_REQUESTS = 15_000
UNKNOWN = -1
_TIMES = (
    "submitted_s",
    "ready_s",
    "promised_earliest_s",
    "promised_latest_s",
    "boarded_s",
    "alighted_s",
    "direct_s",
    "ride_s",
    "wait_s",
    "access_walk_s",
    "egress_walk_s",
)

ENDS = {"origin": "pickup", "destination": "dropoff"}  # column of a door -> of where the vehicle stops


def choose_requests(requests: pd.DataFrame, vehicles: Ints, fleet: int) -> pd.DataFrame:
    """Return the requests to show: those of the shown vehicles, and as large a share of those without a ride.

    vehicles: int64, shown rows of the vehicle table. fleet: number of all vehicles.
    """
    vehicle = requests["vehicle"].fillna(UNKNOWN).to_numpy(np.int64)
    carried = vehicle >= 0
    chosen = np.isin(vehicle, vehicles)
    others = np.flatnonzero(~carried)
    share = len(vehicles) / fleet if fleet else 1.0
    chosen[others[_evenly(len(others), round(len(others) * share))]] = True
    rows = np.flatnonzero(chosen)
    return requests.iloc[rows[_evenly(len(rows), min(len(rows), MOST_REQUESTS))]]


def describe_requests(chosen: pd.DataFrame, network: RoadNetwork, vehicles: Ints) -> dict[str, NDArray[Any]]:
    """Return one entry per shown request and column; times in s of the day, UNKNOWN where there is none."""
    shown = pd.Series(np.arange(len(vehicles)), index=vehicles)
    vehicle = chosen["vehicle"].map(shown).fillna(UNKNOWN).to_numpy(np.int64)
    arrays = {f"request_{name.removesuffix('_s')}": _plus_one(chosen[name]) for name in _TIMES}
    for end in ENDS:
        place = place_m(chosen, network, end)
        arrays[f"request_{end}_x"], arrays[f"request_{end}_y"] = place[:, 0], place[:, 1]
    arrays["request_vehicle"] = narrow(vehicle + 1)
    arrays["request_party"] = narrow(chosen["party_size"])
    arrays["request_served"] = status_is(chosen, SERVED).astype(np.uint8)
    return arrays


def names_of_stops(chosen: pd.DataFrame, stops: pd.DataFrame | None) -> tuple[list[str], dict[str, NDArray[Any]]]:
    """Return names of stops and, per request, which of them are pickup and dropoff, counted from 1; 0: no name."""
    if stops is None or not {"stop_id", "name"} <= set(stops.columns):
        none = np.zeros(len(chosen), np.uint8)
        return [], {"request_from": none, "request_to": none}
    name_of = dict(zip(stops["stop_id"].astype(str), stops["name"].astype(str), strict=True))
    columns = [chosen[f"{place}_stop"].astype("string").map(name_of) for place in ENDS.values()]
    both = pd.concat(columns, ignore_index=True)
    codes, names = pd.factorize(both)
    return [str(name) for name in names], {
        "request_from": narrow(codes[: len(chosen)] + 1),
        "request_to": narrow(codes[len(chosen) :] + 1),
    }


def _evenly(count: int, wanted: int) -> Ints:
    """Choose so many of so many, evenly spread; always the same ones."""
    return (np.arange(wanted) * count // max(wanted, 1)).astype(np.int64)


def _plus_one(column: pd.Series[Any]) -> NDArray[Any]:
    """Return times plus 1, so that UNKNOWN becomes 0 and small types do."""
    return narrow(column.fillna(UNKNOWN).to_numpy(np.int64) + 1)


def place_m(requests: pd.DataFrame, network: RoadNetwork, end: str) -> NDArray[np.int32]:
    """Return where pickup or dropoff is, or would be, in local metres, int32 (requests, 2): the node, else the door."""
    node = requests[f"{ENDS[end]}_node"].to_numpy(np.int64)
    at_node = network.xy_m()[np.maximum(node, 0)]
    lon, lat = (requests[f"{end}_{axis}"].to_numpy(np.float64) for axis in ("lon", "lat"))
    at_door = np.nan_to_num(network.project(lon, lat))
    return np.round(np.where((node >= 0)[:, None], at_node, at_door)).astype(np.int32)
