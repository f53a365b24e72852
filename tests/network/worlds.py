"""Tiny networks one can know by heart."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simulator.network.edge_table import line_bytes
from simulator.network.graph import RoadNetwork, make_network

DEGREE_M = 111_195.08  # one degree of latitude

Street = tuple[int, int, float, float, bool]  # u, v, length [m], travel time [s], one-way


def network_of(
    lon: Sequence[float], lat: Sequence[float], streets: Sequence[Street], kind: str = "road"
) -> RoadNetwork:
    edges = pd.DataFrame(
        {
            "u": pd.array([s[0] for s in streets], dtype="int32"),
            "v": pd.array([s[1] for s in streets], dtype="int32"),
            "length": [float(s[2]) for s in streets],
            "speed_kph": [50.0 for _ in streets],
            "travel_time": [float(s[3]) for s in streets],
            "oneway": [s[4] for s in streets],
            "highway": ["residential" for _ in streets],
            "name": [None for _ in streets],
            "kind": [kind for _ in streets],
            "geometry": [line_bytes([(lon[s[0]], lat[s[0]]), (lon[s[1]], lat[s[1]])]) for s in streets],
        }
    )
    return make_network("tiny", lon, lat, edges, sources=({"name": "made by hand"},), notes=("for tests",))


def square_network() -> RoadNetwork:
    """Four corners 0-1-2-3 around; 0-1 has a slow second street, 2 -> 3 is one-way, 3 -> 0 both ways.

    0 --10 s-- 1      0 -> 1 also in 25 s over a shorter way
    |          |
    30 s      20.5 s
    |          |
    3 <-15 s-- 2
    """
    return network_of(
        [12.0, 12.01, 12.01, 12.0],
        [53.01, 53.01, 53.0, 53.0],
        [
            (0, 1, 100, 25, False),
            (0, 1, 200, 10, False),
            (1, 2, 300, 20.5, False),
            (2, 3, 250, 15, True),
            (3, 0, 400, 30, False),
        ],
    )
