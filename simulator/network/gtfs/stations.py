"""Which stops belong to which station: boarding areas to platforms, platforms to stations."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEVELS = 3  # above a boarding area: its platform, its station, and what some feeds put above that

Rows = NDArray[np.int64]


def above(stops: pd.DataFrame) -> list[Rows]:
    """Return for each stop of a feed its own row, then that of its parent, of its parent's parent, and so on.

    Where there is none above, the row repeats.
    """
    parent = pd.Index(stops["stop_id"]).get_indexer(stops["parent_station"])
    found = [np.arange(len(stops))]
    for _ in range(LEVELS):
        upper = parent[found[-1]]
        found.append(np.where(upper >= 0, upper, found[-1]))
    return found
