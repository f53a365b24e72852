"""Time from door to door by one clock, whatever people travel with: from when they wish to leave."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats


def wished_s(people: pd.DataFrame) -> Floats:
    """Return when people wish to leave [s], float64 (people,); NaN where they have to arrive by a time instead.

    people: submitted_s, earliest_departure_s, latest_arrival_s.
    """
    wish_s = people[["submitted_s", "earliest_departure_s"]].max(axis="columns").to_numpy(np.float64)
    return np.where(people["latest_arrival_s"].isna(), wish_s, np.nan)


def later_s(people: pd.DataFrame) -> Floats:
    """Return how much later than wished people left [s], negative where earlier; NaN as in ``wished_s``.

    people: departure_s, and what ``wished_s`` needs.
    """
    return people["departure_s"].to_numpy(np.float64, na_value=np.nan) - wished_s(people)


def door_to_door_s(people: pd.DataFrame, departure_s: Floats, arrival_s: Floats) -> Floats:
    """Return the times from the wish to being there [s], float64 (people,), NaN where either is.

    From leaving on for who leaves before, or has to arrive by a time. people: see ``wished_s``.
    """
    return arrival_s - np.fmin(departure_s, wished_s(people))
