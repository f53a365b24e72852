"""What a journey costs who makes it, in minutes of ride: waits, walks and changes weigh more, not going weighs most.

Waits and walks count twice, a change as five minutes: within the ranges of the British guidance on transport analysis
(TAG unit M3.2, Department for Transport: 1.5 to 2.5 for waits, 1.5 to 2.0 for walks, 5 to 10 minutes a change).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats
from simulator.units import MINUTE_S

WAIT, WALK = 2.0, 2.0  # minutes of ride that a minute is as bad as
CHANGE_MIN = 5.0  # of ride
UNSERVED_WAIT_MIN = 120.0  # assumption: who is not served, and has no car, goes two hours later
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
