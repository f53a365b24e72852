"""What the log tells of the fare of each ride, where prices of riders and kilometres do not tell it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.event_kinds import Event

FARE, WAIVED = "fare_cents", "waived_cents"


def with_told_fares(requests: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return requests with what the party paid for the ride booked last, and what its season ticket waived [cent]."""
    told = events[events["kind"] == Event.FARE].drop_duplicates("request", keep="last")
    waived = events[events["kind"] == Event.FARE_WAIVED].set_index("ride")["value"]
    table = pd.DataFrame({FARE: told["value"], WAIVED: told["ride"].map(waived)}).set_index(told["request"])
    table = table.reindex(requests["request"]).fillna(0)
    return requests.assign(**{name: table[name].to_numpy(np.int64) for name in (FARE, WAIVED)})
