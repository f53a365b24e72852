"""Fastest paths between many pairs of nodes, without a table of travel times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.upward import new_searches
from simulator.kernels.ways import paths_between
from simulator.network.contracted import hierarchy_of
from simulator.network.graph import RoadNetwork
from simulator.network.streets import Streets, fastest_arcs


class Routes:
    """The streets of a network and the fastest paths along them.

    Between equally fast paths the choice depends on the network only; it may differ from the one a simulation made.
    """

    def __init__(self, network: RoadNetwork) -> None:
        self.streets: Streets = fastest_arcs(network, np.arange(network.node_count, dtype=np.int32))
        self._hierarchy = hierarchy_of(self.streets)
        self._searches = new_searches(network.node_count)

    def paths(self, pairs: Iterable[tuple[int, int]]) -> Iterator[NDArray[np.int64]]:
        """Give for each pair the streets of its fastest path, rows of ``streets``; none when there is no way."""
        ends = np.array(list(pairs), dtype=np.int32).reshape(-1, 2)
        distinct, which = np.unique(ends, axis=0, return_inverse=True)
        origins, destinations = np.ascontiguousarray(distinct[:, 0]), np.ascontiguousarray(distinct[:, 1])
        first, nodes = paths_between(self._hierarchy, self._searches, origins, destinations)
        inside = np.ones(max(len(nodes) - 1, 0), dtype=bool)  # steps from one node of a path to its next one
        inside[first[(first > 0) & (first < len(nodes))] - 1] = False
        arcs = self.streets.between(nodes[:-1][inside], nodes[1:][inside])
        steps = np.concatenate([[0], np.cumsum(np.maximum(np.diff(first) - 1, 0))])
        return (arcs[steps[pair] : steps[pair + 1]] for pair in which.ravel().tolist())
