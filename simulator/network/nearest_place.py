"""What people call the place they are at: the name of the nearest one that has any."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import METRES_PER_DEGREE
from simulator.network.near import Near


def nearest_names(places: pd.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the name of the place nearest to each point, object (points,); "" where there is none, or no point.

    places: name, lon, lat; all in one region.
    """
    of_rows: NDArray[np.object_] = np.append(places["name"].to_numpy(dtype=object), "")
    return of_rows[nearest_rows(places, lon, lat)]


def nearest_rows(places: pd.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the row of the place nearest to each point, int64 (points,); -1 where there is none, or no point."""
    rows, known = np.full(len(lon), -1, dtype=np.int64), np.isfinite(lon) & np.isfinite(lat)
    if places.empty or not known.any():
        return rows
    at, points = (
        region_metres(np.column_stack([east, north]), places["lat"].mean())
        for east, north in ((places["lon"], places["lat"]), (lon[known], lat[known]))
    )
    rows[known] = Near(at).nearest(points)[0]
    return rows


def region_metres(degrees: NDArray[np.float64], middle_lat: float) -> NDArray[np.float64]:
    """Return points of one region in the plane [m]."""
    scaled: NDArray[np.float64] = degrees * (METRES_PER_DEGREE * np.cos(np.radians(middle_lat)), METRES_PER_DEGREE)
    return scaled
