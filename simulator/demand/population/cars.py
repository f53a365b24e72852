"""Cars of households, and who may drive them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.population.chance import Chance
from simulator.demand.population.figures import parameter
from simulator.demand.population.fit import ADULT, LARGEST, NONE, MunicipalityFit
from simulator.demand.population.people import People
from simulator.demand.rounding import rounded

EMPLOYED, ADULTS, LUCK = 0.3, 0.1, 0.6  # who has a second car, beside what is fitted; assumption


def cars_of_households(
    people: People, household: NDArray[np.int64], fit: MunicipalityFit, chance: Chance
) -> NDArray[np.int64]:
    """Return the cars of each household, int64: as many of each size have none, one, ... as the figures say.

    people: by household. Those go without who were fitted so; more cars go to more employed adults.
    """
    count = int(household[-1]) + 1 if len(household) else 0
    sizes = np.minimum(np.bincount(household, minlength=count), LARGEST)
    adult = people.age >= ADULT
    adults = np.bincount(household, weights=adult, minlength=count)
    with_car = np.bincount(household, weights=adult & people.car, minlength=count) / np.maximum(adults, 1)
    employed = np.bincount(household, weights=people.employment != NONE, minlength=count)
    score = 2 * with_car + EMPLOYED * employed + ADULTS * adults + LUCK * chance.each("cars", count)
    result = np.zeros(count, dtype=np.int64)
    for size in range(1, LARGEST + 1):
        those = np.flatnonzero(sizes == size)
        numbers = rounded(len(those) * fit.cars[size - 1], chance.one(f"cars of {size}"))
        result[those[np.argsort(score[those], kind="stable")]] = np.repeat(np.arange(len(numbers)), numbers)
    return result


def licences(
    people: People, household: NDArray[np.int64], cars: NDArray[np.int64], fit: MunicipalityFit, chance: Chance
) -> NDArray[np.bool_]:
    """Return who may drive: of each age and sex as many as the figures say, first of all one adult for each car.

    cars: of each household. Of a household with cars, the adults who most likely have a licence count as its drivers.
    """
    share = fit.licences[people.sex, people.age]
    uniform = chance.each("licences", len(share))
    rank = _rank_in_household(household, -share * (0.5 + uniform))
    is_driver = (people.age >= ADULT) & (share > 0) & (rank < cars[household])
    weight = np.where(cars[household] > 0, 1.0, parameter("drives_without_car"))
    wait = np.where(is_driver, -1.0, -np.log1p(-uniform) / weight)
    result = np.zeros(len(share), dtype=bool)
    groups = people.sex * (people.age.max(initial=0) + 1) + people.age
    order = np.lexsort((wait, groups))
    ordered, counts = groups[order], np.bincount(groups)
    wanted = rounded(np.bincount(groups, weights=share).astype(np.float64), chance.one("licences of all"))
    place = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    result[order] = place < wanted[ordered]
    return result


def _rank_in_household(household: NDArray[np.int64], key: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the place of each one among his household by a key, the smallest first, int64."""
    order = np.lexsort((key, household))
    first = np.flatnonzero(np.diff(household[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    result = np.empty(len(order), dtype=np.int64)
    result[order] = place
    return result
