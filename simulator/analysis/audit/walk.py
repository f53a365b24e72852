"""The auditor's own way along roads that change: street by street, in the plainest words, with nothing of the engine."""

from __future__ import annotations

import heapq
from typing import NamedTuple

from simulator.network.roads import Dated, Roads


class Street(NamedTuple):
    """A direction of a street: where it leads, its metres, and its milliseconds in each state; 0: closed."""

    head: int
    length_m: float
    ms: tuple[int, ...]


class Walk:
    """Drives from junction to junction by what is known at each."""

    def __init__(self, dated: Dated) -> None:
        streets = dated.streets
        self._from: list[list[Street]] = [[] for _ in range(len(streets.offsets) - 1)]
        ms = zip(*streets.time_ms.tolist(), strict=True)
        rows = zip(streets.tail.tolist(), streets.head.tolist(), streets.length_m.tolist(), ms, strict=True)
        for tail, head, length_m, times in rows:
            self._from[tail].append(Street(head, length_m, times))
        self._known = [
            (1000 * part.from_s, list(zip(part.course.from_ms.tolist(), part.course.state.tolist(), strict=True)))
            for part in dated.known
        ]

    def drive(self, origin: int, destination: int, begins_s: int) -> tuple[int, int] | None:
        """Return seconds, rounded up, and metres of a drive that begins at a time; None when there is never a way.

        At each junction it goes on along the path that is fastest by what is known then.
        """
        node, now_ms, metres = origin, 1000 * begins_s, 0.0
        while node != destination:
            news_ms, course = self._knowledge(now_ms)
            path = self._path(course, node, destination, now_ms)
            if path is None:
                return None
            for street, reached_ms in path:
                node, now_ms, metres = street.head, reached_ms, metres + street.length_m
                if now_ms >= news_ms:
                    break
        return -(-(now_ms - 1000 * begins_s) // 1000), round(metres)

    def _knowledge(self, now_ms: int) -> tuple[float, list[tuple[int, int]]]:
        """Return when more will be known, and the states as they are known now: (from when, which)."""
        later = [from_ms for from_ms, _ in self._known if from_ms > now_ms]
        return min(later, default=float("inf")), [course for from_ms, course in self._known if from_ms <= now_ms][-1]

    def _path(
        self, course: list[tuple[int, int]], origin: int, destination: int, now_ms: int
    ) -> list[tuple[Street, int]] | None:
        """Return the streets of the fastest path and when the end of each is reached; of equal ones from the lowest."""
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
                at_ms = end_of_street(street.ms, course, time_ms)
                if at_ms is None:
                    continue
                known_ms = reached.get(street.head)
                if known_ms is None or (at_ms, node) < (known_ms, came[street.head][0] if street.head in came else -1):
                    reached[street.head], came[street.head] = at_ms, (node, street)
                    heapq.heappush(ahead, (at_ms, street.head))
        if destination not in done:
            return None
        path: list[tuple[Street, int]] = []
        node = destination
        while node != origin:
            before, street = came[node]
            path.append((street, reached[node]))
            node = before
        return path[::-1]


def end_of_street(ms: tuple[int, ...], course: list[tuple[int, int]], now_ms: int) -> int | None:
    """Return when the end of a street is reached by who stands before it at a time; None when it never opens again.

    A share of it is driven at the speed of each state, a millisecond begun counts. It may not be entered while it is
    closed, and who is on it then drives on as before.
    """
    begins = [begin_ms for begin_ms, _ in course]
    ends = [*begins[1:], float("inf")]
    whole = left = 0
    for (_, state), end_ms in zip(course, ends, strict=True):
        if end_ms <= now_ms and not (left and end_ms == now_ms):
            continue
        entered = whole > 0
        if ms[state] == 0 and not entered:
            now_ms = int(end_ms) if end_ms != float("inf") else -1
            if now_ms < 0:
                return None
            continue
        if ms[state] != 0:
            left = -(-left * ms[state] // whole) if entered else ms[state]
            whole = ms[state]
        if now_ms + left <= end_ms:
            return now_ms + left
        left -= int(end_ms) - now_ms
        now_ms = int(end_ms)
    return None


def walk_of(roads: Roads) -> Walk | None:
    """Return a walk on roads that change, None on others."""
    return None if roads.dated is None else Walk(roads.dated)
