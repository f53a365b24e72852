"""The auditor's view of drivers: nobody works longer than allowed without a break, or outside the duty's hours."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event

_KINDS = {Event.SHIFT_STARTED, Event.BREAK_STARTED, Event.CHANGEOVER_STARTED, Event.SHIFT_ENDED}


class DutyAudit:
    """Follows the drivers of every vehicle by the rules alone, without a look at the planned pauses.

    may_be_late: drives and stops may take longer than planned, so that a rule may break; that is told in the same
    second, by windows of breaks that are laid beforehand and may be over sooner than the rule says.
    """

    def __init__(self, duties: pd.DataFrame, *, may_be_late: bool = False) -> None:
        self._may_be_late = may_be_late
        self._untold: dict[int, tuple[int, list[str]]] = {}  # vehicle -> when it was, and what
        self._rules: dict[int, list[tuple[int, ...]]] = {}  # vehicle -> of each driver the columns below
        columns = ("vehicle", "longest_stretch_s", "break_s", "start_s", "latest_end_s")
        table = duties.sort_values(["vehicle", "duty"])
        for vehicle, *rules in zip(*(table[name].tolist() for name in columns), strict=True):
            self._rules.setdefault(vehicle, []).append(tuple(rules))
        self._since: dict[int, int] = {}  # vehicle -> begin of the duty, or end of the last break
        self._cut_s: dict[int, int] = {}  # vehicle -> when its shift was cut short; who is on board is still taken home

    def follow(self, row: Row) -> list[str]:
        """Take the next row of a vehicle; return what is wrong with it, or was before and has not been told."""
        found, (since_s, untold) = list[str](), self._untold.get(row.vehicle, (row.time_s, []))
        if row.kind == Event.DRIVER_LATE:
            self._untold.pop(row.vehicle, None)
        elif row.time_s > since_s:  # until then what it used to drive may be told before
            found = untold
            self._untold.pop(row.vehicle)
        broken = self._follow(row)
        if self._may_be_late and broken:
            self._untold[row.vehicle] = row.time_s, broken
            return found
        return found + broken

    def close(self) -> list[str]:
        """Return what is wrong and has not been told."""
        return [line for _, lines in self._untold.values() for line in lines]

    def _follow(self, row: Row) -> list[str]:
        if row.kind == Event.SHIFT_CUT:
            self._cut_s[row.vehicle] = row.time_s
        rules = self._rules.get(row.vehicle)
        if rules is None or row.kind not in _KINDS:
            return []
        if row.kind == Event.SHIFT_STARTED:
            self._since[row.vehicle] = row.time_s
            self._cut_s.pop(row.vehicle, None)
            return []
        if not rules:
            return [f"{row}: there is no driver"]
        longest_s, break_s, _, latest_end_s = rules[0]
        if row.kind == Event.BREAK_STARTED and row.value < break_s:
            return []
        found = []
        ends_s = min(row.time_s, self._cut_s.get(row.vehicle, row.time_s))
        worked_s = ends_s - self._since.get(row.vehicle, ends_s)
        if worked_s > longest_s:
            found.append(f"{row}: the driver worked {worked_s} s without a break, at most {longest_s} s are allowed")
        self._since[row.vehicle] = row.time_s + row.value
        if row.kind == Event.CHANGEOVER_STARTED:
            if row.time_s > latest_end_s:
                found.append(f"{row}: the driver may work until {latest_end_s} s")
            rules.pop(0)
            if rules and row.time_s + row.value < rules[0][2]:
                found.append(f"{row}: over at {row.time_s + row.value} s, the next driver begins at {rules[0][2]} s")
        if row.kind == Event.SHIFT_ENDED and len(rules) > 1:  # the last duty stays, for what may come after it
            if ends_s > latest_end_s:
                found.append(f"{row}: the driver may work until {latest_end_s} s")
            rules.pop(0)
        return found
