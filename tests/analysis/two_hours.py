"""Forty people, one every three minutes from 08:00, and a bridge that is closed from 08:15 to 08:45.

Every second of them crosses it, from West to East; the others stay in East. All have 10 km, ten minutes of drive, ride
for 10 minutes, wait for 4 and walk for 1 on the twin, where all are served. With the bridge closed, numbers 6 to 14 are
refused, 5 of them; that of number 16 is late by eleven minutes, which it waits for; number 18 is told later than it was
promised, and comes in time; 20 is stranded. One is made on each day alone, one is declined on both.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.results.table_dtypes import JOURNEYS
from simulator.tables import typed

FROM_S = 8 * 3600
BRIDGE = (FROM_S + 900, FROM_S + 2700)  # closed
REFUSED, LATE, BROKEN, STRANDED = (6, 8, 10, 12, 14), 16, 18, 20
TWO = 6  # rides with somebody


def journeys(*, disturbed: bool) -> pd.DataFrame:
    """Return the journeys of a day, numbered otherwise than on the other one."""
    names = [*range(40), "here" if disturbed else "there", "declines"]
    rows = [_row(place, name) for place, name in enumerate(names)]
    if disturbed:
        for number in REFUSED:
            rows[number] |= _NOT_SERVED | {"end": "rejected"}
        rows[LATE] |= {"arrival_s": FROM_S + 180 * LATE + 900 + 660, "wait_s": 900, "journey_s": 900 + 660}
        rows[STRANDED] |= _NOT_SERVED | {"end": "stranded"}
        rows = rows[::-1]
        for number, row in enumerate(rows):
            row["request"] = number
    rows = [row | (_NOT_SERVED | {"end": "declined"} if row["request_id"] == "declines" else {}) for row in rows]
    return typed(pd.DataFrame(rows, columns=list(JOURNEYS)), JOURNEYS)


def broken(of: pd.DataFrame) -> np.ndarray:
    """Return the numbers of those on the disturbed day whose promise was broken."""
    return of.loc[of["request_id"] == str(BROKEN), "request"].to_numpy(np.int64)


_NOT_SERVED = dict.fromkeys(("departure_s", "arrival_s", "walk_s", "wait_s", "ride_s", "journey_s", "means")) | {
    "legs": 0
}


def _row(place: int, name: object) -> dict[str, object]:
    departs_s = FROM_S + 180 * place if isinstance(name, int) else FROM_S
    crosses = place % 2 == 0
    return {
        "service": "bus", "request": place, "request_id": str(name), "party_size": 2 if name == TWO else 1,
        "traveller_class": "adult" if crosses else "child", "origin_lon": 12.0 if crosses else 12.2, "origin_lat": 53.0,
        "desired_departure_s": departs_s, "direct_s": 600, "direct_m": 10_000, "end": "served", "means": "bus",
        "attempts": 1, "rejections": 0, "legs": 1, "departure_s": departs_s, "arrival_s": departs_s + 900,
        "walk_s": 60, "wait_s": 240, "ride_s": 600, "journey_s": 900,
    }  # fmt: skip
