"""When buses and trains really call, and what people see of it beforehand."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.network.timetable.timetable import Timetable
from simulator.services.timetable.tables import call_of_row
from simulator.services.timetable.world import TimetableWorld


class Running:
    """What is known of all trips. Calls are numbered as in ``TimetableWorld.calls``; times in seconds."""

    def __init__(self, world: TimetableWorld) -> None:
        calls, actual, delays = world.calls, world.actual, world.part.config.delays
        self._timetable = world.timetable
        self._planned_s = tuple(calls[name].to_numpy() for name in ("arrival_s", "departure_s"))
        self._actual_s = self._planned_s if actual is None else (actual.arrival_s, actual.departure_s)
        self._seen_s = 0 if delays is None else delays.seen_s
        self.arrival_s, self.departure_s = (times_s.tolist() for times_s in self._actual_s)
        late_s = (real - planned for real, planned in zip(self._actual_s, self._planned_s, strict=True))
        self.late_at_arrival_s, self.late_at_departure_s = (times_s.tolist() for times_s in late_s)

    def known_from(self, call: int) -> int:
        """Return from when on it is known how late a trip is at a call."""
        return int(self._planned_s[0][call]) - self._seen_s

    @cached_property
    def _rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Return of each row of the timetable its call and its chain, and whether a trip begins or ends there."""
        chain, trip = (self._timetable.calls[name].to_numpy(np.int64) for name in ("chain", "gtfs_trip"))
        begins = np.concatenate(([True], trip[1:] != trip[:-1])) if len(trip) else np.zeros(0, dtype=bool)
        ends = np.concatenate((begins[1:], [True])) if len(trip) else begins
        return call_of_row(self._timetable), chain, begins, ends

    def as_seen(self, now_s: int) -> Timetable:
        """Return the timetable as it is shown at a time.

        Late are those calls of which it is known; where that is later than a call behind it, that one is thought to
        follow at once.
        """
        row, chain, begins, ends = self._rows
        shown = [
            np.where(planned - self._seen_s <= now_s, real, planned)[row].astype(np.int64)
            for planned, real in zip(self._planned_s, self._actual_s, strict=True)
        ]
        # Nobody uses when a trip arrives where it begins, or leaves where it ends.
        times_s = np.column_stack((np.where(begins, shown[1], shown[0]), np.where(ends, shown[0], shown[1])))
        apart_s = chain[:, None] * (np.ptp(times_s) + 1 if len(times_s) else 1)
        in_order = (np.maximum.accumulate((times_s + apart_s).ravel()).reshape(-1, 2) - apart_s).astype(np.int32)
        calls = self._timetable.calls
        return replace(self._timetable, calls=calls.assign(arrival_s=in_order[:, 0], departure_s=in_order[:, 1]))
