"""Where travellers meet the vehicles: the stop or node of a place, and the walk to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork
from simulator.network.snapping import NodeSnapper
from simulator.network.stops import Stops
from simulator.tables import NO_NODE


@dataclass(frozen=True)
class Access:
    """Access nodes of many places.

    node: int32 (n,). stop_id: object (n,), "" door to door. walk_m: float64 (n,), metres along paths, 0 door to door.
    off_road_m: float64 (n,), beeline from the place to the node or stop.
    """

    node: NDArray[np.int32]
    stop_id: NDArray[np.object_]
    walk_m: NDArray[np.float64]
    off_road_m: NDArray[np.float64]


def find_access(
    network: RoadNetwork, stops: Stops | None, demand: pd.DataFrame, end: str, walk_detour: float
) -> Access:
    """Return the access nodes of all origins or destinations (``end``).

    Door to door a place is served at its nearest node and nobody walks; else at the nearest stop, the walk being the
    beeline times ``walk_detour``.
    """
    lon, lat = demand[f"{end}_lon"].to_numpy(float), demand[f"{end}_lat"].to_numpy(float)
    given = demand[f"{end}_node"].to_numpy()
    has_node = given != NO_NODE
    lon = np.where(has_node, network.lon[given], lon)
    lat = np.where(has_node, network.lat[given], lat)
    if stops is None:
        nodes, beeline_m = NodeSnapper(network).snap(lon, lat)
        nodes = np.where(has_node, given, nodes).astype(np.int32)
        return Access(nodes, np.full(len(demand), "", dtype=object), np.zeros(len(demand)), beeline_m)
    row, beeline_m = stops.nearest(network, lon, lat)
    node = stops.table["node"].to_numpy()[row].astype(np.int32)
    return Access(node, stops.table["stop_id"].to_numpy(object)[row], beeline_m * walk_detour, beeline_m)
