"""Rides that are parts of journeys with several services: the service of such a ride was never asked for it itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.event_kinds import Event

if TYPE_CHECKING:
    import pandas as pd


def parts_of_journeys(events: pd.DataFrame) -> NDArray[np.int64]:
    """Return the rides that are parts of journeys with several services, int64 (rides,)."""
    return np.unique(events.loc[events["kind"] == Event.LEG, "ride"].to_numpy(np.int64))


def without_parts(events: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a log about anything else than rides that are parts of journeys; itself without any."""
    parts = parts_of_journeys(events)
    return events[~events["ride"].isin(parts)] if len(parts) else events


def whole_ways(events: pd.DataFrame) -> NDArray[np.int64]:
    """Return the rides that are all of their journeys from door to door: neither to a station nor from one."""
    legs = events[events["kind"] == Event.LEG]
    to_or_from = events.loc[events["kind"].isin([Event.LEG_DUE, Event.LEG_READY]), "ride"]
    first = legs[(legs["value"] == 0) & ~legs["ride"].isin(to_or_from)]
    return first["ride"].to_numpy(np.int64)
