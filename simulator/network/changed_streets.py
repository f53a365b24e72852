"""Streets that changes alter, as lines with the times at which they do: what maps show of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from simulator.network.changes import lines_of
from simulator.network.graph import RoadNetwork

EVERYWHERE = 0.5  # share of all streets; who changes more changes them everywhere, and no line is told


def lines_changed(network: RoadNetwork, changed: pd.DataFrame) -> list[bytes | None]:
    """Return the lines of changed streets as WKB; a single None where they are nearly all streets there are.

    changed: with ``edge``, rows of the network's edge table, see ``DatedRoads.changed``.
    """
    edges: NDArray[np.int64] = np.unique(changed["edge"].to_numpy(np.int64))
    if len(edges) > EVERYWHERE * len(network.edges):
        return [None]
    told: list[Any] = [shapely.to_wkb(shapely.linestrings(line)) for line in lines_of(network, edges)]
    return told
