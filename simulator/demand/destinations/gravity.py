"""The places of a day's activities."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.destinations.anchors import Anchors
from simulator.demand.destinations.config import NOWHERE, DestinationConfig
from simulator.demand.destinations.scatter import around
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream


class ActivityPlaces(NamedTuple):
    """Where activities are, in their order. lon, lat: float64 (n,). gateway: int32 (n,); NOWHERE: in the area."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    gateway: NDArray[np.int32]


def places_of(
    activities: pd.DataFrame,
    population: Population,
    anchors: Anchors,
    sites: Sites,
    config: DestinationConfig,
    seed: int,
    day: int,
) -> ActivityPlaces:
    """Return the places of a day's activities.

    activities: tour, person, position, purpose, begins_s, ends_s, by tour and position.
    """
    person = activities["person"].to_numpy(np.int64)
    purpose = activities["purpose"].to_numpy(dtype=object)
    home = sites.nearest_home(population.homes)[person]
    weight = np.exp(-sites.metres / 5000.0) * (sites.gateway == NOWHERE)
    site = np.zeros(len(person), dtype=np.int64)
    for name in sorted(set(purpose)):
        rows = np.flatnonzero(purpose == name)
        reach = np.cumsum(sites.table[name].to_numpy() * weight, axis=1)
        reach = reach / reach[:, -1:] + np.arange(len(reach))[:, None]
        drawn = stream(seed, f"place {name} {day}").random(len(population.persons))[person[rows]]
        site[rows] = np.searchsorted(reach.ravel(), home[rows] + drawn, side="right") % len(reach)
    of_person = np.zeros(len(population.persons), dtype=np.int64)
    of_person[person] = site
    at = around(sites, of_person, config.scatter_m, seed, f"place {day}")[person]
    school = (purpose == "school") & (anchors.school[person] != NOWHERE)
    at[school] = sites.lonlat[anchors.school[person[school]]]
    work = (purpose == "work") & ~np.isnan(anchors.work_lon[person])
    at[work] = np.column_stack([anchors.work_lon, anchors.work_lat])[person[work]]
    gateway = np.where(work, anchors.work_gateway[person], NOWHERE)
    return ActivityPlaces(at[:, 0], at[:, 1], gateway.astype(np.int32))
