"""Drawing places: by weight, and scattered around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.places import Places
from simulator.network.graph import METRES_PER_DEGREE
from simulator.units import HOUR_S


def by_weight(random: np.random.Generator, weight: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Return indices drawn by weight, one uniform number each."""
    cumulative = np.cumsum(weight)
    drawn = np.searchsorted(cumulative, random.random(count) * cumulative[-1], side="right")
    return np.asarray(np.minimum(drawn, len(weight) - 1))


def scattered(
    places: Places, chosen: NDArray[np.int64], radius_m: float, random: np.random.Generator
) -> NDArray[np.float64]:
    """Return (n, 2) lon, lat: even in a disc of ``radius_m`` around the places."""
    return around(np.column_stack([places.lon, places.lat])[chosen], radius_m, random.random((len(chosen), 2)))


def around(
    lonlat: NDArray[np.float64], radius_m: float | NDArray[np.float64], chance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (n, 2) lon, lat: even in discs of ``radius_m``, of all or of each. chance: float64 (n, 2), from 0 to 1."""
    angle, radius = 2 * np.pi * chance[:, 0], radius_m * np.sqrt(chance[:, 1])
    east = radius * np.cos(angle) / (METRES_PER_DEGREE * np.cos(np.radians(lonlat[:, 1])))
    return (lonlat + np.column_stack([east, radius * np.sin(angle) / METRES_PER_DEGREE])).round(6)


def hour_weights(weight: NDArray[np.float64], hours: tuple[int, int]) -> NDArray[np.float64]:
    """Return the weights of hours of two days that lie within a span of time [s]; equal ones where none has any.

    weight: float64 (kinds, 24), of each hour of the day. Returns float64 (kinds, 48): service may run into the next
    night.
    """
    start = np.arange(48) * HOUR_S
    inside = np.clip(np.minimum(start + HOUR_S, hours[1]) - np.maximum(start, hours[0]), 0, HOUR_S) / HOUR_S
    weighted: NDArray[np.float64] = np.tile(weight, 2) * inside
    return weighted if weighted.sum() > 0 else np.ones_like(weighted) * inside


def moments(hour: NDArray[np.int64], hours: tuple[int, int], share: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a moment of each hour that lies within a span of time [s]. share: float64 (n,), how much of it is over."""
    start = hour * HOUR_S
    first, last = np.maximum(start, hours[0]), np.minimum(start + HOUR_S, hours[1])
    moment: NDArray[np.int64] = (first + share * (last - first)).astype(np.int64)
    return moment
