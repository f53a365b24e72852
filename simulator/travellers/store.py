"""Every attempt and every ride of a run, in tables that grow: a retry or another leg is one more row."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.engine.grow import Columns

ATTEMPT = ("request", "again", "service", "asked_s")
RIDE = ("ride", "request", "attempt", "leg", "service", "vehicle", "told_s")
NOT_BOOKED = -1


class Store:
    """The attempts and rides of all requests. A request's first ride has the number of the request.

    number_ride: gives a number to a further ride of a request, in the run.
    """

    def __init__(self, requests: int, number_ride: Callable[[int], int]) -> None:
        self.attempts = Columns(ATTEMPT, room=requests)
        self.new_attempt = self.attempts.add
        self.rides = Columns(RIDE, _first_rides(requests))
        self._number_ride = number_ride
        self._has_ride = [False] * requests
        self._further: dict[int, int] = {}  # ride -> its row

    def new_ride(self, request: int) -> int:
        """Return the number of a further ride of a request, which is not booked yet."""
        if self._has_ride[request]:
            ride = self._number_ride(request)
            self._further[ride] = self.rides.add(ride, request, *[NOT_BOOKED] * (len(RIDE) - 2))
            return ride
        self._has_ride[request] = True
        return request

    def book(self, ride: int, *rest: int) -> None:
        """Note a ride that is booked, with what else `RIDE` tells of it."""
        self.rides.change(self._further.get(ride, ride), ride, *rest)


def _first_rides(requests: int) -> NDArray[np.int32]:
    rows = np.full((requests, len(RIDE)), NOT_BOOKED, dtype=np.int32)
    rows[:, :2] = np.arange(requests)[:, None]
    return rows
