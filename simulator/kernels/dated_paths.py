"""Fastest paths on roads that change while one drives.

A street is a share of its length driven at the time in force; when the roads change, the rest is driven at the new one
(Ichoua, Gendreau, Potvin 2003, doi:10.1016/S0377-2217(02)00147-9). Who is on a street when it is closed drives on to
its end at the old speed; who stands before it waits. So nobody arrives earlier by leaving later.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.heap import pop, push
from simulator.kernels.jit import jit
from simulator.kernels.layout import LEG_METRES, LEG_NODE, LEG_TIME

NODE_BITS = 32
NODE_MASK = (1 << NODE_BITS) - 1
FAR = 1 << 62
CLOSED = 0  # as the time of a street: nobody may enter it


class DatedStreets(NamedTuple):
    """All arcs of a network, parallels too, sorted by tail; read only.

    offsets: int32 (nodes + 1,). tail, head: int32 (arcs,). length_m: float64 (arcs,). time_ms: int32 (states, arcs),
    CLOSED where nobody may enter.
    """

    offsets: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_m: NDArray[np.float64]
    time_ms: NDArray[np.int32]


class Course(NamedTuple):
    """Which state is in force when: int64 (n,) the beginnings [ms], ascending, and int64 (n,) rows of ``time_ms``."""

    from_ms: NDArray[np.int64]
    state: NDArray[np.int64]


@jit
def state_at(from_ms: NDArray[np.int64], now_ms: int) -> int:
    """Return the number of the span in force; before the first one the first. O(log spans)."""
    return max(np.int64(0), np.int64(np.searchsorted(from_ms, now_ms, side="right") - 1))


@jit
def open_from(streets: DatedStreets, course: Course, arc: int, now_ms: int) -> int:
    """Return when an arc can be entered by who stands before it [ms], FAR when it is never open again. O(spans)."""
    span = state_at(course.from_ms, now_ms)
    while streets.time_ms[course.state[span], arc] == CLOSED:
        span += 1
        if span == len(course.from_ms):
            return np.int64(FAR)
        now_ms = course.from_ms[span]
    return np.int64(now_ms)


@jit
def cross(streets: DatedStreets, course: Course, arc: int, now_ms: int) -> int:
    """Return when the end of an arc is reached by who stands before it [ms], FAR when it is never open again.

    What is left of a street after a change is rounded up to the millisecond. O(spans).
    """
    from_ms, spans = course.from_ms, len(course.from_ms)
    now_ms = open_from(streets, course, arc, now_ms)
    if now_ms == FAR:
        return np.int64(FAR)
    span = state_at(from_ms, now_ms)
    whole = np.int64(streets.time_ms[course.state[span], arc])
    left = whole
    while span + 1 < spans and now_ms + left > from_ms[span + 1]:
        left -= from_ms[span + 1] - now_ms
        span += 1
        now_ms = from_ms[span]
        then = np.int64(streets.time_ms[course.state[span], arc])
        if then != CLOSED and then != whole:
            left = -(-left * then // whole)
            whole = then
    return now_ms + left


@jit
def dated_path(
    streets: DatedStreets, course: Course, origin: int, destination: int, start_ms: int
) -> NDArray[np.int64]:
    """Return the fastest path of who leaves at a time [ms]: int64 (3, nodes), node, when it is reached, arc to it.

    Dijkstra (1959, doi:10.1007/BF01386390), right here because nobody arrives earlier by leaving later. Of equally fast
    paths the one whose last differing node has the lowest id wins. Without nodes when there is never a way.
    O(a log a) with a = arcs.
    """
    offsets, head = streets.offsets, streets.head
    nodes = len(offsets) - 1
    best = np.full(nodes, FAR, dtype=np.int64)
    before = np.full(nodes, -1, dtype=np.int64)
    heap = np.empty(len(head) + 1, dtype=np.int64)
    best[origin] = 0
    size = push(heap, 0, np.int64(origin))
    while size > 0:
        key = heap[0]
        size = pop(heap, size)
        node = key & NODE_MASK
        elapsed = key >> NODE_BITS
        if elapsed > best[node]:
            continue
        if node == destination:
            break
        for arc in range(offsets[node], offsets[node + 1]):
            reached = cross(streets, course, np.int64(arc), start_ms + elapsed)
            if reached == FAR:
                continue
            reached -= start_ms
            other = head[arc]
            if reached < best[other]:
                best[other] = reached
                before[other] = arc
                size = push(heap, size, (reached << NODE_BITS) | np.int64(other))
            elif reached == best[other] and before[other] >= 0 and node < streets.tail[before[other]]:
                before[other] = arc
    count = np.int64(0)
    if best[destination] != FAR:
        count = np.int64(1)
        node = np.int64(destination)
        while node != origin:
            node = np.int64(streets.tail[before[node]])
            count += 1
    path = np.empty((3, count), dtype=np.int64)
    node = np.int64(destination)
    for position in range(count - 1, -1, -1):
        path[0, position] = node
        path[1, position] = start_ms + best[node]
        path[2, position] = before[node]
        if position > 0:
            node = np.int64(streets.tail[before[node]])
    return path


@jit
def path_as_leg(streets: DatedStreets, path: NDArray[np.int64], start_ms: int) -> NDArray[np.int32]:
    """Return a path as a leg, int32 (fields, nodes): nodes, whole seconds since a start, rounded up, whole metres."""
    leg = np.empty((3, path.shape[1]), dtype=np.int32)
    metres = 0.0
    for position in range(path.shape[1]):
        if position > 0:
            metres += streets.length_m[path[2, position]]
        leg[LEG_NODE, position] = path[0, position]
        leg[LEG_TIME, position] = -(-(path[1, position] - start_ms) // 1000)
        leg[LEG_METRES, position] = np.int32(np.rint(metres))
    return leg
