"""What people call a road: by its name, else by the places at its ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork
from simulator.network.near import Near


def between(ends: tuple[str, str]) -> str:
    """Return what a road without a name is called: by the places at its ends."""
    return ends[0] if ends[0] == ends[1] else " \N{EN DASH} ".join(sorted(ends))


def places_at(network: RoadNetwork, places: pd.DataFrame, node: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the name of the place nearest to each node, object (nodes,); "" where no place has any.

    places: name, lon, lat.
    """
    named = places[places["name"] != ""]
    if not len(named):
        return np.full(len(node), "", dtype=object)
    near = Near(network.project(named["lon"], named["lat"]))
    names: NDArray[np.object_] = named["name"].to_numpy(object)[near.nearest(network.xy_m()[node])[0]]
    return names


def road_labels(network: RoadNetwork, places: pd.DataFrame, streets: pd.DataFrame) -> list[str]:
    """Return what some streets are called, each name once, that of the longest first; none where nobody knows.

    places: name, lon, lat. streets: rows of the edge table, u, v, name and length.
    """
    ends = (places_at(network, places, streets[end].to_numpy(np.int64)).tolist() for end in ("u", "v"))
    own = streets["name"].astype(object).where(streets["name"].notna(), "").tolist()
    called = [name or between(pair) for name, pair in zip(own, zip(*ends, strict=True), strict=True)]
    length_m = pd.Series(streets["length"].to_numpy(np.float64)).groupby(called).sum()
    return [str(name) for name in length_m.sort_values(ascending=False, kind="stable").index if name]
