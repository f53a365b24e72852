"""The auditor's view of drawn factors: drives and stops take what was drawn for them, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event

Factors = tuple[int, ...]
THOUSANDTHS = 1000


class Drawn:
    """Counts drives and stops of vehicles, and knows when the last one of each began.

    drive: the factors of the n-th drive of a vehicle on the kinds of roads [1/1000]; dwell: that of its n-th stop.
    planned_s: how long each request takes to board, or to alight.
    """

    def __init__(
        self, drive: Callable[[int, int], Factors], dwell: Callable[[int, int], int], planned_s: Sequence[int]
    ) -> None:
        self._drive, self._dwell, self._planned_s = drive, dwell, planned_s
        self._drives: Counter[int] = Counter()
        self._stops: Counter[int] = Counter()
        self._turned: set[int] = set()  # vehicles that have turned off and not set off since
        self._began_s: dict[int, int] = {}

    def departs(self, row: Row) -> None:
        """Take note of a departure; after a turn a drive goes on."""
        if row.vehicle not in self._turned:
            self._drives[row.vehicle] += 1
        self._began_s[row.vehicle] = row.time_s

    def drive(self, row: Row) -> Factors:
        """Return the factors of the drive that ends, on the kinds of roads."""
        if row.kind == Event.DIVERTED:
            self._turned.add(row.vehicle)
        else:
            self._turned.discard(row.vehicle)
        return self._drive(row.vehicle, self._drives[row.vehicle] - 1)

    def dwell_s(self, row: Row) -> int:
        """Return how long the boarding or alighting that begins takes [s]."""
        number = self._stops[row.vehicle]
        self._stops[row.vehicle] += 1
        self._began_s[row.vehicle] = row.time_s
        return -(-self._planned_s[row.request] * self._dwell(row.vehicle, number) // THOUSANDTHS)

    def may_break(self, row: Row) -> bool:
        """Return whether a drive or stop of the vehicle has begun in this second, so that a promise may fall."""
        return self._began_s.get(row.vehicle) == row.time_s
