"""Drawing places: by weight, and scattered around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.places import Places
from simulator.network.graph import METRES_PER_DEGREE


def by_weight(random: np.random.Generator, weight: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Return indices drawn by weight, one uniform number each."""
    cumulative = np.cumsum(weight)
    drawn = np.searchsorted(cumulative, random.random(count) * cumulative[-1], side="right")
    return np.asarray(np.minimum(drawn, len(weight) - 1))


def scattered(
    places: Places, chosen: NDArray[np.int64], radius_m: float, random: np.random.Generator
) -> NDArray[np.float64]:
    """Return (n, 2) lon, lat: even in a disc of ``radius_m`` around the places."""
    drawn = random.random((len(chosen), 2))
    angle, radius = 2 * np.pi * drawn[:, 0], radius_m * np.sqrt(drawn[:, 1])
    lon, lat = places.lon[chosen], places.lat[chosen]
    east = radius * np.cos(angle) / (METRES_PER_DEGREE * np.cos(np.radians(lat)))
    return np.column_stack([lon + east, lat + radius * np.sin(angle) / METRES_PER_DEGREE]).round(6)
