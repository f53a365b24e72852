"""How late buses and trains were at their stops, line by line, and the people in them where they got off."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.ratios import DIGITS
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.event_kinds import Event
from simulator.journey_parts import without_parts
from simulator.results.gtfs_definitions import GTFS_LINE_DELAYS
from simulator.tables import no_rows, typed

PUNCTUAL_S = 300  # less is punctual: as associations of transport count
_BY = ["service", "request"]


def late_arrivals(given: TimetableInputs) -> pd.DataFrame:
    """Return how late each arrival of the trips of days that count is: service, vehicle, line, late_s.

    Nothing arrives where a trip begins. None of runs on which nothing can be late.
    """
    if "actual_arrival_s" not in given.calls:
        return no_rows({"service": "string", "vehicle": "int32", "line": "string", "late_s": "int64"})
    calls = given.calls.merge(given.trips.loc[given.trips["counted"], ["service", "vehicle", "line"]])
    calls = calls[calls["position"] > 0]
    late_s = (calls["actual_arrival_s"] - calls["arrival_s"]).astype(np.int64)
    return calls[["service", "vehicle", "line"]].assign(late_s=late_s)


def line_delays(given: TimetableInputs) -> pd.DataFrame:
    """Return a row per service and line: how many of its arrivals were punctual, and how late they were."""
    arrivals = late_arrivals(given)
    by = arrivals.assign(punctual=arrivals["late_s"] < PUNCTUAL_S).groupby(["service", "line"], sort=True)
    table = pd.DataFrame(
        {
            "arrivals": by.size(),
            "punctual_share": by["punctual"].mean().round(DIGITS),
            "late_mean_s": by["late_s"].mean().round(DIGITS),
            "late_most_s": by["late_s"].max(),
        }
    )
    return typed(table.reset_index(), {"service": "string"} | GTFS_LINE_DELAYS)


def late_where_left(events: pd.DataFrame) -> NDArray[np.int64]:
    """Return how much later than planned when they booked each who came to their destination got off at last [s].

    events: of services by timetable on which vehicles may be late; journeys of which they are parts are left out.
    """
    log = without_parts(events)
    arrived = log.loc[log["kind"] == Event.TRIP_ENDED, _BY]
    planned, left = (
        log[log["kind"] == kind].drop_duplicates(_BY, keep="last")
        for kind in (Event.PLANNED_DROPOFF, Event.VEHICLE_LEFT)
    )
    both = arrived.merge(planned[[*_BY, "value"]]).merge(left[[*_BY, "time_s"]])
    return (both["time_s"] - both["value"]).to_numpy(np.int64)
