"""Breaks and changeovers of drivers as stops of a plan."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f


def pause_columns(pauses: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return pauses as columns of a plan, int32 (fields, n).

    pauses: int32 (n, 6) in order of time: kind, location, earliest and latest beginning, shortest length, earliest end
    [s].
    """
    kind, location, earliest, latest, length, ends = pauses.T
    # Also one that begins as late as it may lasts until its earliest end.
    shortest = np.maximum(length, ends - latest)
    columns = np.zeros((f.PLAN_FIELDS, len(pauses)), dtype=np.int32)
    columns[f.REQUEST] = -1
    columns[f.KIND], columns[f.NODE], columns[f.PAUSE] = kind, location, shortest
    columns[f.RIDE_START] = earliest
    columns[f.EARLIEST] = np.maximum(earliest + shortest, ends)
    columns[f.LATEST] = latest + shortest
    columns[f.MAX_RIDE] = f.FOREVER
    return columns
