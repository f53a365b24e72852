"""Ways on foot or by bike, along all streets in both directions."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from simulator.kept import Kept
from simulator.kernels.both_ways import shortest_ways
from simulator.network.graph import RoadNetwork

_FOUND = Kept(2)
LEAST_M = 1e-3  # of a street


def shortest_m(network: RoadNetwork, origin: NDArray[np.int32], destination: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the length of the shortest way between nodes [m], (n,), inf where there is none; not to be changed.

    Streets are walked and cycled in both directions; of parallel ones the shortest counts. Whoever walks and whoever
    cycles asks for the same ways.
    """
    key = network, *(blake2b(ends.tobytes(), digest_size=16).digest() for ends in (origin, destination))
    found: NDArray[np.float64] = _FOUND.get(key, lambda: _searched(network, origin, destination))
    return found


def _searched(network: RoadNetwork, origin: NDArray[np.int32], destination: NDArray[np.int32]) -> NDArray[np.float64]:
    order = np.argsort(origin, kind="stable")
    starts, first = np.unique(origin[order], return_index=True)
    found = np.empty(len(origin))
    found[order] = shortest_ways(
        *_arcs(network), starts.astype(np.int32), np.append(first, len(origin)), destination[order].astype(np.int32)
    )
    return found


def _arcs(network: RoadNetwork) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Return offsets, heads and lengths [m] of the streets in both directions, of parallel ones of the shortest."""
    tail, head = (np.concatenate(ends) for ends in ((network.tail, network.head), (network.head, network.tail)))
    metres = np.tile(np.maximum(network.length_m, LEAST_M), 2)
    order = np.lexsort((metres, head, tail))
    tail, head, metres = tail[order], head[order], metres[order]
    kept = (np.diff(tail, prepend=-1) != 0) | (np.diff(head, prepend=-1) != 0)
    kept &= tail != head
    offsets = np.searchsorted(tail[kept], np.arange(network.node_count + 1))
    return offsets.astype(np.int64), head[kept].astype(np.int32), metres[kept]
