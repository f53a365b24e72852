"""Breaks, changeovers and ends of duties that come later than allowed: written down as they come."""

from __future__ import annotations

from collections import deque

from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.services.ridepooling.roster import Shift
from simulator.services.ridepooling.world import RidepoolingWorld


class LateDrivers:
    """Compares what vehicles do with the limits of their drivers, not with those that plans keep."""

    def __init__(self, log: ServiceLog, world: RidepoolingWorld) -> None:
        self._log = log
        groups = world.pauses.groupby("vehicle")
        self._latest_s = {int(rows["vehicle"].iloc[0]): deque(rows["latest_s"].tolist()) for _, rows in groups}
        self._with_duties = frozenset(world.duties["vehicle"].tolist())

    def began(self, vehicle: int, now_s: int, pauses: int) -> None:
        """Take note that the next pauses of a vehicle begin, so many of them."""
        for _ in range(pauses):
            self._tell(now_s, vehicle, self._latest_s[vehicle].popleft())

    def leave_out(self, shift: Shift) -> None:
        """Take note that the pauses of a shift do not come any more."""
        latest_s = self._latest_s.get(shift.vehicle, deque())
        left = [time_s for time_s in latest_s if not shift.start_s <= time_s <= shift.latest_end_s]
        self._latest_s[shift.vehicle] = deque(left)

    def ended(self, now_s: int, shift: Shift) -> None:
        """Take note that a shift is over."""
        if shift.vehicle in self._with_duties:
            self._tell(now_s, shift.vehicle, shift.latest_end_s)

    def _tell(self, now_s: int, vehicle: int, latest_s: int) -> None:
        if now_s > latest_s:
            self._log.add(now_s, Event.DRIVER_LATE, vehicle, value=now_s - latest_s)
