"""Where each worker works."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.config import NOWHERE
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream

DECAY_M = 10_000.0


def work_sites(population: Population, sites: Sites, seed: int) -> NDArray[np.int64]:
    """Return the place of work of each person as a site, int64 (persons,); NOWHERE for who has no work."""
    works = (population.persons["employment"] != "none").to_numpy()
    work = np.full(len(works), NOWHERE, dtype=np.int64)
    home = sites.nearest_home(population.homes)
    weight = sites.table["work"].to_numpy() * np.exp(-sites.metres / DECAY_M) * (sites.gateway == NOWHERE)
    reach = np.cumsum(weight, axis=1)
    reach = reach / reach[:, -1:] + np.arange(len(reach))[:, None]
    drawn = np.searchsorted(reach.ravel(), home + stream(seed, "work site").random(len(works)), side="right")
    work[works] = (drawn % len(reach))[works]
    return work
