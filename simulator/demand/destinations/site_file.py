"""A file of places that attract people, which replaces what is guessed of their purposes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.destinations.lengths import PURPOSES, road_m
from simulator.demand.destinations.schools import ALL_AGES, PRIMARY, SECONDARY, SchoolKind, bell_s
from simulator.demand.population.tables import Population
from simulator.errors import Problem
from simulator.input_table import Column, raise_problems, read_input_table
from simulator.network.near import Near
from simulator.suggest import suggest
from simulator.tables import NO_TIME
from simulator.units import METRES_PER_KM

FARTHEST_KM = 50.0  # from the nearest home: what lies farther is outside, or its coordinates are wrong; assumption
SCHOOLS: dict[str, SchoolKind] = {"primary school": PRIMARY, "secondary school": SECONDARY, "school": ALL_AGES}
KINDS: dict[str, str] = {
    "shop": "shopping",
    "doctor": "errands",
    "office": "errands",
    "employer": "work",
    "leisure": "leisure",
    "kindergarten": "escort",
} | dict.fromkeys(SCHOOLS, "school")
COLUMNS = (
    Column("name", "text", required=True),
    Column("lon", "number", required=True, low=-180, high=180),
    Column("lat", "number", required=True, low=-90, high=90),
    Column("kind", "text", default=""),
    Column("weight", "number", default=1.0, low=0),
    *(Column(purpose, "number", default=0.0, low=0) for purpose in PURPOSES),
    Column("places", "number", default=np.nan, low=0),
    Column("from_age", "whole", default=None, low=0, high=120),
    Column("to_age", "whole", default=None, low=0, high=120),
    Column("begins", "clock", default=None),
    Column("ends", "clock", default=None),
)


def read_sites(path: Path, homes: Near, to_metres: NDArray[np.float64]) -> pd.DataFrame:
    """Read places: name, lon, lat, a weight for each of ``PURPOSES``, and places, ages and bells of schools.

    homes: where people live, in metres; to_metres: what a degree of lon and lat is there. Raises RequestFileError.
    """
    table = read_input_table(path, COLUMNS)
    problems = _unknown_kinds(path, table) + _far_ones(path, table, homes, to_metres)
    raise_problems(path, problems)
    for row, (kind, weight) in enumerate(zip(table["kind"], table["weight"], strict=True)):
        if kind:
            table.loc[row, KINDS[kind]] = weight
    table = table.assign(**_school_days(table))
    raise_problems(path, _without_use(path, table) + _wrong_days(path, table))
    return table


def _unknown_kinds(path: Path, table: pd.DataFrame) -> list[Problem]:
    wrong = table[~table["kind"].isin(["", *KINDS])]
    return [
        Problem(
            str(path),
            line,
            0,
            "kind",
            f'unknown "{kind[:40]}"; {suggest(kind, KINDS) or "known are " + ", ".join(KINDS)}',
        )
        for line, kind in zip(wrong["line"].tolist(), wrong["kind"], strict=True)
    ]


def _far_ones(path: Path, table: pd.DataFrame, homes: Near, to_metres: NDArray[np.float64]) -> list[Problem]:
    if table.empty:
        return [Problem(str(path), 0, 0, "", "names no place; expected one a line")]
    _, metres = homes.nearest(table[["lon", "lat"]].to_numpy(np.float64) * to_metres)
    return [
        Problem(
            str(path),
            int(line),
            0,
            "lon",
            f"{lon}, {lat} lies {km:.0f} km from the nearest home; expected at most {FARTHEST_KM:g}",
        )
        for line, lon, lat, km in zip(table["line"], table["lon"], table["lat"], metres / METRES_PER_KM, strict=True)
        if km > FARTHEST_KM
    ]


def far_from_homes(population: Population, lonlat: tuple[float, float]) -> float | None:
    """Return how far a place is from the nearest home [km], where that is too far to be in the area; else None."""
    homes = population.households[["lon", "lat"]].to_numpy(np.float64)
    km = float(road_m(homes, np.array(lonlat)).min()) / METRES_PER_KM
    return km if km > FARTHEST_KM else None


def _school_days(table: pd.DataFrame) -> dict[str, list[int]]:
    """Return from_age, to_age, begins_s and ends_s of each row; those not given as its kind has them."""
    given = table[["from_age", "to_age", "begins", "ends"]].astype("Int64").fillna(NO_TIME).to_numpy(np.int64).tolist()
    days = []
    for name, kind, school, told in zip(table["name"], table["kind"], table["school"], given, strict=True):
        usual = SCHOOLS.get(kind, ALL_AGES)
        begins = bell_s(name) if told[2] == NO_TIME else told[2]
        day = (usual.from_age, usual.to_age, begins, begins + usual.lasts_s)
        known = [number if one == NO_TIME else one for one, number in zip(told, day, strict=True)]
        days.append(known if school > 0 else [NO_TIME] * 4)
    return dict(zip(("from_age", "to_age", "begins_s", "ends_s"), map(list, zip(*days, strict=True)), strict=True))


def _without_use(path: Path, table: pd.DataFrame) -> list[Problem]:
    unused = table[table[list(PURPOSES)].sum(axis=1) <= 0]
    return [
        Problem(
            str(path), line, 0, "kind", f"attracts nobody; expected a kind ({', '.join(KINDS)}) or a weight above 0"
        )
        for line in unused["line"].tolist()
    ]


def _wrong_days(path: Path, table: pd.DataFrame) -> list[Problem]:
    school = table["school"] > 0
    late, young = school & (table["ends_s"] <= table["begins_s"]), school & (table["to_age"] < table["from_age"])
    return [
        Problem(str(path), line, 0, key, f"is not after {other}")
        for wrong, key, other in ((late, "ends", "begins"), (young, "to_age", "from_age"))
        for line in table.loc[wrong, "line"].tolist()
    ]
