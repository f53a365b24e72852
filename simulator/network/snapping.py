"""From a place to the nearest node of the road graph."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from simulator.errors import NetworkError
from simulator.network.graph import RoadNetwork

CANDIDATES = 8  # neighbours looked at when several nodes are equally near
TIE_M = 1e-6


class NodeSnapper:
    """Finds nearest nodes; among equally near ones the lowest id."""

    def __init__(self, network: RoadNetwork) -> None:
        if not network.node_count:
            raise NetworkError(f"network {network.name!r} has no nodes to snap to")
        self._network = network
        self._tree = cKDTree(network.xy_m())

    def snap(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return (node int32 (places,), beeline to it [m] float64 (places,))."""
        places = self._network.project(lon, lat)
        if not np.isfinite(places).all():
            raise ValueError("coordinates are not finite")
        count = min(CANDIDATES, self._network.node_count)
        found = self._tree.query(places, k=np.arange(1, count + 1))
        distance, node = np.asarray(found[0], dtype=np.float64), np.asarray(found[1])
        tied = distance <= distance[:, :1] + TIE_M
        nearest = np.where(tied, node, self._network.node_count).min(axis=1)
        return nearest.astype(np.int32), distance[:, 0]
