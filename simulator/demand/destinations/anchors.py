"""The places that are the same on all days: each pupil's school, and each worker's place of work."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.balance import Balance
from simulator.demand.destinations.commuting import work_sites
from simulator.demand.destinations.config import NOWHERE, DestinationConfig
from simulator.demand.destinations.school_choice import kindergartens_of, schools_of
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream
from simulator.notes import Note
from simulator.tables import NO_TIME


class Anchors(NamedTuple):
    """Where each person learns and works, arrays (persons,).

    school: int32, site, of children under school age their kindergarten; NOWHERE: none. school_begins_s, school_ends_s:
    int32, the bell of schools [s] after 00:00; NO_TIME: none.
    work_lon, work_lat: float64, NaN where there is none. work_gateway: int32, place outside; NOWHERE: in the area, or
    none. balance: how far people go for everything else, see ``balanced``; None: not known yet. notes: what
    to say of flows and schools.
    """

    school: NDArray[np.int32]
    school_begins_s: NDArray[np.int32]
    school_ends_s: NDArray[np.int32]
    work_lon: NDArray[np.float64]
    work_lat: NDArray[np.float64]
    work_gateway: NDArray[np.int32]
    balance: Balance | None = None
    notes: tuple[Note, ...] = ()


def anchors(population: Population, sites: Sites, config: DestinationConfig, seed: int) -> Anchors:
    """Return the anchors of all persons. Raises RequestFileError for flows that cannot be used."""
    of_schools = school_days(population, sites, seed)
    work, of_flows = work_sites(population, sites, config, seed)
    chance = stream(seed, "work place").random((len(work), 2))
    places = sites.places_at(work, config.scatter_m, chance)
    places[work == NOWHERE] = np.nan
    outside = np.where(work == NOWHERE, NOWHERE, sites.gateway[work])
    at_work = places[:, 0], places[:, 1], outside.astype(np.int32)
    return Anchors(*of_schools[:3], *at_work, notes=of_schools.notes + of_flows)


class SchoolDays(NamedTuple):
    """What ``Anchors`` has of schools, arrays (persons,), and what to say of them."""

    school: NDArray[np.int32]
    begins_s: NDArray[np.int32]
    ends_s: NDArray[np.int32]
    notes: tuple[Note, ...]


def school_days(population: Population, sites: Sites, seed: int) -> SchoolDays:
    """Return which school everybody goes to, and its bells."""
    school, notes = schools_of(population, sites, seed)
    begins, ends = (
        np.where(school == NOWHERE, NO_TIME, sites.table[name].to_numpy()[school]).astype(np.int32)
        for name in ("begins_s", "ends_s")
    )
    school = np.where(school == NOWHERE, kindergartens_of(population, sites, seed), school)
    return SchoolDays(school, begins, ends, notes)
