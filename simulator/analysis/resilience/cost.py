"""What a journey costs who makes it, in minutes of ride: waits, walks and changes weigh more, not going weighs most.

Waits and walks count twice, a change as five minutes, see ``weights`` for where that comes from.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.missing import Bools, Floats
from simulator.analysis.resilience.weights import WEIGHTS
from simulator.units import MINUTE_S

WAIT, WALK = WEIGHTS["wait"].value, WEIGHTS["walk"].value  # minutes of ride that a minute is as bad as
CHANGE_MIN = WEIGHTS["change"].value  # of ride
UNSERVED_WAIT_MIN = WEIGHTS["not_served"].value
_SECONDS = ("journey_s", "wait_s", "walk_s")


def costs_min(journeys: pd.DataFrame, served: Bools, direct_s: pd.Series[int]) -> Floats:
    """Return what each journey costs [min of ride], float64; that of who is not served is as two hours later.

    journeys: with the columns of the catalogue. served: whether each is. direct_s: drive of each without waits and
    detours.
    """
    journey, wait, walk = (_minutes(journeys[name]) for name in _SECONDS)
    changes = np.maximum(journeys["legs"].to_numpy(np.float64) - 1, 0)
    travelled = journey + (WAIT - 1) * wait + (WALK - 1) * walk + CHANGE_MIN * changes
    return np.where(served, travelled, WAIT * UNSERVED_WAIT_MIN + _minutes(direct_s))


def _minutes(seconds: pd.Series[int]) -> Floats:
    """Return how many minutes each are, 0 where nothing is known."""
    return np.asarray(seconds.to_numpy(np.float64, na_value=0) / MINUTE_S)
