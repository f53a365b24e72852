"""Travel times between all nodes, and the fastest paths behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from simulator.errors import NetworkError
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.paths import fastest_path
from simulator.network.graph import RoadNetwork
from simulator.network.matrix_cache import default_cache_folder, load_matrix, save_matrix
from simulator.network.memory import available_bytes

LONGEST_S = UNREACHABLE - 1
MEMORY_SHARE = 0.6
BATCH_BYTES = 64 * 2**20
PAIR_BITS = 32


@dataclass(frozen=True, eq=False)
class Streets:
    """The arcs of a network without the slower ones of parallels: at most one per pair of nodes.

    offsets: int32 (nodes + 1,). head, time_ms: int32 (arcs,). length_m: float64 (arcs,). pair: int64 (arcs,), tail and
    head in one number, ascending.
    """

    offsets: NDArray[np.int32]
    head: NDArray[np.int32]
    time_ms: NDArray[np.int32]
    length_m: NDArray[np.float64]
    pair: NDArray[np.int64]

    def between(self, tails: NDArray[np.int32], heads: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the arcs from each tail to each head, int64; raise ValueError where there is none."""
        wanted = tails.astype(np.int64) << PAIR_BITS | heads
        arcs = np.searchsorted(self.pair, wanted)
        found = np.append(self.pair, -1)[arcs]
        wrong = np.flatnonzero(found != wanted)
        if len(wrong):
            raise ValueError(f"no road leads from node {tails[wrong[0]]} straight to node {heads[wrong[0]]}")
        return arcs


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Drive times between all nodes.

    seconds: uint16 (nodes, nodes), [origin, destination], rounded up once per pair, UNREACHABLE where there is no way.
    Rounding up keeps the triangle inequality: a detour is never shorter than the direct drive.
    """

    seconds: NDArray[np.uint16]
    streets: Streets
    _lengths: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)

    def path(self, origin: int, destination: int) -> NDArray[np.int32]:
        """Return the nodes of the fastest path, both ends included, int32; empty when there is no way.

        Ties between equally fast paths are broken by node ids, so the path is the same on every machine.
        """
        streets = self.streets
        return fastest_path(streets.offsets, streets.head, streets.time_ms, self.seconds, origin, destination)

    def metres_along(self, nodes: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the length [m] from the first node to each node of a path, float64."""
        metres = np.zeros(len(nodes))
        metres[1:] = np.cumsum(self.streets.length_m[self.streets.between(nodes[:-1], nodes[1:])])
        return metres

    def length_m(self, origin: int, destination: int) -> int:
        """Return the length of the fastest path in whole metres.

        Raises
        ------
        NetworkError
            There is no way.
        """
        key = (int(origin), int(destination))
        if key not in self._lengths:
            nodes = self.path(*key)
            if not len(nodes):
                raise NetworkError(f"there is no way from node {key[0]} to node {key[1]}")
            self._lengths[key] = round(float(self.metres_along(nodes)[-1]))
        return self._lengths[key]


def build_travel_times(
    network: RoadNetwork, cache_dir: Path | None = None, *, memory_limit_bytes: int | None = None
) -> TravelTimes:
    """Return the travel times of a network, from the cache if they were computed before.

    cache_dir: folder of the cache; by default ``ELBE_DRT_CACHE`` or the user's cache folder. A cache that cannot be
    read or written costs time, nothing else. memory_limit_bytes: by default 60 % of the available memory.

    Raises
    ------
    NetworkError
        The matrix does not fit into memory, or a trip takes longer than its unit can tell.
    """
    streets = _fastest_arcs(network)
    folder, digest = cache_dir or default_cache_folder(), network.digest()
    seconds = load_matrix(folder, digest, network.node_count)
    if seconds is None:
        _refuse_if_too_large(network, memory_limit_bytes)
        seconds = _compute(streets, network)
        save_matrix(folder, digest, seconds)
    # A plain read-only array whether computed or read, so that functions compiled for the one serve the other.
    seconds = np.asarray(seconds)
    seconds.flags.writeable = False
    return TravelTimes(seconds, streets)


def _fastest_arcs(network: RoadNetwork) -> Streets:
    """Return the fastest arc of each pair of nodes; among equally fast ones the shortest, then the first edge."""
    order = np.lexsort((network.edge, network.length_m, network.time_ms, network.head, network.tail))
    tail, head = network.tail[order], network.head[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    kept = order[first]
    offsets = np.searchsorted(network.tail[kept], np.arange(network.node_count + 1)).astype(np.int32)
    pair = network.tail[kept].astype(np.int64) << PAIR_BITS | network.head[kept]
    return Streets(offsets, network.head[kept], network.time_ms[kept], network.length_m[kept], pair)


def _refuse_if_too_large(network: RoadNetwork, limit: int | None) -> None:
    needed = 2 * network.node_count**2
    limit = int(MEMORY_SHARE * available_bytes()) if limit is None else limit
    if needed > limit:
        raise NetworkError(
            f"network {network.name!r} has {network.node_count:,} nodes: its travel-time matrix needs "
            f"{needed / 2**30:.1f} GiB of memory, {limit / 2**30:.1f} GiB may be used (60 % of what is free); "
            "choose a smaller region, or use a machine with more memory"
        )


def _compute(streets: Streets, network: RoadNetwork) -> NDArray[np.uint16]:
    nodes = network.node_count
    graph = csr_array((streets.time_ms.astype(np.float64), streets.head, streets.offsets), shape=(nodes, nodes))
    seconds = np.empty((nodes, nodes), dtype=np.uint16)
    batch = max(1, BATCH_BYTES // (8 * max(1, nodes)))
    for first in range(0, nodes, batch):
        origins = np.arange(first, min(first + batch, nodes))
        exact_ms = dijkstra(graph, indices=origins)  # floats, but whole numbers below 2**53: sums are exact
        rounded = np.ceil(exact_ms / 1000)
        reached = np.isfinite(rounded)
        longest = rounded.max(initial=0, where=reached)
        if longest > LONGEST_S:
            raise NetworkError(
                f"network {network.name!r}: the longest trip takes {longest / 3600:.1f} h, at most "
                f"{LONGEST_S / 3600:.1f} h can be represented; check speeds and lengths, or choose a smaller region"
            )
        rounded[~reached] = UNREACHABLE
        seconds[origins] = rounded
    return seconds
