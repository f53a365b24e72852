"""Drives that take other times than planned, by a factor for each class of roads.

Every street takes its planned time times the factor of its class. So the factor of a leg is the mean of those of its
streets, weighted by their planned times; the way is the planned one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.layout import LEG_NODE, LEG_TIME
from simulator.network.roads import Roads

ONE = 1000
Factors = tuple[int, ...]  # [1/1000]: of all roads but those of the classes told, then of these in their order


class DrawnLegs:
    """Makes legs by factors. kind: int (edges,), which of the factors is that of an edge; None: the first is of all."""

    def __init__(self, roads: Roads, kind: NDArray[np.int64] | None = None) -> None:
        self._roads, self._kind = roads, kind

    def slowed(self, leg: NDArray[np.int32], factors: Factors) -> NDArray[np.int32]:
        """Return a leg with the times it takes by factors, rounded up to the second."""
        drawn = leg.copy()
        if self._kind is None:
            drawn[LEG_TIME] = -(-leg[LEG_TIME].astype(np.int64) * factors[0] // ONE)
        elif leg.shape[1] > 1:
            drawn[LEG_TIME, 1:] = -(-np.cumsum(self._millionths(leg, self._kind, factors)) // (ONE * ONE))
        return drawn

    def _millionths(self, leg: NDArray[np.int32], kind: NDArray[np.int64], factors: Factors) -> NDArray[np.int64]:
        """Return how long each street of a leg takes [1/1000 ms], int64 (nodes - 1,)."""
        times = self._roads.states[0].times
        streets, nodes = times.streets, leg[LEG_NODE]
        if not times.covers_all_nodes:  # then streets are numbered by node
            nodes = np.where(nodes >= 0, times.places[np.maximum(nodes, 0)], ~nodes)
        arcs = streets.between(nodes[:-1], nodes[1:])
        return streets.time_ms[arcs].astype(np.int64) * np.array(factors, dtype=np.int64)[kind[streets.edge[arcs]]]
