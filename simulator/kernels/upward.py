"""Fastest paths between two nodes in a contraction hierarchy.

After Geisberger, Sanders, Schultes and Delling (2008, doi:10.1007/978-3-540-68552-4_24): one search climbs from the
origin, one climbs against the arcs from the destination, and the fastest way leads over a node that both reach. As arcs
only lead upwards, a search that takes nodes by ascending rank needs no other order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import FAR, Hierarchy
from simulator.kernels.jit import jit


class Searches(NamedTuple):
    """Arrays of a search from an origin and one from a destination, by rank.

    A time is FAR wherever the search running has not come; a list of nodes found may hold anything between searches.
    """

    forward: NDArray[np.int32]  # (nodes,) ms
    forward_found: NDArray[np.int32]  # (nodes,) ranks
    backward: NDArray[np.int32]
    backward_found: NDArray[np.int32]


@jit
def new_searches(nodes: int) -> Searches:
    """Return arrays for searches among so many nodes, to be used again and again. O(nodes)."""
    return Searches(
        np.full(nodes, FAR, dtype=np.int32),
        np.empty(nodes, dtype=np.int32),
        np.full(nodes, FAR, dtype=np.int32),
        np.empty(nodes, dtype=np.int32),
    )


@jit
def search_up(
    offsets: NDArray[np.int32],
    other: NDArray[np.int32],
    ms: NDArray[np.int32],
    start: int,
    best: NDArray[np.int32],
    found: NDArray[np.int32],
) -> int:
    """Find the nodes above a node; return how many they are, the node itself included. All nodes are ranks.

    offsets, other, ms: up arcs of a hierarchy for times from `start`, down arcs for times to it; read only.
    best: int32 (nodes,), all FAR, gets the times [ms] of the nodes found; found: int32 (nodes,), gets their ranks,
    ascending. `forget` undoes that. Nodes that a faster way over higher ones leads to have too long a time.
    O(arcs above + nodes found * nodes waiting at a time).
    """
    best[start] = 0
    found[0] = start
    count = 1
    done = 0
    while done < count:
        node = found[done]
        done += 1
        time = np.int64(best[node])
        for arc in range(offsets[node], offsets[node + 1]):
            above = other[arc]
            reached = time + np.int64(ms[arc])
            if reached >= best[above]:
                continue
            if best[above] == FAR:
                position = count
                while found[position - 1] > above:
                    found[position] = found[position - 1]
                    position -= 1
                found[position] = above
                count += 1
            best[above] = reached
    return count


@jit
def forget(best: NDArray[np.int32], found: NDArray[np.int32], count: int) -> None:
    """Set the first `count` nodes in `found` back to FAR. best: changed in place, found: read only. O(count)."""
    for position in range(count):
        best[found[position]] = FAR


@jit
def _search_to(hierarchy: Hierarchy, searches: Searches, destination: int) -> int:
    """Search from a destination (node id); return how many nodes `forget` has to clear afterwards.

    searches: backward and backward_found are changed in place. O(one search).
    """
    return search_up(
        hierarchy.down_offsets,
        hierarchy.down_tail,
        hierarchy.down_ms,
        hierarchy.rank[destination],
        searches.backward,
        searches.backward_found,
    )


@jit
def _search_from(hierarchy: Hierarchy, searches: Searches, origin: int) -> int:
    """Search from an origin (node id); return how many nodes `forget` has to clear afterwards.

    searches: forward and forward_found are changed in place. O(one search).
    """
    return search_up(
        hierarchy.up_offsets,
        hierarchy.up_head,
        hierarchy.up_ms,
        hierarchy.rank[origin],
        searches.forward,
        searches.forward_found,
    )


@jit
def _top(searches: Searches, count: int) -> int:
    """Return the position in forward_found of the node over which a fastest way leads; -1 when there is no way.

    Of several such nodes the lowest, so that the ways up and down have no other node in common. searches: read only,
    count: nodes found by the forward search. O(count).
    """
    top = -1
    least = np.int64(FAR)
    for position in range(count):
        node = searches.forward_found[position]
        time = np.int64(searches.forward[node]) + np.int64(searches.backward[node])
        if time < least:
            least = time
            top = position
    return top


@jit
def path_between(hierarchy: Hierarchy, searches: Searches, origin: int, destination: int) -> NDArray[np.int32]:
    """Return the nodes (ids) of a fastest way, both ends included, none twice; empty when there is no way.

    Which of equally fast ways it is depends on the hierarchy only. searches: left fit for the next search.
    O(two searches + nodes on the way * arcs of a node).
    """
    count = _search_from(hierarchy, searches, origin)
    back = _search_to(hierarchy, searches, destination)
    top = _top(searches, count)
    way = [np.int32(0) for _ in range(0)]
    if top >= 0:
        node = searches.forward_found[top]
        climb = _chain(
            hierarchy.up_offsets,
            hierarchy.up_head,
            hierarchy.up_ms,
            node,
            searches.forward,
            searches.forward_found,
            count,
        )
        descent = _chain(
            hierarchy.down_offsets,
            hierarchy.down_tail,
            hierarchy.down_ms,
            node,
            searches.backward,
            searches.backward_found,
            back,
        )
        way.append(climb[-1])
        for position in range(len(climb) - 1, 0, -1):
            _unpack(hierarchy, climb[position], climb[position - 1], way)
        for position in range(1, len(descent)):
            _unpack(hierarchy, descent[position - 1], descent[position], way)
    forget(searches.forward, searches.forward_found, count)
    forget(searches.backward, searches.backward_found, back)
    return _without_loops(hierarchy, way, searches.forward)


@jit
def _chain(
    offsets: NDArray[np.int32],
    other: NDArray[np.int32],
    ms: NDArray[np.int32],
    top: int,
    best: NDArray[np.int32],
    found: NDArray[np.int32],
    count: int,
) -> list[np.int32]:
    """Return the ranks on the way of a search from `top` down to where it started. All read only. O(arcs above).

    Each node was reached from a lower one, so one pass over the nodes found, by descending rank, meets them all.
    """
    chain = [np.int32(top)]
    for position in range(count - 1, -1, -1):
        node = found[position]
        if node >= chain[-1]:
            continue
        for arc in range(offsets[node], offsets[node + 1]):
            if other[arc] == chain[-1] and np.int64(best[node]) + np.int64(ms[arc]) == np.int64(best[chain[-1]]):
                chain.append(node)
                break
    return chain


@jit
def _middle(
    offsets: NDArray[np.int32], other: NDArray[np.int32], middle: NDArray[np.int32], node: int, wanted: int
) -> int:
    """Return the middle of the arc between a node and a higher one. All read only. O(arcs of the node)."""
    arc = offsets[node]
    while other[arc] != wanted:
        arc += 1
    return np.int32(middle[arc])


@jit
def _unpack(hierarchy: Hierarchy, tail: int, head: int, way: list[np.int32]) -> None:
    """Append the ranks on an arc to a way, the head included, the tail not. O(ranks appended * arcs of a node)."""
    tails = [np.int32(tail)]
    heads = [np.int32(head)]
    while len(tails) > 0:
        start = tails.pop()
        end = heads.pop()
        if start < end:
            middle = _middle(hierarchy.up_offsets, hierarchy.up_head, hierarchy.up_middle, start, end)
        else:
            middle = _middle(hierarchy.down_offsets, hierarchy.down_tail, hierarchy.down_middle, end, start)
        if middle < 0:
            way.append(end)
        else:
            tails.append(middle)
            heads.append(end)
            tails.append(start)
            heads.append(middle)


@jit
def _without_loops(hierarchy: Hierarchy, way: list[np.int32], index: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the node ids of a way, loops left out: arcs that take no time can lead back to the same node.

    index: int32 (nodes,), all FAR, scratch, left as it was. way: ranks, read only. O(length of the way).
    """
    nodes = np.empty(len(way), dtype=np.int32)
    length = 0
    for rank in way:
        if index[rank] < FAR:
            while nodes[length - 1] != hierarchy.node_of_rank[rank]:
                length -= 1
                index[hierarchy.rank[nodes[length]]] = FAR
        else:
            index[rank] = length
            nodes[length] = hierarchy.node_of_rank[rank]
            length += 1
    for rank in way:
        index[rank] = FAR
    return nodes[:length]
