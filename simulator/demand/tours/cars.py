"""Which tours a car of the household is there for: never more at once than it has."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.population.tables import Population
from simulator.demand.tour_requests import number_in_order


class Tours(NamedTuple):
    """Tours of a day; arrays (tours,). works: whether they go to work. way_s: direct ways of all their trips."""

    person: NDArray[np.int64]
    begins_s: NDArray[np.int64]
    ends_s: NDArray[np.int64]
    works: NDArray[np.bool_]
    way_s: NDArray[np.int64]


class _Taken(NamedTuple):
    """Which car each tour of a household took, in order of their turn; int64 (households, turns), car -1: none."""

    car: NDArray[np.int64]
    begins_s: NDArray[np.int64]
    ends_s: NDArray[np.int64]


def cars_of_tours(tours: Tours, population: Population) -> NDArray[np.bool_]:
    """Return for which tours there is a car, bool (tours,).

    Those of people who may drive have their turn in each household: to work first, then the longer ones. A car is away
    from the first departure of a tour until it is home again.
    """
    persons, cars = population.persons, population.households["cars"].to_numpy(np.int64)
    drives = persons["licence"].to_numpy(bool) & (persons["car"] != "none").to_numpy(bool)
    household = persons["household"].to_numpy(np.int64)[tours.person]
    rows = np.flatnonzero(drives[tours.person] & (cars[household] > 0))
    rows = rows[np.lexsort((rows, -tours.way_s[rows], ~tours.works[rows], household[rows]))]
    with_car = np.zeros(len(tours.person), dtype=bool)
    if not len(rows):
        return with_car
    known, place = np.unique(household[rows], return_inverse=True)
    turn = number_in_order(place)
    shape = len(known), int(turn.max()) + 1
    taken = _Taken(*(np.full(shape, -1, dtype=np.int64) for _ in range(3)))
    for its in range(shape[1]):
        some = np.flatnonzero(turn == its)
        spans = tours.begins_s[rows[some]], tours.ends_s[rows[some]]
        car = _free_car(taken, place[some], cars[known[place[some]]], *spans)
        for column, values in zip(taken, (car, *spans), strict=True):
            column[place[some], its] = values
        with_car[rows[some]] = car >= 0
    return with_car


def _free_car(
    taken: _Taken,
    place: NDArray[np.int64],
    cars: NDArray[np.int64],
    begins_s: NDArray[np.int64],
    ends_s: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the first car of each household that is at home all the while, -1: none."""
    meets = (taken.begins_s[place] < ends_s[:, None]) & (taken.ends_s[place] > begins_s[:, None])
    found = np.full(len(place), -1, dtype=np.int64)
    for car in range(int(cars.max()) - 1, -1, -1):
        away = (meets & (taken.car[place] == car)).any(axis=1)
        found = np.where(~away & (car < cars), car, found)
    return found
