"""Where exactly people are who go to a site: around a stop or a locality, at the point of what is named one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.sites import Sites
from simulator.demand.draws import scattered
from simulator.demand.places import Places
from simulator.demand.streams import stream

AROUND = ("locality", "stop")


def around(sites: Sites, chosen: NDArray[np.int64], radius_m: float, seed: int, name: str) -> NDArray[np.float64]:
    """Return a point for each person at a site, float64 (persons, 2), lon, lat. chosen: row of the sites."""
    points = Places(sites.lonlat[:, 0], sites.lonlat[:, 1], np.ones(len(sites.lonlat)))
    places = scattered(points, chosen, radius_m, stream(seed, name))
    spread = sites.table["kind"].isin(AROUND).to_numpy()[chosen]
    return np.where(spread[:, None], places, sites.lonlat[chosen])
