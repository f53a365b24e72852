"""The rule against rides that run parallel to a timetable: what becomes of who could go by bus or train as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.fares.tariff import line_cents
from simulator.network.areas import areas_named
from simulator.network.timetable.beeline import beeline_m, walk_seconds
from simulator.network.timetable.reach import StopsInReach, StopWalks
from simulator.network.timetable_routing.journeys import Journey
from simulator.reasons import Reason
from simulator.scenario.rule_models import Exceptions, ParallelService
from simulator.scenario.turns import first_asked
from simulator.services.places import Place, Places
from simulator.services.protocol import Attempt, Day, Offer
from simulator.services.rules import Case, Rule, Verdict
from simulator.services.zone_rule import areas_at
from simulator.spans import holds_at
from simulator.tables import NO_TIME, TIMETABLE
from simulator.units import DAY_S

NOTHING: list[Journey] = []
INSTEAD = Verdict(Reason.FEEDER_OFFERED)


@dataclass(frozen=True)
class Wish:
    """What an attempt wishes for, now [s]. arrives_by_s: NO_TIME for who just wants to leave."""

    departure_s: int
    arrives_by_s: int
    now_s: int

    @property
    def moment_s(self) -> int:
        """Return the time that is wished for, of leaving or arriving [s]."""
        return self.departure_s if self.arrives_by_s == NO_TIME else self.arrives_by_s


def not_parallel(day: Day) -> Rule | None:
    """Return the rule of a service about journeys by timetable that will do; None: it has none."""
    config: ParallelService | None = day.tables.part.config.parallel_service
    if config is None or config.within_s == 0:
        return None
    return {"drop": Dropping, "offer_feeder": BehindFeeder}.get(config.then, Parallel)(day, config)


def timetable_named(config: ParallelService, kinds: dict[str, str]) -> str | None:
    """Return the service whose timetable a rule is about, None where that is not clear. kinds: of services by name."""
    there = [name for name, kind in kinds.items() if kind == TIMETABLE]
    if config.timetable is None:
        return there[0] if len(there) == 1 else None
    return config.timetable if config.timetable in there else None


class Parallel:
    """Finds journeys that will do, and says what follows: a refusal, a surcharge, or that it is told.

    Only rides all the way run parallel to one.
    """

    of_whole_ways = True

    def __init__(self, day: Day, config: ParallelService) -> None:
        services = day.world.scenario.services
        name = timetable_named(config, {name: its.kind for name, its in services.items()})
        assert name is not None  # as is checked when scenarios are read
        self._config, self._day, self._lines = config, day, day.world.services[name]
        search: Any = self._lines.search  # type: ignore[attr-defined]
        self._routers, self._wheelchair = search, _has_wheelchair(day)
        self._walk = services[name].walk  # type: ignore[attr-defined]
        places = Places(day.world)
        self._ends_of, self._is_excepted = places.ends, _Excepted(day, config.except_, places)
        self._stops = self._stops_near(places.all())
        self._latest_s: list[int] = day.world.demand["latest_arrival_s"].tolist()
        self._direct_s: list[int] = day.tables.requests["direct_s"].tolist()
        self._last: tuple[tuple[Attempt, int, int], list[Journey]] | None = None

    def __call__(self, case: Case) -> Verdict | None:
        """Return what follows from a journey that will do; None: there is none, or nothing follows."""
        wish = self._wish(case)
        found = self._found(case.attempt, wish)
        if not found:
            return None
        nearest = min(found, key=lambda journey: _off(journey, wish))
        told = (Event.JOURNEY_LEAVES, nearest.departure_s), (Event.JOURNEY_ARRIVES, nearest.arrival_s)
        refused = self._config.then in ("reject", "offer_feeder")
        return Verdict(Reason.PARALLEL_SERVICE if refused else None, self._config.surcharge_eur or 0.0, told)

    def excepts(self, case: Case) -> bool:
        """Return whether the rule does not hold for an attempt."""
        return self._is_excepted(case.attempt, self._wish(case).moment_s)

    def _found(self, attempt: Attempt, wish: Wish) -> list[Journey]:
        """Return the journeys that will do; what has just been found for the same is not searched again."""
        asked = attempt, wish.departure_s, wish.now_s
        if self._last is None or self._last[0] != asked:
            self._last = asked, NOTHING if self._is_excepted(attempt, wish.moment_s) else self._search(attempt, wish)
        return self._last[1]

    def _search(self, attempt: Attempt, wish: Wish) -> list[Journey]:
        origin, destination = self._ends_of(attempt)
        start, end = self._stops[origin], self._stops[destination]
        if not len(start.stop) or not len(end.stop):
            return NOTHING
        config, within_s = self._config, self._config.within_s
        longest_s = min(self.longest_s(attempt.request), self._on_foot_s(origin, destination) - 1)
        from_s, until_s = wish.departure_s - within_s, wish.departure_s + within_s
        if wish.arrives_by_s != NO_TIME:
            from_s, until_s = wish.arrives_by_s - within_s - longest_s, wish.arrives_by_s
        span_s = max(from_s, wish.now_s), until_s
        router = self._routers.for_wheelchairs if self._wheelchair[attempt.request] else self._routers.for_all
        journeys: list[Journey] = router.journeys(start, end, *span_s, config.max_changes + 1)
        return [
            journey
            for journey in journeys
            if journey.arrival_s - journey.departure_s <= longest_s
            and (wish.arrives_by_s == NO_TIME or 0 <= wish.arrives_by_s - journey.arrival_s <= within_s)
        ]

    def _wish(self, case: Case) -> Wish:
        return Wish(case.departure_s, self._latest_s[case.attempt.request], case.now_s)

    def _stops_near(self, places: NDArray[np.float64]) -> dict[Place, StopWalks]:
        """Return the stops near places. places: float64 (places, 2)."""
        lon, lat = places.T
        walks = StopsInReach(self._lines.timetable.stops).within(lon, lat, self._walk, self._config.walk_m)  # type: ignore[attr-defined]
        return {(x, y): near for (x, y), near in zip(places.tolist(), walks, strict=True)}

    def longest_s(self, request: int) -> int:
        """Return how long a journey may take from door to door [s]."""
        return int(self._config.max_time_factor * self._direct_s[request] + self._config.plus_s)

    def _on_foot_s(self, origin: Place, destination: Place) -> int:
        """Return how long it takes to walk all the way [s]."""
        metres = beeline_m(*(np.array([degrees]) for degrees in (*origin, *destination)))
        return int(walk_seconds(metres * self._walk.detour_factor, self._walk.speed_kph)[0])


class Dropping(Parallel):
    """Drops offers that a journey beats which will do: it leaves no sooner, arrives no later, and costs no more."""

    def __init__(self, day: Day, config: ParallelService) -> None:
        super().__init__(day, config)
        size, holds = (day.world.demand[name].to_numpy() for name in ("party_size", "season_ticket"))
        self._cents = line_cents(self._lines.part.config.fares, size, holds)
        self._wished: dict[int, Wish] = {}  # by attempt

    def __call__(self, case: Case) -> Verdict | None:
        """Return what is told of a journey that will do."""
        self._wished[case.attempt.number] = self._wish(case)
        return super().__call__(case)

    def beats(self, offer: Offer) -> bool:
        """Return whether a journey beats an offer; without fares they are not compared."""
        attempt = offer.attempt
        cents = self._cents[attempt.request]
        if cents is not None and offer.fare_eur is not None and cents > round(100 * offer.fare_eur):
            return False
        wish = self._wished[attempt.number]
        return any(
            journey.departure_s >= offer.departure_s and journey.arrival_s <= offer.arrival_s
            for journey in self._found(attempt, wish)
        )


class Feeder(Protocol):
    """What the rule wants to know of a service that offers rides to buses and trains."""

    def has_offered(self, request: int) -> bool:
        """Return whether its last answer to a request was an offer."""


class BehindFeeder(Parallel):
    """Refuses also those who were just offered a ride to a bus or train: the feeder answers before, see ``asks``."""

    def __init__(self, day: Day, config: ParallelService) -> None:
        super().__init__(day, config)
        self._feeder = first_asked(day.tables.part.name, day.world.scenario.services)
        assert self._feeder is not None  # as is checked when scenarios are read

    def __call__(self, case: Case) -> Verdict | None:
        """Return that a journey will do, on foot or with a ride to a bus or train; None: there is none."""
        verdict = super().__call__(case)
        if verdict is not None:
            return verdict
        feeder: Feeder = self._day.others[self._feeder]  # type: ignore[index,assignment]
        return INSTEAD if feeder.has_offered(case.attempt.request) else None


class _Excepted:
    """Tells for whom a rule does not hold."""

    def __init__(self, day: Day, config: Exceptions, places: Places) -> None:
        demand = day.world.demand
        whole = demand["traveller_class"].isin(config.classes).to_numpy()
        if config.wheelchair:
            whole = whole | _has_wheelchair(day)
        if config.parcels:
            whole = whole | (demand["parcels"] > 0).to_numpy()
        self._always: list[bool] = whole.tolist()
        self._hours, self._clock = config.hours, day.world.days.clock
        self._zones, self._ends_of = config.zones, places.ends
        self._areas = [] if config.zones is None else areas_named(config.zones.file, config.zones.names)

    def __call__(self, attempt: Attempt, moment_s: int) -> bool:
        """Return whether the rule does not hold for an attempt. moment_s: when it is to leave, or to arrive [s]."""
        if self._always[attempt.request]:
            return True
        if self._hours:
            local_s = self._clock.local(moment_s) % DAY_S
            if any(holds_at(span, local_s) for span in self._hours):
                return True
        if self._zones is None:
            return False
        begins, ends = (areas_at(self._areas, place) for place in self._ends_of(attempt))
        return bool(begins & ends if self._zones.same else begins | ends)


def _has_wheelchair(day: Day) -> NDArray[np.bool_]:
    """Return which parties have a wheelchair, bool (requests,)."""
    found: NDArray[np.bool_] = day.world.demand["wheelchairs"].to_numpy() > 0
    return found


def _off(journey: Journey, wish: Wish) -> tuple[int, int, int]:
    """Return by how much a journey misses the time wished for [s], how long it takes [s], and its changes."""
    told_s = journey.departure_s if wish.arrives_by_s == NO_TIME else journey.arrival_s
    return abs(told_s - wish.moment_s), journey.arrival_s - journey.departure_s, journey.changes
