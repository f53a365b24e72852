"""The auditor's view of drivers who are absent or on strike: told in time, and nobody new is taken."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event

ABSENCE_KINDS = (Event.DRIVER_ABSENT, Event.ABSENT_FOR, Event.SHIFT_CUT, Event.RESERVE_CALLED)

LOOKS_AGAIN_S = 60  # so soon after its last shift the next one of a vehicle begins

_STANDS = (Event.OUT_UNTIL, Event.SHIFT_CUT, Event.ARRIVED, Event.DIVERTED, Event.STOP_ENDED)


class AbsenceAudit:
    """Follows what is told of absent drivers. shifts: ``tables.SHIFT_DTYPES``, as planned."""

    def __init__(self, shifts: pd.DataFrame, events: pd.DataFrame) -> None:
        self._shifts = set(zip(shifts["vehicle"].tolist(), shifts["start_s"].tolist(), strict=True))
        self._absent: set[tuple[int, int]] = set()
        self._last: Row | None = None
        self._cut_s: dict[int, int] = {}  # vehicle -> when its shift was cut short
        self._left_s: dict[int, int] = {}  # vehicle -> when it left the last time
        self._free_s: dict[int, int] = {}  # vehicle -> when its last shift ended
        self._out = _Out()
        began, ended = (
            events[events["kind"] == kind].set_index("value")["time_s"].to_dict()
            for kind in (Event.DISRUPTION_BEGAN, Event.DISRUPTION_ENDED)
        )
        self._began, self._ended = began, ended

    def follow(self, row: Row) -> list[str]:
        """Take the next row; return what is wrong with it."""
        if row.kind == Event.DRIVER_ABSENT:
            return self._absence(row)
        if row.kind == Event.ABSENT_FOR:
            return self._of_its_time(row)
        self._out.follow(row)
        if row.kind == Event.SHIFT_CUT:
            twice = row.vehicle in self._cut_s
            self._cut_s[row.vehicle] = row.time_s
            return [f"{row}: it was cut short already"] if twice else []
        if row.kind == Event.SHIFT_STARTED:
            self._cut_s.pop(row.vehicle, None)
            return self._late(row)
        if row.kind == Event.SHIFT_ENDED:
            self._free_s[row.vehicle] = row.time_s
        if row.kind == Event.DEPARTED:
            self._left_s[row.vehicle] = row.time_s
            if self._out.waited(row) and row.vehicle in self._cut_s:
                return [f"{row}: its driver waited until it was repaired, though the shift was cut short"]
        elif row.kind == Event.BOARDED and self._left_s.get(row.vehicle, row.time_s) > (
            cut_s := self._cut_s.get(row.vehicle, row.time_s)
        ):
            return [f"{row}: takes somebody new, though its shift was cut short at {cut_s} s"]
        return []

    def _late(self, row: Row) -> list[str]:
        """Tell a shift that begins later than planned, and than a minute after the one before has ended."""
        planned = [start_s for vehicle, start_s in self._shifts if vehicle == row.vehicle and start_s <= row.time_s]
        free_s = self._free_s.get(row.vehicle)
        if not planned or row.time_s <= max(planned):
            return []
        if free_s is not None and max(planned) <= free_s and row.time_s <= free_s + LOOKS_AGAIN_S:
            return []
        return [f"{row}: the shift begins at {max(planned)} s"]

    def _absence(self, row: Row) -> list[str]:
        self._last, shift = row, (row.vehicle, row.value)
        found = [] if shift in self._shifts else [f"{row}: it has no shift that begins then"]
        if shift in self._absent:
            found.append(f"{row}: its driver is absent already")
        if row.time_s > row.value:
            found.append(f"{row}: only told after the shift began")
        self._absent.add(shift)
        return found

    def _of_its_time(self, row: Row) -> list[str]:
        last = self._last
        if last is None or (last.vehicle, last.time_s) != (row.vehicle, row.time_s):
            return [f"{row}: nobody is absent"]
        first_s, last_s = self._began.get(row.value), self._ended.get(row.value)
        if (first_s is not None and last.value < first_s) or (last_s is not None and last.value >= last_s):
            return [f"{row}: the shift begins at {last.value} s, not in the time of the disruption"]
        return []


class _Out:
    """Knows since when vehicles that are out of service stand, with nobody on board any more."""

    def __init__(self) -> None:
        self._until_s: dict[int, int] = {}
        self._done_s: dict[int, int] = {}

    def follow(self, row: Row) -> None:
        if row.kind == Event.OUT_UNTIL:
            self._until_s[row.vehicle] = row.value
        if row.kind in _STANDS:
            self._done_s[row.vehicle] = row.time_s

    def waited(self, row: Row) -> bool:
        """Return whether a vehicle that leaves has stood out of service for longer than it had to."""
        until_s, done_s = self._until_s.get(row.vehicle), self._done_s.get(row.vehicle, row.time_s)
        return until_s is not None and until_s > done_s and row.time_s > done_s
