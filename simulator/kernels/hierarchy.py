"""Contraction hierarchies: a road graph ordered by importance, with shortcuts over what is less important.

After Geisberger, Sanders, Schultes and Delling (2008, doi:10.1007/978-3-540-68552-4_24). Nodes leave the graph one by
one, the least important first; where the only fastest way between two neighbours led over the node, a shortcut takes
its place. Every fastest way in the whole graph then has an equally fast one that first climbs and then descends.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.heap import pop, push
from simulator.kernels.jit import jit, jit_in_place

FAR = 1 << 30  # ms, 12 days: no way; it and any shorter time still add up in int32

# pool[entry, field]: a neighbour, the arc to it and the arc from it
OTHER = 0
OUT = 1  # ms, FAR where there is no arc
OUT_MIDDLE = 2
IN = 3
IN_MIDDLE = 4
FIELDS = 5

# span[node, field]: where the neighbours of a node are in the pool; in the row after the last node, START is the first
# free entry of the pool
START = 0
COUNT = 1
ROOM = 2

SETTLED = 100  # nodes that a search for a witness may visit: more make the contraction slow, fewer the hierarchy large
NODE_BITS = 32
NODE_MASK = (1 << NODE_BITS) - 1


class Hierarchy(NamedTuple):
    """Arcs by rank: the node that left first has rank 0. All names of nodes in it but `node_of_rank` are ranks.

    A middle is the rank of the node that a shortcut skips, lower than both its ends, or -1 at an arc of the graph.
    """

    rank: NDArray[np.int32]  # (nodes,) of every node
    node_of_rank: NDArray[np.int32]  # (nodes,)
    up_offsets: NDArray[np.int32]  # (nodes + 1,) by tail: arcs from a node to higher ranks
    up_head: NDArray[np.int32]  # (up arcs,)
    up_ms: NDArray[np.int32]
    up_middle: NDArray[np.int32]
    down_offsets: NDArray[np.int32]  # (nodes + 1,) by head: arcs to a node from higher ranks
    down_tail: NDArray[np.int32]  # (down arcs,)
    down_ms: NDArray[np.int32]
    down_middle: NDArray[np.int32]


@jit
def contract(offsets: NDArray[np.int32], head: NDArray[np.int32], time_ms: NDArray[np.int32]) -> Hierarchy:
    """Return the hierarchy of a graph; the same graph always gives the same one.

    offsets: int32 (nodes + 1,), head, time_ms: int32 (arcs,), times >= 0 [ms]; read only. Parallel arcs and loops are
    allowed; an arc of FAR or more counts as none. About O(nodes log nodes) on road graphs.
    """
    nodes = len(offsets) - 1
    pool, span = neighbours(offsets, head, time_ms)
    depth = np.zeros(nodes, dtype=np.int32)
    priority = np.zeros(nodes, dtype=np.int64)
    changed = np.zeros(nodes, dtype=np.bool_)
    rank = np.full(nodes, -1, dtype=np.int32)
    found = np.empty((256, 3), dtype=np.int32)
    witnesses = new_witnesses(nodes)

    queue = np.empty(nodes, dtype=np.int64)
    waiting = np.int64(0)
    for node in range(nodes):
        found = enough(found, span[node, COUNT])
        added = shortcuts(pool, span, node, found, witnesses)
        priority[node] = _priority(pool, span, node, added, depth[node])
        waiting = push(queue, waiting, (priority[node] << NODE_BITS) | node)

    placed = 0
    while waiting > 0:
        node = queue[0] & NODE_MASK
        waiting = pop(queue, waiting)
        found = enough(found, span[node, COUNT])
        added = shortcuts(pool, span, node, found, witnesses)
        if changed[node]:
            changed[node] = False
            priority[node] = _priority(pool, span, node, added, depth[node])
            key = (priority[node] << NODE_BITS) | node
            if waiting > 0 and key > queue[0]:
                waiting = push(queue, waiting, key)
                continue
        rank[node] = placed
        placed += 1
        for entry in range(span[node, START], span[node, START] + span[node, COUNT]):
            other = pool[entry, OTHER]
            leave(pool, span, other, node)
            depth[other] = max(depth[other], depth[node] + 1)
            changed[other] = True
        for shortcut in range(added):
            tail, tip, ms = np.int64(found[shortcut, 0]), np.int64(found[shortcut, 1]), np.int64(found[shortcut, 2])
            while not join_both(pool, span, tail, tip, ms, node):
                pool = grown(pool)
    return by_rank(pool, span, rank)


@jit_in_place
def _priority(pool: NDArray[np.int32], span: NDArray[np.int64], node: int, added: int, depth: int) -> int:
    """Return how late a node should leave: with many shortcuts for the arcs it takes along, or above many levels.

    added: shortcuts that its leaving needs. depth: levels below it. O(neighbours).
    """
    removed = 0
    for entry in range(span[node, START], span[node, START] + span[node, COUNT]):
        removed += int(pool[entry, OUT] < FAR) + int(pool[entry, IN] < FAR)
    return np.int64(1000 * depth + 1000 * added // max(1, removed))


@jit
def neighbours(
    offsets: NDArray[np.int32], head: NDArray[np.int32], time_ms: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return pool and span of a graph: one entry per neighbour, with the fastest of parallel arcs. O(nodes + arcs)."""
    nodes = len(offsets) - 1
    span = np.zeros((nodes + 1, 3), dtype=np.int64)
    for node in range(nodes):
        for arc in range(offsets[node], offsets[node + 1]):
            span[node, ROOM] += 1
            span[head[arc], ROOM] += 1
    for node in range(nodes):
        span[node + 1, START] = span[node, START] + span[node, ROOM]
    pool = np.empty((2 * span[nodes, START] + 16, FIELDS), dtype=np.int32)
    for node in range(nodes):
        for arc in range(offsets[node], offsets[node + 1]):
            other, ms = np.int64(head[arc]), np.int64(time_ms[arc])
            if other != node and ms < FAR:
                join_both(pool, span, node, other, ms, -1)  # there is room
    return pool, span


@jit_in_place
def join_both(pool: NDArray[np.int32], span: NDArray[np.int64], tail: int, tip: int, ms: int, middle: int) -> bool:
    """Add an arc at both its ends, see `_join`; again, after a lack of room, does no harm."""
    return _join(pool, span, tail, tip, OUT, ms, middle) and _join(pool, span, tip, tail, IN, ms, middle)


@jit_in_place
def _join(
    pool: NDArray[np.int32], span: NDArray[np.int64], node: int, other: int, side: int, ms: int, middle: int
) -> bool:
    """Add an arc to (side OUT) or from (IN) another node unless there is one as fast; return False for lack of room.

    pool and span are changed in place, unless the pool is full. O(neighbours).
    """
    for entry in range(span[node, START], span[node, START] + span[node, COUNT]):
        if pool[entry, OTHER] == other:
            if ms < pool[entry, side]:
                pool[entry, side] = ms
                pool[entry, side + 1] = middle
            return True
    if span[node, COUNT] == span[node, ROOM] and not _widen(pool, span, node):
        return False
    entry = span[node, START] + span[node, COUNT]
    span[node, COUNT] += 1
    pool[entry, OTHER] = other
    pool[entry, OUT] = FAR
    pool[entry, OUT_MIDDLE] = -1
    pool[entry, IN] = FAR
    pool[entry, IN_MIDDLE] = -1
    pool[entry, side] = ms
    pool[entry, side + 1] = middle
    return True


@jit_in_place
def _widen(pool: NDArray[np.int32], span: NDArray[np.int64], node: int) -> bool:
    """Move the neighbours of a node to the end of the pool, with room for twice as many; return False for lack of room.

    pool and span are changed in place. O(neighbours).
    """
    last = len(span) - 1
    free = span[last, START]
    room = 2 * span[node, ROOM] + 2
    if free + room > len(pool):
        return False
    start = span[node, START]
    for entry in range(span[node, COUNT]):
        for field in range(FIELDS):
            pool[free + entry, field] = pool[start + entry, field]
    span[node, START] = free
    span[node, ROOM] = room
    span[last, START] = free + room
    return True


@jit
def grown(pool: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return a pool twice as large with the same entries. Loops: slices would take seconds to compile."""
    larger = np.empty((2 * len(pool), FIELDS), dtype=np.int32)
    for entry in range(len(pool)):
        for field in range(FIELDS):
            larger[entry, field] = pool[entry, field]
    return larger


@jit_in_place
def leave(pool: NDArray[np.int32], span: NDArray[np.int64], node: int, other: int) -> None:
    """Take a neighbour away from a node. pool, span: changed in place. O(neighbours)."""
    start = span[node, START]
    last = start + span[node, COUNT] - 1
    for entry in range(start, last + 1):
        if pool[entry, OTHER] == other:
            for field in range(FIELDS):
                pool[entry, field] = pool[last, field]
            span[node, COUNT] -= 1
            return


@jit
def enough(found: NDArray[np.int32], neighbours: int) -> NDArray[np.int32]:
    """Return an array with room for a shortcut between any two neighbours: the given one where it is large enough."""
    if neighbours * neighbours <= len(found):
        return found
    return np.empty((2 * neighbours * neighbours, 3), dtype=np.int32)


class Witnesses(NamedTuple):
    """Scratch of searches for ways that make a shortcut needless; they leave it as they find it.

    best: int32 (nodes,), all FAR. wanted: int32 (nodes,), all -1. touched: int32 (nodes,). heap: int64.
    """

    best: NDArray[np.int32]
    wanted: NDArray[np.int32]
    touched: NDArray[np.int32]
    heap: NDArray[np.int64]


@jit
def new_witnesses(nodes: int) -> Witnesses:
    """Return the scratch of searches among so many nodes. O(nodes)."""
    return Witnesses(
        np.full(nodes, FAR, dtype=np.int32),
        np.full(nodes, -1, dtype=np.int32),
        np.empty(nodes, dtype=np.int32),
        np.empty(4096, dtype=np.int64),
    )


@jit_in_place
def shortcuts(
    pool: NDArray[np.int32],
    span: NDArray[np.int64],
    node: int,
    found: NDArray[np.int32],
    witnesses: Witnesses,
) -> int:
    """Return how many shortcuts it takes when a node leaves.

    found: int32 (neighbours squared or more, 3), gets tail, head and ms of each. pool, span: read only.
    O(neighbours * (neighbours + SETTLED)).
    """
    best, wanted = witnesses.best, witnesses.wanted
    start, end = span[node, START], span[node, START] + span[node, COUNT]
    added = 0
    for one in range(start, end):
        if pool[one, IN] == FAR:
            continue
        source = pool[one, OTHER]
        unseen = np.int64(0)
        limit = np.int64(-1)
        for two in range(start, end):
            via = np.int64(pool[one, IN]) + np.int64(pool[two, OUT])
            if two != one and via < FAR:
                wanted[pool[two, OTHER]] = via
                unseen += 1
                limit = max(limit, via)
        if unseen == 0:
            continue
        count = _search_witnesses(pool, span, source, node, unseen, limit, witnesses)
        for two in range(start, end):
            other = pool[two, OTHER]
            if wanted[other] >= 0:
                if best[other] > wanted[other]:
                    found[added, 0] = source
                    found[added, 1] = other
                    found[added, 2] = wanted[other]
                    added += 1
                wanted[other] = -1
        for position in range(count):
            best[witnesses.touched[position]] = FAR
    return added


@jit_in_place
def _search_witnesses(
    pool: NDArray[np.int32],
    span: NDArray[np.int64],
    source: int,
    skipped: int,
    unseen: int,
    limit: int,
    witnesses: Witnesses,
) -> int:
    """Search ways from a source that avoid a node; return how many nodes have an entry in `best`, listed in `touched`.

    Ends early when all `unseen` nodes with a wanted time are reached in it, when none can be reached within the limit
    any more, after SETTLED nodes, or when the heap is full: then some ways are not found, and needless shortcuts do
    no harm. best, touched, heap: changed in place; all others read only. O(SETTLED * (neighbours + log heap)).
    """
    best, wanted, touched, heap = witnesses.best, witnesses.wanted, witnesses.touched, witnesses.heap
    best[source] = 0
    touched[0] = source
    count = 1
    size = push(heap, 0, np.int64(source))
    settled = 0
    while size > 0 and settled < SETTLED:
        key = heap[0]
        size = pop(heap, size)
        near = key & NODE_MASK
        time = key >> NODE_BITS
        if time > best[near]:
            continue
        settled += 1
        for entry in range(span[near, START], span[near, START] + span[near, COUNT]):
            other = pool[entry, OTHER]
            reached = time + np.int64(pool[entry, OUT])
            if reached > limit or reached >= best[other] or other == skipped:
                continue
            if best[other] == FAR:
                touched[count] = other
                count += 1
            if reached <= wanted[other] and best[other] > wanted[other]:
                unseen -= 1
            best[other] = reached
            if size < len(heap):
                size = push(heap, size, (reached << NODE_BITS) | np.int64(other))
        if unseen == 0:
            break
    return count


def reverse(hierarchy: Hierarchy) -> Hierarchy:
    """Return the hierarchy of the graph with all arcs turned round. O(1)."""
    rank, node_of_rank, *up_and_down = hierarchy
    return Hierarchy(rank, node_of_rank, *up_and_down[4:], *up_and_down[:4])


@jit
def by_rank(pool: NDArray[np.int32], span: NDArray[np.int64], rank: NDArray[np.int32]) -> Hierarchy:
    """Return what is left in the pool when all nodes have left: of each node, its neighbours that left after it.

    pool, span, rank: read only. O(nodes + arcs).
    """
    nodes = len(rank)
    node_of_rank = np.empty(nodes, dtype=np.int32)
    up_offsets = np.zeros(nodes + 1, dtype=np.int32)
    down_offsets = np.zeros(nodes + 1, dtype=np.int32)
    for node in range(nodes):
        place = rank[node]
        node_of_rank[place] = node
        for entry in range(span[node, START], span[node, START] + span[node, COUNT]):
            up_offsets[place + 1] += pool[entry, OUT] < FAR
            down_offsets[place + 1] += pool[entry, IN] < FAR
    for place in range(nodes):
        up_offsets[place + 1] += up_offsets[place]
        down_offsets[place + 1] += down_offsets[place]
    up = np.empty((3, up_offsets[nodes]), dtype=np.int32)
    down = np.empty((3, down_offsets[nodes]), dtype=np.int32)
    for place in range(nodes):
        node = node_of_rank[place]
        _copy_side(pool, span, node, OUT, rank, up, up_offsets[place])
        _copy_side(pool, span, node, IN, rank, down, down_offsets[place])
    return Hierarchy(
        rank, node_of_rank, up_offsets, up[0], up[1], up[2], down_offsets, down[0], down[1], down[2]
    )  # fmt: skip


@jit_in_place
def _copy_side(
    pool: NDArray[np.int32],
    span: NDArray[np.int64],
    node: int,
    side: int,
    rank: NDArray[np.int32],
    arcs: NDArray[np.int32],
    start: int,
) -> None:
    """Copy other end, ms and middle of the arcs at one side of a node. arcs: int32 (3, arcs), filled from `start`."""
    position = start
    for entry in range(span[node, START], span[node, START] + span[node, COUNT]):
        if pool[entry, side] < FAR:
            arcs[0, position] = rank[pool[entry, OTHER]]
            arcs[1, position] = pool[entry, side]
            middle = pool[entry, side + 1]
            arcs[2, position] = rank[middle] if middle >= 0 else -1
            position += 1
