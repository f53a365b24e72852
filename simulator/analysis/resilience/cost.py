"""What a journey costs who makes it, in minutes of ride: waits, walks and changes weigh more, not going weighs most.

Waits and walks count twice, a change as five minutes, see ``weights`` for where that comes from.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats
from simulator.analysis.resilience.weights import WEIGHTS
from simulator.units import MINUTE_S

WAIT, WALK = WEIGHTS["wait"].value, WEIGHTS["walk"].value  # minutes of ride that a minute is as bad as
CHANGE_MIN = WEIGHTS["change"].value  # of ride
UNSERVED_WAIT_MIN = WEIGHTS["not_served"].value
_SECONDS = ("journey_s", "wait_s", "walk_s")


def costs_min(journeys: pd.DataFrame, served: pd.Series[bool], direct_s: pd.Series[int]) -> Floats:
    """Return what each journey costs [min of ride], float64; that of who is not served is as two hours later.

    journeys: with the columns of the catalogue. direct_s: drive of each without waits and detours.
    """
    journey, wait, walk = (journeys[name].astype("float64").fillna(0) / MINUTE_S for name in _SECONDS)
    changes = (journeys["legs"] - 1).clip(lower=0)
    travelled = journey + (WAIT - 1) * wait + (WALK - 1) * walk + CHANGE_MIN * changes
    refused = WAIT * UNSERVED_WAIT_MIN + direct_s.astype("float64").fillna(0) / MINUTE_S
    return np.where(served.to_numpy(bool), travelled, refused).astype(np.float64)
