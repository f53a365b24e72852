"""Time in bins of a quarter of an hour, neighbours pooled until there are enough people in each to tell of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.analysis.missing import Bools, Ints
from simulator.units import MINUTE_S

CELL_S = 15 * MINUTE_S
LEAST_SERVED = 20  # by the twin, in a bin: of fewer a share says little
QUIET_CELLS = 8  # without anybody who wants to leave: two hours in which nothing can be lost


class Bin(NamedTuple):
    """A stretch of time [s]. cells: those in it that count, which quiet hours do not; active_s: how long they are."""

    from_s: int
    until_s: int
    cells: tuple[int, ...]

    @property
    def active_s(self) -> int:
        """Return how much time of it counts [s]."""
        return len(self.cells) * CELL_S


def pooled_bins(desired_s: Ints, served: Bools) -> list[Bin]:
    """Return bins in which the twin serves at least ``LEAST_SERVED`` requests each; one for all where these are fewer.

    desired_s: int64, when people want to leave. served: by the twin. Bins begin anew after quiet hours where there are
    enough people on both sides; what is left before them goes to the bin before. No bins where nobody is served.
    """
    if not served.any():
        return []
    cell = desired_s // CELL_S
    first = int(cell.min())
    cells = int(cell.max()) - first + 1
    asked, carried = (np.bincount(cell[its] - first, minlength=cells) for its in (np.ones_like(served), served))
    bins: list[list[int]] = []
    open_cells: list[int] = []
    for stretch in _stretches(asked):
        closed_before = len(bins)
        for one in stretch:
            open_cells.append(one)
            if carried[open_cells].sum() >= LEAST_SERVED:
                bins.append(open_cells)
                open_cells = []
        if open_cells and len(bins) > closed_before:
            bins[-1] += open_cells
            open_cells = []
    if open_cells:
        bins = [*bins[:-1], (bins[-1] if bins else []) + open_cells]
    return [_bin([first + one for one in cells]) for cells in bins]


def _bin(cells: list[int]) -> Bin:
    return Bin(cells[0] * CELL_S, (cells[-1] + 1) * CELL_S, tuple(cells))


def _stretches(asked: Ints) -> list[range]:
    """Return the cells from one with people to the next ones, cut where it is quiet for long."""
    busy = np.flatnonzero(asked)
    cuts = np.flatnonzero(np.diff(busy) > QUIET_CELLS)
    starts, ends = busy[[0, *(cuts + 1)]], busy[[*cuts, len(busy) - 1]]
    return [range(start, end + 1) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def places_in(bins: list[Bin], desired_s: Ints) -> Ints:
    """Return in which bin each time lies, int64."""
    return np.searchsorted([one.from_s for one in bins], desired_s, side="right").astype(np.int64) - 1
