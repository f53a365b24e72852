"""The streets that fastest paths are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork

PAIR_BITS = 32


@dataclass(frozen=True, eq=False)
class Streets:
    """The arcs of a network without the slower ones of parallels: at most one per pair of nodes.

    offsets: int32 (nodes + 1,). tail, head, time_ms: int32 (arcs,). length_m: float64 (arcs,). pair: int64 (arcs,),
    tail and head in one number, ascending. edge: int32 (arcs,), row of the network's edge table the arc comes from.
    """

    offsets: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    time_ms: NDArray[np.int32]
    length_m: NDArray[np.float64]
    pair: NDArray[np.int64]
    edge: NDArray[np.int32]

    def between(self, tails: NDArray[np.int32], heads: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the arcs from each tail to each head, int64; raise ValueError where there is none."""
        wanted = tails.astype(np.int64) << PAIR_BITS | heads
        arcs = np.searchsorted(self.pair, wanted)
        found = np.append(self.pair, -1)[arcs]
        wrong = np.flatnonzero(found != wanted)
        if len(wrong):
            raise ValueError(f"no road leads from node {tails[wrong[0]]} straight to node {heads[wrong[0]]}")
        return arcs


def fastest_arcs(network: RoadNetwork, number: NDArray[np.int32]) -> Streets:
    """Return the fastest arc of each pair of nodes; among equally fast ones the shortest, then the first edge.

    number: int32 (nodes,), the numbers that nodes have in the result, a permutation.
    """
    tails, heads = number[network.tail], number[network.head]
    order = np.lexsort((network.edge, network.length_m, network.time_ms, heads, tails))
    tail, head = tails[order], heads[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    kept, tail, head = order[first], tail[first], head[first]
    offsets = np.searchsorted(tail, np.arange(network.node_count + 1)).astype(np.int32)
    pair = tail.astype(np.int64) << PAIR_BITS | head
    return Streets(offsets, tail, head, network.time_ms[kept], network.length_m[kept], pair, network.edge[kept])
