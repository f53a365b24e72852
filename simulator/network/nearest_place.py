"""What people call the place they are at: the name of the nearest one that has any."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from simulator.network.graph import METRES_PER_DEGREE
from simulator.network.near import Near


class NearestPlaces:
    """Named places, kept so that the nearest ones of many points are found fast.

    places: lon, lat; all in one region.
    """

    def __init__(self, places: pd.DataFrame) -> None:
        self._middle_lat = 0.0 if places.empty else places["lat"].mean()
        self._near = None if places.empty else Near(self._metres(places["lon"], places["lat"]))

    def rows(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the row of the place nearest to each point, int64 (points,); -1 where there is none, or no point."""
        rows, known = np.full(len(lon), -1, dtype=np.int64), np.isfinite(lon) & np.isfinite(lat)
        if self._near is not None and known.any():
            rows[known] = self._near.nearest(self._metres(lon[known], lat[known]))[0]
        return rows

    def _metres(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        return region_metres(np.column_stack([lon, lat]), self._middle_lat)


def nearest_names(places: pd.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the name of the place nearest to each point, object (points,); "" where there is none, or no point.

    places: name, lon, lat; all in one region.
    """
    of_rows: NDArray[np.object_] = np.append(places["name"].to_numpy(dtype=object), "")
    return of_rows[NearestPlaces(places).rows(lon, lat)]


def region_metres(degrees: NDArray[np.float64], middle_lat: float) -> NDArray[np.float64]:
    """Return points of one region in the plane [m]."""
    scaled: NDArray[np.float64] = degrees * (METRES_PER_DEGREE * np.cos(np.radians(middle_lat)), METRES_PER_DEGREE)
    return scaled
