"""All people of a population: their trips and tours, and how much each class of them is on the move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.counted import Window
from simulator.analysis.missing import Ints
from simulator.analysis.modal_split import MEANS
from simulator.analysis.ratios import ratio, share_true
from simulator.results.people_definitions import PEOPLE_BY_CLASS_DTYPES, PEOPLE_TRIP_DTYPES, TOUR_TABLE_DTYPES
from simulator.results.table_dtypes import MODAL_SPLIT
from simulator.tables import table_of, typed
from simulator.units import METRES_PER_KM

THEN = ">"  # between the trips of a tour
EVERYBODY = ""  # as class


def people_trips(
    demand: pd.DataFrame, request: Ints, means: NDArray[np.object_], days: Mapping[int, Window]
) -> pd.DataFrame:
    """Return the trips of all tours that begin on days that count, by tour and along it, ``PEOPLE_TRIP_DTYPES``.

    Without those of nobody who lives there, as a disruption may bring them.

    demand: all requests of a population, with length_m and leave_s. request, means: int64 and object (requests,), their
    numbers in the other tables, -1 for who asked nobody, and the words of ``modal_split`` for how they went. days: the
    time of each day that counts.
    """
    order = np.lexsort([demand["tour_position"], demand["tour"]])
    its = demand.iloc[order].reset_index(drop=True)
    table = its.assign(
        request=request[order],
        means=means[order],
        departure_s=its["earliest_departure_s"],
        day=_day_of_tour(its, days),
    )
    counted = typed(table, PEOPLE_TRIP_DTYPES)
    return counted[counted["day"].isin(list(days)) & (counted["person"] >= 0)].reset_index(drop=True)


def _day_of_tour(trips: pd.DataFrame, days: Mapping[int, Window]) -> Ints:
    """Return the day on which the tour of each trip begins, int64 (trips,); -1: none that counts."""
    begins_s = trips.groupby("tour", sort=False)["earliest_departure_s"].transform("min").to_numpy(np.int64)
    found = np.full(len(trips), -1)
    for day, window in days.items():
        found[(begins_s >= window.from_s) & (begins_s < window.until_s)] = day
    return found


def tour_table(trips: pd.DataFrame) -> pd.DataFrame:
    """Return a row per tour, ``TOUR_TABLE_DTYPES``. trips: ``PEOPLE_TRIP_DTYPES``."""
    tours = trips.groupby("tour", sort=True)
    table = tours[["person", "day", "traveller_class", "departure_s", "own_car"]].first()
    for name, column in (("purposes", "purpose"), ("means", "means")):
        table[name] = _joined(trips[column], trips["tour"].to_numpy())
    table = table.assign(trips=tours.size(), length_m=tours["length_m"].sum()).reset_index()
    return typed(table, TOUR_TABLE_DTYPES)


def _joined(words: pd.Series, tour: Ints) -> list[str]:
    """Return the words of each tour, one behind the other; rows of a tour follow each other."""
    begins = [*np.flatnonzero(np.diff(tour, prepend=-1)).tolist(), len(tour)]
    told = words.tolist()
    return [THEN.join(told[first:end]) for first, end in pairwise(begins)]


def people_by_class(persons: pd.DataFrame, classes: Sequence[str], trips: pd.DataFrame, days: int) -> pd.DataFrame:
    """Return how much the people of each class are on the move, and all of them, ``PEOPLE_BY_CLASS_DTYPES``.

    persons: everybody, by number. classes: (persons,), theirs. trips: ``PEOPLE_TRIP_DTYPES`` of so many days.
    """
    of_person = np.array(classes, dtype=object)
    of_trip = of_person[np.searchsorted(persons["person"], trips["person"])]  # who has moved away has left a gap
    person_day = trips["person"].to_numpy(np.int64) * days + trips["day"].to_numpy(np.int64)
    asked, length_m = trips["request"].to_numpy() >= 0, trips["length_m"].to_numpy(np.int64)
    rows = []
    for name in (EVERYBODY, *sorted(set(classes))):
        its = np.ones(len(trips), dtype=bool) if name == EVERYBODY else of_trip == name
        people = len(persons) if name == EVERYBODY else int((of_person == name).sum())
        mobile, count, person_days = len(np.unique(person_day[its])), int(its.sum()), people * days
        km = int(length_m[its].sum()) / METRES_PER_KM
        figures = ratio(mobile, person_days), ratio(count, person_days), ratio(count, mobile), ratio(km, person_days)
        rows.append((name, people, count, int((its & asked).sum()), *figures))
    return table_of(rows, PEOPLE_BY_CLASS_DTYPES)


def people_split(trips: pd.DataFrame) -> pd.DataFrame:
    """Return by which means the trips of each class were made, and all of them, with the columns of ``modal_split``.

    trips: ``PEOPLE_TRIP_DTYPES``.
    """
    classes, means = trips["traveller_class"].to_numpy(object), trips["means"].to_numpy(object)
    rows = []
    for name in (EVERYBODY, *sorted(set(classes))):
        its = means if name == EVERYBODY else means[classes == name]
        rows += [(name, word, int((its == word).sum()), share_true(its == word)) for word in MEANS]
    return table_of(rows, MODAL_SPLIT)
