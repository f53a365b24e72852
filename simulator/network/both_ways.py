"""Ways on foot or by bike, along all streets in both directions."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from simulator.kept import Kept
from simulator.network.graph import RoadNetwork

AT_ONCE = 200  # origins whose ways are searched together
_FOUND = Kept(2)
LEAST_M = 1e-3  # scipy takes a street of no length for none


def shortest_m(network: RoadNetwork, origin: NDArray[np.int32], destination: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the length of the shortest way between nodes [m], (n,), inf where there is none; not to be changed.

    Streets are walked and cycled in both directions; of parallel ones the shortest counts. Whoever walks and whoever
    cycles asks for the same ways.
    """
    key = network, *(blake2b(ends.tobytes(), digest_size=16).digest() for ends in (origin, destination))
    found: NDArray[np.float64] = _FOUND.get(key, lambda: _searched(network, origin, destination))
    return found


def _searched(network: RoadNetwork, origin: NDArray[np.int32], destination: NDArray[np.int32]) -> NDArray[np.float64]:
    arcs = pd.DataFrame({"tail": network.tail, "head": network.head, "m": np.maximum(network.length_m, LEAST_M)})
    arcs = arcs.sort_values("m", kind="stable").drop_duplicates(["tail", "head"])
    size = (network.node_count, network.node_count)
    graph = csr_array((arcs["m"], (arcs["tail"], arcs["head"])), shape=size)
    starts, start_of = np.unique(origin, return_inverse=True)
    found = np.full(len(origin), np.inf)
    for first in range(0, len(starts), AT_ONCE):
        rows = np.flatnonzero((start_of >= first) & (start_of < first + AT_ONCE))
        lengths = dijkstra(graph, directed=False, indices=starts[first : first + AT_ONCE])
        found[rows] = lengths[start_of[rows] - first, destination[rows]]
    return found
