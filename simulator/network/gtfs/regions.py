"""Which stops of a feed lie in a region."""

from __future__ import annotations

import pandas as pd

from simulator.network.graph import RoadNetwork
from simulator.network.snapping import StreetSnapper

Box = tuple[float, float, float, float]  # west, south, east, north [deg]


def stops_in_box(stops: pd.DataFrame, box: Box) -> set[str]:
    """Return the ids of the stops within a box, or just on its edge. stops: those of a ``Feed``."""
    west, south, east, north = box
    inside = stops["stop_lon"].between(west, east) & stops["stop_lat"].between(south, north)
    return set(stops.loc[inside, "stop_id"])


def stops_near(stops: pd.DataFrame, network: RoadNetwork, distance_m: float) -> set[str]:
    """Return the ids of the stops at most so far from a street, as the crow flies. stops: those of a ``Feed``."""
    placed = stops[stops["stop_lon"].notna() & stops["stop_lat"].notna()]
    far_m = StreetSnapper(network).distance_m(placed["stop_lon"], placed["stop_lat"])
    return set(placed.loc[far_m <= distance_m, "stop_id"])
