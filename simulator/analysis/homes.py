"""Where people live: by locality, and by cell where none is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

PLACE = ["municipality", "locality", "cell"]
CELL_DEGREES = 0.01  # of homes of which no locality is known


def homes_of(persons: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """Return where each person lives, and whether they have a car, by person."""
    place = _places(households).set_index(households["household"])
    its: pd.DataFrame = place.loc[persons["household"]].set_index(pd.Index(persons["person"], name="person"))
    return its.assign(has_car=(persons["car"] != "none").to_numpy(bool))


def _places(households: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each household; those of which no locality is known are told apart by cells."""
    named = (households["locality"] != "").to_numpy(bool)
    lat, lon = (np.floor(households[axis].to_numpy(np.float64) / CELL_DEGREES) for axis in ("lat", "lon"))
    cell = np.where(named, 0, lat * 100_000 + lon).astype(np.int64)
    plain = {name: households[name].astype("object") for name in PLACE[:2]}
    return pd.DataFrame({**plain, "cell": cell})


def middles(households: pd.DataFrame) -> pd.DataFrame:
    """Return the middle of the homes of each place, by people."""
    size = households["size"].to_numpy(np.float64)
    lon, lat = (households[axis].to_numpy(np.float64) * size for axis in ("lon", "lat"))
    sums = _places(households).assign(lon=lon, lat=lat, size=size).groupby(PLACE).sum().reset_index()
    return sums.assign(lon=(sums["lon"] / sums["size"]).round(6), lat=(sums["lat"] / sums["size"]).round(6))
