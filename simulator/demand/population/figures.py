"""Figures of people and households as they are given, of one level or several, and Germany's where none are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.tables import SEXES, Level

GERMANY = Path(__file__).parent / "germany"
OLDEST = 100
AGES = OLDEST + 1
ALL = ""  # in place of the key of a municipality: all those without rows of their own
UNKNOWN = -1.0  # share of an age of which nothing is said


class Origin(NamedTuple):
    """Where figures come from. assumption: why they are assumed so; empty: they are not."""

    level: Level
    year: int
    source: str
    licence: str
    assumption: str = ""


@dataclass(frozen=True, eq=False)
class Figures:
    """The rows of one table, by municipality; those of ALL hold for the others.

    rows: key of a municipality, or ALL -> its rows. origin: of the rows of ALL.
    """

    name: str
    rows: Mapping[str, pd.DataFrame]
    origin: Origin

    def of(self, ags: str) -> pd.DataFrame | None:
        """Return the rows that hold for a municipality; None where there are none."""
        return self.rows.get(self.key(ags))

    def key(self, ags: str) -> str:
        """Return under which key the rows that hold for a municipality are."""
        return ags if ags in self.rows else ALL


def each_row(table: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table, columns as attributes."""
    return iter(table.itertuples())


@cache
def of_germany(name: str) -> pd.DataFrame:
    """Return a table that comes with the program: each row with level, year, source, low and high."""
    return pd.read_csv(GERMANY / f"{name}.csv", keep_default_na=False)


@cache
def parameter(name: str) -> float:
    """Return a number of the model."""
    table = of_germany("parameters").set_index("name")
    return float(table["value"][name])


def single_ages(rows: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return a column for each sex and year of age, float64 (2, AGES); UNKNOWN where no row is about it.

    rows: with age_from and age_to, and maybe sex, in which an empty one stands for both.
    """
    result = np.full((len(SEXES), AGES), UNKNOWN)
    for row in each_row(rows):
        sexes = [SEXES.index(row.sex)] if getattr(row, "sex", "") else range(len(SEXES))
        for sex in sexes:
            result[sex, row.age_from : row.age_to + 1] = getattr(row, column)
    return result


def rates(figures: Figures | None, ags: str, name: str, column: str) -> NDArray[np.float64]:
    """Return shares for each sex and year of age, float64 (2, AGES): Germany's for ages of which nothing is said."""
    rows = None if figures is None else figures.of(ags)
    germany = single_ages(of_germany(name), column)
    if rows is None:
        return germany
    given = single_ages(rows, column)
    return np.where(given == UNKNOWN, germany, given)


def people_by_age(figures: Figures | None, ags: str) -> NDArray[np.float64]:
    """Return weights of people by sex and year of age, float64 (2, AGES); classes are split as Germany's ages are."""
    germany = _germany_by_age()
    rows = None if figures is None else figures.of(ags)
    if rows is None:
        return germany
    result = np.zeros_like(germany)
    for row in each_row(rows):
        place = SEXES.index(row.sex), slice(row.age_from, row.age_to + 1)
        result[place] = row.persons * germany[place] / germany[place].sum()
    return result


@cache
def _germany_by_age() -> NDArray[np.float64]:
    """Return Germany's people by sex and year of age: even inside of a class, but in the last, where they get fewer."""
    result = np.zeros((len(SEXES), AGES))
    for row in each_row(of_germany("age_sex")):
        years = np.arange(row.age_to - row.age_from + 1)
        pattern = np.exp(-0.25 * years) if row.age_to == OLDEST else np.ones(len(years))  # three of four live a year on
        result[SEXES.index(row.sex), row.age_from : row.age_to + 1] = row.persons * pattern / pattern.sum()
    result.flags.writeable = False
    return result
