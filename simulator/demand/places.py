"""Where people live and where they go: localities with inhabitants, attractors with a weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, RequestFileError
from simulator.input_table import PLAIN, Column, Reading, filtered, raise_problems, read_input_table
from simulator.network.far_places import SWAPPED, swapped_places
from simulator.network.graph import METRES_PER_DEGREE, RoadNetwork
from simulator.network.near import Near
from simulator.network.stop_file import read_stop_file

NEIGHBOURHOOD_M = 2000.0
NOTHING_LEFT_OUT: Mapping[str, Sequence[str]] = MappingProxyType({})
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


def read_localities(
    path: Path,
    reading: Reading = PLAIN,
    network: RoadNetwork | None = None,
    keep: Mapping[str, Sequence[str]] = NOTHING_LEFT_OUT,
) -> Places:
    """Read where people live; the weight is the number of inhabitants.

    network: the roads there, if they are known by then. keep: columns, and the values of the rows to keep. Raises
    RequestFileError.
    """
    table = read_input_table(path, LOCALITY_COLUMNS, reading, other_columns=True)
    table, missing = filtered(path, table, keep)
    if missing:
        raise RequestFileError(missing)
    _refuse_swapped(path, table, network)
    if not table["population"].sum() > 0:
        raise RequestFileError([Problem(str(path), 0, 0, "population", "nobody lives in any locality")])
    return _places(table, "population")


def read_place_names(
    path: Path,
    reading: Reading = PLAIN,
    keep: Mapping[str, Sequence[str]] = NOTHING_LEFT_OUT,
    also: Sequence[str] = (),
) -> pd.DataFrame:
    """Read what the places are called where people live: name, lon, lat, inhabitants. Raises RequestFileError.

    keep: columns, and the values of the rows to keep. also: further columns to keep, where the file has them.
    """
    table, missing = filtered(path, read_input_table(path, LOCALITY_COLUMNS, reading, other_columns=True), keep)
    raise_problems(path, missing)
    names = {"locality": "name", "lon": "lon", "lat": "lat", "population": "inhabitants"}
    return table[[*names, *(name for name in also if name in table)]].rename(columns=names)


def read_attractors(
    path: Path | None,
    keep: dict[str, tuple[str, ...]],
    localities: Places,
    reading: Reading = PLAIN,
    network: RoadNetwork | None = None,
) -> Places:
    """Read where people go. Without a file they go where people live.

    A stop attracts with the square root of its ``weight`` (departures and arrivals, more for trains) times the people
    who live within 2 km: shops, doctors and offices are where people are. An assumption. Raises RequestFileError.
    """
    if path is None:
        return localities
    table = read_stop_file(path, keep, reading)
    _refuse_swapped(path, table, network)
    if not table["weight"].sum() > 0:
        raise RequestFileError([Problem(str(path), 0, 0, "weight", "no place attracts anybody")])
    stops = _places(table, "weight")
    weight = np.sqrt(stops.weight)
    people = people_near(localities, stops)
    return Places(stops.lon, stops.lat, weight * people if people.any() else weight)


def people_near(localities: Places, stops: Places) -> NDArray[np.float64]:
    """Return the people within ``NEIGHBOURHOOD_M`` of each stop, float64 (stops,)."""
    east_m = METRES_PER_DEGREE * np.cos(np.radians(localities.lat.mean()))
    homes = np.column_stack([localities.lon * east_m, localities.lat * METRES_PER_DEGREE])
    at = np.column_stack([stops.lon * east_m, stops.lat * METRES_PER_DEGREE])
    stop, home = Near(homes).within(at, NEIGHBOURHOOD_M)
    first = np.searchsorted(stop, np.arange(len(at) + 1)).tolist()
    return np.array([localities.weight[home[a:b]].sum() for a, b in pairwise(first)])


def _refuse_swapped(path: Path, table: pd.DataFrame, network: RoadNetwork | None) -> None:
    """Raise RequestFileError for places that would lie in the region if their coordinates changed places."""
    if network is None:
        return
    swapped = table.loc[swapped_places(network, table["lon"], table["lat"]), ["line", "lon", "lat"]]
    problems = [
        Problem(str(path), int(line), 0, "lon", f"{lon}, {lat} is not where the roads are; {SWAPPED}")
        for line, lon, lat in swapped.itertuples(index=False)
    ]
    raise_problems(path, problems)


def _places(table: pd.DataFrame, weight: str) -> Places:
    return Places(*(table[name].to_numpy(np.float64) for name in ("lon", "lat", weight)))
