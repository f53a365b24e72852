"""Where bookings begin and end: read, put right where lon and lat are swapped, and held against the roads."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.booking_cells import numbers
from simulator.demand.importing.booking_profile import PLACES
from simulator.demand.importing.sieve import Mask, Sieve
from simulator.network.far_places import MARGIN_DEG, swapped_places
from simulator.network.graph import RoadNetwork

Floats = NDArray[np.float64]


def places_of(table: pd.DataFrame, network: RoadNetwork | None, sieve: Sieve) -> dict[str, Floats]:
    """Return lon and lat of both ends, float64 (rows,) each; rows without one, or outside, are dropped.

    Without a network nobody can tell what lies outside, and swapped are only latitudes beyond the poles.
    """
    found = {}
    for name in PLACES:
        found[name], wrong = numbers(table[name].tolist())
        sieve.drop("place_unreadable", wrong)
    swapped_ends = np.zeros(len(table), dtype=np.bool_)
    for end in ("origin", "destination"):
        lon, lat = found[f"{end}_lon"], found[f"{end}_lat"]
        sieve.drop("place_missing", np.isnan(lon) | np.isnan(lat) | (lon == 0) | (lat == 0))
        swapped = (np.abs(lat) > 90) & (np.abs(lon) <= 90)
        if network is not None:
            swapped |= swapped_places(network, np.nan_to_num(lon), np.nan_to_num(lat))
        lon, lat = np.where(swapped, lat, lon), np.where(swapped, lon, lat)
        sieve.drop("place_unreadable", (np.abs(lon) > 180) | (np.abs(lat) > 90))
        if network is not None:
            sieve.drop("place_outside", ~_inside(network, lon, lat))
        found[f"{end}_lon"], found[f"{end}_lat"] = lon, lat
        swapped_ends |= swapped
    sieve.remark("swapped", swapped_ends)
    return found


def _inside(network: RoadNetwork, lon: Floats, lat: Floats) -> Mask:
    inside = np.ones(len(lon), dtype=np.bool_)
    for given, known in ((lon, network.lon), (lat, network.lat)):
        inside &= (given >= known.min() - MARGIN_DEG) & (given <= known.max() + MARGIN_DEG)
    return inside
