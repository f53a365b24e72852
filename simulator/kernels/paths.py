"""The fastest path between two nodes, with the travel-time matrix as a guide."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit

NODE_BITS = 32
NODE_MASK = (1 << NODE_BITS) - 1
FAR = 1 << 62


@jit
def fastest_path(
    offsets: NDArray[np.int32],
    head: NDArray[np.int32],
    time_ms: NDArray[np.int32],
    seconds: NDArray[np.uint16],
    origin: int,
    destination: int,
) -> NDArray[np.int32]:
    """Return the nodes of the fastest path, both ends included; empty when there is none.

    Dijkstra (1959, doi:10.1007/BF01386390) on whole milliseconds, but only through nodes that can lie on the path: the
    matrix is rounded up twice there and once on the whole way, so a node on the path is at most one second over. Of
    equally fast paths the one whose last differing node has the lowest id wins, whatever the order of the search.

    offsets: int32 (nodes + 1,), head, time_ms: int32 (arcs,), at most one arc per pair of nodes, every time > 0.
    seconds: uint16 (nodes, nodes). All read only. O(a log a) with a = arcs close to the path, plus O(nodes).
    """
    count = len(offsets) - 1
    best = np.full(count, FAR, dtype=np.int64)
    before = np.full(count, -1, dtype=np.int32)
    limit = np.int64(seconds[origin, destination]) + 1
    best[origin] = 0
    heap = [np.int64(origin)]
    while len(heap) > 0:
        key = heapq.heappop(heap)
        node = key & NODE_MASK
        time = key >> NODE_BITS
        if time > best[node]:
            continue
        if node == destination:
            break
        for arc in range(offsets[node], offsets[node + 1]):
            other = head[arc]
            if np.int64(seconds[origin, other]) + np.int64(seconds[other, destination]) > limit:
                continue
            reached = time + time_ms[arc]
            if reached < best[other]:
                best[other] = reached
                before[other] = node
                heapq.heappush(heap, (np.int64(reached) << NODE_BITS) | np.int64(other))
            elif reached == best[other] and node < before[other]:
                before[other] = node
    if best[destination] == FAR:
        return np.empty(0, dtype=np.int32)
    return _walk_back(before, origin, destination)


@jit
def _walk_back(before: NDArray[np.int32], origin: int, destination: int) -> NDArray[np.int32]:
    """Return the nodes from origin to destination. before: int32 (nodes,), read only. O(length of the path)."""
    length = 1
    node = destination
    while node != origin:
        node = before[node]
        length += 1
    path = np.empty(length, dtype=np.int32)
    node = destination
    for position in range(length - 1, -1, -1):
        path[position] = node
        node = before[node]
    return path
