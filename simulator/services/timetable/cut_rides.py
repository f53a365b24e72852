"""Rides that something goes wrong with: how far they go, and when who wants to make them learns of it."""

from __future__ import annotations

import numpy as np

from simulator.services.timetable.disrupted import NONE, Wrong
from simulator.services.timetable.world import TimetableWorld
from simulator.services.trips import Ride


class CutRides:
    """Tells rides by their calls, numbered as in ``TimetableWorld.calls``."""

    def __init__(self, world: TimetableWorld) -> None:
        self._wrong: Wrong | None = world.wrong
        actual = world.actual
        self._leaves_s = (world.calls["departure_s"].to_numpy() if actual is None else actual.departure_s).tolist()

    def first(self, ride: Ride) -> int | None:
        """Return the call from which a ride does not go on; None: it does."""
        if self._wrong is None:
            return None
        cut = np.flatnonzero(self._wrong.cut_by[ride.taken_call : ride.left_call] != NONE)
        return ride.taken_call + int(cut[0]) if len(cut) else None

    def is_first(self, ride: Ride) -> bool:
        """Return whether a ride does not even begin."""
        return self.first(ride) == ride.taken_call

    def by(self, call: int) -> int:
        """Return the number of the disruption because of which nobody rides on from a call."""
        assert self._wrong is not None
        return int(self._wrong.cut_by[call])

    def is_told(self, ride: Ride, cut: int) -> bool:
        """Return whether travellers are told before a ride begins that it does not go on from a call."""
        assert self._wrong is not None
        return bool(self._wrong.of[self.by(cut)].told_s <= self._leaves_s[ride.taken_call])

    def learns_s(self, ride: Ride, cut: int, there_s: int) -> int:
        """Return when they learn of it [s]: as they are told, once they are there, or as it does not come."""
        assert self._wrong is not None
        return int(max(there_s, min(self._wrong.of[self.by(cut)].told_s, self._leaves_s[ride.taken_call])))
