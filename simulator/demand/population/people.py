"""The people of a municipality one by one: age, sex, employment, and whether they rather have a car."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.population.chance import Chance
from simulator.demand.population.figures import AGES
from simulator.demand.population.fit import CAR, SEX, MunicipalityFit
from simulator.demand.population.tables import SEXES
from simulator.demand.rounding import chosen, rounded


class People(NamedTuple):
    """People in any order, one place of each array for each. employment: place in EMPLOYMENTS. car: as fitted."""

    age: NDArray[np.int64]
    sex: NDArray[np.int64]
    employment: NDArray[np.int64]
    car: NDArray[np.bool_]

    def taken(self, order: NDArray[np.int64]) -> People:
        """Return these of them in this order."""
        return People(self.age[order], self.sex[order], self.employment[order], self.car[order])


def draw_people(fit: MunicipalityFit, chance: Chance) -> People:
    """Return as many people as the register has of each sex; of each age class one more or fewer at most."""
    counts = np.stack(
        [
            rounded(fit.people.take(sex, axis=SEX).ravel(), chance.one(f"people {name}"))
            for sex, name in enumerate(SEXES)
        ]
    )
    shape = fit.people.take(0, axis=SEX).shape  # class, employment, car
    people = np.repeat(np.arange(counts.size), counts.ravel())
    sex, cell = np.divmod(people, counts.shape[1])
    age_class, employment, car = np.unravel_index(cell, shape)
    return People(_ages(fit, sex, age_class, chance), sex, employment, car == fit.people.shape[CAR] - 1)


def _ages(
    fit: MunicipalityFit, sex: NDArray[np.int64], age_class: NDArray[np.int64], chance: Chance
) -> NDArray[np.int64]:
    """Return a year of age for each, as they spread inside of the class; who has which is by chance."""
    ends = np.append(fit.first_ages[1:], AGES)
    ages = np.zeros(len(sex), dtype=np.int64)
    order = np.lexsort((chance.each("age", len(sex)), age_class, sex))
    marks = np.cumsum(fit.by_age, axis=1)
    group = sex * len(ends) + age_class
    members = np.bincount(group, minlength=2 * len(ends))
    place = np.arange(len(sex)) - np.repeat(np.cumsum(members) - members, members)
    sorted_group = group[order]
    share = (place + chance.one("age")) / np.maximum(members[sorted_group], 1)
    for sex_ in range(len(SEXES)):
        mine = sex[order] == sex_
        low = np.append(0.0, marks[sex_])[fit.first_ages[age_class[order][mine]]]
        high = marks[sex_][ends[age_class[order][mine]] - 1]
        found = np.searchsorted(marks[sex_], low + share[mine] * (high - low), side="right")
        ages[order[mine]] = np.clip(found, fit.first_ages[age_class[order][mine]], ends[age_class[order][mine]] - 1)
    return ages


def draw_share(shares: NDArray[np.float64], people: People, chance: Chance, attribute: str) -> NDArray[np.bool_]:
    """Return who has an attribute, bool (people,): as many as the shares of their age and sex come to.

    shares: float64 (2, AGES).
    """
    order = np.lexsort((chance.each(attribute, len(people.age)), people.age, people.sex))
    return chosen(shares[people.sex, people.age], order, chance.one(f"{attribute} of all"))
