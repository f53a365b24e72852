"""The roads of a run: their states, one after the other, each with its travel times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.errors import NetworkError
from simulator.kernels.dated_paths import Course, DatedStreets, cross, dated_path, open_from, path_as_leg, state_at
from simulator.kernels.layout import FOREVER, LEG_METRES, LEG_NODE, LEG_TIME
from simulator.network.travel_times import NO_WAY, TravelTimes

ONE = 1000
LONGEST_MS = FOREVER  # of a street


@dataclass(frozen=True, eq=False)
class RoadState:
    """What the roads are like from ``from_s`` until before ``until_s``; the first state begins long before all.

    number: that of the changes in force; when these are the same again, so are number and times.
    """

    number: int
    name: str
    from_s: int
    until_s: int
    times: TravelTimes


@dataclass(frozen=True, eq=False)
class Counted:
    """The times that plans count with from a moment on."""

    from_s: int
    times: TravelTimes


@dataclass(frozen=True, eq=False)
class Expected:
    """What roads are expected to be like by whoever asks from a moment on: travel times, each from when on."""

    from_s: int
    begins_s: tuple[int, ...]
    times: tuple[TravelTimes, ...]

    def at(self, when_s: int) -> TravelTimes:
        """Return the travel times that are expected at a time."""
        return self.times[max(0, bisect_right(self.begins_s, when_s) - 1)]


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the roads to come from a moment on: the states, as rows of the dated streets."""

    from_s: int
    course: Course


@dataclass(frozen=True, eq=False)
class Dated:
    """How drives go on roads that change: the streets in all states, and what drivers know of these when.

    unknown: from when until when drivers know what who makes plans does not [s].
    """

    streets: DatedStreets
    known: tuple[Known, ...]
    unknown: tuple[tuple[int, int], ...] = ()


class Roads:
    """The states of the roads in their order, between the same places and nodes. Whoever asks says when it is.

    counted, dated: where there are several states. A drive that ends before the roads change, or anything new is known
    of them, is a look-up in the table of its state; another one is searched along the streets. expected: where what
    people expect who ask beforehand is not what comes.
    """

    def __init__(
        self,
        states: Sequence[RoadState],
        counted: Sequence[Counted] = (),
        dated: Dated | None = None,
        expected: Sequence[Expected] = (),
    ) -> None:
        self.states = tuple(states)
        self.counted = tuple(counted)
        self.dated = dated
        self._expected = tuple(expected)
        self._expected_from_s = [part.from_s for part in expected]
        self._first = states[0].times
        self._from_s = [state.from_s for state in states]
        self._counted_from_s = [part.from_s for part in counted]
        self._news_s = self.surprises()
        self._times_of_row: dict[int, TravelTimes] = {}
        if dated is not None:
            rows = dated.known[-1].course.state.tolist()
            self._times_of_row = {row: state.times for row, state in zip(rows, states, strict=True)}
        self.places: NDArray[np.int32] = self._first.places
        self.location: NDArray[np.int32] = self._first.location
        self.node_at = self._first.node_at
        self.covers_all_nodes = self._first.covers_all_nodes

    @classmethod
    def steady(cls, times: TravelTimes) -> Roads:
        """Return roads that never change."""
        return cls((RoadState(0, "", -FOREVER, FOREVER, times),))

    def __repr__(self) -> str:
        """Return the number of states and the size of their tables."""
        return f"<Roads in {len(self.states)} states, {self._first!r}>"

    @property
    def changes(self) -> bool:
        """Return whether there are several states."""
        return self.dated is not None

    @property
    def in_tables(self) -> bool:
        """Return whether times are looked up in tables, not searched; of states that change, those of everyday."""
        return self.changes or self._first.has_table

    def state(self, now_s: int) -> RoadState:
        """Return the state in force."""
        return self.states[max(0, bisect_right(self._from_s, now_s) - 1)]

    def at(self, now_s: int) -> TravelTimes:
        """Return the travel times of the state in force."""
        return self._first if self.dated is None else self.state(now_s).times

    def for_plans(self, now_s: int) -> TravelTimes:
        """Return the times that plans count with from now on; no drive takes longer, whenever it begins."""
        if self.dated is None:
            return self._first
        return self.counted[max(0, bisect_right(self._counted_from_s, now_s) - 1)].times

    def expected(self, when_s: int, asked_s: int) -> TravelTimes:
        """Return the travel times at a time by what is known when somebody asks for them."""
        if not self._expected:
            return self.at(when_s)
        return self._expected[max(0, bisect_right(self._expected_from_s, asked_s) - 1)].at(when_s)

    @property
    def surprise(self) -> bool:
        """Return whether what people expect who ask beforehand is not what comes."""
        return bool(self._expected)

    def moments(self) -> list[int]:
        """Return when the roads change, other times are counted with, or more is known of them [s]; ascending."""
        if self.dated is None:
            return []
        known_s = [known.from_s for known in self.dated.known[1:]]
        return sorted({*self._from_s[1:], *self._counted_from_s[1:], *known_s})

    def surprises(self) -> list[int]:
        """Return when something becomes known of which plans knew nothing [s]; ascending."""
        return [] if self.dated is None else [known.from_s for known in self.dated.known[1:]]

    def is_unknown(self, now_s: int) -> bool:
        """Return whether drives may take longer now than plans count with."""
        return self.dated is not None and any(from_s <= now_s < until_s for from_s, until_s in self.dated.unknown)

    def drive_s(self, origin: int, destination: int, now_s: int) -> int:
        """Return the drive between two locations that plans count with from now on [s], NO_WAY where there is none."""
        return self.for_plans(now_s).drive_s(origin, destination)

    def leg(
        self, origin: int, destination: int, begins_s: int, known_s: int | None = None, factor: int = ONE
    ) -> NDArray[np.int32]:
        """Return the drive between two nodes that begins at a time, int32 (fields of a leg, nodes), times since then.

        known_s: what has become known by then is known to the driver, when the drive begins, or on the way; as of the
        beginning where it is not given. factor: by which all streets take longer at all times [1/1000]. Without nodes
        when there is never a way.
        """
        if self.dated is None:
            return _slower(self._first.leg(origin, destination), factor)
        known_s = begins_s if known_s is None else known_s
        unchanged = self.unchanged_leg((origin, destination), begins_s, known_s, factor)
        if unchanged is not None:
            return _slower(unchanged, factor)
        streets = self.dated.streets
        if factor != ONE:
            time_ms = np.minimum(-(-streets.time_ms.astype(np.int64) * factor // ONE), LONGEST_MS)
            streets = streets._replace(time_ms=time_ms.astype(np.int32))
        path = self._path(streets, (origin, destination), begins_s, known_s)
        leg = path_as_leg(streets, path, 1000 * begins_s)
        if factor != ONE and leg.shape[1]:
            self._round_as_before(leg, path, (begins_s, known_s), factor)
        leg[LEG_NODE] = self.location[leg[LEG_NODE]]
        return leg

    def unchanged_leg(
        self, ends: tuple[int, int], begins_s: int, known_s: int, factor: int = ONE
    ) -> NDArray[np.int32] | None:
        """Return the leg between two nodes as planned, if it ends by a factor before anything changes; else None."""
        times = self._steady_until(*ends, begins_s, known_s, factor)
        return None if times is None else times.leg(*ends)

    def steady_until_s(self, begins_s: int, known_s: int) -> int:
        """Return until when a drive that begins at a time is as on steady roads [s]; known_s: see ``leg``."""
        assert self.dated is not None
        news = (known.from_s for known in self.dated.known if begins_s < known.from_s <= known_s)
        return min(self.state(begins_s).until_s, *news, FOREVER)

    def between(self, origin: int, destination: int, begins_s: int = 0, known_s: int = FOREVER) -> int:
        """Return how long the drive between two nodes takes that begins at a time [s], NO_WAY where there is none.

        known_s: with all that becomes known on the way until then.
        """
        if self.dated is None:
            return self._first.between(origin, destination)
        times = self._steady_until(origin, destination, begins_s, known_s)
        if times is not None:
            return times.between(origin, destination)
        leg = self.leg(origin, destination, begins_s, known_s)
        return int(leg[LEG_TIME, -1]) if leg.shape[1] else NO_WAY

    def length_m(self, origin: int, destination: int, begins_s: int = 0, known_s: int = FOREVER) -> int:
        """Return the metres of that drive. Raises NetworkError where there is no way."""
        if self.dated is None:
            return self._first.length_m(origin, destination)
        leg = self.leg(origin, destination, begins_s, known_s)
        if not leg.shape[1]:
            raise NetworkError(f"there is no way from node {origin} to node {destination}")
        return int(leg[LEG_METRES, -1])

    def foreseen(self, origin: int, destination: int, begins_s: int, asked_s: int) -> tuple[int, int]:
        """Return seconds and metres of the drive between two nodes that begins at a time, as far as is known before.

        asked_s: by what drivers know then, whatever comes. NO_WAY and 0 where there is none.
        """
        if self.dated is None or self.knows(asked_s) == len(self.dated.known) - 1:
            seconds = self.between(origin, destination, begins_s)
            return seconds, 0 if seconds == NO_WAY else self.length_m(origin, destination, begins_s)
        course = self.dated.known[self.knows(asked_s)].course
        stretch = state_at(course.from_ms, 1000 * begins_s)
        times = self._times_of_row.get(int(course.state[stretch]))
        if times is not None and (takes_s := times.between(origin, destination)) != NO_WAY:
            ends_ms = 1000 * (begins_s + takes_s)
            if stretch + 1 == len(course.from_ms) or ends_ms <= course.from_ms[stretch + 1]:
                return takes_s, times.length_m(origin, destination)
        path = dated_path(self.dated.streets, course, origin, destination, 1000 * begins_s)
        leg = path_as_leg(self.dated.streets, path, 1000 * begins_s)
        return (int(leg[LEG_TIME, -1]), int(leg[LEG_METRES, -1])) if leg.shape[1] else (NO_WAY, 0)

    def knows(self, asked_s: int) -> int:
        """Return how often something has become known by a time that nobody knew before."""
        return bisect_right(self._news_s, asked_s)

    def direct_s(
        self,
        origins: NDArray[np.int32],
        destinations: NDArray[np.int32],
        when_s: NDArray[np.int64],
        asked_s: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int32]:
        """Return how long drives between places take as the roads are at these times [s], NO_WAY where there is none.

        Arrays of one shape, or of shapes that numpy broadcasts. asked_s: by what is known then.
        """
        return self._of_states(origins, destinations, (when_s, asked_s), "direct_s")

    def least_s(self, origins: NDArray[np.int32], destinations: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return how long such drives take in the state that is best for each, NO_WAY where there never is one."""
        found = self._first.direct_s(origins, destinations)
        for state in self.states[1:]:
            there_s = state.times.direct_s(origins, destinations)
            found = np.where((found == NO_WAY) | ((there_s != NO_WAY) & (there_s < found)), there_s, found)
        return found

    def lengths_m(
        self,
        origins: NDArray[np.int32],
        destinations: NDArray[np.int32],
        when_s: NDArray[np.int64],
        asked_s: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int32]:
        """Return the metres of such drives, NO_WAY where there is none."""
        return self._of_states(origins, destinations, (when_s, asked_s), "lengths_m")

    def _of_states(
        self,
        origins: NDArray[np.int32],
        destinations: NDArray[np.int32],
        moments: tuple[NDArray[np.int64], NDArray[np.int64] | None],
        what: str,
    ) -> NDArray[np.int32]:
        """Return what the travel times of the states at these times say of each drive, by a method of theirs."""
        if self.dated is None:
            found: NDArray[np.int32] = getattr(self._first, what)(origins, destinations)
            return found
        found = np.zeros(len(origins), dtype=np.int32)
        when_s, asked_s = moments
        if asked_s is not None and self._expected:
            each = [self.expected(*moments) for moments in zip(when_s.tolist(), asked_s.tolist(), strict=True)]
            whose = np.array([id(times) for times in each])
            for times in {id(times): times for times in each}.values():
                rows = whose == id(times)
                found[rows] = getattr(times, what)(origins[rows], destinations[rows])
            return found
        state = np.maximum(0, np.searchsorted(self._from_s, when_s, side="right") - 1)
        for number in np.unique(state).tolist():
            rows = state == number
            found[rows] = getattr(self.states[number].times, what)(origins[rows], destinations[rows])
        return found

    def _steady_until(
        self, origin: int, destination: int, begins_s: int, known_s: int, factor: int = ONE
    ) -> TravelTimes | None:
        """Return the travel times of the state in which a drive begins if it ends before any change; else None."""
        times = self.state(begins_s).times
        takes_s = times.between(origin, destination)
        if takes_s == NO_WAY:
            return None
        ends_s = begins_s - (-takes_s * factor // ONE)
        return times if ends_s <= self.steady_until_s(begins_s, known_s) else None

    def _round_as_before(
        self, leg: NDArray[np.int32], path: NDArray[np.int64], moments_s: tuple[int, int], factor: int
    ) -> None:
        """Let the nodes of a leg be reached as on roads that never change, until these do; changes its times.

        So where somebody is until then does not depend on changes to come. Other nodes are not reached before.
        """
        assert self.dated is not None
        begins_s = moments_s[0]
        course, steady_s = self.dated.known[-1].course, self.steady_until_s(*moments_s) - begins_s
        row = course.state[state_at(course.from_ms, 1000 * begins_s)]
        ms = self.dated.streets.time_ms[row, path[2, 1:]].astype(np.int64)
        planned_s = -(-np.cumsum(ms) // 1000)
        time_s = -(-planned_s * factor // ONE)
        before = np.logical_and.accumulate((ms > 0) & (time_s <= steady_s))
        leg[LEG_TIME, 1:] = np.where(before, time_s, np.maximum(leg[LEG_TIME, 1:], steady_s))

    def _path(self, streets: DatedStreets, ends: tuple[int, int], begins_s: int, known_s: int) -> NDArray[np.int64]:
        """Return the path of who leaves at a time, see ``dated_path``; at each junction by what is known then."""
        assert self.dated is not None
        origin, destination = ends
        known = [part for part in self.dated.known if part.from_s <= max(begins_s, known_s)]
        news_ms = [1000 * part.from_s for part in known[1:]]
        node, now_ms = origin, 1000 * begins_s
        parts = [np.array([[node], [now_ms], [-1]], dtype=np.int64)]
        while True:
            number = bisect_right(news_ms, now_ms)
            path = dated_path(streets, known[number].course, node, destination, now_ms)
            until = path.shape[1] if number == len(news_ms) else int((path[1] <= news_ms[number]).sum())
            parts.append(path[:, 1:until])
            if until == path.shape[1]:
                return np.concatenate(parts, axis=1) if until else path
            node, now_ms, arc = int(path[0, until - 1]), int(path[1, until - 1]), int(path[2, until])
            if open_from(streets, known[number].course, arc, now_ms) >= news_ms[number]:
                now_ms = news_ms[number]  # it still waits at a junction
                continue
            node, now_ms = int(path[0, until]), int(cross(streets, known[-1].course, arc, now_ms))
            parts.append(np.array([[node], [now_ms], [arc]], dtype=np.int64))


def _slower(leg: NDArray[np.int32], factor: int) -> NDArray[np.int32]:
    """Return a leg that takes by a factor longer [1/1000], rounded up to the second."""
    if factor == ONE:
        return leg
    longer = leg.copy()
    longer[LEG_TIME] = -(-leg[LEG_TIME].astype(np.int64) * factor // ONE)
    return longer
