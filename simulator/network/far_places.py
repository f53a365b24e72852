"""Places that lie away from all roads, in words a user can act on."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.network.graph import RoadNetwork
from simulator.network.snapping import Snapper

SWAPPED = "lon and lat seem to be swapped"
MARGIN_DEG = 0.05  # around the network, where its neighbours live


def far_from_roads(
    snapper: Snapper, lon: ArrayLike, lat: ArrayLike, distance_m: NDArray[np.float64], max_snap_m: float
) -> dict[int, str]:
    """Return what is wrong with places that are farther from any road than allowed, by their position.

    distance_m: float64 (places,), from each place to the road, as ``snap`` tells it.
    """
    far = np.flatnonzero(distance_m > max_snap_m)
    if not len(far):
        return {}
    lon, lat = np.asarray(lon, dtype=np.float64)[far], np.asarray(lat, dtype=np.float64)[far]
    swapped = swapped_places(snapper.network, lon, lat)
    found = {}
    for row, place in enumerate(far.tolist()):
        name = snapper.street_names(lon[[row]], lat[[row]])[0]
        message = (
            f"{distance_m[place] / 1000:,.1f} km from the nearest road{f' ({name})' if name else ''}; "
            f"at most {max_snap_m:.0f} m are allowed (network.max_snap)"
        )
        found[place] = f"{message}; {SWAPPED}" if swapped[row] else message
    return found


def swapped_places(network: RoadNetwork, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Return which places lie outside the network's extent, and inside it once lon and lat change places, bool."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    swapped: NDArray[np.bool_] = ~_inside(network, lon, lat) & _inside(network, lat, lon)
    return swapped


def _inside(network: RoadNetwork, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    inside = np.ones(len(lon), dtype=np.bool_)
    for given, known in ((lon, network.lon), (lat, network.lat)):
        inside &= (given >= known.min() - MARGIN_DEG) & (given <= known.max() + MARGIN_DEG)
    return inside
