"""The fastest path between two nodes, with the travel-time matrix as a guide."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle
from simulator.kernels.heap import pop, push
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import LEG_METRES, LEG_NODE, LEG_TIME
from simulator.kernels.times import Times, units_from, units_to

NODE_BITS = 32
NODE_MASK = (1 << NODE_BITS) - 1
FAR = 1 << 62


class Scratch(Bundle):
    """Arrays of one search: ``best`` is all FAR between searches, ``found`` then begins with the last path."""

    best: NDArray[np.int64]  # (nodes,)
    before: NDArray[np.int32]  # (nodes,)
    found: NDArray[np.int32]  # (nodes,)
    heap: NDArray[np.int64]  # (arcs + 1,)


class Router(Bundle):
    """The streets and the scratch that `fastest_path` needs; see ``network.streets``."""

    offsets: NDArray[np.int32]
    head: NDArray[np.int32]
    time_ms: NDArray[np.int32]
    length_m: NDArray[np.float64]
    scratch: Scratch


def new_scratch(nodes: int, arcs: int) -> Scratch:
    """Return arrays for searches among so many nodes and arcs."""
    return Scratch(
        np.full(nodes, FAR, dtype=np.int64),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int32),
        np.empty(arcs + 1, np.int64),
    )


_NONE = np.zeros(0, dtype=np.int32)
NO_ROADS = Router(_NONE, _NONE, _NONE, np.zeros(0), new_scratch(0, 0))


@jit_in_place
def fastest_path(
    offsets: NDArray[np.int32],
    head: NDArray[np.int32],
    time_ms: NDArray[np.int32],
    times: Times,
    scratch: Scratch,
    origin: int,
    destination: int,
) -> int:
    """Write the nodes of the fastest path, both ends included, into ``found``; return how many, 0 when there is none.

    Dijkstra (1959, doi:10.1007/BF01386390) on whole milliseconds, but only through nodes that can lie on the path: the
    matrix is rounded up twice there and once on the whole way, so a node on the path is at most one unit over. Of
    equally fast paths the one whose last differing node has the lowest id wins, whatever the order of the search.

    offsets: int32 (nodes + 1,), head, time_ms: int32 (arcs,), at most one arc per pair of nodes, every time > 0.
    times: between all nodes, in any unit. All read only but the scratch.
    O(a log a) with a = arcs close to the path.
    """
    best, before, found, heap = scratch.best, scratch.before, scratch.found, scratch.heap
    limit = units_from(times, origin, destination) + 1
    best[origin] = 0
    found[0] = origin
    touched = 1
    size = push(heap, 0, np.int64(origin))
    while size > 0:
        key = heap[0]
        size = pop(heap, size)
        node = key & NODE_MASK
        time = key >> NODE_BITS
        if time > best[node]:
            continue
        if node == destination:
            break
        for arc in range(offsets[node], offsets[node + 1]):
            other = head[arc]
            if units_from(times, origin, other) + units_to(times, destination, other) > limit:
                continue
            reached = time + time_ms[arc]
            if reached < best[other]:
                if best[other] == FAR:
                    found[touched] = other
                    touched += 1
                best[other] = reached
                before[other] = node
                size = push(heap, size, (np.int64(reached) << NODE_BITS) | np.int64(other))
            elif reached == best[other] and node < before[other]:
                before[other] = node
    there = best[destination] != FAR
    for position in range(touched):
        best[found[position]] = FAR
    return _walk_back(before, found, origin, destination) if there else 0


@jit_in_place
def _walk_back(before: NDArray[np.int32], path: NDArray[np.int32], origin: int, destination: int) -> int:
    """Write the nodes from origin to destination into ``path``; return how many. before: read only. O(their number)."""
    length = 1
    node = destination
    while node != origin:
        node = before[node]
        length += 1
    node = destination
    for position in range(length - 1, -1, -1):
        path[position] = node
        node = before[node]
    return length


@jit_in_place
def measure_path(
    offsets: NDArray[np.int32],
    head: NDArray[np.int32],
    time_ms: NDArray[np.int32],
    length_m: NDArray[np.float64],
    path: NDArray[np.int32],
    nodes: int,
    unit_s: int,
    start: int,
    leg: NDArray[np.int32],
) -> None:
    """Write a path as a leg that starts at a time [s]: nodes, times [s] and whole metres from the first one.

    Times are rounded up to the unit, as in the travel-time matrix. path: int32, begins with so many nodes, each an arc
    away from the one before. leg: int32 (fields, at least nodes), changed; all others read only. O(arcs of its nodes).
    """
    elapsed_ms = np.int64(0)
    metres = 0.0
    for position in range(nodes):
        node = path[position]
        if position > 0:
            arc = offsets[path[position - 1]]
            while head[arc] != node:
                arc += 1
            elapsed_ms += time_ms[arc]
            metres += length_m[arc]
        leg[LEG_NODE, position] = node
        leg[LEG_TIME, position] = start - (-elapsed_ms // (1000 * unit_s)) * unit_s
        leg[LEG_METRES, position] = np.int32(np.rint(metres))


@jit_in_place
def path_metres(
    router: Router,
    times: Times,
    origins: NDArray[np.int32],
    destinations: NDArray[np.int32],
    leg: NDArray[np.int32],
    metres: NDArray[np.int32],
) -> None:
    """Write the lengths of many fastest paths in whole metres, -1 where there is no way, into ``metres`` (pairs,).

    leg: int32 (fields, nodes of the network), scratch.
    """
    offsets, head, time_ms, length_m = router.offsets, router.head, router.time_ms, router.length_m
    scratch = router.scratch
    for pair in range(len(origins)):
        origin, destination = np.int64(origins[pair]), np.int64(destinations[pair])
        nodes = fastest_path(offsets, head, time_ms, times, scratch, origin, destination)
        measure_path(offsets, head, time_ms, length_m, scratch.found, nodes, 1, 0, leg)
        metres[pair] = leg[LEG_METRES, nodes - 1] if nodes > 0 else -1
