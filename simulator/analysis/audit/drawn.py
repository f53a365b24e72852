"""The auditor's view of drawn factors: drives and stops take what was drawn for them, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event

Draw = Callable[[int, int], int]
THOUSANDTHS = 1000


class Drawn:
    """Counts drives and stops of vehicles, and knows when the last one of each began.

    drive, dwell: the factors of the n-th drive, and of the n-th stop, of a vehicle [1/1000]. planned_s: how long each
    request takes to board, or to alight.
    """

    def __init__(self, drive: Draw, dwell: Draw, planned_s: Sequence[int]) -> None:
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

    def drive_s(self, row: Row, steady_s: int) -> int:
        """Return how long the drive that ends takes [s], if it takes so long without a factor."""
        if row.kind == Event.DIVERTED:
            self._turned.add(row.vehicle)
        else:
            self._turned.discard(row.vehicle)
        return -(-steady_s * self._drive(row.vehicle, self._drives[row.vehicle] - 1) // THOUSANDTHS)

    def dwell_s(self, row: Row) -> int:
        """Return how long the boarding or alighting that begins takes [s]."""
        number = self._stops[row.vehicle]
        self._stops[row.vehicle] += 1
        self._began_s[row.vehicle] = row.time_s
        return -(-self._planned_s[row.request] * self._dwell(row.vehicle, number) // THOUSANDTHS)

    def may_break(self, row: Row) -> bool:
        """Return whether a drive or stop of the vehicle has begun in this second, so that a promise may fall."""
        return self._began_s.get(row.vehicle) == row.time_s
