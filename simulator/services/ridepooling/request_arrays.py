"""Requests as the kernels read them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.kernels.timing import latest_arrival
from simulator.services.ridepooling.requests import boarding_s
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.tables import NO_TIME


def request_fields(world: RidepoolingWorld) -> NDArray[np.int64]:
    """Return the requests as the kernels read them, int64 (requests, fields); readiness is filled in on submission."""
    table = world.requests
    fields = np.zeros((len(table), f.REQUEST_FIELDS), dtype=np.int64)
    dwell = boarding_s(world.config, table)
    latest_arrival = table["latest_arrival_s"].to_numpy()
    fields[:, f.REQ_PICKUPS] = 1
    if world.stop_options is not None:
        pickups = world.stop_options["end"].to_numpy() == 0
        fields[:, f.REQ_PICKUPS] = np.bincount(world.stop_options["request"][pickups], minlength=len(table))
    fields[:, f.REQ_LATEST_ARRIVAL] = np.where(latest_arrival == NO_TIME, f.FOREVER, latest_arrival)
    fields[:, f.REQ_MAX_RIDE] = table["max_ride_s"]
    fields[:, f.REQ_MAX_TRAVEL] = longest_travel_s(table)
    fields[:, f.REQ_PICKUP_DWELL] = dwell
    fields[:, f.REQ_DROPOFF_DWELL] = dwell
    fields[:, f.REQ_SIZE] = table["party_size"]
    fields[:, f.REQ_LOAD + 1] = table["wheelchairs"]
    fields[:, f.REQ_LOAD] = fields[:, f.REQ_SIZE] - fields[:, f.REQ_LOAD + 1]
    fields[:, f.REQ_LOAD + 2] = table["parcels"]
    fields[:, f.REQ_LOAD + 3] = 1
    return fields


def longest_travel_s(table: pd.DataFrame) -> NDArray[np.int64]:
    """Return the longest travel of each request [s], int64 (requests,), FOREVER where nothing limits it."""
    travel_s = table["max_travel_s"].to_numpy(np.int64)
    longest_s: NDArray[np.int64] = np.where(travel_s == NO_TIME, f.FOREVER, travel_s)
    return longest_s


def request_options(world: RidepoolingWorld) -> tuple[NDArray[np.int32], list[int]]:
    """Return where requests can be met, int32 (options, fields), and the first row of each request and of none."""
    location = world.roads.location
    table = world.stop_options
    if table is None:
        requests = world.requests
        options = np.zeros((2 * len(requests), f.OPTION_FIELDS), dtype=np.int32)
        options[0::2, f.OPTION_NODE] = location[requests["origin_node"]]
        options[0::2, f.OPTION_WALK] = requests["access_walk_s"]
        options[1::2, f.OPTION_NODE] = location[requests["destination_node"]]
        options[1::2, f.OPTION_WALK] = requests["egress_walk_s"]
        return options, list(range(0, len(options) + 1, 2))
    options = np.zeros((len(table), f.OPTION_FIELDS), dtype=np.int32)
    options[:, f.OPTION_NODE] = location[table["node"]]
    options[:, f.OPTION_WALK] = table["walk_s"]
    return options, np.searchsorted(table["request"], np.arange(len(world.requests) + 1)).tolist()


def newcomer_columns(
    request: int, fields: NDArray[np.int64], pickup: NDArray[np.int32], dropoff: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return pickup and dropoff of a request as columns of a plan, int32 (fields, 2); loads are changes."""
    columns = np.zeros((f.PLAN_FIELDS, 2), dtype=np.int32)
    ready = int(fields[f.REQ_EARLIEST]) + int(pickup[f.OPTION_WALK])
    columns[f.NODE] = pickup[f.OPTION_NODE], dropoff[f.OPTION_NODE]
    columns[f.REQUEST] = request
    columns[f.KIND] = f.PICKUP, f.DROPOFF
    columns[f.EARLIEST] = ready
    columns[f.LATEST] = (
        min(ready + int(fields[f.REQ_MAX_WAIT]), f.FOREVER),
        int(latest_arrival(fields)) - int(dropoff[f.OPTION_WALK]),
    )
    columns[f.DWELL] = fields[f.REQ_PICKUP_DWELL], fields[f.REQ_DROPOFF_DWELL]
    columns[f.SIZE] = fields[f.REQ_SIZE]
    columns[f.MAX_RIDE] = fields[f.REQ_MAX_RIDE]
    loads = fields[f.REQ_LOAD : f.REQ_LOAD + f.LOADS]
    columns[f.LOAD : f.LOAD + f.LOADS] = np.column_stack([loads, -loads])
    return columns
