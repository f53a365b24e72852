"""Who comes and who leaves: households in dwellings nobody lives in today, and a forecast by age.

Who comes is like somebody who lives there: whole households, or persons, copied with where they work. They are numbered
behind all others and drawn from streams of their own. Who leaves keeps the number, of which nothing else is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.tables import Population
from simulator.demand.streams import stream
from simulator.demand.tours.people import GROWN_UP
from simulator.people_tables import HOUSEHOLD_DTYPES, PERSON_DTYPES
from simulator.tables import typed

FAMILIES = "families"
STEEPEST, STEPS = 60.0, 200  # tilt of sizes, and steps of bisection
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]


class NewResidents(Protocol):
    """Households that move in."""

    @property
    def locality(self) -> str | None:
        """Return the name of the settlement; None: anywhere."""

    @property
    def dwellings(self) -> int:
        """Return how many households move in."""

    @property
    def like(self) -> str:
        """Return who: as today, or families."""

    @property
    def persons_per_household(self) -> float | None:
        """Return their mean size; None: as it is."""


class Forecast(Protocol):
    """People for each one of today."""

    @property
    def from_age(self) -> int:
        """Return the youngest age."""

    @property
    def to_age(self) -> int:
        """Return the oldest age."""

    @property
    def factor(self) -> float:
        """Return how many there will be for each one."""


class Lives(NamedTuple):
    """A population, and whose copy everybody is, int64 (persons,); those of before are their own."""

    population: Population
    like: Rows


def households_at(population: Population, municipality: str | None, locality: str | None) -> Flags:
    """Return which households are in a municipality (by key), and a settlement there; None: in any."""
    its = population.households
    found = np.ones(len(its), dtype=np.bool_)
    for name, wanted in (("municipality", municipality), ("locality", locality)):
        if wanted is not None:
            found &= (its[name] == wanted).to_numpy(np.bool_)
    return found


def donors(population: Population, municipality: str, like: str) -> Rows:
    """Return the households that those who move to a municipality are like; families have a child below 18."""
    here = households_at(population, municipality, None)
    if like == FAMILIES:
        persons = population.persons
        here &= np.isin(np.arange(len(here)), persons["household"].to_numpy()[persons["age"].to_numpy() < GROWN_UP])
    return np.flatnonzero(here)


def sizes_of(population: Population, rows: Rows) -> Rows:
    """Return how many live in some households."""
    return population.households["size"].to_numpy(np.int64)[rows]


def moved_in(lives: Lives, plan: NewResidents, municipality: str, seed: int) -> Lives:
    """Return a population with households that moved in, whom ``donors`` and a place there are known for.

    municipality: its key.
    """
    population = lives.population
    some = donors(population, municipality, plan.like)
    weight = _tilted(sizes_of(population, some), plan.persons_per_household)
    named = f"new residents {municipality} {plan.locality or ''} {plan.like}"
    drawn = stream(seed, named).random((plan.dwellings, 2))
    chosen = some[np.searchsorted(np.cumsum(weight)[:-1], drawn[:, 0], side="right")]
    there = np.flatnonzero(households_at(population, municipality, plan.locality))
    at = there[(drawn[:, 1] * len(there)).astype(np.int64)]
    places, households = population.households.iloc[at], population.households.iloc[chosen]
    number = len(population.households) + np.arange(plan.dwellings)
    new = places.assign(household=number, size=households["size"].to_numpy(), cars=households["cars"].to_numpy())
    of = population.persons["household"].to_numpy(np.int64)
    order = np.argsort(of, kind="stable")
    first, size = np.searchsorted(of[order], chosen), sizes_of(population, chosen)
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return _added(lives, order[np.repeat(first, size) + within], np.repeat(number, size), new)


def _tilted(sizes: Rows, mean: float | None) -> NDArray[np.float64]:
    """Return probabilities of households, equal or exp(tilt x size), so that the mean size is as wanted."""
    if mean is None:
        return np.full(len(sizes), 1 / len(sizes))
    low, high = -STEEPEST, STEEPEST
    for _ in range(STEPS):
        tilt = (low + high) / 2
        weight = np.exp(tilt * sizes - (tilt * sizes).max())
        weight /= weight.sum()
        low, high = (low, tilt) if weight @ sizes > mean else (tilt, high)
    return np.asarray(weight)


def forecast_of(lives: Lives, plans: Sequence[tuple[str | None, Forecast]], seed: int) -> Lives:
    """Return a population with who leaves and who comes by a forecast.

    plans: with the key of the municipality, None: all of them. Of several plans that fit a person the first counts.
    Children in whose household no grown-up is left leave with them. Grown-ups who come have a household of their
    own where the person lives whom they are like, children join that household.
    """
    population = lives.population
    persons = population.persons
    age, place = persons["age"].to_numpy(np.int64), persons["municipality"].to_numpy(dtype=object)
    factor = np.ones(len(persons))
    for key, plan in reversed(plans):
        factor[(age >= plan.from_age) & (age <= plan.to_age) & ((place == key) | (key is None))] = plan.factor
    own = stream(seed, "forecast").random(len(persons))
    left = ~population.stays | (own >= factor)
    household = persons["household"].to_numpy(np.int64)
    known = np.bincount(household[age >= GROWN_UP], minlength=len(population.households))
    adults = np.bincount(household[~left & (age >= GROWN_UP)], minlength=len(population.households))
    left |= (age < GROWN_UP) & (known[household] > 0) & (adults[household] == 0)
    copies = np.where(left, 0, np.floor(np.maximum(factor - 1, 0) + 1 - own)).astype(np.int64)
    copies[factor <= 1] = 0
    at_home = np.bincount(household[~left], minlength=len(population.households))
    its = population.households
    its = its.assign(size=at_home, cars=its["cars"].where(at_home > 0, 0))
    smaller = Lives(replace(population, left=left, households=its), lives.like)
    return _joined(smaller, np.repeat(np.arange(len(persons)), copies))


def _joined(lives: Lives, rows: Rows) -> Lives:
    """Return a population with copies of some persons, grown-ups in households of their own."""
    population = lives.population
    persons, its = population.persons, population.households
    household = persons["household"].to_numpy(np.int64)[rows]
    alone = persons["age"].to_numpy(np.int64)[rows] >= GROWN_UP
    number = np.where(alone, len(its) + np.cumsum(alone) - 1, household)
    cars = (persons["car"] != "none").to_numpy(np.int64)[rows[alone]]
    new = its.iloc[household[alone]].assign(household=number[alone], size=1, cars=cars)
    grown = its["size"].to_numpy(np.int64) + np.bincount(household[~alone], minlength=len(its))
    grown_up = replace(population, households=its.assign(size=grown))
    whole = _added(lives._replace(population=grown_up), rows, number, new)
    car = whole.population.persons["car"].to_numpy(dtype=object)
    one = np.append(np.zeros(len(persons), dtype=np.bool_), alone) & (car != "none")
    told = typed(whole.population.persons.assign(car=np.where(one, "own", car)), PERSON_DTYPES)
    return whole._replace(population=replace(whole.population, persons=told))


def _added(lives: Lives, rows: Rows, household: Rows, new: pd.DataFrame) -> Lives:
    """Return a population with copies of some persons behind all others. new: their households, where these are new."""
    population = lives.population
    households = pd.concat([population.households, new], ignore_index=True)
    where = households["municipality"].to_numpy(dtype=object)[household]
    number = len(population.persons) + np.arange(len(rows))
    copies = population.persons.iloc[rows].assign(person=number, household=household, municipality=where)
    persons = pd.concat([population.persons, copies], ignore_index=True)
    left = None if population.left is None else np.append(population.left, np.zeros(len(rows), dtype=np.bool_))
    whole = Population(typed(persons, PERSON_DTYPES), typed(households, HOUSEHOLD_DTYPES), population.basis, left)
    return Lives(whole, np.append(lives.like, lives.like[rows]))
