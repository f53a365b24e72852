"""One event log, two services: which rows are whose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.tables import Event

FIRST_OF_CARSHARING = Event.BOOKING_ASKED


def ride_events(events: pd.DataFrame, vehicles: int) -> pd.DataFrame:
    """Return the rows of the ridepooling service, numbered as if it were alone; itself when it is.

    vehicles: of that service; shared cars have higher numbers.
    """
    ours = (events["kind"] < FIRST_OF_CARSHARING) & (events["vehicle"] < vehicles)
    if ours.all():
        return events
    rows = events[ours].reset_index(drop=True)
    return rows.assign(seq=np.arange(len(rows), dtype=np.int32))


def car_events(events: pd.DataFrame, vehicles: int) -> pd.DataFrame:
    """Return the rows of the car-sharing service, what is about the energy of its cars included."""
    ours = (events["kind"] >= FIRST_OF_CARSHARING) | (events["vehicle"] >= vehicles)
    return events[ours].reset_index(drop=True)
