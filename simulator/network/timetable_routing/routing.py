"""Search a timetable: earliest arrivals, best journeys over a span of departures, useful departures to a place."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.kernels.timetable import departures
from simulator.kernels.timetable.arrays import UNREACHED, Lines, Walks
from simulator.kernels.timetable.departures import CALLS, journeys_between
from simulator.kernels.timetable.profile import Departures, Profiling, profile_to
from simulator.kernels.timetable.rounds import Place, Rounds, arrive
from simulator.kernels.timetable.scan import Scan, scan
from simulator.kernels.timetable.soonest import MORE, NONE, last_in_time, soonest
from simulator.kernels.timetable.spread import ARRIVES, LEAVES, spread
from simulator.kernels.timetable.within import Places, within
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.chosen import last_of, soonest_of
from simulator.network.timetable_routing.journeys import Journey
from simulator.network.timetable_routing.profile import Profile, profiling
from simulator.network.timetable_routing.searchable import Searchable, Whole
from simulator.network.timetable_routing.unpacking import Unpacking

MOST_RIDES = 4
LATEST_S = UNREACHED // 2
FEW = 500  # searches of a router for which finding bounds would take longer than it saves
NOWHERE: Place = (np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))
__all__ = ["MOST_RIDES", "UNREACHED", "Router"]


class Router:
    """Searches in a timetable. One walks to a stop, rides, changes by one walk of the timetable, rides, and walks on.

    Being at a stop when something leaves is enough to ride in it. At most so many rides as asked for, where it can be
    asked. full: rows of calls from which nobody may ride on to the next; other calls of the same trip at the same
    position, in other chains, are meant, too. few: searches for one journey before bounds are found for them.
    """

    def __init__(self, timetable: Timetable | Whole, full: ArrayLike = (), few: int = FEW) -> None:
        self._whole = timetable if isinstance(timetable, Whole) else Whole(timetable)
        self._read = Searchable(self._whole, self._whole.with_twins(np.asarray(full, dtype=np.int64)))
        self._rounds: dict[tuple[bool, int], Rounds] = {}
        self._few, self._asked = few, 0

    def without(self, full: ArrayLike) -> Router:
        """Return a router for those who find these calls full, too: rows of calls nobody may ride on from."""
        return Router(self._whole, np.concatenate((self._read.full, np.asarray(full, dtype=np.int64))))

    def at_times_of(self, timetable: Timetable) -> Router:
        """Return a router for a timetable that differs in nothing but the times of its calls."""
        return Router(Whole(timetable, self._whole))

    def earliest_arrivals(self, start: StopWalks, from_s: int) -> NDArray[np.int32]:
        """Return when one can first get off at each stop, having left the place at from_s; int32 (stops,).

        UNREACHED where no ride leads to, be it that one can walk there.
        """
        arrival_s = np.empty(self._stops, dtype=np.int32)
        scan(self._scan.address, start.stop, start.walk_s, from_s, arrival_s)
        return arrival_s

    def arrivals_by_rides(self, start: StopWalks, from_s: int, most_rides: int = MOST_RIDES) -> NDArray[np.int32]:
        """Return when one can first get off at each stop after at most 0, 1, ... rides; int32 (rides + 1, stops)."""
        work = self._work(most_rides)
        arrive(work.address, (start.stop, start.walk_s), NOWHERE, from_s)
        return work.arrival_s.copy()

    def journeys(
        self, start: StopWalks, end: StopWalks, from_s: int, until_s: int, most_rides: int = MOST_RIDES
    ) -> list[Journey]:
        """Return all best journeys that leave the origin from from_s to until_s, the latest first, then by rides.

        Best: no other leaves as late, arrives as early and has as few rides, and is better in one of these. One of
        those that are equal in all three.
        """
        at = self._work(most_rides).address, self._whole.no_bounds.address
        found = journeys_between(*at, *_places(start, end), from_s, until_s)
        return [self._unpacking.journey(row, start.walk_s) for row in found]

    def soonest(
        self, start: StopWalks, end: StopWalks, span: tuple[int, int, int], longest_s: int, most_rides: int = MOST_RIDES
    ) -> Journey | None:
        """Return that of the best journeys which ``soonest_of`` takes. span: from when on, the wish, until when [s]."""
        row, found, is_aimed = self._row(most_rides), MORE, self._is_aimed()
        if is_aimed:
            found = soonest(*self._aimed(most_rides), *_places(start, end), span, longest_s, row)
        if found == MORE:
            from_s, wish_s, until_s = span
            from_s = int(row[departures.LEAVES]) if is_aimed else from_s  # as all do that are as good
            return soonest_of(self.journeys(start, end, from_s, until_s, most_rides), wish_s, longest_s)
        return None if found == NONE else self._unpacking.journey(row, start.walk_s)

    def last_in_time(
        self, start: StopWalks, end: StopWalks, from_s: int, by_s: int, most_rides: int = MOST_RIDES
    ) -> Journey | None:
        """Return that of the best journeys from from_s on which ``last_of`` takes."""
        row, found, is_aimed = self._row(most_rides), MORE, self._is_aimed()
        if is_aimed:
            found = last_in_time(*self._aimed(most_rides), *_places(start, end), from_s, by_s, row)
        if found == MORE:
            from_s = int(row[departures.LEAVES]) if is_aimed else from_s
            return last_of(self.journeys(start, end, from_s, by_s, most_rides), by_s)
        return None if found == NONE else self._unpacking.journey(row, start.walk_s)

    def times(
        self, start: StopWalks, end: StopWalks, from_s: int, until_s: int, most_rides: int = MOST_RIDES
    ) -> NDArray[np.int32]:
        """Return of the best journeys when they leave and arrive [s], and their rides; int32 (journeys, 3)."""
        least = self._whole.least(most_rides) if self._is_aimed() else self._whole.no_bounds
        at = self._work(most_rides).address, least.address
        found = journeys_between(*at, *_places(start, end), from_s, until_s)
        return found[:, [departures.LEAVES, departures.ARRIVES, departures.RIDES]]

    def _is_aimed(self) -> bool:
        """Return whether searches for one journey know bounds by now: for a few it is not worth it to find any."""
        self._asked += 1
        return self._asked > self._few

    def _aimed(self, most_rides: int) -> tuple[int, int]:
        """Return the addresses of what rounds work in, and of bounds."""
        return self._work(most_rides).address, self._whole.least(most_rides).address

    def _row(self, most_rides: int) -> NDArray[np.int32]:
        return np.empty(CALLS + 2 * most_rides, dtype=np.int32)

    def within(
        self, starts: Places, ends: Places, at_s: NDArray[np.int64], most_s: int, *, in_time: bool, most_rides: int
    ) -> NDArray[np.int32]:
        """Return how long trips take at least, waits before the first ride included [s]; int32 (trips,).

        at_s: when each wants to leave; in_time: to be there, which counts from leaving on. UNREACHED where there is no
        journey, or none that takes at most most_s.
        """
        if in_time:
            return within(self._work(most_rides, backwards=True).address, ends, starts, -at_s, most_s)
        return within(self._work(most_rides).address, starts, ends, at_s, most_s)

    def last_before(
        self, start: StopWalks, end: StopWalks, latest_arrival_s: int, from_s: int, most_rides: int = MOST_RIDES
    ) -> list[Journey]:
        """Return the journeys by which one can leave last to arrive in time, the latest first, each with fewer rides.

        None where one would have to leave before from_s. Of those that leave last, the one that arrives first.
        """
        work = self._work(most_rides, backwards=True)
        arrive(work.address, (end.stop, end.walk_s), (start.stop, start.walk_s), -latest_arrival_s)
        found: dict[int, Journey] = {}
        for leave_s in np.unique(-work.best_s[1:])[::-1].tolist():
            if leave_s >= from_s:
                rides = int(np.argmax(-work.best_s >= leave_s))
                same = self.journeys(start, end, leave_s, leave_s, most_rides)
                found[leave_s] = next(journey for journey in same if journey.rides == rides)
        return list(found.values())

    def spread(self, place: StopWalks, stops: NDArray[np.int32], most_rides: int = MOST_RIDES) -> NDArray[np.int32]:
        """Return all best journeys of the run from a place to stops where one gets off, see ``kernels.timetable``."""
        at = self._work(most_rides).address
        return spread(at, (place.stop, place.walk_s), stops, NOWHERE, LATEST_S)

    def gather(self, place: StopWalks, stops: NDArray[np.int32], most_rides: int = MOST_RIDES) -> NDArray[np.int32]:
        """Return all best journeys of the run from stops where one gets on to a place; columns as those of ``spread``.

        The first to arrive come first.
        """
        at = self._work(most_rides, backwards=True).address
        found = spread(at, (place.stop, place.walk_s), stops, NOWHERE, LATEST_S)
        found[:, [LEAVES, ARRIVES]] = -found[:, [ARRIVES, LEAVES]]
        return found

    def profile(self, end: StopWalks) -> Profile:
        """Return all useful departures to a place, with as many rides as it takes."""
        return Profile(Departures(*profile_to(self._profiling.address, (end.stop, end.walk_s))))

    @cached_property
    def _unpacking(self) -> Unpacking:
        return Unpacking(self._whole.timetable, self._read.calls, self._whole.walks)

    @cached_property
    def _scan(self) -> Scan:
        stops, chains = self._stops, len(self._read.calls.offsets) - 1
        working = np.empty(stops, dtype=np.int32), np.empty(chains, dtype=np.int32)
        return Scan(self._read.connections, self._whole.walks, *working)

    @cached_property
    def _profiling(self) -> Profiling:
        return profiling(self._read.connections, self._whole.walks)

    @property
    def _stops(self) -> int:
        return len(self._whole.timetable.stops)

    def _work(self, most_rides: int, *, backwards: bool = False) -> Rounds:
        """Return what rounds of so many rides work in; backwards: against time, from the last call to the first."""
        if (backwards, most_rides) not in self._rounds:
            lines = self._read.lines_backwards if backwards else self._read.lines
            walks = self._whole.walks_backwards if backwards else self._whole.walks
            self._rounds[backwards, most_rides] = _rounds(lines, walks, most_rides)
        return self._rounds[backwards, most_rides]


def _places(start: StopWalks, end: StopWalks) -> tuple[Place, Place]:
    return (start.stop, start.walk_s), (end.stop, end.walk_s)


def _rounds(lines: Lines, walks: Walks, most_rides: int) -> Rounds:
    stops = len(walks.offsets) - 1
    labels = (np.empty((most_rides + 1, stops), dtype=np.int32) for _ in range(5))
    return Rounds(
        lines,
        walks,
        *labels,
        egress_s=np.empty(stops, dtype=np.int32),
        best_s=np.empty(most_rides + 1, dtype=np.int32),
        best_stop=np.empty(most_rides + 1, dtype=np.int32),
        new=np.empty(stops, dtype=np.int32),
        is_new=np.zeros(stops, dtype=np.bool_),
        touched=np.empty(len(lines.trip_offsets) - 1, dtype=np.int32),
        first=np.full(len(lines.trip_offsets) - 1, -1, dtype=np.int32),
        onward_s=np.empty((most_rides + 1, stops), dtype=np.int32),
        same_ride=np.zeros((most_rides + 1, stops), dtype=np.bool_),
        same_end=np.zeros(most_rides + 1, dtype=np.bool_),
        same_walk=np.zeros((most_rides + 1, stops), dtype=np.bool_),
    )
