"""Schools: which stops are named after one, which ages go there, and when they begin."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.units import HOUR_S, MINUTE_S


class SchoolKind(NamedTuple):
    """Ages [full years] that go to a kind of school, and how long its day is."""

    from_age: int
    to_age: int
    lasts_s: int


# Brandenburg: six years of Grundschule. Lengths of days are assumptions.
PRIMARY = SchoolKind(6, 11, 5 * HOUR_S + 30 * MINUTE_S)
SECONDARY = SchoolKind(12, 18, 6 * HOUR_S + 30 * MINUTE_S)
ALL_AGES = SchoolKind(6, 18, 6 * HOUR_S)
# Assumption: the schools of an area stagger their bells, so that a bus can serve several.
BELLS_S = tuple(7 * HOUR_S + minutes * MINUTE_S for minutes in (15, 30, 45, 60))
TOWN_INHABITANTS = 10_000  # a municipality with so many has both kinds; assumption

_NO_SCHOOL = re.compile(r"\b(alte|ehem\S*)\s+schule|(hoch|musik|fahr|reit|tanz|baum)schule", re.IGNORECASE)
_SECONDARY = re.compile(
    r"gymnasium|(ober|gesamt|real|haupt|sekundar|regional|regel|gemeinschafts|berufs)schule|oberstufenzentrum|\bOSZ\b",
    re.IGNORECASE,
)
_SCHOOL = re.compile(r"schule\b|schulzentrum", re.IGNORECASE)


def kind_of_name(name: str) -> SchoolKind | None:
    """Return what kind of school a stop is named after; None where it is none.

    Names that do not tell are those of primary schools: villages have no others. Assumption.
    """
    if _NO_SCHOOL.search(name):
        return None
    return SECONDARY if _SECONDARY.search(name) else PRIMARY if _SCHOOL.search(name) else None


def bell_s(name: str) -> int:
    """Return when a school begins whose bell is not known [s]: one of ``BELLS_S``, always the same for a name."""
    return BELLS_S[zlib.crc32(name.encode("utf-8")) % len(BELLS_S)]


def schools_of_stops(stops: pd.DataFrame, people: NDArray[np.float64], inhabitants: dict[str, float]) -> pd.DataFrame:
    """Return which stops stand for a school: from_age, to_age, begins_s, ends_s and weight, by row of the stops.

    stops: name, municipality. people: float64 (stops,), who live near; secondary schools attract by them.
    inhabitants: of each municipality; a town without a school of a kind gets one where most people live. Assumption.
    """
    kinds = {row: kind for row, name in enumerate(stops["name"]) if (kind := kind_of_name(name)) is not None}
    municipality = stops["municipality"].to_numpy(dtype=object)
    for town in (name for name, count in inhabitants.items() if name and count >= TOWN_INHABITANTS):
        rows = np.flatnonzero(municipality == town)
        for kind in (PRIMARY, SECONDARY):
            free = [row for row in rows[np.argsort(-people[rows], kind="stable")].tolist() if row not in kinds]
            if free and kind not in {kinds.get(row) for row in rows.tolist()}:
                kinds[free[0]] = kind
    schools = sorted(kinds)
    found = school_columns([stops["name"].iloc[row] for row in schools], [kinds[row] for row in schools])
    secondary = np.array([kinds[row] is SECONDARY for row in schools], dtype=np.bool_)
    return found.assign(school=np.where(secondary, np.maximum(people[schools], 1.0), 1.0)).set_index(pd.Index(schools))


def school_columns(names: Iterable[str], kinds: Iterable[SchoolKind]) -> pd.DataFrame:
    """Return from_age, to_age, begins_s and ends_s of schools, with assumed bells."""
    rows = [
        (kind.from_age, kind.to_age, bell, bell + kind.lasts_s)
        for kind, bell in zip(kinds, map(bell_s, names), strict=True)
    ]
    return pd.DataFrame(rows, columns=["from_age", "to_age", "begins_s", "ends_s"], dtype=np.int64)
