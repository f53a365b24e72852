"""How soon people could be where they want to be by what they have, see ``services.soonest``; for cars nobody asks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.services.own_means.world import NO_WAY, OwnMeansWorld, of_each
from simulator.services.soonest import FAR_S

Ints = NDArray[np.int64]


def soonest_s(tables: OwnMeansWorld, _demand: pd.DataFrame, rows: Ints, most_s: int) -> Ints:
    """Return how long ways on foot or by bike take."""
    config, ways = tables.part.config, tables.ways.iloc[rows]
    length_m = ways["length_m"].to_numpy(np.int64)
    goes = ways["has_it"].to_numpy(np.bool_) & (length_m != NO_WAY) & ~ways["outside"].to_numpy(np.bool_)
    takes_s = of_each(length_m, config.moves_s) + config.reach_s
    return np.where(goes & (takes_s <= most_s), takes_s, FAR_S)
