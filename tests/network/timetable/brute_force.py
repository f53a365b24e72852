"""Journeys found the slow way: from the tables of a timetable alone, ride by ride, departure by departure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise

from simulator.network.timetable.timetable import Timetable

NEVER = 2**30
Times = dict[int, int]


class BruteForce:
    """Every chain is ridden in every round, wherever anybody could have got on. full: rows of calls."""

    def __init__(self, timetable: Timetable, full: Iterable[int] = ()) -> None:
        calls = list(timetable.calls.itertuples(index=False))
        shut = {(calls[row].gtfs_trip, calls[row].position) for row in full}
        self.chains = []
        for _, group in groupby(calls, key=lambda call: call.chain):
            chain = [[c.stop, c.arrival_s, c.departure_s, c.may_board, c.may_alight, c.gtfs_trip] for c in group]
            positions = [call.position for call in calls[sum(map(len, self.chains)) :][: len(chain)]]
            shut_here = [(call[5], position) in shut for call, position in zip(chain, positions, strict=True)]
            for (one, other), is_shut in zip(pairwise(chain), shut_here, strict=False):
                if one[5] != other[5] and one[0] == other[0] and not is_shut:  # the same bus at the same stop
                    one[3], other[4] = one[3] and not other[3], other[4] and not one[4]
            self.chains.append([(*call[:5], is_shut) for call, is_shut in zip(chain, shut_here, strict=True)])
        self.walks: dict[int, Times] = {}
        for walk in timetable.walks.itertuples(index=False):
            self.walks.setdefault(walk.from_stop, {})[walk.to_stop] = walk.walk_s

    def one_ride(self, ready: Times, *, at_once: bool = False) -> Times:
        """Return when one can first get off where, having got on once; at_once: without any wait."""
        off: Times = {}
        for chain in self.chains:
            aboard = False
            for stop, arrival, departure, may_board, may_alight, is_full in chain:
                if aboard and may_alight and arrival < off.get(stop, NEVER):
                    off[stop] = arrival
                there = ready.get(stop, NEVER)
                aboard = aboard or (may_board and (there == departure if at_once else there <= departure))
                aboard = aboard and not is_full
        return off

    def by_rides(self, ready: Times, most: int, *, at_once: bool = False) -> list[Times]:
        """Return when one can first get off where after 1, 2, ... rides exactly, until no more leads anywhere."""
        found: list[Times] = []
        best_ready: Times = {}
        while ready and len(found) < most:
            off = self.one_ride(ready, at_once=at_once and not found)
            found.append(off)
            ready = {}
            for stop, time in off.items():
                for other, walk in self.walks.get(stop, {}).items():
                    if time + walk < best_ready.get(other, NEVER):
                        best_ready[other] = ready[other] = time + walk
        return found

    def earliest(self, start: Times, from_s: int, most: int = 99) -> Times:
        """Return when one can first get off where; start: walks to stops."""
        return least(self.by_rides({stop: from_s + walk for stop, walk in start.items()}, most))

    def journeys(self, start: Times, end: Times, from_s: int, until_s: int, most: int) -> set[tuple[int, int, int]]:
        """Return (departure, arrival, rides) of the best journeys that leave from from_s to until_s."""
        leave = {
            departure - start[stop]
            for chain in self.chains
            for stop, _, departure, *_ in chain
            if stop in start and from_s <= departure - start[stop] <= until_s
        }
        found = set()
        for time in leave:
            off = self.by_rides({stop: time + walk for stop, walk in start.items()}, most, at_once=True)
            for rides, times in enumerate(off, start=1):
                there = [times[stop] + walk for stop, walk in end.items() if stop in times]
                if there:
                    found.add((time, min(there), rides))
        return {one for one in found if not any(_better(other, one) for other in found)}


def least(times: list[Times]) -> Times:
    """Return the least time of each stop."""
    return {stop: min(one.get(stop, NEVER) for one in times) for stop in {stop for one in times for stop in one}}


def _better(other: tuple[int, int, int], one: tuple[int, int, int]) -> bool:
    return other != one and other[0] >= one[0] and other[1] <= one[1] and other[2] <= one[2]
