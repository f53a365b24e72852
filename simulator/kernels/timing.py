"""The one rule of when a stop of a plan begins and when its vehicle leaves: whoever plans or offers asks here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ARRIVAL,
    BREAK,
    KIND,
    REQ_EARLIEST,
    REQ_LATEST_ARRIVAL,
    REQ_MAX_TRAVEL,
    RIDE_START,
    START,
)


@jit_in_place
def stop_times(
    same_place: bool, began: int, left: int, drive: int, pause: int, earliest: int, boarded: int, dwell: int
) -> tuple[int, int, int]:
    """Return (arrival, start of service, departure) of a stop [s]. O(1).

    A vehicle arrives, waits for the start of the window, serves, leaves. Stops that follow each other at one place are
    served side by side: none begins before the one before it begins, and the vehicle leaves when all are done. A pause
    begins when all before it is done, and the start is its end; when it begins, ``begins_at`` tells.

    same_place: as the stop before, where service began at ``began`` and which is left at ``left``. drive: from there.
    pause: how long it lasts at least, 0 at other stops. earliest: the window's start. boarded: at a dropoff the end of
    that rider's boarding, elsewhere the same as ``earliest``.
    """
    if same_place and pause == 0:
        start = max(began, earliest, boarded)
        return began, start, max(left, start + dwell)
    arrival = left + drive
    start = max(arrival + pause, earliest, boarded)
    return arrival, start, start + dwell


@jit_in_place
def latest_arrival(request: NDArray[np.int64]) -> int:
    """Return when a request has to be at its destination [s]: as wished for, and after the longest travel. O(1)."""
    latest: int = min(request[REQ_LATEST_ARRIVAL], request[REQ_EARLIEST] + request[REQ_MAX_TRAVEL])
    return latest


@jit_in_place
def begins_at(plan: NDArray[np.int32], slot: int, vehicle: int) -> int:
    """Return when a stop of a plan begins [s], so that the vehicle must be there: a pause ends only at its START. O(1).

    Who hands a vehicle over does so when it is there, even if the next driver comes later.
    """
    if plan[KIND, slot, vehicle] < BREAK:
        return np.int64(plan[START, slot, vehicle])
    return max(np.int64(plan[ARRIVAL, slot, vehicle]), np.int64(plan[RIDE_START, slot, vehicle]))
