"""The auditor of rules about who may book: areas, and rides parallel to a timetable, found out again on its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.audit.outlines import Rings, outlines_by_name
from simulator.analysis.audit.row import Row
from simulator.analysis.audit.usable import Best, SlowJourneys, apart_m, lies_in, on_foot_s
from simulator.event_kinds import Event
from simulator.journey_parts import whole_ways, without_parts
from simulator.reasons import Reason
from simulator.scenario.models import ServicePart
from simulator.scenario.rule_models import ParallelService, ServiceArea
from simulator.services.ridepooling.audit_relations import Wish, check_relations
from simulator.services.ridepooling.schema import Config
from simulator.tables import EVENT_DTYPES, NO_NODE, NO_TIME, TIMETABLE
from simulator.units import DAY_S
from simulator.world.build import World

_KINDS = (
    Event.SUBMITTED, Event.JOURNEY_LEAVES, Event.JOURNEY_ARRIVES, Event.ACCEPTED, Event.PLANNED_DROPOFF, Event.REJECTED,
    Event.SURCHARGED,
)  # fmt: skip
Place = tuple[float, float]


class Asked(NamedTuple):
    """A request, as far as rules look at it. origin, destination: longitude and latitude."""

    origin: Place
    destination: Place
    earliest_s: int
    latest_s: int
    direct_s: int
    size: int
    wheelchairs: int
    parcels: int
    traveller_class: str
    dropoff_walk_s: int


@dataclass
class _Attempt:
    """What has been told in an attempt, and what was accepted in it."""

    told: list[tuple[Event, int]] = field(default_factory=list)
    accepted: Row | None = None
    expected_cents: int = 0
    beaten_by: list[Best] = field(default_factory=list)


def check(events: pd.DataFrame, requests: pd.DataFrame, part: ServicePart[Config], world: World) -> Iterator[str]:
    """Yield what breaks a rule in the rows of a service. requests: as it had them.

    Parts of journeys are looked at with these.
    """
    config = part.config
    parallel = config.parallel_service
    rule = None if parallel is None or parallel.within_s == 0 else _Rule(parallel, world)
    if config.zones is None and rule is None and config.relations is None:
        return
    asked = _asked(requests, world)
    if config.relations is not None:
        yield from check_relations(events, [Wish(*its[:3]) for its in asked], part, world)
    attempts: dict[int, _Attempt] = {}
    rows = without_parts(events)
    rows = rows[rows["kind"].isin(_KINDS) & (rows["service"] == part.number)]
    for time_s, seq, service, kind, *rest in zip(*(rows[name].tolist() for name in EVENT_DTYPES), strict=True):
        row = Row(seq, time_s, service, Event(kind), *rest)
        if row.kind == Event.SUBMITTED:
            attempts[row.request] = _Attempt()
        request = asked[row.request]
        if row.kind == Event.ACCEPTED and config.zones is not None and not _inside(config.zones, request):
            yield f"{row}: outside of the area of the service"
        if rule is not None:
            yield from (f"{row}: {text}" for text in rule.follow(row, request, attempts[row.request]))
    for number, attempt in attempts.items():
        if attempt.expected_cents:
            yield f"request {number}: {attempt.expected_cents} cents of a surcharge are missing"
    if rule is not None:
        booked = events[(events["kind"] == Event.ACCEPTED) & events["ride"].isin(whole_ways(events))]
        booked = booked[booked["service"] == part.number]
        for time_s, seq, service, kind, *rest in zip(*(booked[name].tolist() for name in EVENT_DTYPES), strict=True):
            row = Row(seq, time_s, service, Event(kind), *rest)
            yield from (f"{row}: {text}" for text in rule.against_whole_ways(row, asked[row.request]))


class _Rule:
    """Follows the rule about journeys by timetable."""

    def __init__(self, config: ParallelService, world: World) -> None:
        services = world.scenario.services
        name = config.timetable or next(name for name, its in services.items() if its.kind == TIMETABLE)
        lines: Any = world.services[name]
        self._config, self._walk, self._fares = config, services[name].walk, services[name].fares  # type: ignore[attr-defined]
        timetable = lines.timetable
        self._slow = SlowJourneys(timetable.stops, timetable.calls, timetable.walks)
        self._cut = _Cut(lines)
        self._local = world.days.clock.local
        self._known: dict[tuple[Asked, int, int], set[Best]] = {}

    def follow(self, row: Row, request: Asked, attempt: _Attempt) -> Iterator[str]:
        """Yield what is wrong with a row of a request."""
        if row.kind in (Event.JOURNEY_LEAVES, Event.JOURNEY_ARRIVES):
            attempt.told.append((row.kind, row.value))
            if row.kind == Event.JOURNEY_ARRIVES:
                yield from self._told(row, request, attempt)
        elif row.kind == Event.REJECTED and row.value == Reason.PARALLEL_SERVICE:
            yield from self._rejected(row, request, attempt)
        elif row.kind == Event.ACCEPTED:
            yield from self._accepted(row, request, attempt)
        elif row.kind == Event.PLANNED_DROPOFF and attempt.beaten_by:
            yield from self._dropoff(row, request, attempt)
        elif row.kind == Event.SURCHARGED:
            cents = round(100 * request.size * (self._config.surcharge_eur or 0))
            if row.value != cents:
                yield f"a surcharge of {row.value} cents, expected {cents}"
            attempt.expected_cents = 0

    def _told(self, row: Row, request: Asked, attempt: _Attempt) -> Iterator[str]:
        leaves, arrives = attempt.told[-2:] if len(attempt.told) > 1 else ((None, NO_TIME), attempt.told[-1])
        if request.wheelchairs:  # whom not every vehicle takes, nor can they get off everywhere
            wish_s, is_arrival = self._wish(request, row.time_s)
            best_for_others, first_s, last_s = self._search(request, row.time_s)
            if self._is_excepted(request, wish_s):
                yield "a journey is told to somebody for whom the rule does not hold"
            if not any(best[0] >= leaves[1] and best[1] <= arrives[1] for best in best_for_others):
                yield "a journey is told that is better than any"
            if not first_s <= (leaves, arrives)[is_arrival][1] <= last_s:
                yield f"a journey is told that is not from {first_s} s to {last_s} s"
            return
        usable = self._usable(request, row.time_s)
        if leaves[0] != Event.JOURNEY_LEAVES or (leaves[1], arrives[1]) not in {best[:2] for best in usable}:
            yield f"a journey from {leaves[1]} s to {arrives[1]} s is told; those that will do are {sorted(usable)}"
            return
        wish_s, is_arrival = self._wish(request, row.time_s)
        off_s = [abs(best[is_arrival] - wish_s) for best in usable]
        if abs((leaves, arrives)[is_arrival][1] - wish_s) > min(off_s):
            yield f"a journey is told that is off the wish by more than {min(off_s)} s"

    def _rejected(self, row: Row, request: Asked, attempt: _Attempt) -> Iterator[str]:
        if self._config.then not in ("reject", "offer_feeder", "drop"):
            yield f"rejected for a journey by timetable, which the rule says to {self._config.then}"
        if not attempt.told:
            yield "rejected for a journey by timetable, but none is told"
        if not request.wheelchairs and not self._usable(request, row.time_s):
            yield "rejected for a journey by timetable, but none will do"

    def _accepted(self, row: Row, request: Asked, attempt: _Attempt) -> Iterator[str]:
        attempt.accepted = row
        usable = self._usable(request, row.time_s)
        if not usable or request.wheelchairs:
            return
        yield from self.against_whole_ways(row, request)
        if self._config.then not in ("reject", "offer_feeder") and not attempt.told:
            yield f"accepted, but not told of journeys by timetable: {sorted(usable)}"
        attempt.expected_cents = round(100 * request.size * (self._config.surcharge_eur or 0))
        attempt.beaten_by = sorted(usable) if self._config.then == "drop" and self._fares is None else []

    def against_whole_ways(self, row: Row, request: Asked) -> Iterator[str]:
        """Yield that a ride all the way is none that the rule lets be, alone or as all of a journey."""
        if self._config.then in ("reject", "offer_feeder") and not request.wheelchairs:
            usable = self._usable(request, row.time_s)
            if usable:
                yield f"accepted, but there are journeys by timetable that will do: {sorted(usable)}"

    def _dropoff(self, row: Row, request: Asked, attempt: _Attempt) -> Iterator[str]:
        """Compare a ride with journeys that beat it; where there are fares, a journey may be too dear for that."""
        assert attempt.accepted is not None
        departure_s = max(attempt.accepted.time_s, request.earliest_s)
        arrival_s = row.value + request.dropoff_walk_s
        for leaves_s, arrives_s, _ in attempt.beaten_by:
            if leaves_s >= departure_s and arrives_s <= arrival_s:
                yield f"the ride arrives at {arrival_s} s, a journey from {leaves_s} s to {arrives_s} s beats it"
                return

    def _usable(self, request: Asked, now_s: int) -> set[Best]:
        key = request, now_s, 0
        if key not in self._known:
            wish_s, is_arrival = self._wish(request, now_s)
            found, first_s, last_s = self._search(request, now_s)
            usable = {best for best in found if first_s <= best[is_arrival] <= last_s}
            self._known[key] = set() if self._is_excepted(request, wish_s) else usable
        return self._known[key]

    def _search(self, request: Asked, now_s: int) -> tuple[set[Best], int, int]:
        """Return the best journeys, also those off the wish, and from when to when one that will do has to be."""
        config, walk = self._config, self._walk
        all_the_way_m = walk.detour_factor * float(apart_m(*request.origin, *_columns([request.destination]))[0])
        longest_s = int(config.max_time_factor * request.direct_s + config.plus_s)
        longest_s = min(longest_s, on_foot_s(all_the_way_m, walk.speed_kph) - 1)
        start, end = (
            self._slow.near(place, config.walk_m, walk.detour_factor, walk.speed_kph)
            for place in (request.origin, request.destination)
        )
        wish_s, is_arrival = self._wish(request, now_s)
        first_s, last_s = wish_s - config.within_s, wish_s + (0 if is_arrival else config.within_s)
        leaves_s = max(now_s, first_s - longest_s * is_arrival), last_s
        cut = self._cut.as_known(now_s)
        return self._slow.best((start, end), leaves_s, longest_s, config.max_changes + 1, cut), first_s, last_s

    def _wish(self, request: Asked, now_s: int) -> tuple[int, bool]:
        """Return when somebody wants to leave, or else to arrive [s], and whether it is the latter."""
        if request.latest_s != NO_TIME:
            return request.latest_s, True
        return max(now_s, request.earliest_s), False

    def _is_excepted(self, request: Asked, wish_s: int) -> bool:
        whom, clock_s = self._config.except_, self._local(wish_s) % DAY_S
        return (
            request.traveller_class in whom.classes
            or (whom.wheelchair and request.wheelchairs > 0)
            or (whom.parcels and request.parcels > 0)
            or any(begin <= clock_s < end or begin <= clock_s + DAY_S < end for begin, end in whom.hours)
            or (whom.zones is not None and _inside(whom.zones, request, one_end=not whom.zones.same))
        )


class _Cut:
    """Knows what of a timetable does not run. lines: its tables."""

    def __init__(self, lines: Any) -> None:
        self._by: dict[int, int] = {}  # row of a call from which nobody rides on -> because of which disruption
        self._known_s: dict[int, int] = {}
        self._begins_s: dict[int, int] = {}  # row of a bus that runs instead of what is cut -> when that is known [s]
        if lines.wrong is None:
            return
        told = (lines.calls[name].tolist() for name in ("gtfs_trip", "position"))
        by = dict(zip(zip(*told, strict=True), lines.wrong.cut_by.tolist(), strict=True))
        self._known_s = {number: its.known_s for number, its in lines.wrong.of.items()}
        rows = (lines.timetable.calls[name].tolist() for name in ("gtfs_trip", "position"))
        calls = list(zip(*rows, strict=True))
        self._by = {row: by[call] for row, call in enumerate(calls) if by[call] in self._known_s}
        runs_for = dict(zip(by, lines.wrong.runs_for.tolist(), strict=True))
        self._begins_s = {
            row: self._known_s[runs_for[call]] for row, call in enumerate(calls) if runs_for[call] in self._known_s
        }

    def as_known(self, now_s: int) -> frozenset[int]:
        """Return the calls from which nobody rides on, as far as the dispatcher knows, by row."""
        cut = (row for row, number in self._by.items() if self._known_s[number] <= now_s)
        unknown = (row for row, known_s in self._begins_s.items() if known_s > now_s)
        return frozenset((*cut, *unknown))


def _inside(zones: ServiceArea, request: Asked, *, one_end: bool = False) -> bool:
    """Return whether a request lies in areas, with both its ends or with one."""
    areas = _outlines(zones.file, zones.names)
    begins, ends = (
        {number for number, rings in enumerate(areas) if lies_in(place, rings)}
        for place in (request.origin, request.destination)
    )
    if zones.same:
        return bool(begins & ends)
    return bool(begins or ends) if one_end else bool(begins and ends)


def _outlines(file: Path, names: Sequence[str]) -> list[Rings]:
    """Return the rings of the areas that count."""
    return [rings for name, rings in outlines_by_name(file).items() if not names or name in names]


def _asked(requests: pd.DataFrame, world: World) -> list[Asked]:
    """Return the requests by number; where they name nodes, the places are theirs."""
    demand = world.demand.set_index("request_id")
    table = requests.sort_values("request")
    of_demand = demand.loc[table["request_id"]]
    places: list[list[Place]] = []
    for end in ("origin", "destination"):
        node = of_demand[f"{end}_node"].to_numpy()
        lon, lat = of_demand[f"{end}_lon"].to_numpy(float), of_demand[f"{end}_lat"].to_numpy(float)
        lon = np.where(node == NO_NODE, lon, world.network.lon[node])
        lat = np.where(node == NO_NODE, lat, world.network.lat[node])
        places.append(list(zip(lon.tolist(), lat.tolist(), strict=True)))
    walk = "dropoff_walk_s" if "dropoff_walk_s" in table else "egress_walk_s"
    columns = ("earliest_departure_s", "latest_arrival_s", "direct_s", "party_size", "wheelchairs", "parcels")
    told = (table[name].tolist() for name in (*columns, "traveller_class", walk))
    return [Asked(*values) for values in zip(*places, *told, strict=True)]


def _columns(places: Sequence[Place]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([lon for lon, _ in places]), np.array([lat for _, lat in places])
