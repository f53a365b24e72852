"""The persons of a day as arrays, and their chances."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream
from simulator.demand.synthesis import direct_s
from simulator.demand.tours.published import ADULTS, EMPLOYED, GROUPS, PUPILS, SENIORS
from simulator.demand.tours.tables import Anchors
from simulator.tables import NO_TIME
from simulator.units import HOUR_S

SCHOOL_AGE, GROWN_UP, RETIRED = 6, 18, 65
TO_GATEWAY_S = HOUR_S  # way to work outside where nobody knows how far that is; assumption
TO_SCHOOL_S = HOUR_S // 2  # as well


class People(NamedTuple):
    """What tours want to know of persons; arrays (persons,).

    stays: who has not moved away; of others all else is as if they were nobody. group: number in ``GROUPS``; of
    children under six -1. drives: may drive, and there is a car. to_duty_s: direct way to work or school. bell_s,
    last_bell_s: of their school, NO_TIME: none. wheelchair: uses one.
    """

    stays: NDArray[np.bool_]
    group: NDArray[np.int64]
    household: NDArray[np.int64]
    age: NDArray[np.int64]
    drives: NDArray[np.bool_]
    full_time: NDArray[np.bool_]
    obliged: NDArray[np.bool_]
    to_duty_s: NDArray[np.int64]
    bell_s: NDArray[np.int64]
    last_bell_s: NDArray[np.int64]
    school: NDArray[np.int64]
    wheelchair: NDArray[np.bool_]


class Chance(NamedTuple):
    """The chances of persons on a day: each its own, whatever there are of others."""

    seed: int
    day: int
    persons: int

    def of(self, name: str, columns: int) -> NDArray[np.float64]:
        """Return numbers from 0 to 1, float64 (persons, columns)."""
        return stream(self.seed, f"tours {name} {self.day}").random((self.persons, columns))

    def normal(self, name: str) -> NDArray[np.float64]:
        """Return standard normal numbers, float64 (persons,)."""
        return stream(self.seed, f"tours {name} {self.day}").standard_normal(self.persons)

    def once(self, name: str) -> NDArray[np.float64]:
        """Return a number from 0 to 1 that is the same on all days, float64 (persons,)."""
        return stream(self.seed, f"tours {name}").random(self.persons)


def people_of(population: Population, anchors: Anchors, kind: DayType) -> People:
    """Return the persons as arrays. obliged: who has work to go to, or on this type of day school."""
    persons, stays = population.persons, population.stays
    age = persons["age"].to_numpy(np.int64)
    group = np.where(stays, _groups(persons, age), GROUPS.index(ADULTS))
    works = (group == GROUPS.index(EMPLOYED)) & (np.isfinite(anchors.work_lon) | (anchors.work_gateway >= 0))
    learns = (group == GROUPS.index(PUPILS)) & (anchors.school_begins_s != NO_TIME) & (kind == DayType.SCHOOL_DAY)
    return People(
        stays,
        group,
        persons["household"].to_numpy(np.int64),
        np.where(stays, age, 0),
        stays & persons["licence"].to_numpy(bool) & (persons["car"] != "none").to_numpy(bool),
        (persons["employment"] == "full").to_numpy(bool),
        works | learns,
        np.where(works, _to_work_s(population, anchors), TO_SCHOOL_S),
        anchors.school_begins_s.astype(np.int64),
        anchors.school_ends_s.astype(np.int64),
        anchors.school.astype(np.int64),
        persons["wheelchair"].to_numpy(bool),
    )


def _groups(persons: pd.DataFrame, age: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each person's group in ``GROUPS``; -1: a child under six, who goes along with others."""
    is_child = (age < SCHOOL_AGE) | (persons["traveller_class"] == "child").to_numpy(bool)
    is_pupil = (persons["traveller_class"] == "pupil").to_numpy(bool)
    in_work = (persons["employment"] != "none").to_numpy(bool)
    groups = [GROUPS.index(name) for name in (PUPILS, EMPLOYED, SENIORS)]
    return np.select([is_child, is_pupil, in_work, age >= RETIRED], [-1, *groups], GROUPS.index(ADULTS))


def _to_work_s(population: Population, anchors: Anchors) -> NDArray[np.int64]:
    homes = population.homes
    place = np.column_stack([anchors.work_lon, anchors.work_lat])
    known = np.asarray(np.isfinite(place).all(axis=1))
    place = np.where(known[:, None], place, homes)
    return np.where(known, direct_s(homes, place, anchors.work_gateway >= 0), TO_GATEWAY_S)
