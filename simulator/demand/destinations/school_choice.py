"""Which school pupils go to, and which kindergarten children: by distance and pull, as far as there are places."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulator.demand.destinations.config import NOWHERE
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream
from simulator.notes import N_, Note
from simulator.units import METRES_PER_KM

# Assumption: a primary school so much farther away attracts 1/e, as most go to the nearest; others draw from farther.
PRIMARY_DECAY_M, SECONDARY_DECAY_M = 1500.0, 3000.0
KINDERGARTEN_DECAY_M = 3000.0  # assumption, for the median of 2.9 km that ways with somebody have (MiD 2017)
SECONDARY_AGE = 12
SCHOOLS_FULL = "schools-full"
FAR_M = 30_000  # longer ways to school than this are hardly meant
FAR = N_("Pupils whose school is more than %(km)s km from home: %(count)s. Is a school missing among the places?")
NO_SCHOOL = N_(
    "Pupils of ages (%(from)s to %(to)s years) that no school takes, and who go to one of other ages: %(count)s. Is a "
    "kind of school missing among the places?"
)
FULL = N_("Pupils who find all schools of their age full, and go beyond the places there: %(count)s.")

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def schools_of(population: Population, sites: Sites, seed: int) -> tuple[NDArray[np.int32], tuple[Note, ...]]:
    """Return the school of each person as a site, int32 (persons,); NOWHERE for who is no pupil. And what to say.

    Where schools have no given number of places, each is chosen with a probability in proportion to its weight times
    the decay of its distance (logit). Where they have, pupils who would rather go to a full one than where they are
    have less chance than all who go there (stable matching, Gale and Shapley 1962, doi:10.2307/2312726). Chance is each
    pupil's own, so that others hardly change his school.
    """
    school = np.full(len(population.persons), NOWHERE, dtype=np.int32)
    pupils = np.flatnonzero((population.persons["traveller_class"] == "pupil").to_numpy(bool) & population.stays)
    at = np.flatnonzero(sites.table["school"] > 0)
    if not len(at) or not len(pupils):
        return school, ()
    likes = _likes(population, sites, pupils, at, seed)
    places = sites.table["places"].fillna(np.inf).to_numpy(np.float64)[at]
    chance = stream(seed, "school place").random(len(population.persons))[pupils]
    chosen = matched(likes, places, chance)
    school[pupils] = at[chosen]
    beyond = int(np.maximum(np.bincount(chosen, minlength=len(at)) - places, 0).sum())
    full = (Note(SCHOOLS_FULL, "demand.sites", FULL, {"count": beyond}),) if beyond else ()
    return school, (*full, *_odd(population, sites, pupils, at[chosen]))


def _odd(population: Population, sites: Sites, pupils: Rows, school: Rows) -> Iterator[Note]:
    """Say how many go to a school that does not take their age, as none does, and how many go far."""
    age, table = population.persons["age"].to_numpy(np.int64)[pupils], sites.table.iloc[school]
    other = (age < table["from_age"].to_numpy(np.int64)) | (age > table["to_age"].to_numpy(np.int64))
    if other.any():
        values = {"count": int(other.sum()), "from": int(age[other].min()), "to": int(age[other].max())}
        yield Note("ages-without-school", "demand.sites", NO_SCHOOL, values)
    far = int((sites.metres[sites.nearest(population.homes[pupils]), school] > FAR_M).sum())
    if far:
        values = {"count": far, "km": FAR_M // METRES_PER_KM}
        yield Note("far-schools", "demand.sites", FAR, values)


def kindergartens_of(population: Population, sites: Sites, seed: int) -> NDArray[np.int32]:
    """Return the kindergarten of each child under school age as a site, int32 (persons,); NOWHERE for all others.

    Of one household all go to the same one, on all days, by weight and distance from home.
    """
    found = np.full(len(population.persons), NOWHERE, dtype=np.int32)
    children = np.flatnonzero(population.persons["traveller_class"] == "child")
    weight = np.where(sites.gateway == NOWHERE, sites.table["escort"].to_numpy(np.float64), 0.0)
    at = np.flatnonzero(weight)
    if not len(at) or not len(children):
        return found
    metres = sites.metres[sites.nearest(population.homes[children])][:, at]
    upto = np.cumsum(weight[at] * np.exp((metres.min(axis=1, keepdims=True) - metres) / KINDERGARTEN_DECAY_M), axis=1)
    head = population.heads[population.persons["household"].to_numpy(np.int64)[children]]
    chance = stream(seed, "kindergarten").random(len(population.persons))[head]
    found[children] = at[np.argmax(upto > (chance * upto[:, -1])[:, None], axis=1)]
    return found


def _likes(population: Population, sites: Sites, pupils: Rows, at: Rows, seed: int) -> Floats:
    """Return how much each pupil likes each school, float64 (pupils, schools); -inf: not for that age."""
    table = sites.table.iloc[at]
    age = population.persons["age"].to_numpy(np.int64)[pupils]
    lowest, highest = table["from_age"].to_numpy(np.int64), table["to_age"].to_numpy(np.int64)
    taken = age.clip(lowest.min(), highest.max())[:, None]
    fits: NDArray[np.bool_] = (lowest <= taken) & (taken <= highest)
    anywhere = ~np.any(fits, axis=1, keepdims=True)  # nobody is without a school where there is one
    decay = np.where(age < SECONDARY_AGE, PRIMARY_DECAY_M, SECONDARY_DECAY_M)[:, None]
    metres = sites.metres[sites.nearest(population.homes[pupils])][:, at]
    pull = np.log(table["school"].to_numpy(np.float64)) - metres / decay
    persons = len(population.persons)
    names = (f"school {name} {age}" for name, age in zip(table["name"], lowest.tolist(), strict=True))
    taste = [-np.log(stream(seed, name).standard_exponential(persons)[pupils]) for name in names]  # Gumbel: logit
    return np.where(fits | anywhere, pull + np.column_stack(taste), -np.inf)


def matched(likes: Floats, places: Floats, chance: Floats) -> Rows:
    """Return the school of each pupil, int64 (pupils,).

    likes: float64 (pupils, schools), -inf: never. places: float64 (schools,). chance: float64 (pupils,): the lowest
    come first where places are short. Who finds all full goes to the school he likes best, beyond its places.
    """
    open_to, best = likes.copy(), likes.argmax(axis=1)
    school, waits = best.copy(), np.ones(len(likes), dtype=np.bool_)
    while waits.any():
        lost = waits & np.isneginf(open_to.max(axis=1))
        waits &= ~lost
        school[waits] = open_to[waits].argmax(axis=1)
        school[lost] = NOWHERE
        waits = _refused(school, places, chance)
        open_to[waits, school[waits]] = -np.inf
    return np.asarray(np.where(school == NOWHERE, best, school))


def _refused(school: Rows, places: Floats, chance: Floats) -> NDArray[np.bool_]:
    """Return whom a full school sends on."""
    order = np.lexsort((chance, school))
    first = np.searchsorted(school[order], np.arange(len(places)))
    known = np.flatnonzero(school[order] != NOWHERE)
    rank = np.zeros(len(school))
    rank[order[known]] = known - first[school[order[known]]]
    refused: NDArray[np.bool_] = (school != NOWHERE) & (rank >= places[school])
    return refused
