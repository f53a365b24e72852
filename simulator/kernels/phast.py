"""Travel times from many origins to many places, by sweeps down a contraction hierarchy.

PHAST, after Delling, Goldberg, Nowatzyk and Werneck (2013, doi:10.1016/j.jpdc.2012.02.007): a search up from the origin
gives the times of a few important nodes; one pass over all nodes by descending rank gives the others. A pass serves 64
origins at once. It only visits the nodes from which some place can be reached going down (RPHAST, Delling, Goldberg and
Werneck 2011, doi:10.4230/OASIcs.ATMOS.2011.52).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import FAR, Hierarchy
from simulator.kernels.jit import jit, jit_for_threads, jit_in_place
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.upward import forget, search_up

LANES = 64  # origins per pass: a wider piece of each row of to_seconds saves memory traffic, not arithmetic
TILE = 32  # places written at a time
LONGEST = UNREACHABLE - 1


class Sweep(NamedTuple):
    """The part of a hierarchy above some places, by descending rank: position 0 is the most important node."""

    position: NDArray[np.int32]  # (nodes,) of every rank, -1 for nodes that are not above a place
    place_position: NDArray[np.int32]  # (places,)
    offsets: NDArray[np.int32]  # (positions + 1,) by head
    tail: NDArray[np.int32]  # (arcs,) positions, lower than that of the head
    ms: NDArray[np.int32]  # (arcs,)


@jit
def sweep_to(hierarchy: Hierarchy, places: NDArray[np.int32]) -> Sweep:
    """Return the part of a hierarchy that times to some places need.

    places: int32 (places,), node ids. All read only. O(nodes + arcs).
    """
    nodes = len(hierarchy.rank)
    needed = np.zeros(nodes, dtype=np.bool_)
    for place in places:
        needed[hierarchy.rank[place]] = True
    positions = 0
    arcs = 0
    for rank in range(nodes):
        if needed[rank]:
            positions += 1
            for arc in range(hierarchy.down_offsets[rank], hierarchy.down_offsets[rank + 1]):
                needed[hierarchy.down_tail[arc]] = True
                arcs += 1
    position = np.full(nodes, -1, dtype=np.int32)
    offsets = np.zeros(positions + 1, dtype=np.int32)
    tail = np.empty(arcs, dtype=np.int32)
    ms = np.empty(arcs, dtype=np.int32)
    placed = 0
    written = 0
    for rank in range(nodes - 1, -1, -1):
        if needed[rank]:
            position[rank] = placed
            placed += 1
            for arc in range(hierarchy.down_offsets[rank], hierarchy.down_offsets[rank + 1]):
                tail[written] = position[hierarchy.down_tail[arc]]
                ms[written] = hierarchy.down_ms[arc]
                written += 1
            offsets[placed] = written
    place_position = np.empty(len(places), dtype=np.int32)
    for index in range(len(places)):
        place_position[index] = position[hierarchy.rank[places[index]]]
    return Sweep(position, place_position, offsets, tail, ms)


@jit_for_threads
def fill_times(
    hierarchy: Hierarchy,
    places: NDArray[np.int32],
    rows: NDArray[np.int32],
    unit_ms: int,
    seconds: NDArray[np.uint16],
    to_seconds: NDArray[np.uint16],
) -> int:
    """Write the travel times from some places to all places into two matrices; return the longest finite one [ms].

    places: int32 (places,), node ids; rows: int32 (origins,), indices of the origins in places; read only.
    seconds: uint16 (places, places) [from, to] gets the rows, to_seconds, uint16 (places, places) [to, from], the same
    columns: units begun, UNREACHABLE where there is no way. No time is written longer than UNREACHABLE - 1 units; the
    longest time tells whether some are. O(nodes + origins * (arcs above the places + places)).
    """
    nodes = len(hierarchy.rank)
    sweep = sweep_to(hierarchy, places)
    times = np.empty((max(1, len(sweep.offsets) - 1), LANES), dtype=np.int32)
    best = np.full(nodes, FAR, dtype=np.int32)
    touched = np.empty(nodes, dtype=np.int32)
    longest = np.int64(0)
    for first in range(0, len(rows), LANES):
        batch = rows[first : first + LANES]
        times[:] = FAR
        for lane in range(len(batch)):
            start = hierarchy.rank[places[batch[lane]]]
            count = search_up(hierarchy.up_offsets, hierarchy.up_head, hierarchy.up_ms, start, best, touched)
            for found in range(count):
                position = sweep.position[touched[found]]
                if position >= 0:
                    times[position, lane] = best[touched[found]]
            forget(best, touched, count)
        _descend(sweep.offsets, sweep.tail, sweep.ms, times)
        longest = max(longest, _write(times, sweep.place_position, batch, unit_ms, seconds, to_seconds))
    return longest


@jit_for_threads
def least_by_sweeps(
    hierarchy: Hierarchy, places: NDArray[np.int32], cell: NDArray[np.int16], unit_ms: int, least: NDArray[np.uint16]
) -> None:
    """Lower the shortest drives between two cells to those in a hierarchy, in place.

    places: int32 (places,), node ids, cell: int16 (places,), their cells; read only. least: uint16 (cells, cells),
    [to, from], UNREACHABLE to begin with. All places of a cell share a lane. O(cells * (nodes + arcs)).
    """
    cells, nodes = len(least), len(hierarchy.rank)
    times = np.empty((nodes, LANES), dtype=np.int32)  # by rank
    nearest = np.empty((cells, LANES), dtype=np.int32)
    for first in range(0, cells, LANES):
        times[:] = FAR
        nearest[:] = FAR
        for place in range(len(places)):
            if first <= cell[place] < first + LANES:
                times[hierarchy.rank[places[place]], cell[place] - first] = 0
        for rank in range(nodes):
            for arc in range(hierarchy.up_offsets[rank], hierarchy.up_offsets[rank + 1]):
                _relax(times[hierarchy.up_head[arc]], times[rank], hierarchy.up_ms[arc])
        for rank in range(nodes - 1, -1, -1):
            for arc in range(hierarchy.down_offsets[rank], hierarchy.down_offsets[rank + 1]):
                _relax(times[rank], times[hierarchy.down_tail[arc]], hierarchy.down_ms[arc])
        for place in range(len(places)):
            _relax(nearest[cell[place]], times[hierarchy.rank[places[place]]], 0)
        for number in range(cells):
            for lane in range(min(LANES, cells - first)):
                if nearest[number, lane] < FAR:
                    least[number, first + lane] = -(-np.int64(nearest[number, lane]) // unit_ms)


@jit_in_place
def _relax(head: NDArray[np.int32], tail: NDArray[np.int32], ms: int) -> None:
    """Lower the times of a node, int32 (LANES,), to those over an arc. No sum overflows, see ``_descend``."""
    step = np.int32(ms)
    for lane in range(len(head)):
        head[lane] = min(head[lane], np.int32(tail[lane] + step))


@jit
def _descend(
    offsets: NDArray[np.int32], tail: NDArray[np.int32], ms: NDArray[np.int32], times: NDArray[np.int32]
) -> None:
    """Relax all arcs of a sweep in all lanes. times: int32 (positions, LANES), changed in place. O(arcs * LANES).

    No sum overflows: times are at most FAR, arcs shorter.
    """
    for position in range(len(offsets) - 1):
        head = times[position]
        for arc in range(offsets[position], offsets[position + 1]):
            above = times[tail[arc]]
            step = ms[arc]
            for lane in range(len(head)):  # a constant would be unrolled into scalar code instead of vectors
                head[lane] = min(head[lane], np.int32(above[lane] + step))


@jit
def _write(
    times: NDArray[np.int32],
    place_position: NDArray[np.int32],
    batch: NDArray[np.int32],
    unit_ms: int,
    seconds: NDArray[np.uint16],
    to_seconds: NDArray[np.uint16],
) -> int:
    """Write the times of a batch into both matrices in units begun; return the longest finite time [ms].

    times: int32 (positions, LANES), place_position: int32 (places,), batch: int32 (at most LANES,) rows; read only.
    Tile by tile, so that both matrices are written in pieces of a cache line. O(places * LANES).
    """
    factor, shift = reciprocal(unit_ms)
    tile = np.empty((TILE, LANES), dtype=np.uint16)
    together = len(batch) == LANES and batch[LANES - 1] - batch[0] == LANES - 1
    for lane in range(1, len(batch)):
        together = together and batch[lane] > batch[lane - 1]
    longest = np.int32(0)
    places = len(place_position)
    for first in range(0, places, TILE):
        width = min(TILE, places - first)
        for column in range(width):
            longest = max(
                longest, units_begun(times[place_position[first + column]], unit_ms, factor, shift, tile[column])
            )
        if together:
            for column in range(width):
                to_row = to_seconds[first + column, batch[0] : batch[0] + LANES]
                units = tile[column]
                for lane in range(len(units)):
                    to_row[lane] = units[lane]
        else:
            for column in range(width):
                for lane in range(len(batch)):
                    to_seconds[first + column, batch[lane]] = tile[column, lane]
        for lane in range(len(batch)):
            row = seconds[batch[lane], first : first + width]
            for column in range(width):
                row[column] = tile[column, lane]
    return longest


@jit
def reciprocal(unit_ms: int) -> tuple[np.uint64, np.uint64]:
    """Return factor and shift: time * factor >> shift is time // unit_ms for all times below 2**31.

    After Granlund and Montgomery (1994, doi:10.1145/178243.178249): multiplying is much faster than dividing.
    """
    bits = 0
    while (1 << bits) < unit_ms:
        bits += 1
    shift = 31 + bits
    return np.uint64((1 << shift) // unit_ms + 1), np.uint64(shift)


@jit
def units_begun(
    times: NDArray[np.int32], unit_ms: int, factor: np.uint64, shift: np.uint64, units: NDArray[np.uint16]
) -> int:
    """Turn the times of a node [ms] into units begun; return the longest finite time [ms].

    times: int32 (LANES,), read only. units: uint16 (LANES,), changed in place. O(LANES).
    """
    longest = np.int32(0)
    almost = np.uint64(unit_ms - 1)
    for lane in range(LANES):
        time = times[lane]
        begun = ((np.uint64(time) + almost) * factor) >> shift
        begun = min(begun, np.uint64(LONGEST))
        units[lane] = np.uint16(begun) if time < FAR else np.uint16(UNREACHABLE)
        longest = max(longest, time if time < FAR else np.int32(0))
    return longest
