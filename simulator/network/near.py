"""Which of many points are near a place: the nearest one, or all within a radius.

scipy's trees of points answer the same, but importing them takes longer than a day of a small service.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def distinct(places: Floats) -> tuple[Floats, Rows]:
    """Return the different ones of places, float64 (different, 2), and which of them each place is, int64 (places,)."""
    each, which = np.unique(np.ascontiguousarray(places).view(np.complex128).ravel(), return_inverse=True)
    return np.column_stack([each.real, each.imag]), which.astype(np.int64)


class Near:
    """Points of the plane, kept so that the near ones are found fast.

    xy: float64 (points, 2), in metres or any other unit; at least one where the nearest is asked for.
    """

    def __init__(self, xy: Floats) -> None:
        self._xy = np.ascontiguousarray(xy, dtype=np.float64)
        self._tree = shapely.STRtree(shapely.points(self._xy))

    def nearest(self, places: Floats) -> tuple[Rows, Floats]:
        """Return (row of the nearest point, the distance to it) for each place; of equally near ones the last row."""
        each, which = distinct(places)
        place, row = self._tree.query_nearest(shapely.points(each))
        squared = self._squared(each, place, row)
        order = np.lexsort((-row, squared, place))
        best = order[np.searchsorted(place[order], np.arange(len(each)))][which]
        return row[best].astype(np.int64), np.sqrt(squared[best])

    def within(self, places: Floats, radius: float | Floats) -> tuple[Rows, Rows]:
        """Return all pairs (place, row of a point) within a radius, or just on it, by place, then by row.

        radius: of all places, or of each, float64 (places,).
        """
        radii = np.broadcast_to(np.asarray(radius, dtype=np.float64), len(places))
        half = radii[:, None] * (1 + 1e-9)  # rounding must leave nobody out who lies on the circle
        place, row = self._tree.query(shapely.box(*(places - half).T, *(places + half).T))
        inside = self._squared(places, place, row) <= (radii * radii)[place]
        place, row = place[inside], row[inside]
        order = np.lexsort((row, place))
        return place[order].astype(np.int64), row[order].astype(np.int64)

    def _squared(self, places: Floats, place: Rows, row: Rows) -> Floats:
        x, y = (places[place] - self._xy[row]).T
        squared: Floats = x * x + y * y
        return squared
