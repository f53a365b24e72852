"""Trips that importers have found as the table of requests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME, TOUR_DTYPES, typed

DEFAULTS: dict[str, Any] = {
    "earliest_arrival_s": NO_TIME,
    "latest_arrival_s": NO_TIME,
    "origin_node": NO_NODE,
    "destination_node": NO_NODE,
    "party_size": 1,
    "wheelchairs": 0,
    "parcels": 0,
    "traveller_class": "",
    "purpose": "",
}


def requests_of_trips(trips: pd.DataFrame) -> pd.DataFrame:
    """Return requests by submission, departure and row, with the columns of tours where the trips have them.

    trips: request_id, submitted_s, earliest_departure_s, lon and lat of both ends, and whatever is not as in
    ``DEFAULTS``.
    """
    table = trips.assign(**{name: value for name, value in DEFAULTS.items() if name not in trips})
    dtypes = DEMAND_DTYPES | (TOUR_DTYPES if set(TOUR_DTYPES) <= set(table) else {})
    order = np.lexsort((np.arange(len(table)), table["earliest_departure_s"], table["submitted_s"]))
    return typed(table.iloc[order].reset_index(drop=True), dtypes)
