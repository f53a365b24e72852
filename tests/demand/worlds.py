"""A made-up county: a grid of places, wide enough for every distance band."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from simulator.demand.places import Places
from simulator.demand.synthesis import ROAD_BY_BEELINE
from simulator.network.graph import METRES_PER_DEGREE

FIXED = SimpleNamespace(fixed=True, varies=0.15)
HOURS = (5 * 3600, 22 * 3600)


def grid(side: int, spacing_km: float, *, shift_km: float = 0.0) -> Places:
    """Places of equal weight; one step is ``spacing_km`` on the road, as the synthesis reckons it."""
    step = spacing_km / ROAD_BY_BEELINE * 1000 / METRES_PER_DEGREE
    shift = shift_km / ROAD_BY_BEELINE * 1000 / METRES_PER_DEGREE
    north, east = np.meshgrid(np.arange(side) * step + shift, np.arange(side) * step + shift)
    lat = 53.0 + north.ravel()
    return Places(12.0 + east.ravel() / np.cos(np.radians(53.0)), lat, np.ones(side * side))


def config_of(**changes: Any) -> SimpleNamespace:
    """The synthetic demand of a scenario, with the distance bands of MiD 2017 in the rural Lausitz."""
    bands = ((1, 0.252, 0.206), (2, 0.111, 0.569), (5, 0.229, 0.807), (10, 0.171, 0.895), (20, 0.113, 0.973))
    ordinary: dict[str, Any] = {
        "requests_per_day": 600,
        "volume": FIXED,
        "distance_bands": tuple(
            SimpleNamespace(to_km=to, share=share, drt_share=drt) for to, share, drt in (*bands, (None, 0.124, 0.975))
        ),
        "distance_decay_per_km": 0.0,
        "purposes": None,
        "prebooked_share": 0.6,
        "lead_time": SimpleNamespace(median_s=7200, sigma=1.0, min_s=900, max_s=86_400),
        "party_sizes": {1: 0.92, 2: 0.065, 3: 0.01, 4: 0.005},
        "wheelchair_share": 0.01,
        "scatter_m": 0.0,
        "arrive_by_share": 0.0,
        "gateways": None,
    }
    return SimpleNamespace(**{**ordinary, **changes})
