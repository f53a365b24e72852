"""Which school each pupil goes to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.config import NOWHERE
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population


def schools_of(population: Population, sites: Sites) -> NDArray[np.int32]:
    """Return the school of each person as a site, int32 (persons,); NOWHERE for who is no pupil."""
    pupil = (population.persons["traveller_class"] == "pupil").to_numpy()
    school = np.full(len(pupil), NOWHERE, dtype=np.int32)
    at = np.flatnonzero(sites.table["school"] > 0)
    if not len(at) or not pupil.any():
        return school
    home = sites.nearest_home(population.homes[pupil])
    age = population.persons["age"].to_numpy()[pupil]
    metres = sites.metres[home][:, at]
    fits = (age[:, None].clip(max=18) >= sites.table["from_age"].to_numpy()[at]) & (
        age[:, None].clip(6, 18) <= sites.table["to_age"].to_numpy()[at]
    )
    school[pupil] = at[np.argmin(np.where(fits, metres, metres + 1e6), axis=1)]
    return school
