"""Vehicles that are on a street as it is closed by surprise: they turn back, or stand there until it is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.fleet.cut_drives import EndOfDrive, OnStreet
from simulator.kernels.dated_paths import CLOSED, FAR, open_from, state_at
from simulator.network.roads import Dated
from simulator.scenario.disruptions.closing import BLOCKED, FINISH, Closing
from simulator.services.ridepooling.out_of_service import OutOfService
from simulator.services.ridepooling.vehicle import Operation
from simulator.world.disruptions import Disruption


class Closed(NamedTuple):
    """A disruption that closes streets, as pairs of nodes, by surprise, and what it says of vehicles on them."""

    its: Disruption
    says: Closing
    streets: frozenset[tuple[int, int]]


class Caught:
    """Lets vehicles turn back, or stand, as roads are closed.

    Who turns needs as long for the way back as for the way there. Who is blocked drives on when the street is to be
    open, as far as is known as it is closed, as fast as before; where that is later than people wait, it turns back
    and is out of service until then. Who does so, or stops at the next junction anyway, is not caught again.
    """

    def __init__(self, fleet: Operation, out: OutOfService, closed: Sequence[Closed]) -> None:
        self._fleet, self._out, self._closed = fleet, out, closed
        self._until_s: dict[int, int] = {}  # when a drive that was cut ends, by plan
        self._given_up: list[tuple[int, int, int]] = []  # vehicle, until when it is out of service, because of what

    def catch(self, plan: int, now_s: int) -> bool:
        """Let a vehicle under way turn back, or stand, if it has to; return whether its drive goes on as was planned.

        It does, too, while it turns or stands because of what came before.
        """
        if self._until_s.get(plan, now_s - 1) >= now_s:
            return True
        if self._out.stops(plan):
            return False
        street = self._fleet.plans.street_of(plan, now_s)
        closed = None if street is None else self._closes(street, now_s)
        if street is None or closed is None:
            return False
        opens_s = self._opens_s(street, now_s)
        entered_s = self._enters_s(street)
        waits = closed.says.under_way == BLOCKED and entered_s < now_s
        if waits and opens_s - now_s <= closed.says.strand_after_s:
            end = EndOfDrive(street.position + 1, street.head, street.until_s + opens_s - now_s, street.head_m)
            self._cut(plan, end, Event.BLOCKED, closed.its.number, now_s)
            return True
        self._cut(plan, back_from(street, entered_s, now_s), Event.TURNED_BACK, closed.its.number, now_s)
        if waits:
            self._given_up.append((self._fleet.plans.number(plan), opens_s, closed.its.number))
        return True

    def give_up(self, now_s: int) -> None:
        """Take out of service who would stand for too long."""
        given_up, self._given_up = self._given_up, []
        for vehicle, until_s, by in given_up:
            self._out.take_out(vehicle, until_s, by, now_s)

    def waits_at(self, plan: int, now_s: int) -> OnStreet | None:
        """Return the street before which a vehicle under way waits, as it was closed when it came; None: it drives."""
        if self._until_s.get(plan, now_s - 1) >= now_s:
            return None
        street = self._fleet.plans.street_of(plan, now_s)
        return street if street is not None and self._enters_s(street) > now_s else None

    def turn_off(self, plan: int, street: OnStreet, by: int, now_s: int) -> None:
        """Let a vehicle that waits before a closed street wait no more: its drive ends there now."""
        end = EndOfDrive(street.position + 1, street.tail, now_s, street.tail_m)
        self._cut(plan, end, Event.TURNED_BACK, by, now_s)

    def _cut(self, plan: int, end: EndOfDrive, kind: Event, by: int, now_s: int) -> None:
        fleet = self._fleet
        fleet.plans.end_drive(plan, end, now_s, fleet.roads.for_plans(now_s).drive_s)
        fleet.log.add(now_s, kind, fleet.plans.number(plan), node=fleet.roads.node_at(end.location), value=by)
        self._until_s[plan] = end.at_s

    def _closes(self, street: OnStreet, now_s: int) -> Closed | None:
        """Return what closes a street at this moment, and does not let vehicles drive to its end."""
        node_at = self._fleet.roads.node_at
        ends = node_at(street.tail), node_at(street.head)
        its = (one for one in self._closed if one.its.from_s == now_s and ends in one.streets)
        found = next(its, None)
        is_open = not self._is_closed(street, now_s - 1)
        return found if found is not None and is_open and self._is_closed(street, now_s) else None

    def _is_closed(self, street: OnStreet, when_s: int) -> bool:
        """Return whether the arc a vehicle takes along a street is closed at a time."""
        dated = self._dated
        course = dated.known[-1].course
        state = course.state[state_at(course.from_ms, 1000 * when_s)]
        return bool(dated.streets.time_ms[state, self._arc(street)] == CLOSED)

    def _enters_s(self, street: OnStreet) -> int:
        """Return when a vehicle that has come to a street enters it, as the roads really are [s]."""
        course = self._dated.known[-1].course
        return -(-int(open_from(self._dated.streets, course, self._arc(street), 1000 * street.since_s)) // 1000)

    def _opens_s(self, street: OnStreet, now_s: int) -> int:
        """Return when a closed street is open again, by what is known now [s]."""
        known = [part for part in self._dated.known if part.from_s <= now_s][-1]
        opens_ms = int(open_from(self._dated.streets, known.course, self._arc(street), 1000 * now_s))
        assert opens_ms < FAR  # every disruption is over at some time
        return -(-opens_ms // 1000)

    @property
    def _dated(self) -> Dated:
        dated = self._fleet.roads.dated
        assert dated is not None
        return dated

    def _arc(self, street: OnStreet) -> int:
        """Return the arc that a vehicle takes along a street: the fastest one of parallel ones, as it was entered."""
        streets, course = self._dated.streets, self._dated.known[-1].course
        node_at = self._fleet.roads.node_at
        tail, head = node_at(street.tail), node_at(street.head)
        arcs = np.arange(streets.offsets[tail], streets.offsets[tail + 1])
        arcs = arcs[streets.head[arcs] == head]
        state = course.state[state_at(course.from_ms, 1000 * street.since_s - 1)]
        ms = streets.time_ms[state, arcs].astype(np.int64)
        return int(arcs[np.argmin(np.where(ms == CLOSED, FAR, ms))])


def back_from(street: OnStreet, entered_s: int, now_s: int) -> EndOfDrive:
    """Return how a drive ends that turns on a street now, and takes as long back as it took there."""
    there_s = now_s - entered_s
    there_m = round((street.head_m - street.tail_m) * there_s / (street.until_s - entered_s))
    return EndOfDrive(street.position + 1, street.tail, now_s + there_s, street.tail_m + 2 * there_m)


def closed_by(wrong: Sequence[Disruption], streets: Mapping[int, pd.DataFrame]) -> list[Closed]:
    """Return the disruptions that do not let vehicles drive to the end of streets. streets: changed, by number."""
    found = []
    for its in wrong:
        says = cast("Closing", its.config)
        if says.under_way != FINISH:
            changed = streets[its.number]
            pairs = list(zip(changed["u"].tolist(), changed["v"].tolist(), strict=True))
            found.append(Closed(its, says, frozenset([*pairs, *((v, u) for u, v in pairs)])))
    return found
