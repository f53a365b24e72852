"""Every attempt and every ride of a run, in tables that grow: a retry or another leg is one more row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.engine.grow import Columns

ATTEMPT = ("request", "again", "service", "asked_s")
RIDE = ("request", "attempt", "leg", "service", "vehicle", "told_s")
NOT_BOOKED = -1


class Store:
    """The attempts and rides of all requests. A request's first ride has the number of the request."""

    def __init__(self, requests: int) -> None:
        self.attempts = Columns(ATTEMPT, room=requests)
        self.rides = Columns(RIDE, _first_rides(requests))
        self._has_ride = [False] * requests

    def new_ride(self, request: int) -> int:
        """Return the number of a further ride of a request, which is not booked yet."""
        if self._has_ride[request]:
            return self.rides.add(request, *[NOT_BOOKED] * (len(RIDE) - 1))
        self._has_ride[request] = True
        return request


def _first_rides(requests: int) -> NDArray[np.int32]:
    rows = np.full((requests, len(RIDE)), NOT_BOOKED, dtype=np.int32)
    rows[:, 0] = np.arange(requests)
    return rows
