"""The auditor's view of turns: of two who ask for the same, whoever is accepted first is served first."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event
from simulator.reasons import LegPurpose
from simulator.tables import NO_TIME, as_met

_ASKED = (
    "pickup_node",
    "dropoff_node",
    "traveller_class",
    "party_size",
    "wheelchairs",
    "parcels",
    "earliest_arrival_s",
    "latest_arrival_s",
    "max_wait_s",
    "max_ride_s",
    "max_travel_s",
    "hard",
)
_CHANGES = (
    Event.CANCELLED, Event.NO_SHOW, Event.REASSIGNED, Event.RESCUE_PLANNED, Event.BROKEN_BY,
    Event.CANCELLED_BY_OPERATOR,
)  # fmt: skip
_OTHER_STOPS = {Event.ALIGHTED, Event.SET_DOWN, Event.NO_SHOW, Event.BREAK_STARTED, Event.CHANGEOVER_STARTED}


class Turn(NamedTuple):
    """What two requests of one vehicle are compared by. accepted: row of the log, -1: never; told_s: the pickup told.

    Times in s.
    """

    accepted: int
    vehicle: int
    told_s: int
    ready_s: int
    earliest_s: int | None
    latest_s: int | None
    latest_dropoff_s: int | None


class FairnessAudit:
    """Follows who boards directly after whom.

    With the same places, load and limits, two neighbours in a plan can change places at no cost; if the promises to
    both allow that too, the order is a tie, and the one accepted first comes first. Plans that lost stops, or got them
    from other vehicles, are left out: what stood between the two cannot be known.
    """

    def __init__(
        self, requests_input: pd.DataFrame, turn: Callable[[int], Turn], *, comes_sooner: bool = False
    ) -> None:
        """Take the requests and how the log has them so far.

        comes_sooner: vehicles may be there before the time that was told, and wait for it, as drives differ.
        """
        self._comes_sooner = comes_sooner
        table = requests_input.sort_values("request")
        table = table.assign(**as_met(table))
        self._turn = turn
        self._asked = list(zip(*(table[name].tolist() for name in _ASKED), strict=True))
        bound = (table["earliest_arrival_s"] != NO_TIME) | (table["latest_arrival_s"] != NO_TIME)
        self._bound: list[bool] = bound.tolist()
        self._last: dict[int, tuple[int, int]] = {}  # vehicle -> request that boarded last, when; nobody else since
        self._changed: dict[int, int] = {}  # vehicle -> row

    def follow(self, row: Row) -> list[str]:
        """Take the next row, before anybody else does; return what is wrong with it."""
        if row.kind in _CHANGES:
            for vehicle in (row.vehicle, self._turn(row.request).vehicle):
                self._changed[vehicle] = row.number
        last = self._last.get(row.vehicle)
        if row.kind == Event.BOARDED:
            self._last[row.vehicle] = row.request, row.time_s
            return [] if last is None else self._overtaken(row, *last)
        if row.kind == Event.ALIGHTED and last is not None and last[0] == row.request:
            return []
        if row.kind in _OTHER_STOPS or (row.kind == Event.DEPARTED and row.value != LegPurpose.SERVE):
            self._last.pop(row.vehicle, None)
        return []

    def changes(self, row: Row) -> None:
        """Take note of a vehicle that is out of service, so that its plan is another."""
        if row.vehicle >= 0:
            self._changed[row.vehicle] = row.number

    def pass_by(self, row: Row) -> list[str]:
        """Take the next row about a ride that nobody is compared with, as it is part of a journey; nothing is wrong."""
        if row.vehicle >= 0:
            self._last.pop(row.vehicle, None)
        if row.kind in (Event.CANCELLED, Event.NO_SHOW, Event.REASSIGNED, Event.PROMISE_BROKEN):
            self._changed[row.vehicle] = row.number
        return []

    def _overtaken(self, row: Row, other: int, boarded_s: int) -> list[str]:
        """Compare a boarding with the one before it in the same vehicle."""
        mine, theirs = self._turn(row.request), self._turn(other)
        came_first = 0 <= mine.accepted < theirs.accepted and row.request < other
        if not came_first or boarded_s == row.time_s or self._asked[row.request] != self._asked[other]:
            return []
        if self._bound[other] or mine.latest_dropoff_s is not None or theirs.latest_dropoff_s is not None:
            return []
        if self._changed.get(row.vehicle, 0) > mine.accepted or mine.earliest_s is None or theirs.latest_s is None:
            return []
        if mine.earliest_s > theirs.ready_s or row.time_s > theirs.latest_s:
            return []
        if self._comes_sooner and boarded_s < mine.told_s:
            return []
        return [f"{row}: boards after request {other}, which asked for the same later"]
