"""How many people of which age, sex, employment and with or without a car each municipality has.

Municipalities are fitted one by one: what is known of one changes no other. Figures of a county, a state or Germany are
shares for each of its municipalities, so that sums over the county are theirs, too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.figures import (
    AGES,
    OLDEST,
    Figures,
    each_row,
    of_germany,
    people_by_age,
    rates,
    single_ages,
)
from simulator.demand.population.ipf import ContradictionError, Margin, fitted
from simulator.demand.population.reading import NOT_KNOWN, CountyTables
from simulator.demand.population.tables import EMPLOYMENTS, SEXES
from simulator.errors import ElbeDrtError

ADULT = 18
WORKING_AGE = 15  # nobody younger is employed
LARGEST = 5  # households of so many and more are one class, and have so many people here
FEMALE, MALE = range(2)
NONE, PART, FULL = range(3)
CARLESS, WITH_CAR = range(2)
RARE, WITH_CAR_ODDS = 1e-4, 4.0  # where the fit begins
AGE, SEX, EMPLOYMENT, CAR = range(4)  # axes


class MunicipalityFit(NamedTuple):
    """What a municipality is made of, before anybody is drawn.

    people: float64 (age classes, 2 sexes, 3 employments, 2: without and with a car in the household). first_ages: int64
    (age classes,), where each class begins. by_age: float64 (2, AGES), people by sex and year of age. households:
    float64 (LARGEST,), of 1, 2, ... people. cars: float64 (LARGEST, most cars + 1), shares of households of each size
    by number of cars. licences, wheelchairs: float64 (2, AGES), shares by sex and year of age. sexes: int64 (2,).
    """

    ags: str
    people: NDArray[np.float64]
    first_ages: NDArray[np.int64]
    by_age: NDArray[np.float64]
    households: NDArray[np.float64]
    cars: NDArray[np.float64]
    licences: NDArray[np.float64]
    wheelchairs: NDArray[np.float64]
    sexes: NDArray[np.int64]


def fit_county(tables: CountyTables) -> list[MunicipalityFit]:
    """Fit each municipality, by key. Raises ElbeDrtError with its name where figures contradict each other."""
    return [
        _fit(tables, row.ags, f"{row.ags} {row.name}", int(row.inhabitants), int(row.male))
        for row in each_row(tables.municipalities)
    ]


def _fit(tables: CountyTables, ags: str, name: str, inhabitants: int, male: int) -> MunicipalityFit:
    figures = tables.figures
    weights = people_by_age(figures.get("age_sex"), ags)
    if male == NOT_KNOWN:
        male = int(np.rint(inhabitants * weights[MALE].sum() / weights.sum()))
    sexes = np.array([inhabitants - male, male])
    by_age = weights * (sexes / np.maximum(weights.sum(axis=1), 1e-12))[:, None]
    households = household_sizes(figures.get("household_sizes"), ags, inhabitants)
    cars = cars_by_size(figures.get("cars"), ags)
    carless = float((np.arange(1, LARGEST + 1) * households * cars[:, 0]).sum())
    first_ages = _classes(figures.get("age_sex"), figures.get("employment"), ags)
    try:
        people = _people(by_age, first_ages, figures.get("employment"), ags, carless)
    except ContradictionError as error:
        raise ElbeDrtError(f"{tables.name}: {name}: {error}") from error
    return MunicipalityFit(
        ags,
        people,
        first_ages,
        by_age,
        households,
        cars,
        rates(figures.get("licences"), ags, "licences", "share"),
        rates(figures.get("wheelchairs"), ags, "wheelchairs", "share"),
        sexes,
    )


def household_sizes(figures: Figures | None, ags: str, inhabitants: int) -> NDArray[np.float64]:
    """Return how many households of 1, 2, ..., LARGEST people there are, float64, for all inhabitants."""
    rows = None if figures is None else figures.of(ags)
    rows = of_germany("household_sizes") if rows is None else rows
    weights = np.bincount(np.minimum(rows["size"], LARGEST) - 1, weights=rows["households"], minlength=LARGEST)
    return np.asarray(weights * inhabitants / (np.arange(1, LARGEST + 1) * weights).sum())


def cars_by_size(figures: Figures | None, ags: str) -> NDArray[np.float64]:
    """Return shares of households by number of cars, float64 (LARGEST, most cars + 1); sizes left out are Germany's."""
    rows = None if figures is None else figures.of(ags)
    germany = of_germany("cars")
    most = int(max(germany["cars"].max(), 0 if rows is None else rows["cars"].max()))
    result = np.zeros((LARGEST, most + 1))
    for table in (germany,) if rows is None else (germany, rows):
        sizes = np.minimum(table["size"], LARGEST)
        for size in np.unique(sizes):
            part = table[sizes == size]
            result[size - 1] = np.bincount(part["cars"], weights=part["households"], minlength=most + 1)
    return np.asarray(result / result.sum(axis=1, keepdims=True))


def _classes(age_sex: Figures | None, employment: Figures | None, ags: str) -> NDArray[np.int64]:
    """Return where classes of age begin: those of all figures, so that each of them is a sum of ours."""
    first = {0, WORKING_AGE, ADULT}
    for name, figures in (("age_sex", age_sex), ("employment", employment), ("without_car", None)):
        rows = None if figures is None else figures.of(ags)
        for table in (of_germany(name), *(() if rows is None else (rows,))):
            first |= set(table["age_from"]) | set(table["age_to"] + 1)
    return np.array(sorted(age for age in first if age <= OLDEST), dtype=np.int64)


def _people(
    by_age: NDArray[np.float64],
    first_ages: NDArray[np.int64],
    employment: Figures | None,
    ags: str,
    carless: float,
) -> NDArray[np.float64]:
    in_class = np.add.reduceat(by_age, first_ages, axis=1).T  # (classes, sexes)
    cars = np.array([carless, in_class.sum() - carless])
    margins = [
        Margin("people by age and sex", (AGE, SEX), in_class),
        *_employed(in_class, first_ages, None if employment is None else employment.of(ags)),
        Margin("people without a car in the household", (CAR,), cars),
    ]
    return fitted(_seed(by_age, first_ages), margins)


def _seed(by_age: NDArray[np.float64], first_ages: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the pattern: Germany's employment by age, and who lives without a car rather than others."""
    employed, part = (single_ages(of_germany("employment"), name) for name in ("employed", "part"))
    shares = np.stack([1 - employed, part, employed - part], axis=-1)
    shares[:, WORKING_AGE:] = np.maximum(shares[:, WORKING_AGE:], RARE)  # rare, but not impossible
    odds = np.ones((AGES, len(EMPLOYMENTS)))
    for row in each_row(of_germany("without_car")):
        odds[row.age_from : row.age_to + 1, [PART, FULL] if row.employed else NONE] = row.weight
    people = (by_age[:, :, None] * shares)[..., None] * np.stack([odds, np.full_like(odds, WITH_CAR_ODDS)], axis=-1)
    return np.asarray(np.add.reduceat(people, first_ages, axis=1).transpose(1, 0, 2, 3))


def _employed(in_class: NDArray[np.float64], first_ages: NDArray[np.int64], rows: pd.DataFrame | None) -> list[Margin]:
    """Return how many are employed: by the rows that are given, and by Germany's for ages of which nothing is."""
    margins, taken = list[Margin](), np.zeros(in_class.shape, dtype=bool)
    for table in (of_germany("employment"),) if rows is None else (rows, of_germany("employment")):
        free = ~taken
        for row in each_row(table):
            sexes = [SEXES.index(row.sex)] if row.sex else [FEMALE, MALE]
            inside = (first_ages >= row.age_from) & (first_ages <= row.age_to)
            margins.append(_of_row(row, in_class, inside & free[:, sexes].any(axis=1), sexes))
            taken[:, sexes] |= inside[:, None]
    return [margin for margin in margins if margin.target.sum() > 0]


def _of_row(row: Any, in_class: NDArray[np.float64], inside: NDArray[np.bool_], sexes: list[int]) -> Margin:
    people = in_class[:, sexes][inside].sum()
    target, kinds = np.array([1 - row.employed, row.employed]), np.array([0, 1, 1])
    if not np.isnan(row.part):
        target, kinds = np.array([1 - row.employed, row.part, row.employed - row.part]), np.arange(3)
    groups = np.where(inside, 0, -1), np.where(np.isin(range(len(SEXES)), sexes), 0, -1), kinds
    name = f"employed people from {row.age_from} to {row.age_to}"
    return Margin(name, (AGE, SEX, EMPLOYMENT), (people * target).reshape(1, 1, -1), groups)
