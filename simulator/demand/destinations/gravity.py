"""The places of a day's activities."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.destinations.anchors import Anchors
from simulator.demand.destinations.balance import balance_of, notes_on
from simulator.demand.destinations.chain import chain_of
from simulator.demand.destinations.config import DestinationConfig
from simulator.demand.destinations.kept_balance import balance_once
from simulator.demand.destinations.reach import Reach, distances_of
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population

BALANCED_DAY = -1  # number of the day with which the lengths of ways are balanced


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

    activities: person, position, purpose, and companion where somebody is escorted, by tour and position. Chance is
    each person's own; with anchors that are ``balanced``, his places depend on nobody else. Else they are balanced with
    this day.
    """
    chain = chain_of(activities, population, anchors, sites, config.scatter_m, (seed, day))
    balance = anchors.balance or balance_of(chain, config)
    visited = chain.walked(Reach(distances_of(sites, config.distance_bands), balance.factor))
    return ActivityPlaces(visited.lonlat[:, 0], visited.lonlat[:, 1], sites.gateway[visited.site])


def balanced(
    anchors: Anchors,
    activities: pd.DataFrame,
    population: Population,
    sites: Sites,
    config: DestinationConfig,
    seed: int,
) -> Anchors:
    """Return anchors with how far people go on all days, so that ways are as long as asked for on a day like this.

    activities: of a school day as the survey has them, before anything changes in people's lives.
    """
    chain = chain_of(activities, population, anchors, sites, config.scatter_m, (seed, BALANCED_DAY))
    balance = balance_once(chain, config)
    return anchors._replace(balance=balance, notes=anchors.notes + notes_on(balance))
