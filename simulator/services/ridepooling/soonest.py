"""How soon a fleet could bring people to where they want to be, see ``services.soonest``: whoever is next in line."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.services.ridepooling.requests import boarding_s
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.services.soonest import FAR_S
from simulator.tables import NO_TIME

Ints = NDArray[np.int64]


def soonest_s(tables: RidepoolingWorld, _demand: pd.DataFrame, rows: Ints, most_s: int) -> Ints:
    """Return how long rides take that come as late as they may, and drive straight there.

    Walks to and from the nearest stops, the longest wait, boarding, and the direct drive. None outside of the hours of
    the service, nor for who can never be served. That vehicles are taken, and how early one books, is not looked at.
    """
    table = tables.requests.iloc[rows]
    hours = tables.days.spans(tables.config.hours).rows
    wish_s, wait_s = (table[name].to_numpy(np.int64) for name in ("earliest_departure_s", "max_wait_s"))
    begun = np.searchsorted(hours[:, 0], wish_s, side="right") - 1
    runs = begun >= 0
    runs[runs] = wish_s[runs] < hours[begun[runs], 1]
    served = np.ones(len(tables.requests), dtype=np.bool_)
    served[list(tables.rejected_at_once)] = False
    parts = (table[name].to_numpy(np.int64) for name in ("access_walk_s", "egress_walk_s", "direct_s"))
    takes_s = sum(parts) + wait_s + boarding_s(tables.config, table)
    goes = served[rows] & runs & (wait_s != NO_TIME) & (takes_s <= most_s)
    return np.where(goes, takes_s, FAR_S)
