"""The auditor's own way along roads that change: street by street, with nothing of the engine."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from simulator.network.roads import Dated

THOUSANDTHS = 1000


class Street(NamedTuple):
    """A direction of a street: where it leads, its metres, and its milliseconds in each state; 0: closed."""

    head: int
    length_m: float
    ms: tuple[int, ...]

    def slowed(self, factor: int) -> Street:
        """Return the same, where everything takes by a factor longer [1/1000]."""
        return self._replace(ms=tuple(-(-ms * factor // THOUSANDTHS) for ms in self.ms))


class Walk:
    """Drives from junction to junction by what is known at each; who foresees has known all from the beginning."""

    def __init__(self, dated: Dated, *, foresees: bool = False) -> None:
        streets = dated.streets
        self._from: list[list[Street]] = [[] for _ in range(len(streets.offsets) - 1)]
        ms = zip(*streets.time_ms.tolist(), strict=True)
        rows = zip(streets.tail.tolist(), streets.head.tolist(), streets.length_m.tolist(), ms, strict=True)
        for tail, head, length_m, times in rows:
            self._from[tail].append(Street(head, length_m, times))
        self._known = [
            (1000 * part.from_s, list(zip(part.course.from_ms.tolist(), part.course.state.tolist(), strict=True)))
            for part in (dated.known[-1:] if foresees else dated.known)
        ]

    def drive(self, origin: int, destination: int, begins_s: int, factor: int = THOUSANDTHS) -> tuple[int, int] | None:
        """Return seconds, rounded up, and metres of a drive that begins at a time; None when there is never a way.

        At each junction it goes on along the path that is fastest by what is known then; the streets are as they are.
        factor: by which they all take longer [1/1000].
        """
        node, now_ms, metres = origin, 1000 * begins_s, 0.0
        really = self._known[-1][1]
        while node != destination:
            news_ms, course = self._knowledge(now_ms)
            path = self._path(course, (node, destination), now_ms, factor)
            if path is None:
                return None
            for street in path:
                enters_ms = opens(street.ms, really, now_ms)
                if enters_ms >= news_ms:
                    now_ms = max(now_ms, int(news_ms))  # what is news changes the way of who stands at a junction
                    break
                there_ms = end_of_street(street.ms, really, now_ms)
                if there_ms is None:
                    return None
                node, now_ms = street.head, there_ms
                metres += street.length_m
        return -(-(now_ms - 1000 * begins_s) // 1000), round(metres)

    def streets_of(self, node: int, *, out: bool) -> list[tuple[int, Street]]:
        """Return the streets that lead out of a node, or into it, each with the node where it begins."""
        if out:
            return [(node, street) for street in self._from[node]]
        found = enumerate(self._from)
        return [(tail, street) for tail, streets in found for street in streets if street.head == node]

    def opens_s(self, street: Street, now_s: int, *, known: bool = False) -> float:
        """Return when a street may be entered by who stands before it [s]; known: by what is known then."""
        course = self._knowledge(1000 * now_s)[1] if known else self._known[-1][1]
        opens_ms = opens(street.ms, course, 1000 * now_s)
        return opens_ms if opens_ms == float("inf") else -(-int(opens_ms) // 1000)

    def street_at(self, drive: tuple[int, int, int], when_s: int, factor: int = THOUSANDTHS) -> tuple[int, int] | None:
        """Return the ends of the street on which who drives is at a time, by what was known before; None: on none.

        drive: from, to, and when it begins. Within a second of its ends it counts as none.
        """
        origin, destination, begins_s = drive
        node, now_ms, really = origin, 1000 * begins_s, self._known[-1][1]
        while node != destination and now_ms < 1000 * when_s:
            news_ms, course = self._knowledge(now_ms)
            for street in self._path(course, (node, destination), now_ms, factor) or []:
                enters_ms = opens(street.ms, really, now_ms)
                there_ms = end_of_street(street.ms, really, now_ms)  # slowed by the factor already
                if enters_ms >= min(news_ms, 1000 * when_s) or there_ms is None:
                    now_ms = max(now_ms, int(min(news_ms, 1000 * when_s)))
                    break
                if there_ms > 1000 * when_s:
                    inside = enters_ms + 1000 < 1000 * when_s < there_ms - 1000
                    return (node, street.head) if inside else None
                node, now_ms = street.head, there_ms
        return None

    def _knowledge(self, now_ms: int) -> tuple[float, list[tuple[int, int]]]:
        """Return when more will be known, and the states as they are known now: (from when, which)."""
        later = [from_ms for from_ms, _ in self._known[1:] if from_ms > now_ms]
        known = [course for from_ms, course in self._known if from_ms <= now_ms] or [self._known[0][1]]
        return min(later, default=float("inf")), known[-1]

    def _path(
        self, course: list[tuple[int, int]], ends: tuple[int, int], now_ms: int, factor: int
    ) -> list[Street] | None:
        """Return the streets of the fastest path; of equally fast ones those from the lowest number."""
        origin, destination = ends
        reached, came = {origin: now_ms}, dict[int, tuple[int, Street]]()
        done: set[int] = set()
        ahead = [(now_ms, origin)]
        while ahead:
            time_ms, node = heapq.heappop(ahead)
            if node in done:
                continue
            done.add(node)
            if node == destination:
                break
            for street in self._from[node]:
                if factor != THOUSANDTHS:
                    street = street.slowed(factor)
                at_ms = end_of_street(street.ms, course, time_ms)
                if at_ms is None:
                    continue
                known_ms = reached.get(street.head)
                if known_ms is None or (at_ms, node) < (known_ms, came[street.head][0] if street.head in came else -1):
                    reached[street.head], came[street.head] = at_ms, (node, street)
                    heapq.heappush(ahead, (at_ms, street.head))
        if destination not in done:
            return None
        path: list[Street] = []
        node = destination
        while node != origin:
            before, street = came[node]
            path.append(street)
            node = before
        return path[::-1]


def opens(ms: tuple[int, ...], course: list[tuple[int, int]], now_ms: int) -> float:
    """Return when a street may be entered by who stands before it at a time; infinity when it never opens again."""
    begins = [begin_ms for begin_ms, _ in course]
    for (_, state), end_ms in zip(course, [*begins[1:], float("inf")], strict=True):
        if now_ms < end_ms:
            if ms[state]:
                return now_ms
            if end_ms < float("inf"):
                now_ms = int(end_ms)
    return float("inf")


def end_of_street(ms: tuple[int, ...], course: list[tuple[int, int]], now_ms: int) -> int | None:
    """Return when the end of a street is reached by who stands before it at a time; None when it never opens again.

    A share of it is driven at the speed of each state, a millisecond begun counts. It may not be entered while it is
    closed, and who is on it then drives on as before.
    """
    ends = [begin_ms for begin_ms, _ in course[1:]]
    whole = left = 0  # milliseconds for all of the street at the speed driven now, and for what is left of it
    for (_, state), end_ms in zip(course, ends, strict=False):
        if now_ms >= end_ms:
            continue
        whole, left = _at_the_speed_of(ms[state], whole, left)
        if whole and now_ms + left <= end_ms:
            return now_ms + left
        left -= end_ms - now_ms if whole else 0
        now_ms = end_ms
    whole, left = _at_the_speed_of(ms[course[-1][1]], whole, left)
    return now_ms + left if whole else None


def _at_the_speed_of(state_ms: int, whole: int, left: int) -> tuple[int, int]:
    """Return whole and left in another state; whole is 0 before the street is entered."""
    if not state_ms:
        return whole, left
    return state_ms, -(-left * state_ms // whole) if whole else state_ms
