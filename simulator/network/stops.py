"""Stops of a ridepooling service: read from a file, added where none is near, found from a place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from simulator.network.graph import RoadNetwork
from simulator.network.snapping import NodeSnapper


@dataclass(frozen=True)
class Stops:
    """Places where riders get on and off, each at a node of the road graph.

    Columns of ``table``: stop_id, name, lon, lat, kind (bus, rail, virtual, ...), node.
    """

    table: pd.DataFrame

    def nearest(
        self, network: RoadNetwork, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return (row of the nearest stop, beeline [m]) for each place; there must be a stop."""
        tree = cKDTree(network.project(self.table["lon"].to_numpy(), self.table["lat"].to_numpy()))
        distance_m, row = tree.query(network.project(lon, lat))
        return np.asarray(row, dtype=np.int64), np.asarray(distance_m, dtype=np.float64)


def place_stops(table: pd.DataFrame, network: RoadNetwork, max_snap_m: float) -> Stops:
    """Put stops on their nearest node; those farther than ``max_snap_m`` [m] from any road are left out."""
    nodes, distance_m = NodeSnapper(network).snap(table["lon"].to_numpy(), table["lat"].to_numpy())
    placed = table.assign(node=nodes)[distance_m <= max_snap_m]
    return Stops(placed.reset_index(drop=True))


def add_virtual_stops(
    stops: Stops, network: RoadNetwork, min_distance_m: float, max_distance_m: float, *, built_up_only: bool
) -> Stops:
    """Add stops at nodes, in order of their ids, that keep ``min_distance_m`` [m] to all stops there are by then.

    Nodes farther than ``max_distance_m`` [m] from every given stop stay without. With ``built_up_only`` only nodes at
    the end of a mostly built-up edge count, where the network knows that.
    """
    xy = network.xy_m()
    candidates = _built_up_nodes(network) if built_up_only else np.arange(network.node_count)
    given = cKDTree(network.project(stops.table["lon"].to_numpy(), stops.table["lat"].to_numpy()))
    distance_m = given.query(xy[candidates])[0]
    free = candidates[(distance_m >= min_distance_m) & (distance_m <= max_distance_m)]
    tree = cKDTree(xy)
    blocked = np.zeros(network.node_count, dtype=bool)
    chosen = []
    for node in free:
        if not blocked[node]:
            chosen.append(int(node))
            blocked[tree.query_ball_point(xy[node], min_distance_m)] = True
    added = pd.DataFrame(
        {
            "stop_id": [f"virtual-{node}" for node in chosen],
            "name": [f"virtual stop {node}" for node in chosen],
            "lon": network.lon[chosen],
            "lat": network.lat[chosen],
            "kind": "virtual",
            "node": np.array(chosen, dtype=np.int32),
        }
    )
    return Stops(pd.concat([stops.table, added], ignore_index=True))


def _built_up_nodes(network: RoadNetwork) -> NDArray[np.int64]:
    if "builtup" not in network.edges:
        return np.arange(network.node_count)
    edges = network.edges[network.edges["builtup"].fillna(0) >= 0.5]
    return np.unique(np.concatenate([edges["u"].to_numpy(), edges["v"].to_numpy()])).astype(np.int64)
