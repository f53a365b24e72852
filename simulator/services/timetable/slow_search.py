"""A slow search of a timetable, for the auditor: plain loops over all calls, with nothing of the router."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from simulator.network.timetable.timetable import Timetable

Walks = Mapping[int, int]  # stop -> seconds on foot
NEVER = 2**31
Call = tuple[int, int, int, bool, bool, int]  # stop, arrival, departure, may board, may alight, number


@dataclass(frozen=True)
class Limits:
    """Leaving the origin from from_s to until_s, being there by by_s [s], with so many rides at most.

    full: numbers of calls from which on there is no room.
    """

    from_s: int
    until_s: int
    by_s: int
    rides: int
    full: Collection[int] = ()


class SlowSearch:
    """All chains of a timetable as lists, and its walks by stop.

    numbers: of the calls, by trip and position. closed: whether nobody gets on or off, by row of the calls.
    """

    def __init__(self, timetable: Timetable, numbers: Mapping[tuple[int, int], int], closed: Collection[bool]) -> None:
        self._chains = _chains(timetable.calls, numbers, closed)
        self._leaving = _leaving(self._chains)
        self._walks: dict[int, list[tuple[int, int]]] = {}
        columns = (timetable.walks[name].tolist() for name in ("from_stop", "to_stop", "walk_s"))
        for stop, other, walk_s in zip(*columns, strict=True):
            self._walks.setdefault(stop, []).append((other, walk_s))

    def arrivals_s(self, start: Walks, end: Walks, limits: Limits) -> list[int]:
        """Return when one can be at the destination first after 1, 2, ... rides; NEVER: not by the time wanted."""
        ready, found = {stop: limits.from_s + walk_s for stop, walk_s in start.items()}, list[int]()
        last = {stop: limits.until_s + walk_s for stop, walk_s in start.items()}
        for _ in range(limits.rides):
            off = self._ride(ready, last, limits)
            there = min((time_s + end[stop] for stop, time_s in off.items() if stop in end), default=NEVER)
            found.append(there if there <= limits.by_s else NEVER)
            ready, last = {}, {}
            for stop, time_s in off.items():
                for other, walk_s in self._walks.get(stop, ()):
                    ready[other] = min(ready.get(other, NEVER), time_s + walk_s)
        return found

    def _ride(self, ready: Walks, last: Walks, limits: Limits) -> dict[int, int]:
        """Return when one can get off at stops, who is ready at stops from a time on, and there until another."""
        off: dict[int, int] = {}
        for number, first in self._first_taken(ready, last, limits).items():
            on_board = False
            for stop, arrival_s, departure_s, may_board, may_alight, call in self._chains[number][first:]:
                if arrival_s > limits.by_s:
                    break
                if on_board and may_alight and arrival_s < off.get(stop, NEVER):
                    off[stop] = arrival_s
                if call in limits.full:
                    on_board = False
                elif may_board and ready.get(stop, NEVER) <= departure_s <= last.get(stop, NEVER):
                    on_board = True
        return off

    def _first_taken(self, ready: Walks, last: Walks, limits: Limits) -> dict[int, int]:
        """Return the first place in each chain where one can get on."""
        found: dict[int, int] = {}
        for stop, ready_s in ready.items():
            leaving, last_s = self._leaving.get(stop, []), min(last.get(stop, NEVER), limits.by_s)
            for departure_s, chain, place in leaving[bisect_left(leaving, (ready_s,)) :]:
                if departure_s > last_s:
                    break
                found[chain] = min(place, found.get(chain, place))
        return found


def _leaving(chains: list[list[Call]]) -> dict[int, list[tuple[int, int, int]]]:
    """Return all departures [s] at each stop where one may board, with chain and place in it, in their order."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for number, chain in enumerate(chains):
        for place, (stop, _, departure_s, may_board, *_) in enumerate(chain):
            if may_board:
                found.setdefault(stop, []).append((departure_s, number, place))
    return {stop: sorted(departures) for stop, departures in found.items()}


def _chains(calls: pd.DataFrame, numbers: Mapping[tuple[int, int], int], closed: Collection[bool]) -> list[list[Call]]:
    names = ("chain", "stop", "arrival_s", "departure_s", "may_board", "may_alight", "gtfs_trip", "position")
    rows = zip(*(calls[name].tolist() for name in names), closed, strict=True)
    return [
        [
            (stop, arrival_s, departure_s, board and not shut, alight and not shut, numbers[trip, position])
            for _, stop, arrival_s, departure_s, board, alight, trip, position, shut in chain
        ]
        for _, chain in groupby(rows, key=lambda row: row[0])
    ]
