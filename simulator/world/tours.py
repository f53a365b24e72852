"""Requests that belong to persons and their tours, as far as the demand tells it: columns of ``TOUR_DTYPES``."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.tables import NO_TOUR


def has_tours(demand: pd.DataFrame) -> bool:
    """Return whether the demand tells which requests belong together."""
    return "tour" in demand


def begin_on_the_way(demand: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which requests do not begin at home, as they are later trips of tours, bool (requests,)."""
    if not has_tours(demand):
        return np.zeros(len(demand), dtype=np.bool_)
    of_tour = demand["tour"].to_numpy() != NO_TOUR
    return np.asarray(of_tour & (demand["tour_position"].to_numpy() > 1), dtype=np.bool_)


def names_of_people(demand: pd.DataFrame) -> list[str]:
    """Return by whose name the chance of what people have is drawn: of the person where one is known, else request."""
    names: list[str] = demand["request_id"].tolist()
    if not has_tours(demand):
        return names
    return [
        name if person < 0 else f"person {person}"
        for name, person in zip(names, demand["person"].tolist(), strict=True)
    ]
