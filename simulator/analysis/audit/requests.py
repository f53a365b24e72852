"""The auditor's view of requests: each is answered, carried as promised or given up, and ends exactly once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from simulator.analysis.audit import parts
from simulator.analysis.audit.caught import left_without_way
from simulator.analysis.audit.direct import told_direct
from simulator.analysis.audit.disturbed import set_down, to_be_fetched
from simulator.analysis.audit.drives import Drives
from simulator.analysis.audit.fairness import Turn
from simulator.analysis.audit.phases import AFTER, BEFORE, Phase
from simulator.analysis.audit.row import Row
from simulator.analysis.inputs import BookingRules
from simulator.event_kinds import Event
from simulator.tables import NO_NODE, NO_TIME, as_met

_COLUMNS = (
    "submitted_s",
    "earliest_departure_s",
    "earliest_arrival_s",
    "latest_arrival_s",
    "pickup_walk_s",
    "dropoff_walk_s",
    "pickup_node",
    "dropoff_node",
    "met_direct_s",
    "max_wait_s",
    "max_ride_s",
    "max_travel_s",
    "hard",
)


@dataclass
class _History:
    """What one request is, or one part of a journey, and what has happened to it so far.

    whole: of a part, what the request has.
    """

    wish: dict[str, int]
    whole: dict[str, int] | None = None
    phase: Phase = Phase.NEW
    attempts: int = 0
    submitted_s: int = NO_TIME
    asked_s: int = NO_TIME  # when a part was asked for
    accepted: int = -1
    vehicle: int = -1
    planned_s: int = NO_TIME
    earliest_s: int | None = None
    latest_s: int | None = None
    boarded_s: int = NO_TIME
    stands_at: int | None = None  # node where a vehicle set them down on their way
    set_down_s: int = NO_TIME
    seated_s: int = NO_TIME
    agreed_s: int | None = None
    latest_dropoff_s: int | None = None
    broken_s: int = 0  # how much later it was planned than promised, when more became known of the roads
    offered: list[tuple[int, int, int]] = field(default_factory=list)  # vehicle, boarding [s], node
    ends: int = 0
    is_told: bool = False


class RequestAudit:
    """Follows every request through the log, and every ride that is part of a journey.

    held: rides that vehicles began to wait for, and when [s].
    """

    def __init__(
        self,
        requests_input: pd.DataFrame,
        drives: Drives,
        rules: BookingRules | None = None,
        held: frozenset[tuple[int, int]] = frozenset(),
    ) -> None:
        table = requests_input.sort_values("request")
        self.count = len(table)
        table = table.assign(**as_met(table))
        columns = (table[name].astype("int64").tolist() for name in _COLUMNS)
        rows = zip(*columns, strict=True)
        self._history = [_History(dict(zip(_COLUMNS, values, strict=True))) for values in rows]
        self._parts: dict[int, _History] = {}
        self._first_part_s: dict[int, int] = {}
        self._given_back: set[int] = set()  # requests with a part that was cancelled or missed
        self._drives, self._held_at = drives, held
        self._broken_row = (-1, -1)  # number and ride of the last promise that fell
        self._rules, self._class = rules, table["traveller_class"].tolist()
        self._is_first = rules is None or rules.is_first

    def follow(self, row: Row) -> list[str]:
        """Take the next row of a request; return what is wrong with it."""
        if row.kind == Event.LEG and row.ride not in self._parts:
            whole = self._history[row.request].wish
            later = self._first_part_s.setdefault(row.request, row.time_s) < row.time_s
            later |= self._rules is not None and row.ride in self._rules.mended
            wish = parts.begun(whole, row.time_s, mended=later or row.request in self._given_back)
            own = self._history[row.request]  # where the service itself is asked, too, it has waited for the answer
            asked_s = own.submitted_s if own.phase == Phase.ASKED and not later else row.time_s
            self._parts[row.ride] = _History(wish, whole, submitted_s=row.time_s, asked_s=asked_s)
        elif row.kind in (Event.CANCELLED, Event.CONNECTION_MISSED) and row.ride in self._parts:
            self._given_back.add(row.request)
        history = self._parts.get(row.ride, self._history[row.request])
        history.is_told = True
        found = []
        if history.phase not in BEFORE[row.kind]:
            found.append(f"the request is {history.phase.value}")
        check = {
            Event.SUBMITTED: self._submitted,
            Event.ACCEPTED: self._accepted,
            Event.PLANNED_DROPOFF: self._planned_dropoff,
            Event.PROMISED_EARLIEST: self._promised,
            Event.PROMISED_LATEST: self._promised,
            Event.REASSIGNED: self._reassigned,
            Event.PROMISE_BROKEN: self._broken,
            Event.BROKEN_BY: self._broken_by,
            Event.PROMISED_DROPOFF: self._promised_dropoff,
            Event.ON_WAITING_LIST: _kept,
            Event.OFFERED: self._offered,
            Event.AGREED: self._agreed,
            Event.DECLINED: self._declined,
            Event.CHOSEN: self._other_chosen,
            Event.CANCELLED: self._cancelled,
            Event.NO_SHOW: self._not_met,
            Event.BOARDED: self._boarded,
            Event.ALIGHTED: self._alighted,
            Event.SET_DOWN: set_down,
            Event.RESCUE_PLANNED: to_be_fetched,
            Event.LEFT_STRANDED: lambda told, past: left_without_way(self._drives, told, past),
            Event.LEG_DUE: self._due,
            Event.LEG_READY: self._ready,
            Event.LEG_WALK: self._walked,
            Event.HELD: self._held,
        }.get(row.kind)
        found += [] if check is None else check(row, history)
        history.phase = AFTER.get(row.kind, history.phase)
        history.ends += row.kind.ends == "request"
        return [f"{row}: {text}" for text in found]

    def is_part(self, row: Row) -> bool:
        """Return whether a row is about a part of a journey."""
        return row.ride in self._parts

    def turn(self, request: int) -> Turn:
        """Return what decides whose turn it is."""
        history = self._history[request]
        return Turn(
            history.accepted, history.vehicle, history.planned_s, _ready_s(history), history.earliest_s,
            history.latest_s, history.latest_dropoff_s,
        )  # fmt: skip

    def close(self) -> list[str]:
        """Return what is wrong at the end of the log."""
        wholes = {id(part.whole) for part in self._parts.values()}
        all_of_them = [
            (f"request {number}", history)
            for number, history in enumerate(self._history)
            if history.phase is not Phase.NEW
            or not (history.is_told or id(history.wish) in wholes)  # else for a journey
        ]
        all_of_them += [(f"ride {ride}", history) for ride, history in self._parts.items()]
        return [
            f"{name}: ends {history.ends} times, {history.phase.value} at the end of the log"
            for name, history in all_of_them
            if history.ends != 1
        ]

    def _due(self, row: Row, history: _History) -> list[str]:
        assert history.whole is not None
        parts.due(history.wish, history.whole, row.value)
        return []

    def _ready(self, row: Row, history: _History) -> list[str]:
        parts.ready(history.wish, row.value)
        return []

    def _walked(self, row: Row, history: _History) -> list[str]:
        parts.walked(history.wish, row.value)
        return []

    def _held(self, row: Row, history: _History) -> list[str]:
        """Let a rider be there later."""
        later = row.value >= history.wish["earliest_departure_s"]
        history.wish["earliest_departure_s"] = row.value
        return [] if later else ["waits for a rider who is there sooner"]

    def _submitted(self, row: Row, history: _History) -> list[str]:
        found, wish = [], history.wish
        if row.value != history.attempts:
            found.append(f"attempt {row.value}, expected {history.attempts}")
        if history.attempts == 0 and self._is_first and row.time_s != wish["submitted_s"]:
            found.append(f"first submitted at {row.time_s} s instead of {wish['submitted_s']} s")
        history.attempts += 1
        history.submitted_s, history.agreed_s, history.offered = row.time_s, None, []
        return found

    def _accepted(self, row: Row, history: _History) -> list[str]:
        history.accepted, history.vehicle, history.planned_s = row.number, row.vehicle, row.value
        history.earliest_s = history.latest_s = None
        if history.whole is not None:
            history.wish["pickup_node"] = row.node
        found = self._against_the_rules(row, history) + _elsewhere(row, history.wish["pickup_node"])
        if row.value < _ready_s(history):
            found.append(f"boarding planned for {row.value} s, before the rider is ready")
        if history.whole is None and history.offered and (row.vehicle, row.value, row.node) not in history.offered:
            offers = ", ".join(
                f"vehicle {vehicle} at {time_s} s, node {node}" for vehicle, time_s, node in history.offered
            )
            found.append(f"boarding planned for {row.value} s, node {row.node}; offered were {offers}")
        return found

    def _planned_dropoff(self, row: Row, history: _History) -> list[str]:
        if history.whole is not None:
            history.wish["dropoff_node"] = row.node
            parts.measured(history.wish, history.whole, self._drives.direct_s, history.planned_s)
        found = _elsewhere(row, history.wish["dropoff_node"])
        if row.value < history.planned_s:
            found.append(f"dropoff planned for {row.value} s, before boarding")
        return found + self._too_soon(history, row.value)

    def _against_the_rules(self, row: Row, history: _History) -> list[str]:
        """Compare the departure with the moment of the attempt that was successful.

        Of a part of a journey only is known between which times that is.
        """
        if self._rules is None:
            return []
        kind, rules = self._class[row.request], self._rules.of(row.request)
        notice_s, horizon_s = rules.notice_s[kind], rules.horizon_s[kind]
        departure_s = _departure_s(history)
        latest_s = departure_s if history.whole is None else row.value
        asked_s = history.submitted_s if history.whole is None else history.asked_s
        ahead_s, found = departure_s - asked_s, []
        if latest_s - asked_s < notice_s:
            found.append(f"booked {ahead_s} s ahead, at least {notice_s} s are asked for")
        if horizon_s is not None and ahead_s > horizon_s:
            found.append(f"booked {ahead_s} s ahead, at most {horizon_s} s are allowed")
        if not any(opens_s <= latest_s and departure_s < closes_s for opens_s, closes_s in rules.hours):
            found.append(f"departure at {departure_s} s, out of the service hours")
        return found

    def _promised(self, row: Row, history: _History) -> list[str]:
        if row.kind == Event.PROMISED_EARLIEST:
            history.earliest_s = row.value
            kept = row.value <= history.planned_s
        else:
            history.latest_s = row.value
            kept = row.value >= history.planned_s
        return [] if kept else [f"promised {row.value} s, but boarding is planned for {history.planned_s} s"]

    def _reassigned(self, row: Row, history: _History) -> list[str]:
        found = []
        if row.vehicle == history.vehicle:
            found.append(f"given to vehicle {row.vehicle}, which had it")
        history.vehicle = row.vehicle
        if history.earliest_s is None or history.latest_s is None:
            found.append("no pickup window was promised")
        elif not history.earliest_s <= row.value <= history.latest_s + history.broken_s:
            found.append(
                f"boarding planned for {row.value} s, promised from {history.earliest_s} to {history.latest_s} s"
            )
        return found

    def _broken(self, row: Row, history: _History) -> list[str]:
        """Let a promise be kept later; only news of this second can break one."""
        is_known = self._drives.may_break(row) or (row.ride, row.time_s) in self._held_at
        found = [] if is_known else ["nothing became known of the roads, or of a drive or stop"]
        found += [] if row.value > 0 else [f"broken by {row.value} s"]
        found += [] if row.vehicle == history.vehicle else [f"accepted for vehicle {history.vehicle}"]
        history.broken_s += row.value
        self._broken_row = row.number, row.ride
        return found

    def _broken_by(self, row: Row, _history: _History) -> list[str]:
        """Look whether the row before told of that promise."""
        return [] if self._broken_row == (row.number - 1, row.ride) else ["no promise was broken right before"]

    def _promised_dropoff(self, row: Row, history: _History) -> list[str]:
        history.latest_dropoff_s = row.value
        return [] if row.value >= history.planned_s else [f"dropoff promised by {row.value} s, before boarding"]

    def _offered(self, row: Row, history: _History) -> list[str]:
        history.offered.append((row.vehicle, row.value, row.node))
        return [] if row.value >= row.time_s else [f"boarding offered for {row.value} s, which is over"]

    def _agreed(self, row: Row, history: _History) -> list[str]:
        history.agreed_s = row.value
        return [] if row.value >= history.submitted_s else [f"departure agreed for {row.value} s, before asking"]

    def _declined(self, row: Row, history: _History) -> list[str]:
        made = len(history.offered)
        return [] if row.value == made else [f"{row.value} offers declined, {made} were made"]

    def _other_chosen(self, row: Row, history: _History) -> list[str]:
        found = [] if history.offered else ["another was chosen, but nothing was offered"]
        return [*found, "chosen is the service itself"] if row.value == row.service else found

    def _cancelled(self, row: Row, history: _History) -> list[str]:
        found = [] if row.vehicle == history.vehicle else [f"accepted for vehicle {history.vehicle}"]
        return [*found, f"{row.value} s before boarding"] if row.value < 0 else found

    def _not_met(self, row: Row, history: _History) -> list[str]:
        return _at(row, history, history.wish["pickup_node"]) + _outside_window(row, history)

    def _boarded(self, row: Row, history: _History) -> list[str]:
        wish = history.wish
        if history.stands_at is not None:
            return _at(row, history, history.stands_at)
        found = _at(row, history, wish["pickup_node"])
        wait_s = row.time_s - _ready_s(history)
        if wait_s < 0:
            found.append(f"boarding {-wait_s} s before the rider is ready")
        if wish["hard"] and wish["max_wait_s"] != NO_TIME and wait_s > wish["max_wait_s"] + history.broken_s:
            found.append(f"wait of {wait_s} s, at most {wish['max_wait_s']} s are allowed")
        found += _outside_window(row, history)
        found += told_direct(wish, self._drives)
        history.boarded_s, history.seated_s = row.time_s, row.time_s + row.value
        return found

    def _alighted(self, row: Row, history: _History) -> list[str]:
        wish = history.wish
        found = _at(row, history, wish["dropoff_node"])
        ride_s = row.time_s - history.seated_s
        if ride_s < wish["met_direct_s"] and not self._got_better(wish, history, ride_s):
            found.append(f"ride of {ride_s} s, but the direct drive alone takes {wish['met_direct_s']} s")
        if wish["hard"] and wish["max_ride_s"] != NO_TIME and ride_s > wish["max_ride_s"] + history.broken_s:
            found.append(f"ride of {ride_s} s, at most {wish['max_ride_s']} s are allowed")
        if history.latest_dropoff_s is not None and row.time_s > history.latest_dropoff_s + history.broken_s:
            found.append(f"dropoff was promised by {history.latest_dropoff_s} s")
        arrival_s = row.time_s + wish["dropoff_walk_s"]
        travel_s = arrival_s - _departure_s(history)
        if wish["hard"] and wish["max_travel_s"] != NO_TIME and travel_s > wish["max_travel_s"] + history.broken_s:
            found.append(f"travel of {travel_s} s, at most {wish['max_travel_s']} s are allowed")
        if wish["latest_arrival_s"] != NO_TIME and arrival_s > wish["latest_arrival_s"] + history.broken_s:
            found.append(f"arrival at {arrival_s} s, later than {wish['latest_arrival_s']} s")
        return found if self._drives.drawn is not None else found + self._too_soon(history, row.time_s)

    def _too_soon(self, history: _History, alights_s: int) -> list[str]:
        """Compare an alighting with the earliest arrival wished for."""
        arrival_s, earliest_s = alights_s + history.wish["dropoff_walk_s"], history.wish["earliest_arrival_s"]
        if earliest_s == NO_TIME or arrival_s >= earliest_s:
            return []
        return [f"arrival at {arrival_s} s, sooner than {earliest_s} s"]

    def _got_better(self, wish: dict[str, int], history: _History, ride_s: int) -> bool:
        """Return whether the roads got so much better since the departure wished for that a ride may be as short."""
        if self._drives.drawn is not None:
            return True  # how long each drive takes is compared already
        ends = wish["pickup_node"], wish["dropoff_node"]
        return bool(self._drives.changes) and ride_s >= self._drives.ideal_s(*ends, history.seated_s)


def _at(row: Row, history: _History, node: int) -> list[str]:
    """Compare vehicle and node of a boarding or alighting with what was agreed."""
    found = []
    if row.vehicle != history.vehicle:
        found.append(f"accepted for vehicle {history.vehicle}")
    if row.node != node:
        found.append(f"at node {row.node} instead of {node}")
    return found


def _elsewhere(row: Row, node: int) -> list[str]:
    """Compare a place told on acceptance with the results; logs without a choice of stops may tell none."""
    return [] if row.node in (node, NO_NODE) else [f"at node {row.node} instead of {node}"]


def _outside_window(row: Row, history: _History) -> list[str]:
    if history.earliest_s is None or history.latest_s is None:
        return ["no pickup window was promised"]
    if not history.earliest_s <= row.time_s <= history.latest_s + history.broken_s:
        return [f"not in the promised window from {history.earliest_s} s to {history.latest_s} s"]
    return []


def _ready_s(history: _History) -> int:
    """Tell when the rider can be at the pickup."""
    return _departure_s(history) + history.wish["pickup_walk_s"]


def _departure_s(history: _History) -> int:
    """Tell when the rider leaves the origin: as agreed; whoever asks again wants to leave then."""
    if history.agreed_s is not None:
        return history.agreed_s
    return max(history.submitted_s, history.wish["earliest_departure_s"])


def _kept(row: Row, _history: _History) -> list[str]:
    return [] if row.value >= row.time_s else [f"kept until {row.value} s, which is over"]
