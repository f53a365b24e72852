"""What the auditor asks of the roads: how long drives take, and when more became known of the roads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from simulator.analysis.audit.caught import Closure
from simulator.analysis.audit.drawn import THOUSANDTHS, Drawn, Factors
from simulator.analysis.audit.row import Row
from simulator.analysis.audit.walk import Walk
from simulator.event_kinds import Event

if TYPE_CHECKING:
    from simulator.network.graph import RoadNetwork
    from simulator.network.roads import Roads

DriveMetric = Callable[[int, int, int], int]
NO_WAY = -1
SteadyMetric = Callable[[int, int], int]


class KindsOfRoads:
    """Adds up drives street by street where the factor differs by the class of the road.

    path: the nodes of the fastest way between two. network: its streets. classes: those with a factor of their own.
    """

    def __init__(self, path: Callable[[int, int], Sequence[int]], network: RoadNetwork, classes: Sequence[str]) -> None:
        self._path = path
        kind = {name: number + 1 for number, name in enumerate(classes)}
        road_class = network.edges["highway"].tolist()
        self._streets: dict[tuple[int, int], tuple[int, float, int, int]] = {}
        columns = (network.tail, network.head, network.time_ms, network.length_m, network.edge)
        for tail, head, ms, length_m, edge in zip(*(column.tolist() for column in columns), strict=True):
            street = (ms, length_m, edge, kind.get(road_class[edge], 0))
            self._streets[tail, head] = min(self._streets.get((tail, head), street), street)

    def drive_s(self, origin: int, destination: int, factors: Factors) -> int:
        """Return how long a drive takes by factors [s], rounded up once."""
        streets = (self._streets[ends] for ends in pairwise(self._path(origin, destination)))
        return ceil(sum(Fraction(ms * factors[kind], THOUSANDTHS) for ms, _, _, kind in streets) / 1000)


@dataclass(frozen=True)
class Drives:
    """How long drives between two nodes take [s], and their metres, by the time when they begin [s].

    seconds, metres: to the end, with all that becomes known on the way. direct_s: as the roads are at that time,
    by what is known at a further one. ideal: with all known from the beginning. news_s: when something became known,
    ascending. drawn: by what factors drives and stops differ from that, if they do.
    """

    seconds: DriveMetric
    metres: DriveMetric | None
    direct_s: Callable[[int, int, int, int], int]
    ideal_s: DriveMetric
    news_s: tuple[int, ...] = ()
    changes: tuple[tuple[int, int], ...] = ()  # when the roads change [s], and the number of their state then
    drawn: Drawn | None = None
    walk: Walk | None = None  # on roads that change, as is foresight
    foresight: Walk | None = None
    # seconds and metres of a drive if the roads stay as they are when it begins, and until when nothing changes [s]
    unchanged: Callable[[int, int, int], tuple[int, int, int]] | None = None
    unknown: tuple[tuple[int, int], ...] = ()  # from when until when who makes plans does not know all [s]
    # seconds and metres of a drive that begins at a time by what is known at a further one; None: nothing gets known
    foreseen: Callable[[int, int, int, int], tuple[int, int]] | None = None
    closures: Mapping[int, Closure] = field(default_factory=dict)  # by number of the disruption
    everyday_s: SteadyMetric = lambda _origin, _destination: NO_WAY  # before anything changes
    kinds: KindsOfRoads | None = None  # where the factors of drives differ by them

    @classmethod
    def steady(cls, seconds: SteadyMetric, metres: SteadyMetric | None = None) -> Drives:
        """Return drives that take as long whenever they begin."""

        def always(origin: int, destination: int, _begins_s: int) -> int:
            return seconds(origin, destination)

        def direct_s(origin: int, destination: int, _begins_s: int, _asked_s: int) -> int:
            return seconds(origin, destination)

        return cls(always, None if metres is None else lambda o, d, _s: metres(o, d), direct_s, always)

    @classmethod
    def on(cls, roads: Roads) -> Drives:
        """Return the drives on roads; across a change, or news of one, they are walked street by street."""
        if roads.dated is None:
            return cls.steady(roads.between, roads.length_m)
        changes = tuple((state.from_s, state.number) for state in roads.states)

        def direct_s(origin: int, destination: int, begins_s: int, asked_s: int) -> int:
            return roads.expected(begins_s, asked_s).between(origin, destination)

        return cls(
            *_walked(roads), direct_s, _ideal(roads), tuple(roads.surprises()),
            changes, walk=Walk(roads.dated), foresight=Walk(roads.dated, foresees=True), unknown=roads.dated.unknown,
            unchanged=_unchanged(roads), foreseen=_foreseen(roads) if roads.surprises() else None,
            everyday_s=roads.states[0].times.between,
        )  # fmt: skip

    def slowed(self, drive: tuple[int, int, int], factors: Factors) -> tuple[int, int | None]:
        """Return seconds and metres of a drive by factors: from, to, and when it begins."""
        if self.walk is not None and self.unchanged is not None:
            planned_s, length_m, until_s = self.unchanged(*drive)
            takes_s, steady_s = -(-planned_s * factors[0] // THOUSANDTHS), until_s - drive[2]
            if planned_s != NO_WAY and takes_s <= steady_s:
                return takes_s, length_m
            walked = self.walk.drive(*drive, factors[0])
            return (NO_WAY, 0) if walked is None else (max(walked[0], steady_s), walked[1])
        metres = None if self.metres is None else self.metres(*drive)
        if self.kinds is not None:
            return self.kinds.drive_s(drive[0], drive[1], factors), metres
        return -(-self.seconds(*drive) * factors[0] // THOUSANDTHS), metres

    def reached(self, drive: tuple[int, int, int], factors: Factors | None) -> tuple[int, int]:
        """Return when a drive reaches its end [s], and after how many metres; -1 where it never does."""
        if factors is None:
            takes_s, length_m = self.seconds(*drive), 0 if self.metres is None else self.metres(*drive)
        else:
            takes_s, metres = self.slowed(drive, factors)
            length_m = metres or 0
        return (NO_WAY, 0) if takes_s == NO_WAY else (drive[2] + takes_s, length_m)

    def least_s(self, drive: tuple[int, int, int], factors: Factors | None) -> int:
        """Return how long a drive takes at least, with all known from the beginning [s]."""
        if factors is None or self.foresight is None:
            return self.ideal_s(*drive)
        least_s = (self.foresight.drive(*drive, factors[0]) or (NO_WAY, 0))[0]
        return min(least_s, self.slowed(drive, factors)[0])

    def follow(self, row: Row) -> list[str]:
        """Compare what a row tells of the roads with what they are."""
        state = [number for from_s, number in self.changes if from_s <= row.time_s][-1:]
        found = [] if state == [row.value] else [f"the roads are in state {state}"]
        moments = self.news_s if row.kind == Event.ROADS_KNOWN else [from_s for from_s, _ in self.changes]
        found += [] if row.time_s in moments else ["nothing happens to the roads"]
        return [f"{row}: {text}" for text in found]

    def may_break(self, row: Row) -> bool:
        """Return whether a promise may fall: more has become known of the roads, or of a drive or stop, this second."""
        unknown = any(from_s <= row.time_s <= until_s for from_s, until_s in self.unknown)
        return unknown or row.time_s in self.news_s or (self.drawn is not None and self.drawn.may_break(row))

    def learns(self, from_s: int, until_s: int) -> bool:
        """Return whether something became known between two times, the last one included."""
        return any(from_s < news_s <= until_s for news_s in self.news_s)


def _walked(roads: Roads) -> tuple[DriveMetric, DriveMetric]:
    """Return seconds and metres of drives: from the table of a state where they end in it, else from a walk."""
    assert roads.dated is not None
    walk, news = Walk(roads.dated), roads.surprises()
    found: dict[tuple[int, int, int], tuple[int, int]] = {}

    def drive(origin: int, destination: int, begins_s: int) -> tuple[int, int]:
        key = (origin, destination, begins_s)
        if key not in found:
            state = roads.state(begins_s)
            takes_s = state.times.between(origin, destination)
            ends_s = begins_s + takes_s
            if takes_s != NO_WAY and ends_s <= state.until_s and not any(begins_s < moment < ends_s for moment in news):
                found[key] = takes_s, state.times.length_m(origin, destination)
            else:
                found[key] = walk.drive(origin, destination, begins_s) or (NO_WAY, 0)
        return found[key]

    return lambda o, d, s: drive(o, d, s)[0], lambda o, d, s: drive(o, d, s)[1]


def _foreseen(roads: Roads) -> Callable[[int, int, int, int], tuple[int, int]]:
    """Return what tells how drives are by what is known before, as if nothing else came."""
    assert roads.dated is not None
    dated, news, walks = roads.dated, roads.surprises(), dict[int, Walk]()

    def drive(origin: int, destination: int, begins_s: int, asked_s: int) -> tuple[int, int]:
        count = sum(moment <= asked_s for moment in news)
        if count not in walks:
            walks[count] = Walk(replace(dated, known=dated.known[: count + 1]), foresees=True)
        return walks[count].drive(origin, destination, begins_s) or (NO_WAY, 0)

    return drive


def _unchanged(roads: Roads) -> Callable[[int, int, int], tuple[int, int, int]]:
    """Return what tells how drives are if the roads stay as they are when these begin, and until when they do."""
    news_s = roads.surprises()

    def drive(origin: int, destination: int, begins_s: int) -> tuple[int, int, int]:
        state = roads.state(begins_s)
        until_s = min([state.until_s, *(moment for moment in news_s if moment > begins_s)])
        seconds = state.times.between(origin, destination)
        return seconds, 0 if seconds == NO_WAY else state.times.length_m(origin, destination), until_s

    return drive


def _ideal(roads: Roads) -> DriveMetric:
    assert roads.dated is not None
    walk = Walk(roads.dated, foresees=True)

    def seconds(origin: int, destination: int, begins_s: int) -> int:
        found = walk.drive(origin, destination, begins_s)
        return NO_WAY if found is None else found[0]

    return seconds
