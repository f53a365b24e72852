"""Which trips of somebody follow each other.

Who leaves home takes whatever they have. A bike or car that left with them is where they are, and has to come home: all
further trips of the tour are made with it, and nobody else is asked (``services.protocol.Along``). Who left without one
has none on the way. A bike left at a station is not with them any more: it is fetched some other day.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.tables import NO_TOUR

NOBODY = -1  # no trip of anybody


class Links(NamedTuple):
    """Which trip follows which, for each request; NOBODY: none.

    before, after: of the same person. is_first: whether it is the first trip of its tour, so that it begins at home.
    """

    before: list[int]
    after: list[int]
    is_first: list[bool]


def links_of(demand: pd.DataFrame) -> Links:
    """Return the links between the trips of everybody. demand: with ``tables.TOUR_DTYPES``; O(n log n)."""
    person, tour, position, departure_s = (
        demand[name].to_numpy(np.int64) for name in ("person", "tour", "tour_position", "earliest_departure_s")
    )
    count, rows = len(demand), np.flatnonzero(tour != NO_TOUR)
    begins_s = np.full(int(tour.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(begins_s, tour[rows], departure_s[rows])
    order = rows[np.lexsort((position[rows], tour[rows], begins_s[tour[rows]], person[rows]))]
    earlier, later = order[:-1], order[1:]
    same_tour = tour[earlier] == tour[later]
    linked = same_tour | ((person[earlier] == person[later]) & (person[later] >= 0))
    before, after = np.full((2, count), NOBODY)
    before[later[linked]], after[earlier[linked]] = earlier[linked], later[linked]
    is_first = np.ones(count, dtype=np.bool_)
    is_first[later[same_tour]] = False
    return Links(before.tolist(), after.tolist(), is_first.tolist())
