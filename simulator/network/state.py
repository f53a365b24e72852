"""Travel times after roads were closed or slowed, from those before: only what may differ is computed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import FAR, Hierarchy, reverse
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.times import Times
from simulator.network.filling import fill_rows, least_between_cells
from simulator.network.streets import PAIR_BITS, Streets

LONGEST_UNITS = UNREACHABLE - 1


class Slower(NamedTuple):
    """Arcs that take longer or are gone: tail, head (places) and the old time [ms], each int (arcs,)."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    old_ms: NDArray[np.int64]


def slower_arcs(before: Streets, after: Streets, place: NDArray[np.int32]) -> Slower | None:
    """Return the arcs that take longer in ``after``; None when another one is faster, or an end is no place.

    place: int32, the place of what the streets call a node, negative where it is none.
    """
    kept = np.isin(after.pair, before.pair, assume_unique=True)
    if not kept.all():
        return None
    new_ms = np.full(len(before.pair), FAR, dtype=np.int64)
    new_ms[np.searchsorted(before.pair, after.pair)] = after.time_ms
    if (new_ms < before.time_ms).any():
        return None
    changed = np.flatnonzero(new_ms > before.time_ms)
    tail, head = place[before.pair[changed] >> PAIR_BITS], place[before.pair[changed] & (1 << PAIR_BITS) - 1]
    if (tail < 0).any() or (head < 0).any():
        return None
    return Slower(tail.astype(np.int64), head.astype(np.int64), before.time_ms[changed].astype(np.int64))


def changed_rows_and_columns(table: Times, slower: Slower) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return rows and columns of the table that together hold every time that may differ, int32 each.

    A time from s to x only grows if a slower arc (u, v) lay on a fastest way from s to x. Then it lay on one from s to
    v too, and on one from u to x. So each arc concerns some origins times some destinations; the fewer of both are
    taken as rows or as columns. Times in the table are rounded up; a difference of less than a unit counts as none.
    """
    unit_ms = 1000 * table.unit_s
    rows, columns = np.zeros(len(table.cell), dtype=bool), np.zeros(len(table.cell), dtype=bool)
    for tail, head, old_ms in zip(*(part.tolist() for part in slower), strict=True):
        origins = _behind(table.to_seconds[tail], table.to_seconds[head], old_ms, unit_ms)
        destinations = _behind(table.seconds[head], table.seconds[tail], old_ms, unit_ms)
        if np.count_nonzero(origins) <= np.count_nonzero(destinations):
            rows |= origins
        else:
            columns |= destinations
    return np.flatnonzero(rows).astype(np.int32), np.flatnonzero(columns).astype(np.int32)


def _behind(near: NDArray[np.uint16], far: NDArray[np.uint16], arc_ms: int, unit_ms: int) -> NDArray[np.bool_]:
    """Return for which places an arc may lie on a fastest way: near + arc is not longer than far, in units begun."""
    least_ms = np.maximum(0, (near.astype(np.int64) - 1) * unit_ms + 1)
    least_ms[near == 0] = 0
    behind: NDArray[np.bool_] = least_ms + arc_ms <= far.astype(np.int64) * unit_ms
    behind &= (near != UNREACHABLE) & (far != UNREACHABLE)
    return behind


def update_table(
    table: Times, hierarchy: Hierarchy, places: NDArray[np.int32], rows: NDArray[np.int32], columns: NDArray[np.int32]
) -> Times | None:
    """Return the table with some rows and columns computed anew, None when a time no longer fits its unit.

    hierarchy: of the streets after the change. places: int32 (places,), what it calls the places. The matrices are
    changed in place.
    """
    unit_ms = 1000 * table.unit_s
    longest_ms = max(
        fill_rows(hierarchy, places, rows, unit_ms, (table.seconds, table.to_seconds)),
        fill_rows(reverse(hierarchy), places, columns, unit_ms, (table.to_seconds, table.seconds)),
    )
    if longest_ms > unit_ms * LONGEST_UNITS:
        return None
    return table.with_other(least=least_between_cells(table.seconds, table.cell, len(table.least)))
