"""A table of travel times after some arcs were closed or slowed: only times that may grow are computed again.

A fastest way that got longer leads from its origin, as fast as ever, to the tail of an arc that takes longer, and over
this to a head that is now farther away. So each arc concerns some origins and some destinations; of these pairs only
those whose time in the table says that they came by. Times to and from the ends of the arcs are known to the
millisecond, those of the table in units begun, so that a few pairs too many are computed, and none too few. The sweeps
are those of ``kernels.phast``, each over what its destinations need.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import FAR, Hierarchy
from simulator.kernels.jit import jit, jit_for_threads, jit_in_place
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.phast import LANES, TILE, Sweep, reciprocal, sweep_to, units_begun
from simulator.kernels.upward import forget, search_up

ALL = np.uint16(0xFFFF)


class Around(NamedTuple):
    """Times to and from the ends of arcs, before and after the change: int32 (ends, places) [ms], FAR: no way."""

    to_old: NDArray[np.int32]
    to_new: NDArray[np.int32]
    from_old: NDArray[np.int32]
    from_new: NDArray[np.int32]


class Concerned(NamedTuple):
    """What arcs that take longer concern: int32 (arcs, places) each [ms], FAR where it is none of the arc's.

    before: from origins over the arc to its head. after: from there to destinations.
    """

    before: NDArray[np.int32]
    after: NDArray[np.int32]


class Matrix(NamedTuple):
    """A table that is changed in place, see ``kernels.times.Times``.

    stale: bool (cells, cells), [to, from], between which cells a time is another one than before.
    """

    seconds: NDArray[np.uint16]
    to_seconds: NDArray[np.uint16]
    cell: NDArray[np.int16]
    stale: NDArray[np.bool_]


class Window(NamedTuple):
    """Places side by side whose rows are computed at once: uint16 (LANES,) each, ALL or 0, but units (TILE, LANES).

    active: which of them are wanted. moved: bits in which their times to the places at hand are others than before.
    other: the same, to the places of a tile. units: their times to these.
    """

    active: NDArray[np.uint16]
    moved: NDArray[np.uint16]
    other: NDArray[np.uint16]
    units: NDArray[np.uint16]


@jit_for_threads
def ms_from(hierarchy: Hierarchy, places: NDArray[np.int32], sources: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the travel times from nodes to places [ms], int32 (sources, places), FAR where there is no way.

    places, sources: int32, node ids; read only. O(nodes + sources * (arcs above the places + places)).
    """
    sweep = sweep_to(hierarchy, places)
    wanted = np.arange(len(sweep.offsets) - 1).astype(np.int32)
    times = np.empty((len(wanted), LANES), dtype=np.int32)
    best = np.full(len(hierarchy.rank), FAR, dtype=np.int32)
    touched = np.empty(len(hierarchy.rank), dtype=np.int32)
    ms = np.empty((len(sources), len(places)), dtype=np.int32)
    for first in range(0, len(sources), LANES):
        batch = sources[first : first + LANES]
        _reach(hierarchy, sweep, batch, wanted, times, best, touched)
        for place in range(len(places)):
            found = times[sweep.place_position[place]]
            for lane in range(len(batch)):
                ms[first + lane, place] = min(found[lane], np.int32(FAR))
    return ms


@jit
def concern(around: Around, tail: NDArray[np.int64], head: NDArray[np.int64], old_ms: NDArray[np.int32]) -> Concerned:
    """Return what arcs that take longer concern. O(arcs * places).

    tail, head: int64 (arcs,), their ends, as rows of the times around. old_ms: int32 (arcs,), what they took.

    An origin: the way to the tail is as fast as ever, was the fastest to the head over the arc, and to the head is
    none as fast now. A destination: the fastest way from the tail led over the arc, and none is as fast now.
    """
    shape = len(old_ms), around.to_old.shape[1]
    before, after = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.int32)
    for arc in range(len(old_ms)):
        takes = old_ms[arc]
        to_tail, to_tail_now = around.to_old[tail[arc]], around.to_new[tail[arc]]
        to_head, to_head_now = around.to_old[head[arc]], around.to_new[head[arc]]
        from_tail, from_tail_now = around.from_old[tail[arc]], around.from_new[tail[arc]]
        from_head = around.from_old[head[arc]]
        for place in range(shape[1]):
            over = np.int32(to_tail[place] + takes)
            is_origin = to_tail_now[place] == to_tail[place] and over == to_head[place] and over < to_head_now[place]
            before[arc, place] = over if is_origin else np.int32(FAR)
            over = np.int32(from_head[place] + takes)
            is_destination = over == from_tail[place] and over < from_tail_now[place]
            after[arc, place] = from_head[place] if is_destination else np.int32(FAR)
    return Concerned(before, after)


@jit
def _reach(
    hierarchy: Hierarchy,
    sweep: Sweep,
    batch: NDArray[np.int32],
    wanted: NDArray[np.int32],
    times: NDArray[np.int32],
    best: NDArray[np.int32],
    touched: NDArray[np.int32],
) -> None:
    """Write the times from nodes to some positions of a sweep [ms].

    batch: int32 (at most LANES,), node ids, or -1 for a lane without. wanted: int32, positions with all those above
    them, ascending. times: int32 (positions, LANES), changed in place; at positions that are not wanted it holds
    anything. best: int32 (nodes,), all FAR, touched: int32 (nodes,): scratch. O(arcs * LANES).
    """
    for position in wanted:
        head = times[position]
        for lane in range(len(head)):
            head[lane] = FAR
    for lane in range(len(batch)):
        if batch[lane] < 0:
            continue
        start = hierarchy.rank[batch[lane]]
        count = search_up(hierarchy.up_offsets, hierarchy.up_head, hierarchy.up_ms, start, best, touched)
        for found in range(count):
            position = sweep.position[touched[found]]
            if position >= 0:
                times[position, lane] = best[touched[found]]
        forget(best, touched, count)
    for position in wanted:
        head = times[position]
        for arc in range(sweep.offsets[position], sweep.offsets[position + 1]):
            above = times[sweep.tail[arc]]
            step = sweep.ms[arc]
            for lane in range(len(head)):
                head[lane] = min(head[lane], np.int32(above[lane] + step))


@jit_for_threads
def lengthen(
    hierarchy: Hierarchy,
    places: NDArray[np.int32],
    rows: NDArray[np.int32],
    concerned: Concerned,
    unit_ms: int,
    matrix: Matrix,
) -> int:
    """Compute again what may have grown of the times from some places; return the longest of these [ms].

    hierarchy: of the arcs after the change. places: int32 (places,), node ids; rows: int32, ascending indices of the
    origins in places; read only. Times are written as ``kernels.phast.fill_times`` does.
    O(nodes + origins * (arcs * places + arcs above the places)).
    """
    sweep = sweep_to(hierarchy, places)
    times = np.empty((max(1, len(sweep.offsets) - 1), LANES), dtype=np.int32)
    best = np.full(len(hierarchy.rank), FAR, dtype=np.int32)
    touched = np.empty(len(hierarchy.rank), dtype=np.int32)
    batch = np.empty(LANES, dtype=np.int32)
    window = Window(
        np.zeros(LANES, dtype=np.uint16), np.zeros(LANES, dtype=np.uint16), np.zeros(LANES, dtype=np.uint16),
        np.empty((TILE, LANES), dtype=np.uint16),
    )  # fmt: skip
    begin, end = _spans(concerned.after)
    longest, done = np.int64(0), 0
    while done < len(rows):
        first = min(rows[done], max(0, len(places) - LANES))
        grown = np.zeros(len(places), dtype=np.bool_)
        batch[:] = -1
        window.active[:] = 0
        while done < len(rows) and rows[done] < first + LANES:
            row, lane = rows[done], rows[done] - first
            batch[lane] = places[row]
            window.active[lane] = ALL
            for arc in range(len(begin)):
                if concerned.before[arc, row] < FAR:
                    among = slice(begin[arc], end[arc])
                    _note_grown(
                        concerned.before[arc, row], concerned.after[arc, among], unit_ms, matrix.seconds[row, among],
                        grown[among],
                    )  # fmt: skip
            done += 1
        targets = _listed(grown)
        if len(targets) > 0:
            _reach(hierarchy, sweep, batch, _above(sweep, targets), times, best, touched)
            longest = max(longest, _write(times, sweep.place_position, targets, unit_ms, first, window, matrix))
    return longest


@jit
def _listed(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return where flags are set, int32, ascending. O(flags); numpy's own function takes long to load."""
    found = np.empty(len(flags), dtype=np.int32)
    count = 0
    for position in range(len(flags)):
        if flags[position]:
            found[count] = position
            count += 1
    return found[:count]


@jit
def _spans(after: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return between which places the destinations of each arc are: the first, and the one after the last."""
    begin, end = np.zeros(len(after), dtype=np.int64), np.zeros(len(after), dtype=np.int64)
    for arc in range(len(after)):
        for place in range(after.shape[1]):
            if after[arc, place] < FAR:
                begin[arc] = begin[arc] if end[arc] > 0 else place
                end[arc] = place + 1
    return begin, end


@jit_in_place
def _note_grown(
    before: int, after: NDArray[np.int32], unit_ms: int, units: NDArray[np.uint16], grown: NDArray[np.bool_]
) -> None:
    """Take note of the destinations to which the way from an origin may have led over an arc.

    before: from the origin over the arc [ms], after: int32 (places,), from there [ms], units: uint16 (places,), the
    times from the origin. grown: bool (places,), changed in place. O(places).
    """
    over, unit = np.int32(before), np.int32(unit_ms)
    for place in range(len(grown)):
        grown[place] |= np.int32(over + after[place]) <= np.int32(units[place] * unit)


@jit
def _above(sweep: Sweep, targets: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the positions of a sweep that times to some places need, int32, ascending. O(arcs above)."""
    needed = np.zeros(len(sweep.offsets) - 1, dtype=np.bool_)
    for target in targets:
        needed[sweep.place_position[target]] = True
    for position in range(len(needed) - 1, -1, -1):
        if needed[position]:
            for arc in range(sweep.offsets[position], sweep.offsets[position + 1]):
                needed[sweep.tail[arc]] = True
    return _listed(needed)


@jit_in_place
def _write(
    times: NDArray[np.int32],
    place_position: NDArray[np.int32],
    targets: NDArray[np.int32],
    unit_ms: int,
    first: int,
    window: Window,
    matrix: Matrix,
) -> int:
    """Write the times to some places from those of a window; return the longest finite one [ms]. O(targets * LANES).

    times: int32 (positions, LANES), targets: int32, ascending; read only. first: of the window's places.
    """
    factor, shift = reciprocal(unit_ms)
    longest = np.int64(0)
    width = min(LANES, len(matrix.seconds))
    for begin in range(0, len(targets), TILE):
        end = min(begin + TILE, len(targets))
        for number in range(begin, end):
            target = targets[number]
            units = window.units[number - begin]
            longest = max(longest, units_begun(times[place_position[target]], unit_ms, factor, shift, units))
            _place(matrix.to_seconds[target, first : first + width], units, window.active, window.moved)
            if number + 1 == end or matrix.cell[targets[number + 1]] != matrix.cell[target]:
                _flush(window, matrix, first, width, matrix.cell[target])
        for lane in range(width):
            if window.other[lane]:
                row = matrix.seconds[first + lane]
                for number in range(begin, end):
                    row[targets[number]] = window.units[number - begin, lane]
                window.other[lane] = 0
    return longest


@jit_in_place
def _place(
    row: NDArray[np.uint16], units: NDArray[np.uint16], active: NDArray[np.uint16], moved: NDArray[np.uint16]
) -> None:
    """Write times to one place from those of the window that are wanted. O(LANES).

    row: uint16 (at most LANES,), changed in place. units: uint16 (LANES,), gets the old times of the others.
    """
    for lane in range(len(row)):
        units[lane] = (units[lane] & active[lane]) | (row[lane] & ~active[lane])
    for lane in range(len(row)):
        moved[lane] |= units[lane] ^ row[lane]
    for lane in range(len(row)):
        row[lane] = units[lane]


@jit_in_place
def _flush(window: Window, matrix: Matrix, first: int, width: int, there: int) -> None:
    """Take note of the cells from which a time to a cell has changed. O(LANES)."""
    for lane in range(width):
        if window.moved[lane]:
            matrix.stale[there, matrix.cell[first + lane]] = True
            window.other[lane] = ALL
            window.moved[lane] = 0


@jit
def least_again(
    seconds: NDArray[np.uint16], cell: NDArray[np.int16], stale: NDArray[np.bool_], least: NDArray[np.uint16]
) -> None:
    """Find the shortest drives between some pairs of cells again, in ``least``, uint16 (cells, cells), [to, from].

    seconds: uint16 (places, places), cell: int16 (places,), stale: bool (cells, cells), [to, from]; read only.
    O(cells^2 + pairs of places in these cells).
    """
    first = np.zeros(len(least) + 1, dtype=np.int64)
    for place in range(len(cell)):
        first[cell[place] + 1] += 1
    for number in range(len(least)):
        first[number + 1] += first[number]
    members, placed = np.empty(len(cell), dtype=np.int64), first.copy()
    for place in range(len(cell)):
        members[placed[cell[place]]] = place
        placed[cell[place]] += 1
    for here in range(len(least)):
        for there in range(len(least)):
            if stale[there, here]:
                shortest = np.uint16(UNREACHABLE)
                for origin in members[first[here] : first[here + 1]]:
                    for place in members[first[there] : first[there + 1]]:
                        shortest = min(shortest, seconds[origin, place])
                least[there, here] = shortest
