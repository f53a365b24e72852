"""The activities of a day while they are put together, in any order."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.tours.tables import ACTIVITY_DTYPES, NOBODY
from simulator.tables import typed


class Entry(NamedTuple):
    """Activities of one sort, of several persons: arrays (rows,), or one value for all.

    tour: names a tour of the person. order: of the activity in its tour.
    """

    person: NDArray[np.int64]
    tour: Any
    order: int
    purpose: str
    begins_s: NDArray[np.int64]
    ends_s: NDArray[np.int64]
    fixed: bool = False
    party: Any = 1
    party_on: Any = 1
    companion: Any = NOBODY
    to_school: Any = False
    chairs: Any = 0
    chairs_on: Any = 0


def table_of_day(entries: list[Entry]) -> pd.DataFrame:
    """Return the activities as a table with ``ACTIVITY_DTYPES``: by person, time of the tour, order in it."""
    columns: dict[str, NDArray[Any]] = {}
    for number, name in enumerate(Entry._fields):
        parts = [np.broadcast_to(entry[number], entry.person.shape) for entry in entries]
        columns[name] = np.concatenate(parts)
    person, tour = columns["person"], columns["tour"]
    by_tour = np.lexsort((columns["order"], tour, person))
    columns = {name: values[by_tour] for name, values in columns.items()}
    first = _changes(columns["person"], columns["tour"])
    begins_s = np.repeat(columns["begins_s"][first], np.diff(np.append(first, len(by_tour))))
    by_time = np.lexsort((columns["order"], columns["tour"], begins_s, columns["person"]))
    columns = {name: values[by_time] for name, values in columns.items()}
    first = _changes(columns["person"], columns["tour"])
    size = np.diff(np.append(first, len(by_time)))
    columns["tour"] = np.repeat(np.arange(len(first)), size)
    columns["position"] = np.arange(1, len(by_time) + 1) - np.repeat(first, size)
    return typed(pd.DataFrame(columns), ACTIVITY_DTYPES)


def _changes(person: NDArray[np.int64], tour: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows in which a tour begins."""
    changed = np.flatnonzero((np.diff(person) != 0) | (np.diff(tour) != 0)) + 1
    return np.append(0, changed) if len(person) else changed
