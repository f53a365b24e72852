"""How soon people could be where they want to be by bus and train, see ``services.soonest``: exactly, trip by trip."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.services.soonest import FAR_S
from simulator.services.timetable.world import TimetableWorld
from simulator.tables import NO_TIME

AT_ONCE = 20_000  # trips whose walks to all stops in reach lie side by side
Ints = NDArray[np.int64]


def soonest_s(tables: TimetableWorld, demand: pd.DataFrame, rows: Ints, most_s: int) -> Ints:
    """Return how long journeys take by what runs as planned, walks and waits before the first ride included."""
    found = np.full(len(rows), FAR_S, dtype=np.int64)
    wish_s, by_s = (demand[name].to_numpy(np.int64)[rows] for name in ("earliest_departure_s", "latest_arrival_s"))
    in_time, wheels = by_s != NO_TIME, demand["wheelchairs"].to_numpy()[rows] > 0
    search, most_rides = tables.search, tables.part.config.most_changes + 1
    for by_a_time in (False, True):
        for wheelchair in (False, True):
            alike = np.flatnonzero((in_time == by_a_time) & (wheels == wheelchair))
            router, at_s = search.for_wheelchairs if wheelchair else search.for_all, by_s if by_a_time else wish_s
            for begin in range(0, len(alike), AT_ONCE):
                its = alike[begin : begin + AT_ONCE]
                starts, ends = (walks.of(rows[its]).side_by_side() for walks in (tables.ways.starts, tables.ways.ends))
                takes_s = router.within(starts, ends, at_s[its], most_s, in_time=by_a_time, most_rides=most_rides)
                found[its] = np.where(takes_s <= most_s, takes_s, FAR_S)
    return found
