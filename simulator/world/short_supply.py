"""Which sites a disruption of power or fuel concerns, and how much they give while it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulator.network.timetable.beeline import beeline_m
from simulator.tables import SITE_DTYPES, typed
from simulator.world.disruptions import Disruption, of_kind

KINDS = ("power", "fuel")


class Shortage(NamedTuple):
    """A site that gives only a share of its power for some time [s]. number: of the disruption."""

    number: int
    site: int
    share: float
    from_s: int
    until_s: int


def shortages(disruptions: Sequence[Disruption], sites: pd.DataFrame) -> list[Shortage]:
    """Return what sites give less, by disruption and site. sites: see ``tables.SITE_DTYPES``."""
    found = []
    for its in of_kind(disruptions, *KINDS):
        config: Any = its.config
        there = (sites["energy"] == config.energy).to_numpy()
        if config.sites:
            # one at each depot is told as "DEPOT: SITE", the chargers of a station as "STATION: car-sharing"
            names = sites["name"], sites["name"].str.split(": ").str[0], sites["name"].str.split(": ").str[-1]
            there &= np.any([name.isin(config.sites) for name in names], axis=0)
        if config.within is not None:
            lon, lat = (sites[name].to_numpy(np.float64) for name in ("lon", "lat"))
            there &= beeline_m(lon, lat, config.within.lon, config.within.lat) <= config.within.radius_m
        found += [
            Shortage(its.number, site, config.share, its.from_s, its.until_s)
            for site in sites.loc[there, "site"].tolist()
        ]
    return found


def limited_sites(sites: pd.DataFrame, shares: dict[int, float]) -> pd.DataFrame:
    """Return the sites with the power that is left of it [W]; those without any are left out."""
    share = sites["site"].map(lambda site: shares.get(site, 1.0)).to_numpy(np.float64)
    power_w, grid_w = (np.floor(sites[name].to_numpy() * share).astype(np.int64) for name in ("power_w", "grid_w"))
    left: pd.DataFrame = typed(sites.assign(power_w=power_w, grid_w=grid_w), SITE_DTYPES)
    working: pd.DataFrame = left.loc[(power_w > 0) & (grid_w > 0)]
    return working
