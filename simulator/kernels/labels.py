"""Exact times between places without a table: hub labels, made from a contraction hierarchy.

Each node has two short lists of important nodes, its hubs, with the times to them and from them; of any drive some hub
that lies on a fastest way is in the first list of its origin and in the second of its destination. After Abraham,
Delling, Goldberg and Werneck (2012, doi:10.1007/978-3-642-33090-2_4): lists are made by descending rank, each out of
those of the nodes above, and only keep hubs that are the most important ones on some drive.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle, dimensions
from simulator.kernels.hierarchy import FAR, Hierarchy
from simulator.kernels.jit import jit, jit_in_place

OUT, IN = 0, 1  # lists of times from a node to hubs, and from hubs to it
SPREAD = 8  # places of either side whose lists are spread at a time
NOBODY = -1


class Labels(Bundle):
    """The lists of some places: those of times to hubs, then those of times from hubs. A look-up changes the spread."""

    first: NDArray[np.int64]  # (2 * places + 1,), where each list begins in ``hubs``
    hubs: NDArray[np.int32] = dimensions(2)  # (entries, 2), rank of the hub and ms
    spread: NDArray[np.int32] = dimensions(2)  # (2 * SPREAD, nodes), ms by rank of the hub, FAR where a list has none
    spread_of: NDArray[np.int64]  # (2 * SPREAD,), the place whose list that is, or NOBODY


def new_labels(first: NDArray[np.int64], hubs: NDArray[np.int32], nodes: int) -> Labels:
    """Return the labels of some of so many nodes, none of them spread."""
    spread = np.full((2 * SPREAD, nodes), FAR, dtype=np.int32)
    return Labels(first, hubs, spread, np.full(2 * SPREAD, NOBODY, dtype=np.int64))


NO_LABELS = new_labels(np.zeros(1, np.int64), np.zeros((0, 2), np.int32), 0)


@jit_in_place
def label_ms(labels: Labels, place: int, other: int, side: int) -> int:
    """Return the time from a place to another one [ms], -1 when there is no way; with side IN the other way round.

    The list of the place is spread first unless it is already; then it takes a look at each entry of the other's.
    O(entries).
    """
    first, hubs = labels.first, labels.hubs
    places = len(first) // 2
    row = side * SPREAD + place % SPREAD
    if labels.spread_of[row] != place:
        _spread(labels, row, side * places, place)
    spread = labels.spread[row]
    there = (1 - side) * places + other
    least = np.int32(FAR)
    for entry in range(first[there], first[there + 1]):
        least = min(least, np.int32(spread[hubs[entry, 0]] + hubs[entry, 1]))
    return np.int64(-1) if least >= FAR else np.int64(least)


@jit_in_place
def _spread(labels: Labels, row: int, lists: int, place: int) -> None:
    """Spread the list of a place in place of another's. lists: number of the first list of this side."""
    first, hubs, spread = labels.first, labels.hubs, labels.spread[row]
    before = labels.spread_of[row]
    if before != NOBODY:
        for entry in range(first[lists + before], first[lists + before + 1]):
            spread[hubs[entry, 0]] = FAR
    for entry in range(first[lists + place], first[lists + place + 1]):
        spread[hubs[entry, 0]] = hubs[entry, 1]
    labels.spread_of[row] = place


class _Lists(NamedTuple):
    """Lists of one side while they are made. first, end: int64 (nodes,), by rank. hubs: int32 (entries, 2)."""

    first: NDArray[np.int64]
    end: NDArray[np.int64]
    hubs: NDArray[np.int32]


def make_labels(hierarchy: Hierarchy) -> Labels:
    """Return the labels of all nodes, by their ids. O(nodes * entries of a list^2) at worst."""
    return new_labels(*_make_lists(hierarchy), len(hierarchy.rank))


@jit
def _make_lists(hierarchy: Hierarchy) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return where the lists of all nodes begin, and the lists, as in ``Labels``."""
    nodes = len(hierarchy.rank)
    out = _Lists(np.zeros(nodes, np.int64), np.zeros(nodes, np.int64), np.empty((16 * nodes + 16, 2), np.int32))
    back = _Lists(np.zeros(nodes, np.int64), np.zeros(nodes, np.int64), np.empty((16 * nodes + 16, 2), np.int32))
    best, touched = np.full(nodes, FAR, dtype=np.int32), np.empty(nodes, dtype=np.int32)
    out_count = back_count = np.int64(0)
    for rank in range(nodes - 1, -1, -1):
        up = hierarchy.up_offsets, hierarchy.up_head, hierarchy.up_ms
        down = hierarchy.down_offsets, hierarchy.down_tail, hierarchy.down_ms
        found = _climb(up, out, rank, best, touched)
        if out_count + found >= len(out.hubs):
            out = _Lists(out.first, out.end, _grown(out.hubs, found))
        out_count = _keep(out, back, out_count, rank, best, touched, found)
        found = _climb(down, back, rank, best, touched)
        if back_count + found >= len(back.hubs):
            back = _Lists(back.first, back.end, _grown(back.hubs, found))
        back_count = _keep(back, out, back_count, rank, best, touched, found)
    return _chosen(out, back, hierarchy.rank)


def labels_of(labels: Labels, places: NDArray[np.int32]) -> Labels:
    """Return the labels of some of the places: int32 (places,), their numbers among all. O(entries)."""
    return new_labels(*_lists_of(labels.first, labels.hubs, places), labels.spread.shape[1])


@jit
def _lists_of(
    first: NDArray[np.int64], hubs: NDArray[np.int32], places: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    count = len(first) // 2
    out = _Lists(first[:count], first[1 : count + 1], hubs)
    back = _Lists(first[count : 2 * count], first[count + 1 :], hubs)
    return _chosen(out, back, places)


@jit_in_place
def _climb(
    arcs: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
    lists: _Lists,
    rank: int,
    best: NDArray[np.int32],
    touched: NDArray[np.int32],
) -> int:
    """Find the hubs of the nodes above one; return their number, in ``touched``, with the least times in ``best``."""
    offsets, above, ms = arcs
    found = np.int64(0)
    for arc in range(offsets[rank], offsets[rank + 1]):
        for entry in range(lists.first[above[arc]], lists.end[above[arc]]):
            hub, time = lists.hubs[entry, 0], lists.hubs[entry, 1] + ms[arc]
            if time >= best[hub]:
                continue
            if best[hub] == FAR:
                touched[found] = hub
                found += 1
            best[hub] = time
    return found


@jit_in_place
def _keep(
    lists: _Lists,
    others: _Lists,
    count: int,
    rank: int,
    best: NDArray[np.int32],
    touched: NDArray[np.int32],
    found: int,
) -> int:
    """Write the list of a node behind all others: itself, and hubs with none above them on the way; return the end.

    others: the lists of the other side. best is all FAR again. O(found * entries of a list).
    """
    lists.first[rank] = count
    lists.hubs[count, 0], lists.hubs[count, 1] = rank, 0
    count += 1
    for position in range(found):
        hub = touched[position]
        needed = True
        for entry in range(others.first[hub] + 1, others.end[hub]):  # the first one is the hub itself
            if best[others.hubs[entry, 0]] + others.hubs[entry, 1] <= best[hub]:
                needed = False
                break
        if needed:
            lists.hubs[count, 0], lists.hubs[count, 1] = hub, best[hub]
            count += 1
    lists.end[rank] = count
    for position in range(found):
        best[touched[position]] = FAR
    return count


@jit
def _grown(hubs: NDArray[np.int32], more: int) -> NDArray[np.int32]:
    """Return lists with room for half as many entries again, and so many more."""
    larger = np.empty((len(hubs) * 3 // 2 + more + 1, 2), dtype=np.int32)
    for entry in range(len(hubs)):
        larger[entry, 0], larger[entry, 1] = hubs[entry, 0], hubs[entry, 1]
    return larger


@jit
def _chosen(out: _Lists, back: _Lists, members: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the lists of some alone, in their order: what is close together on the map then is so in memory."""
    count = len(members)
    first = np.zeros(2 * count + 1, dtype=np.int64)
    for place in range(count):
        first[place + 1] = out.end[members[place]] - out.first[members[place]]
        first[count + place + 1] = back.end[members[place]] - back.first[members[place]]
    for number in range(2 * count):
        first[number + 1] += first[number]
    hubs = np.empty((first[2 * count], 2), dtype=np.int32)
    for place in range(count):
        _copy(out, members[place], hubs, first[place])
        _copy(back, members[place], hubs, first[count + place])
    return first, hubs


@jit_in_place
def _copy(lists: _Lists, member: int, hubs: NDArray[np.int32], start: int) -> None:
    """Copy one list. hubs: int32 (entries, 2), filled from ``start``."""
    first = lists.first[member]
    for entry in range(lists.end[member] - first):
        hubs[start + entry, 0] = lists.hubs[first + entry, 0]
        hubs[start + entry, 1] = lists.hubs[first + entry, 1]


@jit
def longest_bound_ms(labels: Labels, nodes: int) -> int:
    """Return a time that no drive between places takes longer than [ms]. O(entries + nodes).

    Over each hub, no drive takes longer than the longest one to it and the longest one from it.
    """
    first, hubs = labels.first, labels.hubs
    there, onward = np.full(nodes, -1, dtype=np.int64), np.full(nodes, -1, dtype=np.int64)
    half = first[len(first) // 2]
    for entry in range(len(hubs)):
        longest = there if entry < half else onward
        longest[hubs[entry, 0]] = max(longest[hubs[entry, 0]], np.int64(hubs[entry, 1]))
    bound = np.int64(0)
    for hub in range(nodes):
        if there[hub] >= 0 and onward[hub] >= 0:
            bound = max(bound, there[hub] + onward[hub])
    return bound


@jit_in_place
def longest_ms(labels: Labels) -> int:
    """Return the longest time between any two places [ms]. O(places^2 * entries of a list)."""
    places = len(labels.first) // 2
    longest = np.int64(0)
    for origin in range(places):
        for destination in range(places):
            longest = max(longest, label_ms(labels, np.int64(origin), np.int64(destination), OUT))
    return longest
