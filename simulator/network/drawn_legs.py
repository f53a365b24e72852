"""Drives that take other times than planned, by a factor for each class of roads.

Every street takes its planned time times the factor of its class. So the factor of a leg is the mean of those of its
streets, weighted by their planned times; the way is the planned one. On roads that change in time all classes have one
factor: streets take by it longer in every state, and the way is the fastest one then.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.layout import LEG_NODE, LEG_TIME
from simulator.network.roads import ONE, Roads

Factors = tuple[int, ...]  # [1/1000]: of all roads but those of the classes told, then of these in their order


class DrawnLegs:
    """Makes legs by factors. kind: int (edges,), which of the factors is that of an edge; None: the first is of all."""

    def __init__(self, roads: Roads, kind: NDArray[np.int64] | None = None) -> None:
        self._roads, self._kind = roads, kind

    def leg(
        self, ends: tuple[int, int], begins_s: int, factors: Factors, known_s: int | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the leg between two nodes with the times it takes by factors, and when its nodes are planned [s].

        known_s: see ``roads.leg``. As planned counts, where roads change, what the factor makes of it.
        """
        if self._kind is None:
            drawn = self._roads.leg(*ends, begins_s, known_s, factors[0])
            if self._roads.changes:
                known_s = begins_s if known_s is None else known_s
                planned = self._roads.unchanged_leg(ends, begins_s, known_s, factors[0])
                if planned is not None:
                    return drawn, planned[LEG_TIME]
                return drawn, np.maximum((drawn[LEG_TIME].astype(np.int64) - 1) * ONE // factors[0] + 1, 0)
            return drawn, self._roads.leg(*ends, begins_s)[LEG_TIME]
        planned = self._roads.leg(*ends, begins_s)
        drawn = planned.copy()
        if planned.shape[1] > 1:
            drawn[LEG_TIME, 1:] = -(-np.cumsum(self._millionths(planned, self._kind, factors)) // (ONE * ONE))
        return drawn, planned[LEG_TIME]

    def _millionths(self, leg: NDArray[np.int32], kind: NDArray[np.int64], factors: Factors) -> NDArray[np.int64]:
        """Return how long each street of a leg takes [1/1000 ms], int64 (nodes - 1,)."""
        times = self._roads.states[0].times
        streets, nodes = times.streets, leg[LEG_NODE]
        if not times.covers_all_nodes:  # then streets are numbered by node
            nodes = np.where(nodes >= 0, times.places[np.maximum(nodes, 0)], ~nodes)
        arcs = streets.between(nodes[:-1], nodes[1:])
        return streets.time_ms[arcs].astype(np.int64) * np.array(factors, dtype=np.int64)[kind[streets.edge[arcs]]]
