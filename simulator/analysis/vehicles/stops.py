"""One row per visit of a vehicle to a stop at which riders board or alight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Ints, nullable_int
from simulator.analysis.vehicles.log import GETS_OFF, VehicleLog
from simulator.event_kinds import Event


def build_stop_table(log: VehicleLog, vehicle_id: pd.Series[Any], party_size: Ints) -> pd.DataFrame:
    """List the visits by vehicle and time.

    A visit runs from the first boarding or alighting until the doors close. A vehicle that serves the same place twice
    with the doors closed in between makes two visits.
    """
    ends = log.rows(Event.STOP_ENDED)
    served = log.rows(Event.BOARDED, *GETS_OFF)
    visit = np.searchsorted(ends, served)
    # a log cut short may lack the last STOP_ENDED: such a visit is not over and is left out
    whole = visit < ends.size
    whole[whole] &= log.vehicle[ends[visit[whole]]] == log.vehicle[served[whole]]
    served, visit = served[whole], visit[whole]
    boards = log.kind[served] == Event.BOARDED
    size = party_size[log.request[served]]
    first = np.full(ends.size, -1, dtype=np.int64)
    first[visit[::-1]] = served[::-1]
    used = first >= 0
    standing_since = log.last_row_of(Event.SHIFT_STARTED, Event.ARRIVED, Event.DIVERTED)[first[used]]
    free_since = log.last_row_of(Event.SHIFT_STARTED, Event.ARRIVED, Event.DIVERTED, Event.STOP_ENDED)[first[used]]
    began = log.time_s[first[used]]

    def count(weights: NDArray[Any]) -> Ints:
        return np.bincount(visit, weights=weights, minlength=ends.size).astype(np.int64)[used]

    vehicle = log.vehicle[ends[used]]
    return pd.DataFrame(
        {
            "vehicle": vehicle,
            "vehicle_id": vehicle_id.iloc[vehicle].astype("string").to_numpy(),
            "node": log.node[first[used]],
            "arrived_s": nullable_int(log.time_s[standing_since], standing_since >= 0),
            "began_s": began,
            "ended_s": log.time_s[ends[used]],
            "waited_s": nullable_int(began - log.time_s[free_since], free_since >= 0),
            "dwell_s": log.time_s[ends[used]] - began,
            "requests_boarded": count(boards),
            "requests_alighted": count(~boards),
            "riders_boarded": count(boards * size),
            "riders_alighted": count(~boards * size),
            "riders_after": log.riders[ends[used]],
        }
    )
