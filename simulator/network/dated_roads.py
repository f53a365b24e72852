"""The states of roads that change over time, with the travel times of each and those that plans count with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import NetworkError
from simulator.kept import Kept
from simulator.kernels.dated_paths import CLOSED, Course, DatedStreets
from simulator.kernels.layout import FOREVER
from simulator.network.changes import RoadChange, open_rows, with_changes
from simulator.network.courses import Active, Span, Stretch, course_of, courses_known, still_to_come
from simulator.network.graph import RoadNetwork, make_network, whole_ms
from simulator.network.roads import Counted, Dated, Expected, Known, Roads, RoadState
from simulator.network.searched_state import searched_state, with_own_arrays
from simulator.network.snapping import Cuts
from simulator.network.split import split_network
from simulator.network.streets import Streets, fastest_arcs
from simulator.network.travel_times import TravelTimes, derived_times, new_travel_times
from simulator.network.waits import Waits

Build = Callable[[RoadNetwork], TravelTimes]
KEPT_UP_TO = 7_000  # places: 0.2 GB of times
SEARCHED_UP_TO = 4_000  # requests: searches for them take as long as a table of a county takes to make
_DERIVED = Kept(3)  # runs of an experiment have the same states of the roads


class DatedRoads:
    """Makes the roads of a network whose changes come and go, each set of changes in force once.

    everyday: before all changes. build: makes travel times of a network in a table. requests: how many ask for drives;
    where they are few, times of states that differ little from it are searched, which makes no difference to them.
    """

    def __init__(
        self,
        everyday: RoadNetwork,
        changes: Sequence[RoadChange],
        spans: Sequence[Span],
        cuts: Cuts,
        build: Build,
        requests: int = 0,
    ) -> None:
        self._whole, self._changes, self._spans, self._cuts = everyday, changes, spans, cuts
        self._everyday = split_network(everyday, cuts)
        self._build, self._requests = build, requests
        self._piece_ms: dict[Active, NDArray[np.int32]] = {}
        self._times: dict[bytes, TravelTimes] = {}
        self._waits = Waits()
        self._known: dict[tuple[int, tuple[Stretch, ...]], TravelTimes] = {}

    def roads(self, begins_s: int) -> Roads:
        """Return the states, what plans count with, and the streets for drives across changes; none begins before."""
        truth, courses = course_of(self._spans), courses_known(self._spans)
        planned = courses_known([span.for_plans for span in self._spans])
        counted = self._counted(still_to_come(planned), begins_s)
        sets = list(dict.fromkeys(stretch.active for _, course in courses for stretch in course))
        number = {active: position for position, active in enumerate(dict.fromkeys(s.active for s in truth))}
        until = [*(stretch.from_s for stretch in truth[1:]), FOREVER]
        states = [
            RoadState(number[s.active], self._name(s.active), s.from_s, until_s, self._times_of([s.active]))
            for s, until_s in zip(truth, until, strict=True)
        ]
        if max(times.table.unit_s for times in self._times.values()) > 1:
            raise NetworkError("changes with from and until, or hours, need drives of at most 18 h")
        known = [Known(known_s, _course(course, sets)) for known_s, course in courses]
        unknown = [(span.known_s, span.for_plans.known_s) for span in self._spans if span.later_s]
        dated = Dated(self._streets(sets), tuple(known), tuple(unknown))
        return Roads(states, counted, dated, self._expected(planned))

    def _expected(self, planned: Sequence[tuple[int, list[Stretch]]]) -> list[Expected]:
        """Return what is expected of the roads, from when on, where that is not what comes. planned: what is known."""
        if len(planned) == 1:
            return []
        found = []
        for known_s, course in planned:
            times = tuple(self._times_of([stretch.active]) for stretch in course)
            found.append(Expected(known_s, tuple(stretch.from_s for stretch in course), times))
        return found

    def closed(self) -> pd.DataFrame:
        """Return the streets that are closed at times: rows of the edge table with from_s and until_s [s]."""
        truth = course_of(self._spans)
        ends_s = [*(stretch.from_s for stretch in truth[1:]), FOREVER]
        found = []
        for stretch, end_s in zip(truth, ends_s, strict=True):
            rows = self._everyday.edges[self._pieces_ms(stretch.active) == CLOSED]
            found.append(rows.assign(from_s=stretch.from_s, until_s=end_s))
        closed: pd.DataFrame = pd.concat(found, ignore_index=True)
        return closed

    def changed(self, change: int) -> pd.DataFrame:
        """Return the pieces of streets that a change alters: rows of the edge table; edge: row of the whole street."""
        rows = self._pieces_ms((change,)) != self._pieces_ms(())
        count = len(self._whole.edges)
        pieces = 1 + np.bincount(self._cuts.edge, minlength=count) if len(self._cuts.node) else np.ones(count, int)
        changed: pd.DataFrame = self._everyday.edges.assign(edge=np.repeat(np.arange(count), pieces))[rows]
        return changed

    def _counted(self, to_come: list[tuple[int, list[Stretch]]], begins_s: int) -> list[Counted]:
        """Return what plans count with from when on."""
        counted: list[Counted] = []
        for from_s, stretches in to_come:
            times = self._count(max(from_s, begins_s), tuple(stretches))
            if not counted or counted[-1].times is not times:
                counted.append(Counted(from_s, times))
        return counted

    def _count(self, now_s: int, stretches: tuple[Stretch, ...]) -> TravelTimes:
        """Return the times on the slowest of the states to come, or until the next change and then, if that is sooner.

        now_s: from when on they are counted with, until the second of the stretches begins.
        """
        later, change_s = None, 0
        for position in reversed(range(len(stretches))):
            left, begins_s = stretches[position:], max(now_s, stretches[position].from_s)
            if (begins_s, left) not in self._known:
                times = self._times_of([stretch.active for stretch in left])
                if later is not None:
                    times = self._waits.sooner(times, change_s - begins_s, later)
                self._known[begins_s, left] = times
            later, change_s = self._known[begins_s, left], begins_s
        assert later is not None
        return later

    def _times_of(self, sets: Sequence[Active]) -> TravelTimes:
        """Return the travel times on the slowest of some states."""
        ms = self._slowest_ms(sets)
        key = ms.tobytes()
        if key not in self._times:
            same_ms = self._pieces_ms(())
            self._times[key] = self._everyday_times if np.array_equal(ms, same_ms) else self._changed_times(ms)
        return self._times[key]

    @cached_property
    def _everyday_times(self) -> TravelTimes:
        return self._build(self._everyday)

    def _changed_times(self, piece_ms: NDArray[np.int32]) -> TravelTimes:
        """Return the travel times with other times of streets; those that differ little are made of those of before."""
        before = self._everyday_times
        streets = self._changed_streets(piece_ms)
        make = searched_state if self._requests <= SEARCHED_UP_TO else derived_times
        if len(before.places) > KEPT_UP_TO:
            return make(before, streets) or self._build(self._network(piece_ms))
        key = (
            make,
            *(_digest(one) for one in (before.streets, streets)),
            before.places.tobytes(),
            before.table.cell.tobytes(),
        )
        kept = _DERIVED.get(key, lambda: make(before, streets))
        if kept is None:
            return self._build(self._network(piece_ms))
        if not kept.has_table:
            return with_own_arrays(kept)
        return new_travel_times(kept.table, kept.places, kept.location, kept.streets)

    def _changed_streets(self, piece_ms: NDArray[np.int32]) -> Streets:
        """Return the streets of the everyday network with other times, as the places of that are numbered."""
        network, is_open = self._everyday, piece_ms != CLOSED
        arcs, row = is_open[network.edge], np.cumsum(is_open, dtype=np.int32) - 1
        open_arcs = replace(
            network,
            tail=network.tail[arcs],
            head=network.head[arcs],
            length_m=network.length_m[arcs],
            time_ms=piece_ms[network.edge[arcs]],
            edge=row[network.edge[arcs]],
        )
        return fastest_arcs(open_arcs, self._everyday_times.street_numbers)

    def _slowest_ms(self, sets: Sequence[Active]) -> NDArray[np.int32]:
        """Return the longest time of each piece of street among some states, CLOSED where it is closed in one."""
        pieces = np.stack([self._pieces_ms(active) for active in dict.fromkeys(sets)])
        return np.where((pieces == CLOSED).any(axis=0), CLOSED, pieces.max(axis=0)).astype(np.int32)

    def _pieces_ms(self, active: Active) -> NDArray[np.int32]:
        """Return the times of the pieces of the everyday streets under some changes, int32 (edges,)."""
        if active not in self._piece_ms:
            chosen = [self._changes[number] for number in active]
            rows = open_rows(self._whole, chosen)
            network = split_network(with_changes(self._whole, chosen), self._cuts, rows) if chosen else self._everyday
            count = len(self._whole.edges)
            pieces = 1 + np.bincount(self._cuts.edge, minlength=count) if len(self._cuts.node) else np.ones(count, int)
            is_open = np.zeros(count, dtype=bool)
            is_open[rows] = True
            ms = np.full(len(self._everyday.edges), CLOSED, dtype=np.int32)
            ms[np.repeat(is_open, pieces)] = whole_ms(network.edges)
            self._piece_ms[active] = ms
        return self._piece_ms[active]

    def _network(self, piece_ms: NDArray[np.int32]) -> RoadNetwork:
        """Return the everyday network with other times of its streets."""
        everyday, is_open = self._everyday, piece_ms != CLOSED
        edges = everyday.edges[is_open].assign(travel_time=piece_ms[is_open] / 1000)
        return make_network(everyday.name, everyday.lon, everyday.lat, edges)

    def _streets(self, sets: Sequence[Active]) -> DatedStreets:
        network = self._everyday
        time_ms = np.stack([self._pieces_ms(active)[network.edge] for active in sets])
        return DatedStreets(network.offsets, network.tail, network.head, network.length_m, time_ms)

    def _name(self, active: Active) -> str:
        """Return the names of the changes in force that do not always hold."""
        always = {span.change for span in self._spans if span.from_s == -FOREVER and span.until_s == FOREVER}
        return ", ".join(self._changes[number].name for number in active if number not in always)


def _digest(streets: Streets) -> bytes:
    """Return the SHA-256 of streets."""
    hasher = hashlib.sha256()
    for array in (streets.pair, streets.time_ms, streets.length_m, streets.edge):
        hasher.update(array.data)
    return hasher.digest()


def _course(course: Sequence[Stretch], sets: Sequence[Active]) -> Course:
    from_ms = np.array([1000 * stretch.from_s for stretch in course], dtype=np.int64)
    return Course(from_ms, np.array([sets.index(stretch.active) for stretch in course], dtype=np.int64))
