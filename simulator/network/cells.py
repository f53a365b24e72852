"""The region cut into cells of about as many places each, for quick bounds on travel times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PLACES_PER_CELL = 16
MOST_STRIPS = 32  # strips of strips: at most 1,024 cells


def make_cells(xy_m: NDArray[np.float64]) -> tuple[NDArray[np.int16], int]:
    """Return the cell of each place, int16 (places,), and the number of cells.

    xy_m: float64 (places, 2). Strips from west to east with as many places each, cut from south to north in the same
    way; equal coordinates are told apart by the place's number.
    """
    places = len(xy_m)
    strips = max(1, min(MOST_STRIPS, int(np.sqrt(places / PLACES_PER_CELL))))
    cell = np.zeros(places, dtype=np.int16)
    for column, strip in enumerate(np.array_split(np.argsort(xy_m[:, 0], kind="stable"), strips)):
        strip = np.sort(strip)
        for row, part in enumerate(np.array_split(strip[np.argsort(xy_m[strip, 1], kind="stable")], strips)):
            cell[part] = column * strips + row
    return cell, strips * strips
