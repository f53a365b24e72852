"""The fastest ways between many pairs of nodes in one call."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import Hierarchy
from simulator.kernels.jit import jit
from simulator.kernels.upward import Searches, path_between


@jit
def paths_between(
    hierarchy: Hierarchy, searches: Searches, origins: NDArray[np.int32], destinations: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the nodes of a fastest way for each pair, see ``path_between``, one way after the other.

    origins, destinations: int32 (pairs,), node ids, read only. Returns first, int64 (pairs + 1,), and nodes, int32: the
    way of a pair is nodes[first[pair] : first[pair + 1]]. searches: left fit for the next search. O(pairs searches).
    """
    first = np.zeros(len(origins) + 1, dtype=np.int64)
    nodes = np.empty(max(1024, 32 * len(origins)), dtype=np.int32)
    for pair in range(len(origins)):
        way = path_between(hierarchy, searches, origins[pair], destinations[pair])
        begin, end = first[pair], first[pair] + len(way)
        if end > len(nodes):
            larger = np.empty(2 * end, dtype=np.int32)
            for position in range(begin):
                larger[position] = nodes[position]
            nodes = larger
        for position in range(len(way)):
            nodes[begin + position] = way[position]
        first[pair + 1] = end
    return first, nodes[: first[-1]]
