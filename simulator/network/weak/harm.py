"""What it costs people when a link is closed: longer drives, and those for whom no way is left, told apart.

Importance of a link is that of Jenelius, Petersen and Mattsson (2006), doi:10.1016/j.tra.2005.11.003: the mean over
all drives of what they take longer; drives that become impossible are no part of that mean and are counted beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from simulator.network.weak.links import Links

NOBODY = -9999  # scipy's word for no predecessor


@dataclass(frozen=True, eq=False)
class Drives:
    """Who drives between which places. place: int64 (places,), positions in the nodes of the links.

    weight: float64 (places, places), drives from one (row) to the other.
    """

    place: NDArray[np.int64]
    weight: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Harm:
    """What closing each link of some does to the drives of each place where they begin.

    longer_ms: float64 (links, places), all that they take longer. cut: float64 (links, places), drives for which no way
    is left.
    """

    longer_ms: NDArray[np.float64]
    cut: NDArray[np.float64]

    def minutes(self, drives: Drives, cut_off_min: float) -> NDArray[np.float64]:
        """Return minutes of harm of each link per drive, float64 (links,), who cannot go counting as so many."""
        longer_min = self.longer_ms.sum(axis=1) / 60_000
        minutes: NDArray[np.float64] = (longer_min + cut_off_min * self.cut.sum(axis=1)) / drives.weight.sum()
        return minutes


def harm_of_links(
    links: Links, drives: Drives, closed: Sequence[int] = (), among: NDArray[np.bool_] | None = None
) -> Harm:
    """Return what closing each link does, one at a time, where some are closed already.

    among: bool (links,), those that are tried; all by default. Drives for which no way is there before are counted
    neither as longer nor as cut. Only links on a fastest way are tried: closing any other one changes nothing. O(links
    on ways times places that use them times n log n).
    """
    matrix, link_of = links.without(closed)
    before_ms, users = _ways(matrix, link_of, drives, len(links))
    longer_ms, cut = (np.zeros((len(links), len(drives.place))) for _ in range(2))
    tried = users.any(axis=1) if among is None else users.any(axis=1) & among
    for link in np.flatnonzero(tried).tolist():
        rows = np.flatnonzero(users[link])
        without, _ = links.without([*closed, link])
        after_ms = dijkstra(without, indices=drives.place[rows])[:, drives.place]
        more_ms, gone, weight = *_compared(before_ms[rows], after_ms), drives.weight[rows]
        longer_ms[link, rows] = (weight * more_ms).sum(axis=1)
        cut[link, rows] = (weight * gone).sum(axis=1)
    return Harm(longer_ms, cut)


def harm_of_closing(links: Links, drives: Drives, closed: Sequence[int]) -> tuple[float, float]:
    """Return by how much all drives together take longer [ms] when some links are closed at once, and how many end."""
    before_ms, after_ms = (
        dijkstra(links.without(shut)[0], indices=drives.place)[:, drives.place] for shut in ((), closed)
    )
    more_ms, gone = _compared(before_ms, after_ms)
    return float((drives.weight * more_ms).sum()), float((drives.weight * gone).sum())


def _compared(
    before_ms: NDArray[np.float64], after_ms: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return by how much drives take longer [ms], 0 for those that never could or cannot any more; and which cannot."""
    could, can = np.isfinite(before_ms), np.isfinite(after_ms)
    more_ms = np.zeros(before_ms.shape)
    np.subtract(after_ms, before_ms, out=more_ms, where=could & can)
    return more_ms, could & ~can


def _ways(
    matrix: csr_array, link_of: NDArray[np.int64], drives: Drives, count: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the times between places [ms], (places, places), and which places have drives over which link."""
    times_ms, before = dijkstra(matrix, indices=drives.place, return_predecessors=True)
    users = np.zeros((count, len(drives.place)), dtype=bool)
    for row in np.flatnonzero(drives.weight.any(axis=1)).tolist():
        loaded = np.zeros(matrix.shape[0], dtype=bool)
        loaded[drives.place[drives.weight[row] > 0]] = True
        ends = np.flatnonzero(loaded).tolist()
        while ends:  # each node of a way once, from its end back
            node = ends.pop()
            came_from = int(before[row, node])
            if came_from == NOBODY:
                continue
            users[link_of[_entry(matrix, came_from, node)], row] = True
            if not loaded[came_from]:
                loaded[came_from] = True
                ends.append(came_from)
    return times_ms[:, drives.place], users


def _entry(matrix: csr_array, row: int, column: int) -> int:
    """Return where an entry of a sparse matrix stands in its data."""
    begin, end = matrix.indptr[row : row + 2]
    return int(begin + np.searchsorted(matrix.indices[begin:end], column))
