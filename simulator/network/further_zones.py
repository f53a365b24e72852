"""How many zones a ride comes to beyond its first."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from simulator.network.territories import Territories

NEIGHBOURS_DEGREES = 1e-4  # so far apart may zones be drawn that share a border; about 10 m


def further_zones(zones: Territories) -> NDArray[np.int64]:
    """Return the least number of borders from zone to zone, (zones + 1, zones + 1); the last: in none, 0 from and to.

    Where no zones lie between two that do not share a border it is 1.
    """
    import networkx as nx  # slow to import, and few scenarios have zones

    count = len(zones.names)
    found = np.ones((count + 1, count + 1), dtype=np.int64)
    found[-1] = found[:, -1] = 0
    neighbours = shapely.STRtree(zones.areas).query(zones.areas, predicate="dwithin", distance=NEIGHBOURS_DEGREES)
    graph = nx.Graph(zip(*neighbours.tolist(), strict=True))
    for zone, borders in nx.all_pairs_shortest_path_length(graph):
        for other, steps in borders.items():
            found[zone, other] = steps
    return found
