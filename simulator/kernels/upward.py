"""Exact times and paths between two nodes in a contraction hierarchy.

After Geisberger, Sanders, Schultes and Delling (2008, doi:10.1007/978-3-540-68552-4_24): one search climbs from the
origin, one climbs against the arcs from the destination, and the fastest way leads over a node that both reach. As arcs
only lead upwards, a search that takes nodes by ascending rank needs no other order. All nodes here are ranks.

The arrays of a search: best, int32 (nodes,), is FAR wherever no search has written; touched, int32 (nodes,), may hold
anything. After `search_up` has filled them, `forget` makes them fit for the next search.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import FAR, Hierarchy
from simulator.kernels.jit import jit


@jit
def search_up(
    offsets: NDArray[np.int32],
    other: NDArray[np.int32],
    ms: NDArray[np.int32],
    start: int,
    best: NDArray[np.int32],
    touched: NDArray[np.int32],
) -> int:
    """Find the nodes above a node; return how many they are, the node itself included.

    offsets, other, ms: up arcs of a hierarchy for times from `start`, down arcs for times to it; read only.
    best gets the times [ms] of the nodes found, touched their ranks, ascending. A time is exact where it is needed:
    where no fastest way leads over a lower node. O(arcs above + nodes found * nodes waiting at a time).
    """
    best[start] = 0
    touched[0] = start
    count = 1
    done = 0
    while done < count:
        node = touched[done]
        done += 1
        time = np.int64(best[node])
        for arc in range(offsets[node], offsets[node + 1]):
            above = other[arc]
            reached = time + np.int64(ms[arc])
            if reached >= best[above]:
                continue
            if best[above] == FAR:
                position = count
                while touched[position - 1] > above:
                    touched[position] = touched[position - 1]
                    position -= 1
                touched[position] = above
                count += 1
            best[above] = reached
    return count


@jit
def forget(best: NDArray[np.int32], touched: NDArray[np.int32], count: int) -> None:
    """Set the first `count` nodes in `touched` back to FAR. best: changed in place, touched: read only. O(count)."""
    for position in range(count):
        best[touched[position]] = FAR


@jit
def meet(best: NDArray[np.int32], touched: NDArray[np.int32], count: int, other_best: NDArray[np.int32]) -> int:
    """Return the node over which the fastest way leads, -1 when there is none; the lowest rank of equally fast ones.

    best, touched, count: one search; other_best: the other one. All read only. O(count).
    """
    top = -1
    least = np.int64(FAR)
    for position in range(count):
        node = touched[position]
        time = np.int64(best[node]) + np.int64(other_best[node])
        if time < least:
            least = time
            top = node
    return top


@jit
def time_from(
    hierarchy: Hierarchy,
    start: int,
    backward: NDArray[np.int32],
    best: NDArray[np.int32],
    touched: NDArray[np.int32],
) -> int:
    """Return the time [ms] from a node to the one whose search against the arcs is in `backward`; -1 for no way.

    backward: int32 (nodes,), filled by `search_up` over the down arcs, read only. best, touched: arrays of a search,
    left fit for the next one. O(one search).
    """
    count = search_up(hierarchy.up_offsets, hierarchy.up_head, hierarchy.up_ms, start, best, touched)
    top = meet(best, touched, count, backward)
    time = -1 if top < 0 else np.int64(best[top]) + np.int64(backward[top])
    forget(best, touched, count)
    return time


@jit
def time_between(
    hierarchy: Hierarchy,
    start: int,
    end: int,
    best: NDArray[np.int32],
    touched: NDArray[np.int32],
    backward: NDArray[np.int32],
    backward_touched: NDArray[np.int32],
) -> int:
    """Return the time [ms] of the fastest way between two nodes; -1 when there is none.

    best and touched, backward and backward_touched: arrays of two searches, left fit for the next one. O(two searches).
    """
    count = search_up(
        hierarchy.down_offsets, hierarchy.down_tail, hierarchy.down_ms, end, backward, backward_touched
    )  # fmt: skip
    time = time_from(hierarchy, start, backward, best, touched)
    forget(backward, backward_touched, count)
    return time
