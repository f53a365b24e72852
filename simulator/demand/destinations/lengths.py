"""How long ways are: by beeline, in bands, and by purpose as published."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.config import Band
from simulator.demand.synthesis import ROAD_BY_BEELINE
from simulator.network.graph import METRES_PER_DEGREE
from simulator.units import METRES_PER_KM

Floats = NDArray[np.float64]

# Length of a way [km] by purpose: mean, median. Mobilität in Deutschland 2017 (infas, DLR, IVT, infas 360 for the
# BMVI), Germany, without commercial traffic; as printed in OOH-Magazin 3/2018, page 31, read as an excerpt.
KM_BY_PURPOSE: dict[str, tuple[float, float]] = {
    "work": (16.0, 8.1),
    "school": (7.3, 2.9),
    "shopping": (5.3, 2.0),
    "errands": (10.2, 3.6),
    "leisure": (15.5, 3.9),
    "escort": (8.6, 2.9),
}
PURPOSES = tuple(KM_BY_PURPOSE)


def road_m(origin: Floats, destination: Floats) -> Floats:
    """Return the lengths of ways [m], float64 (n,): beeline x 1.3. origin, destination: (n, 2), lon, lat."""
    step = (destination - origin) * METRES_PER_DEGREE
    step[..., 0] *= np.cos(np.radians((origin[..., 1] + destination[..., 1]) / 2))
    return np.asarray(ROAD_BY_BEELINE * np.hypot(step[..., 0], step[..., 1]))


def band_of(metres: Floats, bands: Sequence[Band]) -> NDArray[np.int64]:
    """Return the number of the band of each length; the first upper limit it is below, else the last band."""
    limits = [band.to_km * METRES_PER_KM for band in bands[:-1] if band.to_km is not None]
    return np.asarray(np.searchsorted(limits, metres, side="right"), dtype=np.int64)


def wanted_shares(bands: Sequence[Band]) -> Floats:
    """Return the share of all trips in each band, which sum to 1."""
    share = np.array([band.share for band in bands], dtype=np.float64)
    return np.asarray(share / share.sum())


def shares_by_purpose(bands: Sequence[Band]) -> Floats:
    """Return the share of each band in the ways of each of ``PURPOSES``, float64 (purposes, bands).

    Of the lognormal distribution with the published mean and median. Assumption: its form.
    """
    below = [[_below(band.to_km, *km) for band in bands[:-1]] for km in KM_BY_PURPOSE.values()]
    edges = np.column_stack([np.zeros(len(below)), np.array(below).reshape(len(below), -1), np.ones(len(below))])
    return np.diff(edges, axis=1)


def _below(km: float | None, mean: float, median: float) -> float:
    if km is None:
        return 1.0
    sigma = math.sqrt(2 * math.log(mean / median))
    return (1 + math.erf(math.log(km / median) / (sigma * math.sqrt(2)))) / 2
