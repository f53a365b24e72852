"""Key figures of late buses and trains and of people in them, each by the name of the service."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.analysis.ratios import Number, mean, ratio
from simulator.analysis.timetable_delays import PUNCTUAL_S, late_arrivals, late_where_left
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.analysis.trips import rides_of_trips
from simulator.event_kinds import Event
from simulator.journey_parts import without_parts
from simulator.results.entry import Definition
from simulator.tables import ServiceName

_D = Definition

LATE_KPIS: dict[str, Definition] = {
    "punctual_arrivals_share": _D(
        "Arrivals less than five minutes late.",
        "share",
        "arrivals of trips on the days that count, where they begin none",
    ),
    "got_off_late_mean_s": _D(
        "How much later than planned when they booked people got off their last bus or train, those among them who "
        "missed a change and came there otherwise.",
        "s",
        "trips made",
    ),
    "got_off_late_share": _D("Trips on which that was five minutes or more.", "share", "trips made"),
    "changes_missed": _D(
        "Changes from one bus or train to the next that were missed, as the first one was late.", "changes"
    ),
    "changes_missed_per_1000": _D("Such changes.", "changes", "1,000 changes made or missed"),
    "not_brought_on": _D("Trips that ended at a stop on the way, as nothing ran any more or had room.", "trips"),
}


def late_kpis(
    events: pd.DataFrame, loads: pd.DataFrame, given: TimetableInputs, services: Sequence[ServiceName]
) -> dict[str, Number]:
    """Compute the key figures of services by their names, as ``NAME.figure``.

    loads: by trip of the timetable, of those that count. services: those that may be late.
    """
    arrivals = late_arrivals(given)
    return {
        f"{service.name}.{figure}": value
        for service in services
        for figure, value in _of_service(
            without_parts(events[events["service"] == service.number]),
            arrivals.loc[arrivals["vehicle"].isin(loads["vehicle"]) & (arrivals["service"] == service.name), "late_s"],
        ).items()
    }


def _of_service(events: pd.DataFrame, late_s: pd.Series[int]) -> dict[str, Number]:
    off_s, rides = late_where_left(events), rides_of_trips(events)
    got_on = len(rides) - int(rides["seated"].sum())  # who stays seated does so in the next ride
    made = got_on - rides["request"].nunique()
    missed = int((events["kind"] == Event.CONNECTION_MISSED).sum())
    return {
        "punctual_arrivals_share": ratio(int((late_s < PUNCTUAL_S).sum()), len(late_s)),
        "got_off_late_mean_s": mean(off_s.astype(np.float64)),
        "got_off_late_share": ratio(int((off_s >= PUNCTUAL_S).sum()), len(off_s)),
        "changes_missed": missed,
        "changes_missed_per_1000": ratio(1000 * missed, made + missed),
        "not_brought_on": int((events["kind"] == Event.LEFT_BEHIND).sum()),
    }
