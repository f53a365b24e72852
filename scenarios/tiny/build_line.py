"""Make the tiny network: three places A, B, C on a straight road, 5 km and five minutes apart.

Run from the top of the repository: python scenarios/tiny/build_line.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from simulator.network.files import write_network
from simulator.network.graph import make_network

LON = [12.0, 12.0, 12.0]
LAT = [53.0, 53.045, 53.09]

edges = pd.DataFrame(
    {
        "u": np.array([0, 1], dtype=np.int32),
        "v": np.array([1, 2], dtype=np.int32),
        "length": [5000.0, 5000.0],
        "speed_kph": [60.0, 60.0],
        "travel_time": [300.0, 300.0],
        "oneway": [False, False],
        "highway": ["rural", "rural"],
        "name": ["A to B", "B to C"],
        "kind": ["road", "road"],
        "geometry": [shapely.to_wkb(shapely.LineString([(LON[i], LAT[i]), (LON[i + 1], LAT[i + 1])])) for i in (0, 1)],
    }
)
source = {
    "name": "invented for this example",
    "version": "1",
    "url_or_package": "scenarios/tiny/build_line.py",
    "date": "2026-11-23",
    "licence": "CC0 1.0",
    "attribution": "none needed",
}
network = make_network("three places on a line", LON, LAT, edges, sources=(source,), notes=("Synthetic.",))
write_network(network, Path(__file__).parent / "network")
