"""Where people live and where they go: localities with inhabitants, attractors with a weight."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, RequestFileError
from simulator.input_table import Column, read_input_table
from simulator.network.stop_file import read_stop_file

LOCALITY_COLUMNS = (
    Column("locality", "text", required=True),
    Column("lon", "number", required=True, low=-180, high=180),
    Column("lat", "number", required=True, low=-90, high=90),
    Column("population", "number", required=True, low=0),
)


@dataclass(frozen=True)
class Places:
    """Points with a weight. lon, lat, weight: float64 (n,)."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    weight: NDArray[np.float64]


def read_localities(path: Path) -> Places:
    """Read where people live; the weight is the number of inhabitants. Raises RequestFileError."""
    table = read_input_table(path, LOCALITY_COLUMNS, other_columns=True)
    if not table["population"].sum() > 0:
        raise RequestFileError([Problem(str(path), 0, 0, "population", "nobody lives in any locality")])
    return _places(table, "population")


def read_attractors(path: Path | None, keep: dict[str, tuple[str, ...]], localities: Places) -> Places:
    """Read where people go. Without a file they go where people live.

    A stop attracts with the square root of its ``weight`` (departures and arrivals, more for trains): an assumption
    between every stop being alike and every departure being somebody's wish. Raises RequestFileError.
    """
    if path is None:
        return localities
    table = read_stop_file(path, keep)
    if not table["weight"].sum() > 0:
        raise RequestFileError([Problem(str(path), 0, 0, "weight", "no place attracts anybody")])
    return _places(table.assign(weight=np.sqrt(table["weight"].astype(float))), "weight")


def _places(table: pd.DataFrame, weight: str) -> Places:
    return Places(*(table[name].to_numpy(np.float64) for name in ("lon", "lat", weight)))
