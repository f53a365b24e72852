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
    planned_s: how long each request takes to board, or to alight. reserve: by which share longer drives and stops may
    take for plans to keep what energy and drivers need [1/1000].
    """

    def __init__(
        self,
        drive: Callable[[int, int], Factors],
        dwell: Callable[[int, int], int],
        planned_s: Sequence[int],
        reserve: int = 0,
    ) -> None:
        self._drive, self._dwell, self._planned_s, self.reserve = drive, dwell, planned_s, reserve
        self._drives: Counter[int] = Counter()
        self._stops: Counter[int] = Counter()
        self._turned: set[int] = set()  # vehicles that have turned off and not set off since
        self._began_s: dict[int, int] = {}
        self._late_s: Counter[int] = Counter()  # by how much all drives and stops since the shift began took longer

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

    def of_now(self, vehicle: int) -> Factors:
        """Return the factors of the drive that a vehicle is on."""
        return self._drive(vehicle, self._drives[vehicle] - 1)

    def exceeds(self, row: Row) -> bool:
        """Return whether the last drive of a vehicle took more than by the reserve longer than planned, anywhere."""
        return max(self._drive(row.vehicle, self._drives[row.vehicle] - 1)) > THOUSANDTHS + self.reserve

    def begins(self, row: Row) -> None:
        """Take note that a shift begins."""
        self._late_s[row.vehicle] = 0
        self._turned.discard(row.vehicle)  # where it turned off, and was towed home from

    def took(self, row: Row, took_s: int, planned_s: int) -> None:
        """Take note how long a drive took, and how long it was planned to take [s]."""
        self._late_s[row.vehicle] += max(0, took_s - planned_s)

    def late_s(self, row: Row) -> int:
        """Return by how much the drives and stops of a vehicle since its shift began took longer than planned [s]."""
        return self._late_s[row.vehicle]

    def sooner_s(self, work_s: int) -> int:
        """Return by how much sooner than its limit something is planned, after so much work [s]."""
        return -(-max(0, work_s) * self.reserve // (THOUSANDTHS + self.reserve))

    def with_reserve_s(self, drive_s: int) -> int:
        """Return how long a drive takes that is by the reserve longer than planned [s]."""
        return drive_s - (-drive_s * self.reserve // THOUSANDTHS)

    def dwell_s(self, row: Row) -> int:
        """Return how long the boarding or alighting that begins takes [s]."""
        number = self._stops[row.vehicle]
        self._stops[row.vehicle] += 1
        self._began_s[row.vehicle] = row.time_s
        planned_s = self._planned_s[row.request]
        drawn_s = -(-planned_s * self._dwell(row.vehicle, number) // THOUSANDTHS)
        self._late_s[row.vehicle] += max(0, drawn_s - planned_s)
        return drawn_s

    def may_break(self, row: Row) -> bool:
        """Return whether a drive or stop of the vehicle has begun in this second, so that a promise may fall."""
        return self._began_s.get(row.vehicle) == row.time_s
