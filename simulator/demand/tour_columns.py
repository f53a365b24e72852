"""Whose requests these are, and which of them are trips of one tour: the columns of a file that tell so, checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.errors import Problem
from simulator.tables import NO_TOUR


def with_dense_tours(table: pd.DataFrame) -> pd.DataFrame:
    """Return requests with their tours numbered from 0 in the order of what the file calls them."""
    tour = table["tour"].to_numpy(np.int64)
    if not (tour != NO_TOUR).any():
        return table
    named = np.unique(tour[tour != NO_TOUR])
    return table.assign(tour=np.where(tour == NO_TOUR, NO_TOUR, np.searchsorted(named, tour)))


def tour_problems(path: Path, table: pd.DataFrame) -> list[Problem]:
    """Return what is wrong with the tours of a file; table: with ``line``, times in seconds under their clock names."""
    if not (table["tour"] != NO_TOUR).any():
        rows = table[table["tour_position"] > 0]
        return [_problem(path, row, "tour_position", "stands beside no tour") for row in rows.itertuples()]
    return [*_row_problems(path, table), *_between_trips(path, table), *_between_tours(path, table)]


def _problem(path: Path, row: object, column: str, message: str) -> Problem:
    return Problem(str(path), int(row.line), 0, column, f"{getattr(row, column)} {message}")  # type: ignore[attr-defined]


def _row_problems(path: Path, table: pd.DataFrame) -> Iterator[Problem]:
    """Yield what is wrong with single rows."""
    of_tour, position = table["tour"] != NO_TOUR, table["tour_position"]
    for wrong, column, message in (
        (of_tour & (table["person"] < 0), "tour", "is nobody's; expected a person"),
        (of_tour & (position < 1), "tour", "has a trip without tour_position"),
        (~of_tour & (position > 0), "tour_position", "stands beside no tour"),
    ):
        yield from (_problem(path, row, column, message) for row in table[wrong].itertuples())


def _between_trips(path: Path, table: pd.DataFrame) -> Iterator[Problem]:
    """Yield what does not fit together between the trips of a tour."""
    trips = table[(table["tour"] != NO_TOUR) & (table["tour_position"] > 0)].sort_values(["tour", "tour_position"])
    before = trips.shift()
    same = (trips["tour"] == before["tour"]).to_numpy()
    for wrong, column, message in (
        (trips["tour_position"] == before["tour_position"], "tour_position", "stands in its tour a second time"),
        (trips["person"] != before["person"], "person", "is not who made the trip before"),
        (trips["own_car"] != before["own_car"], "own_car", "is not as on the trip before"),
        (trips["earliest_departure"] < before["earliest_departure"], "tour_position", "leaves before the one before"),
    ):
        yield from (_problem(path, row, column, message) for row in trips[same & wrong.to_numpy()].itertuples())


def _between_tours(path: Path, table: pd.DataFrame) -> Iterator[Problem]:
    """Yield the tours that begin before another one of the same person has ended."""
    trips = table[(table["tour"] != NO_TOUR) & (table["person"] >= 0)]
    by = trips.groupby("tour", sort=True)
    tours = by.agg(
        person=("person", "first"), begins=("earliest_departure", "min"), ends=("earliest_departure", "max"),
        line=("line", "min"),
    ).reset_index()  # fmt: skip
    tours = tours.sort_values(["person", "begins", "tour"])
    before = tours.shift()
    wrong = (tours["person"] == before["person"]) & (tours["begins"] < before["ends"])
    yield from (_problem(path, row, "tour", "begins before their tour before has ended")
                for row in tours[wrong].itertuples())  # fmt: skip
