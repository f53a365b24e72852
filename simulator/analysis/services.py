"""One event log, two services: which rows are whose."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.errors import ResultError
from simulator.event_kinds import KINDS_OF_CARSHARING, Event


class Counted(NamedTuple):
    """What counts of a car-sharing service: what begins from a time on [s], and how many days that is."""

    from_s: int
    days: int


def counted_days(events: pd.DataFrame) -> Counted:
    """Return what counts, as the event log says. Raises ResultError when it does not."""
    rows = events[events["kind"] == Event.COUNTING_STARTED]
    if len(rows) != 1:
        raise ResultError(
            f"events: expected one row of kind {Event.COUNTING_STARTED} (counting_started), not {len(rows)}"
        )
    return Counted(int(rows["time_s"].iloc[0]), int(rows["value"].iloc[0]))


def ride_events(events: pd.DataFrame, vehicles: int) -> pd.DataFrame:
    """Return the rows of the ridepooling service, numbered as if it were alone; itself when it is.

    vehicles: of that service; shared cars have higher numbers.
    """
    ours = ~events["kind"].between(*KINDS_OF_CARSHARING) & (events["vehicle"] < vehicles)
    if ours.all():
        return events
    rows = events[ours].reset_index(drop=True)
    return rows.assign(seq=np.arange(len(rows), dtype=np.int32))


def car_events(events: pd.DataFrame, vehicles: int) -> pd.DataFrame:
    """Return the rows of the car-sharing service, what is about the energy of its cars included."""
    ours = events["kind"].between(*KINDS_OF_CARSHARING) | (events["vehicle"] >= vehicles)
    return events[ours].reset_index(drop=True)
