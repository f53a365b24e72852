"""The auditor's view of what goes wrong: nothing happens because of it that was not told, and who is out stays out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import DISRUPTION_KINDS, Event

OUT_KINDS = (Event.OUT_OF_SERVICE, Event.OUT_UNTIL, Event.BACK_IN_SERVICE)
FOLLOWED = (*DISRUPTION_KINDS, *OUT_KINDS)
_BY_NUMBER = (
    Event.OUT_OF_SERVICE, Event.BROKEN_BY, Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED, Event.TURNED_BACK,
    Event.BLOCKED,
)  # fmt: skip
_AS_KNOWN = (Event.BROKEN_BY, Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED, Event.TURNED_BACK)
# What no vehicle does that is out of service.
_NOT_OUT = (Event.DEPARTED, Event.BOARDED, Event.NO_SHOW)
_NOT_KNOWN = 2_000_000_000


class Disturbances:
    """Follows what goes wrong, and which vehicles are out. broken: rides and when their promise fell by it."""

    def __init__(self, events: pd.DataFrame) -> None:
        rows = events[events["kind"] == Event.BROKEN_BY]
        self.broken = frozenset(zip(rows["ride"].tolist(), rows["time_s"].tolist(), strict=True))
        self._left = frozenset(events.loc[events["kind"] == Event.LEFT_STRANDED, "ride"].tolist())
        began = events[events["kind"] == Event.DISRUPTION_BEGAN]
        self._began_s = dict(zip(began["value"].tolist(), began["time_s"].tolist(), strict=True))
        self._began: set[int] = set()
        self._ended: set[int] = set()
        known = events[events["kind"] == Event.DISRUPTION_KNOWN]
        self._known_s = dict(zip(known["value"].tolist(), known["time_s"].tolist(), strict=True))
        self._out: dict[int, list[tuple[int, int]]] = {}  # by vehicle: from when until when it was
        self._stood: set[int] = set()  # vehicles that have not gone on since they were out
        self._broken_just_now: tuple[int, int] | None = None  # ride and time of a promise that has just fallen

    def follow(self, row: Row) -> list[str]:
        """Take a row about what goes wrong, or a vehicle that is out; return what is wrong with it."""
        found = list[str]()
        if row.kind == Event.DISRUPTION_BEGAN:
            found += ["it began before"] if row.value in self._began else []
            self._began.add(row.value)
        elif row.kind == Event.DISRUPTION_ENDED:
            found += [] if row.value in self._began - self._ended else ["it is not going on"]
            self._ended.add(row.value)
        elif row.kind == Event.OUT_OF_SERVICE:
            found += self._by_number(row)
            self._out.setdefault(row.vehicle, []).append((row.time_s, _NOT_KNOWN))
            self._stood.add(row.vehicle)
        elif row.kind == Event.OUT_UNTIL:
            since_s, until_s = self._out.get(row.vehicle, [(row.time_s, 0)]).pop()
            found += [] if until_s == _NOT_KNOWN and row.value > row.time_s else ["it was not to be told now"]
            self._out.setdefault(row.vehicle, []).append((since_s, row.value))
        elif row.kind == Event.BACK_IN_SERVICE:
            ends_s = self._out.get(row.vehicle, [(0, 0)])[-1][1]
            found += [] if ends_s == row.time_s else [f"it is out of service until {ends_s} s"]
        return [f"{row}: {text}" for text in found]

    def check(self, row: Row) -> list[str]:
        """Compare any other row with what is known to go wrong."""
        found = self._by_number(row) if row.kind in _BY_NUMBER else []
        if row.kind == Event.BROKEN_BY and self._broken_just_now != (row.ride, row.time_s):
            found.append("no promise has just fallen")
        self._broken_just_now = (row.ride, row.time_s) if row.kind == Event.PROMISE_BROKEN else None
        if row.kind in _NOT_OUT and self.is_out(row):
            found.append("the vehicle is out of service")
        if row.kind == Event.DEPARTED:
            self._stood.discard(row.vehicle)
        is_left = row.kind == Event.SET_DOWN and row.ride in self._left
        if row.kind in (Event.SET_DOWN, Event.TOWED) and not self.is_out(row) and not is_left:
            found.append("the vehicle is in service")
        return [f"{row}: {text}" for text in found]

    def is_out(self, row: Row) -> bool:
        """Return whether the vehicle of a row is out of service."""
        periods = self._out.get(row.vehicle, [])
        return bool(periods) and row.time_s < periods[-1][1]

    def stands(self, vehicle: int) -> bool:
        """Return whether a vehicle is where it was out of service, and has not gone on."""
        return vehicle in self._stood

    def was_out(self, vehicle: int, until_s: int) -> bool:
        """Return whether a vehicle was out of service before some time, however long."""
        return any(since_s <= until_s for since_s, _ in self._out.get(vehicle, []))

    def _by_number(self, row: Row) -> list[str]:
        is_known = row.time_s >= self._known_s.get(row.value, _NOT_KNOWN)  # rows of a second come in any order
        return (
            []
            if (row.kind in _AS_KNOWN and is_known) or row.time_s >= self._began_s.get(row.value, _NOT_KNOWN)
            else [f"disruption {row.value} has not begun"]
        )


def set_down(row: Row, history: Any) -> list[str]:
    """Let somebody stand where they had to get off."""
    found = [] if row.vehicle == history.vehicle else [f"accepted for vehicle {history.vehicle}"]
    found += ["where they want to get off"] if row.node == history.wish["dropoff_node"] else []
    history.stands_at, history.set_down_s = row.node, row.time_s
    return found


def to_be_fetched(row: Row, history: Any) -> list[str]:
    """Let somebody wait for another vehicle there."""
    history.vehicle = row.vehicle
    found = [] if row.node == history.stands_at else [f"at node {row.node} instead of {history.stands_at}"]
    return found if row.value >= row.time_s else [*found, f"planned for {row.value} s, which is over"]
