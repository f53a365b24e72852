"""Whether rows of figures can be used: classes that do not overlap, shares that are shares, nothing left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.figures import ALL, OLDEST, each_row
from simulator.demand.population.tables import SEXES
from simulator.errors import Problem


def figure_problems(name: str, file: Path, rows: pd.DataFrame, ags: str) -> list[Problem]:
    """Return what is wrong with the rows of one municipality, or with those of all others (ALL)."""
    found = _by_age(name, file, rows) if "age_from" in rows else _by_size(name, file, rows)
    if name == "employment":
        for row in each_row(rows[rows["part"] > rows["employed"]]):
            message = f"{row.part:g} is more than all employed, {row.employed:g}; expected shares of all people"
            found.append(Problem(str(file), row.line, 0, "part", message))
    total = {"age_sex": "persons", "household_sizes": "households"}.get(name)
    if total and not found and not rows[total].sum() > 0:
        whose = "" if ags == ALL else f" for {ags}"
        found.append(Problem(str(file), int(rows["line"].iloc[0]), 0, total, f"adds up to nothing{whose}"))
    return found


def _by_age(name: str, file: Path, rows: pd.DataFrame) -> list[Problem]:
    found, taken = [], np.zeros((len(SEXES), OLDEST + 1), dtype=np.int64)
    for row in each_row(rows):
        sex = getattr(row, "sex", "")
        if sex not in (*SEXES, *(() if name == "age_sex" else ("",))):
            both = "" if name == "age_sex" else ", or nothing for both"
            found.append(Problem(str(file), row.line, 0, "sex", f'"{sex[:40]}": expected f or m{both}'))
            continue
        if row.age_to < row.age_from:
            message = f"{row.age_to} is less than age_from, {row.age_from}"
            found.append(Problem(str(file), row.line, 0, "age_to", message))
            continue
        for index in (SEXES.index(sex),) if sex else range(len(SEXES)):
            ages = taken[index, int(row.age_from) : int(row.age_to) + 1]
            if ages.any():
                message = f"overlaps with the class of line {ages.max()}"
                found.append(Problem(str(file), row.line, 0, "age_from", message))
            ages[:] = np.maximum(row.line, 1)
    if name == "age_sex" and not found:
        found += _gaps(file, taken)
    return list(dict.fromkeys(found))


def _gaps(file: Path, taken: NDArray[np.int64]) -> list[Problem]:
    words = {"f": "women", "m": "men"}
    return [
        Problem(str(file), 0, 0, "age_from", f"no class of {words[sex]} has the age of {int(np.argmin(ages > 0))}")
        for sex, ages in zip(SEXES, taken, strict=True)
        if not ages.all()
    ]


def _by_size(name: str, file: Path, rows: pd.DataFrame) -> list[Problem]:
    keys = ["size", "cars"] if name == "cars" else ["size"]
    found = [
        Problem(str(file), int(row.line), 0, "size", "stands here a second time")
        for row in each_row(rows[rows[keys].duplicated()])
    ]
    if name == "household_sizes" and 1 not in set(rows["size"]):
        found.append(Problem(str(file), 0, 0, "size", "no row is about households of 1; the last size stands for more"))
    for size, part in rows.groupby("size"):
        if name == "cars" and not part["households"].sum() > 0:
            message = f"households of {size} add up to nothing"
            found.append(Problem(str(file), int(part["line"].iloc[0]), 0, "households", message))
    return found
