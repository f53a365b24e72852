"""A made-up town for tests of tours: households of all kinds around a centre, two schools, work for who works."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.tables import HOUSEHOLD_DTYPES, PERSON_DTYPES, Population
from simulator.tables import NO_TIME, typed
from simulator.units import HOUR_S, MINUTE_S

CENTRE = (11.8, 53.1)
COMMON = {"sex": "f", "wheelchair": False, "municipality": "1"}
KINDS = (0.25, 0.15, 0.2, 0.2, 0.2)  # old alone, young alone, old couple, young couple, family of four


class Places(NamedTuple):
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    gateway: NDArray[np.int32]


class Anchors(NamedTuple):
    school: NDArray[np.int32]
    school_begins_s: NDArray[np.int32]
    school_ends_s: NDArray[np.int32]
    work_lon: NDArray[np.float64]
    work_lat: NDArray[np.float64]
    work_gateway: NDArray[np.int32]


class Volume(NamedTuple):
    fixed: bool = True
    varies: float = 0.0


class Config(NamedTuple):
    volume: Volume = Volume()
    day_factors: Mapping[int, float] = MappingProxyType({})


def person(household: int, age: int, job: str = "none", licence: bool = True, cars: int = 1) -> dict[str, object]:
    """Return a row of persons; the class is that of the one rule, who is 6 to 17 and not in work goes to school."""
    drives = licence and age >= 18 and cars > 0
    rules = ((age < 6, "child"), (age < 18, "pupil"), (not drives, "carless"), (age >= 65, "senior"))
    named = next((name for holds, name in rules if holds), "adult" if job == "none" else "worker")
    own = {"household": household, "age": age, "employment": job, "licence": licence and age >= 18}
    return {**own, **COMMON, "car": "shared" if drives else "none", "traveller_class": named}


def population_of(
    rows: list[dict[str, object]], cars: list[int], homes: NDArray[np.float64] | None = None
) -> Population:
    """Return a population. cars: of each household. homes: lon, lat of each; None: all in the centre."""
    persons = pd.DataFrame(rows).assign(person=range(len(rows)))
    at = np.tile(CENTRE, (len(cars), 1)) if homes is None else homes
    size = np.bincount(persons["household"], minlength=len(cars))
    households = pd.DataFrame(
        {"household": range(len(cars)), "municipality": "1", "locality": "", "lon": at[:, 0], "lat": at[:, 1]}
    ).assign(size=size, cars=cars)
    return Population(typed(persons, PERSON_DTYPES), typed(households, HOUSEHOLD_DTYPES))


def anchors_of(population: Population, seed: int = 0) -> Anchors:
    """Return schools (two: below and from 12 years) and places of work some kilometres off, for all who have any."""
    persons, random = population.persons, np.random.default_rng(seed)
    age, count = persons["age"].to_numpy(), len(persons)
    pupil, works = (persons["traveller_class"] == "pupil").to_numpy(), (persons["employment"] != "none").to_numpy()
    begins = np.where(age < 12, 7 * HOUR_S + 40 * MINUTE_S, 7 * HOUR_S + 30 * MINUTE_S)
    ends = np.where(age < 12, 13 * HOUR_S, 14 * HOUR_S + 30 * MINUTE_S)
    work = np.where(works[:, None], population.homes + random.normal(0, 0.07, (count, 2)), np.nan)
    return Anchors(
        np.where(pupil, np.where(age < 12, 0, 1), -1).astype(np.int32),
        np.where(pupil, begins, NO_TIME).astype(np.int32),
        np.where(pupil, ends, NO_TIME).astype(np.int32),
        work[:, 0],
        work[:, 1],
        np.full(count, -1, dtype=np.int32),
    )


def town(households: int, seed: int = 0) -> Population:
    """Return a town of so many households."""
    random = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    cars: list[int] = []
    for household, kind in enumerate(random.choice(5, households, p=KINDS).tolist()):
        own = int(random.integers(0, 2) if kind < 2 else random.integers(1, 3))
        for age in {0: (72,), 1: (35,), 2: (70, 70), 3: (50, 50), 4: (38, 38)}[kind]:
            years = age + int(random.integers(-6, 15))
            job = str(random.choice(["full", "part", "none"], p=[0.55, 0.22, 0.23])) if years < 65 else "none"
            rows.append(person(household, years, job, bool(random.random() < (0.93 if years < 65 else 0.8)), own))
        rows += [person(household, int(random.integers(0, 18)), cars=own) for _ in range(2 if kind == 4 else 0)]
        cars.append(own)
    return population_of(rows, cars, np.array(CENTRE) + random.normal(0, 0.08, (households, 2)))


def places_of(activities: pd.DataFrame, population: Population, anchors: Anchors) -> Places:
    """Return places: work and school where they are, all else a few kilometres from home."""
    who = activities["person"].to_numpy()
    purpose = activities["purpose"].to_numpy(dtype=object)
    offset = np.random.default_rng(5).normal(0, 0.04, (len(population.persons), 6, 2))
    at = population.homes[who] + offset[who, activities["position"].to_numpy() % 6]
    at = np.where((purpose == "school")[:, None], np.add(CENTRE, 0.01), at)
    work = np.column_stack([anchors.work_lon, anchors.work_lat])[who]
    at = np.where((purpose == "work")[:, None], work, at)
    return Places(at[:, 0], at[:, 1], np.full(len(who), -1, dtype=np.int32))


def often(population: Population, times: int) -> Population:
    """Return a population that is there several times over."""
    persons = pd.concat([population.persons] * times, ignore_index=True)
    households = pd.concat([population.households] * times, ignore_index=True)
    copy = np.repeat(np.arange(times), len(population.persons))
    persons["household"] += copy * len(population.households)
    persons["person"], households["household"] = np.arange(len(persons)), np.arange(len(households))
    return Population(typed(persons, PERSON_DTYPES), typed(households, HOUSEHOLD_DTYPES))
