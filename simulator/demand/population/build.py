"""From the tables of a county to its people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.cars import cars_of_households, licences
from simulator.demand.population.chance import Chance
from simulator.demand.population.fit import MunicipalityFit, fit_county
from simulator.demand.population.homes import places_of_households, points
from simulator.demand.population.households import group_people
from simulator.demand.population.people import draw_people, draw_share
from simulator.demand.population.reading import CountyTables
from simulator.demand.population.sources import basis_of
from simulator.demand.population.tables import (
    CARS,
    CLASSES,
    EMPLOYMENTS,
    HOUSEHOLD_DTYPES,
    PERSON_DTYPES,
    SEXES,
    Population,
)
from simulator.tables import typed

SCHOOL_AGE = range(6, 19)  # who is not employed at these ages goes to school
SENIOR_AGE = 65
OWN, SHARED = CARS.index("own"), CARS.index("shared")


def draw_population(tables: CountyTables, seed: int, fits: Sequence[MunicipalityFit] | None = None) -> Population:
    """Draw the people of a county. fits: of ``fit_county``, where several populations are drawn.

    The people of a municipality depend on what is known of it alone; only their numbers count from those before.
    """
    persons, households, first = [], [], 0
    for fit in fit_county(tables) if fits is None else fits:
        drawn = _municipality(tables, fit, Chance(seed, fit.ags))
        persons.append(drawn[0].assign(household=drawn[0]["household"] + first))
        households.append(drawn[1])
        first += len(drawn[1])
    people, homes = pd.concat(persons, ignore_index=True), pd.concat(households, ignore_index=True)
    return Population(
        typed(people.assign(person=np.arange(len(people))), PERSON_DTYPES),
        typed(homes.assign(household=np.arange(len(homes))), HOUSEHOLD_DTYPES),
        basis_of(tables),
    )


def _municipality(tables: CountyTables, fit: MunicipalityFit, chance: Chance) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return persons and households of a municipality, both numbered from 0 within it."""
    drawn = draw_people(fit, chance)
    grouped = group_people(drawn, fit, chance)
    people, household = drawn.taken(grouped.person), grouped.household
    sizes = np.bincount(household)
    cars = cars_of_households(people, household, fit, chance)
    licence = licences(people, household, cars, fit, chance)
    car = car_availability(household, cars, licence)
    rows = tables.places[tables.places["ags"] == fit.ags].reset_index(drop=True)
    place = places_of_households(people, household, rows, chance) if len(sizes) else np.empty(0, dtype=np.int64)
    home = points(rows, place, chance)
    persons = pd.DataFrame(
        {
            "household": household,
            "age": people.age,
            "sex": np.array(SEXES)[people.sex],
            "employment": np.array(EMPLOYMENTS)[people.employment],
            "licence": licence,
            "car": np.array(CARS)[car],
            "wheelchair": draw_share(fit.wheelchairs, people, chance, "wheelchairs"),
            "traveller_class": traveller_classes(people.age, people.employment > 0, car > 0),
            "municipality": fit.ags,
        }
    )
    names = rows["locality"].to_numpy()[place]
    homes = {"municipality": fit.ags, "locality": names, "lon": home[:, 0], "lat": home[:, 1]}
    return persons, pd.DataFrame({**homes, "size": sizes, "cars": cars})


def car_availability(
    household: NDArray[np.int64], cars: NDArray[np.int64], licence: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return whether a car is there for each person, int64, places in CARS. cars: of each household."""
    holders = np.bincount(household, weights=licence, minlength=len(cars))
    there = np.where(cars >= holders, OWN, SHARED)[household]
    return np.asarray(np.where(licence & (cars[household] > 0), there, 0), dtype=np.int64)


def traveller_classes(
    age: NDArray[np.int64], employed: NDArray[np.bool_], has_car: NDArray[np.bool_]
) -> NDArray[np.str_]:
    """Return the class of each person, the first of CLASSES that fits.

    child: below school age. pupil: of school age and not employed. carless: without a licence, or a car in the
    household. senior: from 65 on. worker: employed. adult: all others.
    """
    child, pupil = age < SCHOOL_AGE.start, (age < SCHOOL_AGE.stop) & ~employed
    return np.select([child, pupil, ~has_car, age >= SENIOR_AGE, employed], CLASSES[:-1], CLASSES[-1])
