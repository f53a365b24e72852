"""Travel times after roads were closed or slowed, from those before: only what may differ is computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.detours import Around, Concerned, Matrix, concern, least_again, lengthen, ms_from
from simulator.kernels.hierarchy import FAR, Hierarchy, reverse
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.same_order import contract_again
from simulator.kernels.times import Times
from simulator.network.filling import fill_rows, least_between_cells
from simulator.network.streets import PAIR_BITS, Streets

LONGEST_UNITS = UNREACHABLE - 1
MOST_ARCS = 400  # that change: with more of them all is computed, and kept in the cache


class Slower(NamedTuple):
    """Arcs that take longer or are gone: tail, head (nodes of the streets) and the old time [ms], int32 (arcs,)."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    old_ms: NDArray[np.int32]


def arcs_slower(before: Streets, after: Streets) -> Slower:
    """Return the arcs that take longer in ``after``, or are gone."""
    new_ms = np.full(len(before.pair), FAR, dtype=np.int32)
    at = np.searchsorted(before.pair, after.pair)
    same = np.append(before.pair, -1)[at] == after.pair
    new_ms[at[same]] = after.time_ms[same]
    changed = np.flatnonzero(new_ms > before.time_ms)
    pair = before.pair[changed]
    tail, head = pair >> PAIR_BITS, pair & (1 << PAIR_BITS) - 1
    return Slower(tail.astype(np.int32), head.astype(np.int32), before.time_ms[changed])


def slower_arcs(before: Streets, after: Streets) -> Slower | None:
    """Return the arcs that take longer in ``after``; None when another one is faster."""
    return None if len(arcs_slower(after, before).tail) else arcs_slower(before, after)


def derived_table(
    table: Times, hierarchy: Callable[[], Hierarchy], slower: Slower, after: Streets, names: NDArray[np.int32]
) -> Times | None:
    """Return the table after arcs got slower; None when computing all of it is the way.

    hierarchy: of the streets before. names: int32 (places,), what these call the places. What a table computed in full
    holds, to the byte.
    """
    if len(slower.tail) > MOST_ARCS or table.unit_s > 1:
        return None
    earlier = hierarchy()
    later = contract_again(after.offsets, after.head, after.time_ms, earlier.node_of_rank)
    concerned = concerned_by(slower, earlier, later, names)
    seconds, to_seconds, least = table.seconds.copy(), table.to_seconds.copy(), table.least.copy()
    stale, stale_back = np.zeros((2, *least.shape), dtype=bool)
    by_rows = (concerned.before < FAR).sum(axis=1) <= (concerned.after < FAR).sum(axis=1)
    there = Concerned(*(part[by_rows] for part in concerned))
    back = Concerned(*(part[~by_rows] for part in reversed(concerned)))
    longest_ms = max(
        lengthen(later, names, _rows(there), there, 1000, Matrix(seconds, to_seconds, table.cell, stale)),
        lengthen(reverse(later), names, _rows(back), back, 1000, Matrix(to_seconds, seconds, table.cell, stale_back)),
    )
    if longest_ms > 1000 * LONGEST_UNITS:
        return None
    least_again(seconds, table.cell, stale | stale_back.T, least)
    return table.with_other(seconds=seconds, to_seconds=to_seconds, least=least)


def concerned_by(slower: Slower, before: Hierarchy, after: Hierarchy, names: NDArray[np.int32]) -> Concerned:
    """Return between which places ways over slower arcs may have been the fastest, see ``kernels.detours``."""
    ends, which = np.unique(np.concatenate([slower.tail, slower.head]), return_inverse=True)
    ms = [ms_from(one, names, ends) for one in (reverse(before), reverse(after), before, after)]
    tail, head = np.split(which, 2)
    return concern(Around(*ms), tail, head, slower.old_ms)


def _rows(concerned: Concerned) -> NDArray[np.int32]:
    return np.flatnonzero((concerned.before < FAR).any(axis=0)).astype(np.int32)


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
