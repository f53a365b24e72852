"""The auditor's view of vehicles on streets that are closed: where they are then, and how their drives end.

A street is entered when its beginning is reached, or when it opens after that. Who turns needs as long back as there;
who stands drives on when the street opens, by what is known as it is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.analysis.audit.disturbed import Disturbances
from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event

if TYPE_CHECKING:
    from simulator.analysis.audit.drawn import Factors
    from simulator.analysis.audit.walk import Walk

NEAR_M = 3  # lengths are rounded where a vehicle turns, and before and behind it
MS = 1000
Reached = Callable[[int], tuple[int, int]]  # a node: when [s], and after how many metres


class Closure(NamedTuple):
    """A disruption that closes streets, as pairs of nodes in both directions, with its rules; see the scenario."""

    from_s: int
    known_s: int
    under_way: str
    strand_after_s: int
    streets: frozenset[tuple[int, int]]


class Ending(NamedTuple):
    """How a drive has to end from now on: where, when [s], after how many metres."""

    node: int
    at_s: int
    metres: int


class OnStreet(NamedTuple):
    """A street that a vehicle may be on: its ends, when it is entered and left [s], driven until both ends [m]."""

    tail: int
    head: int
    enters_s: float
    leaves_s: int
    tail_m: int
    head_m: int
    opens_s: float  # again, as far as is known


class CutDrives:
    """Follows drives that end elsewhere, or later, on a closed street. course: of a vehicle, see ``vehicles``."""

    def __init__(self, drives: Any, disturbed: Disturbances) -> None:
        self._drives, self._disturbed = drives, disturbed

    def cut(self, row: Row, course: Any) -> list[str]:
        """Take note that a drive is cut: only where it is on a street that is closed, or before one."""
        closure, walk = self._drives.closures.get(row.value), self._drives.walk
        if course.phase.name != "DRIVING" or course.cut is not None or closure is None or walk is None:
            return ["it does not drive, was stopped before, or no roads are closed"]
        origin, departed_s, factors = course.node, course.departed_s, self._factors(row)

        def reached(node: int) -> tuple[int, int]:
            found: tuple[int, int] = self._drives.reached((origin, node, departed_s), factors)
            return found

        course.cut = endings(row, closure, walk, reached)
        return [] if course.cut else ["it is on no street, and before none, that is closed"]

    def end(self, row: Row, course: Any) -> list[str]:
        """Compare the end of a drive that was cut with how it has to end."""
        if self._drives.drawn is not None:
            self._drives.drawn.drive(row)
        return as_told(row, course.cut)

    def missed(self, row: Row, course: Any) -> list[str]:
        """Return what had to cut a drive to where it was bound for all the time; of others the log does not tell."""
        if row.kind != Event.ARRIVED or course.cut is not None or self._disturbed.is_out(row):
            return []
        drive, factors = (course.node, row.node, course.departed_s), self._factors(row)
        found, factor = [], 1000 if factors is None else factors[0]
        for number, its in self._drives.closures.items():
            if its.under_way != "finish" and drive[2] < its.from_s < row.time_s:
                street = self._drives.walk.street_at(drive, its.from_s, factor)
                if street in its.streets:
                    found.append(f"{row}: disruption {number} closed the street {street} while it was there")
        return found

    def _factors(self, row: Row) -> Factors | None:
        return None if self._drives.drawn is None else self._drives.drawn.of_now(row.vehicle)


def endings(row: Row, closure: Closure, walk: Walk, reached: Reached) -> list[Ending]:
    """Return how a drive may end of which it is told that it is cut; none: it may not be. reached: by that drive."""
    now_s, found = row.time_s, list[Ending]()
    for street in _streets_at(row, closure, walk, reached):
        is_on = street.enters_s <= now_s < street.leaves_s and closure.from_s == now_s and closure.under_way != "finish"
        stays = street.opens_s - now_s <= closure.strand_after_s
        there_s = now_s - street.enters_s
        if row.kind == Event.BLOCKED and is_on and there_s and closure.under_way == "blocked" and stays:
            found.append(Ending(street.head, street.leaves_s + int(street.opens_s) - now_s, street.head_m))
        elif row.kind == Event.TURNED_BACK and is_on and not (closure.under_way == "blocked" and there_s and stays):
            there_m = (street.head_m - street.tail_m) * there_s / (street.leaves_s - street.enters_s)
            found.append(Ending(street.tail, round(now_s + there_s), round(street.tail_m + 2 * there_m)))
        elif row.kind == Event.TURNED_BACK and street.enters_s > now_s >= closure.known_s:
            found.append(Ending(street.tail, now_s, street.tail_m))  # it stands before the street
    return found


def _streets_at(row: Row, closure: Closure, walk: Walk, reached: Reached) -> Iterator[OnStreet]:
    """Yield the streets by which a vehicle may be, as a row names one end: of the closure, or closed when it came."""
    turned = row.kind == Event.TURNED_BACK
    for tail, street in walk.streets_of(row.node, out=turned):
        came_s, tail_m = reached(tail)
        enters_s = walk.opens_s(street, came_s)
        if came_s < 0 or came_s > row.time_s or ((tail, street.head) not in closure.streets and enters_s <= row.time_s):
            continue
        leaves_s, head_m = reached(street.head)
        yield OnStreet(
            tail, street.head, enters_s, leaves_s, tail_m, head_m, walk.opens_s(street, row.time_s, known=True)
        )


def as_told(row: Row, wanted: list[Ending]) -> list[str]:
    """Compare the end of a drive that was cut with how it has to end."""
    fits = any(
        (row.node, row.time_s) == (its.node, its.at_s) and abs(row.value - its.metres) <= NEAR_M for its in wanted
    )
    return [] if fits else [f"the drive was cut on a closed street; expected one of {[tuple(its) for its in wanted]}"]


def left_without_way(drives: Any, row: Row, history: Any) -> list[str]:
    """Compare somebody who is left behind as roads are closed with the ways that are left, see ``Drives``.

    From where they got off it takes as much longer than on everyday roads as the disruption says, less what has gone
    by since the dispatcher knew.
    """
    closure = drives.closures.get(row.value)
    if closure is None:
        return []  # their vehicle was out of service
    ends = history.stands_at, history.wish["dropoff_node"]
    takes_s, usual_s = drives.seconds(*ends, history.set_down_s), drives.everyday_s(*ends)
    since_s = history.set_down_s - closure.known_s
    if takes_s < 0 or takes_s + since_s > usual_s + closure.strand_after_s:
        return []
    return [f"there is a way of {takes_s} s, on everyday roads it takes {usual_s} s"]
