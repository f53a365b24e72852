"""Travel-time tables filled by all cores; their bytes do not depend on how many there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import Hierarchy
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.phast import LANES, fill_times
from simulator.kernels.times import least_by_cell
from simulator.network.threads import at_once, cores

FEWEST = 64 * LANES  # origins for a thread of their own


def fill_rows(
    hierarchy: Hierarchy,
    places: NDArray[np.int32],
    rows: NDArray[np.int32],
    unit_ms: int,
    both: tuple[NDArray[np.uint16], NDArray[np.uint16]],
) -> int:
    """Write the times from some places to all into a table and its transpose; return the longest [ms].

    Arguments as for ``kernels.phast.fill_times``, of which each thread does a part of the rows.
    """
    each = max(FEWEST, -(-len(rows) // (cores() * LANES)) * LANES)
    parts = [rows[first : first + each] for first in range(0, len(rows), each)]
    return max(at_once(lambda part: int(fill_times(hierarchy, places, part, unit_ms, *both)), parts), default=0)


def least_between_cells(seconds: NDArray[np.uint16], cell: NDArray[np.int16], cells: int) -> NDArray[np.uint16]:
    """Return the shortest drive between any places of two cells, uint16 (cells, cells), [to, from].

    UNREACHABLE where there is none. seconds: uint16 (places, places). cell: int16 (places,). O(places^2).
    """
    each = max(FEWEST, -(-len(cell) // cores()))

    def of_part(first: int) -> NDArray[np.uint16]:
        least = np.full((cells, cells), UNREACHABLE, dtype=np.uint16)
        least_by_cell(seconds, cell, first, min(first + each, len(cell)), least)
        return least

    parts = at_once(of_part, range(0, len(cell), each))
    return np.minimum.reduce(parts) if parts else np.full((cells, cells), UNREACHABLE, dtype=np.uint16)
