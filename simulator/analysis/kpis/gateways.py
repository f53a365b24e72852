"""Key figures of people who go to places outside of the area or come from there, only where the demand has any."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.gateways import with_gateways
from simulator.analysis.ratios import Number, ratio
from simulator.analysis.request_table import SERVED
from simulator.results.entry import Definition
from simulator.tables import FEEDER, TIMETABLE

_D = Definition
_OUTSIDE = "requests to and from places outside"

GATEWAY_KPIS: dict[str, Definition] = {
    "outside_requests": _D("Requests that begin or end at a place outside of the area.", "requests"),
    "outside_served": _D("Of these, those carried to their destination by any service.", "requests"),
    "outside_service_rate": _D("Those of them that any service carried.", "share", _OUTSIDE),
    "outside_riders": _D("People on all of these requests.", "riders"),
    "outside_riders_served": _D("People on those that were served.", "riders"),
    "outside_riders_by_timetable": _D(
        "Of these, those who went by bus or train, with a ride on demand to it or from it or without.", "riders"
    ),
}


def gateway_kpis(journeys: pd.DataFrame, outside: pd.DataFrame) -> dict[str, Number]:
    """Compute the figures. journeys: of all people, those that count. outside: ``GATEWAY_REQUEST_DTYPES``."""
    theirs = with_gateways(journeys, outside)
    served = theirs[theirs["end"] == SERVED]
    by_timetable = served[served["mode"].isin([TIMETABLE, FEEDER]).to_numpy(dtype=bool)]
    return {
        "outside_requests": len(theirs),
        "outside_served": len(served),
        "outside_service_rate": ratio(len(served), len(theirs)),
        "outside_riders": _people(theirs),
        "outside_riders_served": _people(served),
        "outside_riders_by_timetable": _people(by_timetable),
    }


def _people(journeys: pd.DataFrame) -> int:
    return int(journeys["party_size"].to_numpy(np.int64).sum())
