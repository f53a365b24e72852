"""Fastest paths between many pairs of nodes, without a table of travel times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import contract
from simulator.kernels.upward import new_searches, path_between
from simulator.network.graph import RoadNetwork
from simulator.network.streets import Streets, fastest_arcs


class Routes:
    """The streets of a network and the fastest paths along them.

    Between equally fast paths the choice depends on the network only; it may differ from the one a simulation made.
    """

    def __init__(self, network: RoadNetwork) -> None:
        self.streets: Streets = fastest_arcs(network, np.arange(network.node_count, dtype=np.int32))
        self._hierarchy = contract(self.streets.offsets, self.streets.head, self.streets.time_ms)
        self._searches = new_searches(network.node_count)

    def paths(self, pairs: Iterable[tuple[int, int]]) -> Iterator[NDArray[np.int64]]:
        """Give for each pair the streets of its fastest path, rows of ``streets``; none when there is no way."""
        known: dict[tuple[int, int], NDArray[np.int64]] = {}
        for pair in pairs:
            if pair not in known:
                nodes = path_between(self._hierarchy, self._searches, *pair)
                known[pair] = self.streets.between(nodes[:-1], nodes[1:])
            yield known[pair]
