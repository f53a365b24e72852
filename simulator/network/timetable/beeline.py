"""Distances between points of a feed, which may reach beyond a county."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.network.graph import EARTH_RADIUS_M, METRES_PER_DEGREE
from simulator.network.near import Near
from simulator.units import HOUR_S, METRES_PER_KM

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

MARGIN_DEGREES = 1.0  # more than anybody walks
DECIMALS = 3  # of metres: sines and cosines differ in their last digit between machines


def beeline_m(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Return distances along great circles [m], by haversines."""
    east, north = np.radians(to_lon - lon) / 2, np.radians(to_lat - lat) / 2
    part = np.sin(north) ** 2 + np.cos(np.radians(lat)) * np.cos(np.radians(to_lat)) * np.sin(east) ** 2
    metres: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(part, 1)))
    return np.round(metres, DECIMALS)


def walk_seconds(metres: Floats, speed_kph: float) -> NDArray[np.int32]:
    """Return how long some ways take on foot [s], rounded up."""
    return np.ceil(np.round(metres * HOUR_S / (speed_kph * METRES_PER_KM), DECIMALS)).astype(np.int32)


class NearStops:
    """Stops, kept so that those near a place are found fast.

    lon, lat: float64 (stops,).
    """

    def __init__(self, lon: Floats, lat: Floats) -> None:
        self._lon, self._lat = lon, lat
        # As narrow as a degree of longitude is anywhere near them: nothing looks farther away than it is.
        farthest = min(float(np.abs(lat).max(initial=0)) + MARGIN_DEGREES, 89.0)
        self._per_degree = METRES_PER_DEGREE * np.array([np.cos(np.radians(farthest)), 1.0])
        self._near = Near(np.column_stack([lon, lat]) * self._per_degree)

    def within(self, lon: Floats, lat: Floats, metres: float) -> tuple[Rows, Rows, Floats]:
        """Return all pairs (place, stop, beeline [m]) at most so far apart, by place, then by stop."""
        place, stop = self._near.within(np.column_stack([lon, lat]) * self._per_degree, metres * 1.001)
        beeline = beeline_m(lon[place], lat[place], self._lon[stop], self._lat[stop])
        near = beeline <= metres
        return place[near], stop[near], beeline[near]
