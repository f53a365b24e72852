"""People on journeys of several parts, as it comes: connections that are kept, waited for, or missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from simulator.engine.agenda import RankedTimeout, Signal, Wait
from simulator.event_kinds import Event
from simulator.reasons import Missed
from simulator.services.feeder.onward import Onward, Stands
from simulator.services.feeder.search import Leg, Search
from simulator.services.feeder.told import cents
from simulator.services.protocol import Day, How, Measured, Offer
from simulator.tables import NO_TIME

_NOT_ON_DEMAND = Measured(None, None, None)


class Part(NamedTuple):
    """A booked part of a journey, with the number of its ride. direct_m: direct drive of a ride on demand, else 0."""

    leg: Leg
    ride: int
    direct_m: int


@dataclass(eq=False)
class Journey:
    """A journey that is booked. place: of the part they are on, or come to next. told: how many parts were booked ever.

    stands: where they are left by a part that was the last one. went_on_s: when they looked for another way last [s].
    when_over: who wants to know how it ends.
    """

    offer: Offer
    ride: int
    parts: list[Part]
    place: int = 0
    told: int = 0
    length_m: int = 0
    has_left: bool = False
    has_ended: bool = False
    stays_away: bool = False
    stands: Stands | None = None
    went_on_s: int | None = None
    when_over: Callable[[How], None] | None = None

    @property
    def request(self) -> int:
        """Return whose it is."""
        return self.offer.attempt.request

    def is_over(self) -> bool:
        """Return whether it has ended, as it may while they wait."""
        return self.has_ended

    def has_ahead(self, part: Part) -> bool:
        """Return whether a part is still to come, or is the one they are on."""
        return not self.has_ended and part in self.parts[self.place :]


class UnderWay:
    """Lets people go, and finds new ways for who misses a connection. day: of the feeder."""

    def __init__(self, day: Day, search: Search, onward: Onward) -> None:
        self._day, self._env, self._log = day, day.env, day.log
        self._search, self._onward = search, onward
        self._hold_s: int = day.tables.part.config.hold_s
        lines: Any = day.world.services[str(day.tables.partners.timetable)]
        self._origin, self._destination = lines.ways.origin.tolist(), lines.ways.destination.tolist()
        self._stop: list[int] = lines.calls["stop"].tolist()
        self._journeys: dict[int, Journey] = {}

    def begin(self, offer: Offer, ride: int, now_s: int) -> None:
        """Book all parts of a journey, and let somebody go."""
        journey = self._journeys[ride] = Journey(offer, ride, [])
        self._book(journey, offer.what, now_s, paid=True)
        self._env.process(self._go(journey))

    def cancel(self, ride: int, now_s: int) -> None:
        """Take a journey back, all of it, unless it has begun."""
        journey = self._journeys.get(ride)
        if journey is None or journey.is_over() or not self._is_to_begin(journey):
            return
        notice_s = max(0, journey.offer.boarding_s - now_s)
        self._end(journey, Event.CANCELLED, journey.offer.node, notice_s)

    def tell_end(self, ride: int, then: Callable[[How], None]) -> None:
        """Let something happen when a journey ends."""
        self._journeys[ride].when_over = then

    def nobody_comes(self, ride: int) -> None:
        """Let nobody be where a journey begins, which only the first driver on demand will know."""
        journey = self._journeys[ride]
        journey.stays_away = True
        for part in journey.parts:
            self._of(part).nobody_comes(part.ride, -1)
            if self._is_on_demand(part):
                break

    def _is_to_begin(self, journey: Journey) -> bool:
        """Return whether nobody has set off; rides on demand begin at the pickup."""
        first = journey.parts[0]
        if self._is_on_demand(first) and not self._search.on_demand.let_down(first.ride):
            return journey.place == 0 and self._search.on_demand.awaits(first.ride)
        return not journey.has_left

    def _is_on_demand(self, part: Part) -> bool:
        return part.leg.offer.service == self._search.on_demand.number

    def _of(self, part: Part) -> Any:
        """Return the service of a part."""
        return self._search.service(part.leg.offer.service)

    def _is_by_timetable(self, part: Part) -> bool:
        return part.leg.offer.service == self._search.lines.number

    def _book(self, journey: Journey, legs: tuple[Leg, ...], now_s: int, *, paid: bool) -> None:
        """Book parts behind those there are. paid: else they cost nothing, as instead of others."""
        on_demand = self._search.on_demand
        for leg in legs:
            its = on_demand.measured(leg.offer) if leg.offer.service == on_demand.number else _NOT_ON_DEMAND
            part = Part(leg, self._day.new_ride(journey.request), its.direct_m or 0)
            fare, waived = (cents(leg.offer.fare_eur), cents(leg.waived_eur)) if paid else (0, 0)
            told = {
                Event.LEG: journey.told, Event.LEG_FARE: fare if fare >= 0 else None, Event.LEG_DUE: leg.due_s,
                Event.LEG_READY: leg.ready_s, Event.LEG_DIRECT: its.direct_m, Event.LEG_DRIVE: its.direct_s,
                Event.LEG_WALK: its.walk_s, Event.LEG_WAIVED: waived or None,
            }  # fmt: skip
            for kind, value in told.items():
                if value is not None:
                    self._log.add(now_s, kind, request=journey.request, value=value, ride=part.ride)
            self._of(part).book(leg.offer, part.ride, now_s)
            journey.told += 1
            journey.parts.append(part)
            if len(journey.parts) > journey.place + 1:
                self._connect(journey, journey.parts[-2], part)

    def _connect(self, journey: Journey, before: Part, after: Part) -> None:
        """Look after a connection when it is decided; who comes by bike is there in time."""
        if self._is_on_demand(after):
            self._env.process(self._arrives(journey, before, after))
        elif self._search.may_be_late(before.leg.offer.service):
            self._env.process(self._leaves(journey, before, after))

    def _go(self, journey: Journey) -> Wait:
        """Let somebody make a journey."""
        yield from self._until(journey.offer.departure_s)
        if journey.is_over():
            return
        if journey.stays_away:
            yield from self._stays_away(journey)
            return
        journey.has_left = True
        self._tell(journey, Event.TRIP_BEGAN, self._origin[journey.request], cents(journey.offer.fare_eur))
        while journey.place < len(journey.parts):
            part = journey.parts[journey.place]
            if self._is_on_demand(part):
                yield from self._rides(part)
                if not journey.is_over() and self._search.on_demand.let_down(part.ride):
                    self._end(journey, Event.LEFT_BEHIND, part.leg.offer.node, 0)
            elif self._is_by_timetable(part):
                yield from self._by_timetable(journey, part)
            else:
                length_m = yield from self._of(part).travel(part.ride)
                if length_m is None:
                    self._end(journey, Event.LEFT_BEHIND, part.leg.offer.node, 0)
                    return
                journey.length_m += length_m
            if journey.is_over():
                return
            journey.length_m += part.direct_m
            journey.place += 1
            if journey.place == len(journey.parts) and journey.stands is not None:
                self._go_on(journey, journey.stands)
        if not journey.is_over():
            last = journey.parts[-1].leg.offer
            if self._is_on_demand(journey.parts[-1]):
                yield from self._until(int(self._env.now) + last.arrival_s - last.alighting_s)
            self._tell(journey, Event.TRIP_ENDED, self._destination[journey.request], journey.length_m)
            self._over(journey, How.CARRIED)

    def _rides(self, part: Part) -> Wait:
        """Wait until a ride on demand is over."""
        if self._search.on_demand.ends_s(part.ride) != NO_TIME:
            is_over = Signal(self._env)
            self._search.on_demand.tell_end(part.ride, lambda _how: is_over.give())
            yield is_over

    def _by_timetable(self, journey: Journey, part: Part) -> Wait:
        """Let somebody go by bus and train; who misses a change stands there."""
        ridden = yield from self._search.lines.travel(part.ride)
        journey.length_m += ridden.length_m
        if ridden.call != part.leg.offer.what.rides[-1].left_call:
            self._give_back(journey, journey.place + 1)
            journey.stands = Stands(ridden.stop, int(self._env.now))

    def _leaves(self, journey: Journey, before: Part, train: Part) -> Wait:
        """Look whether somebody is there when a bus or train leaves."""
        trip = train.leg.offer.what
        first = trip.rides[0]
        access_s = first.taken_s - first.wait_s - trip.departure_s
        yield from self._until(self._search.lines.actual(first.taken_call)[1] - access_s)
        if not journey.has_ahead(before) or (journey.stays_away and not self._is_awaited(before)):
            return
        if not self._is_there(before):
            self._misses(journey, train, Missed.VEHICLE_LATE)
            journey.stands = Stands(self._stop[first.taken_call], NO_TIME)

    def _is_awaited(self, part: Part) -> bool:
        """Return whether somebody is still to be picked up, so that nobody knows that they stay away."""
        return self._is_on_demand(part) and bool(self._search.on_demand.awaits(part.ride))

    def _is_there(self, part: Part) -> bool:
        """Return whether a ride on demand, or a drive, to a station is over."""
        if self._is_on_demand(part):
            on_demand = self._search.on_demand
            return bool(on_demand.ends_s(part.ride) == NO_TIME) and not on_demand.let_down(part.ride)
        there_s = self._of(part).there_s(part.ride)
        return bool(there_s != NO_TIME and there_s <= self._env.now)

    def _arrives(self, journey: Journey, train: Part, ride: Part) -> Wait:
        """Let the vehicle wait, or find another one, when it becomes known that a bus or train is late.

        Latest just before the vehicle could leave with nobody. Who will miss a change gives the ride back, and looks
        for a way on from there, and so does who still waits then for what does not run.
        """
        lines, trip, ready_s = self._search.lines, train.leg.offer.what, ride.leg.ready_s
        call, missed = trip.rides[-1].left_call, lines.missed_change(train.leg.offer)
        there_s = lines.actual(call)[0] + trip.arrival_s - trip.rides[-1].left_s
        assert ready_s is not None
        if there_s <= ready_s and missed is None:
            return
        known_s = lines.known_from(train.leg.offer)
        yield from self._until(ready_s - 1 if known_s is None else min(known_s, ready_s - 1))
        if journey.stays_away or not (journey.has_ahead(train) and journey.has_ahead(ride)):
            return
        if missed is not None or known_s is None:
            self._give_back(journey, journey.parts.index(ride))
            return
        if self._search.on_demand.hold(ride.ride, there_s, self._hold_s):
            self._log.add(int(self._env.now), Event.HELD, request=journey.request, value=there_s, ride=ride.ride)
            return
        self._misses(journey, ride, Missed.TRAIN_LATE)
        stands = Stands(self._stop[call], there_s)
        legs = self._onward.best(self._attempt(journey), stands, int(self._env.now))
        if legs:
            self._book(journey, legs, int(self._env.now), paid=False)
        else:
            journey.stands = stands  # where it is tried once more

    def _misses(self, journey: Journey, part: Part, why: Missed) -> None:
        """Let a part be missed, and give back all that would come after it."""
        now_s = int(self._env.now)
        self._log.add(now_s, Event.CONNECTION_MISSED, request=journey.request, value=why, ride=part.ride)
        self._give_back(journey, journey.parts.index(part))

    def _give_back(self, journey: Journey, place: int) -> None:
        """Give back parts from one on, which have not begun."""
        now_s, gone = int(self._env.now), journey.parts[place:]
        del journey.parts[place:]
        for part in gone:
            self._of(part).cancel(part.ride, now_s)

    def _go_on(self, journey: Journey, stands: Stands) -> None:
        """Find a new way for somebody from where they stand now; else they are left behind."""
        now_s, journey.stands = int(self._env.now), None
        from_s = now_s + int(now_s == journey.went_on_s)  # what leaves now, and does not run, is not tried again
        journey.went_on_s = now_s
        legs = self._onward.best(self._attempt(journey), Stands(stands.stop, from_s), now_s)
        if legs:
            self._book(journey, legs, now_s, paid=False)
        else:
            self._end(journey, Event.LEFT_BEHIND, self._onward.node_of(stands.stop), 0)

    def _attempt(self, journey: Journey) -> Any:
        """Return the attempt of who asks once more, now."""
        return journey.offer.attempt._replace(asked_s=int(self._env.now), again=1, ends=None)

    def _stays_away(self, journey: Journey) -> Wait:
        """Let nobody come: who is to be picked up is waited for there; else nobody notices."""
        for place, part in enumerate([*journey.parts]):
            if self._is_on_demand(part):
                is_to_begin = self._search.on_demand.awaits(part.ride)
                if is_to_begin or not place:
                    yield from self._rides(part)
                break
            yield from self._until(part.leg.offer.boarding_s)
            if journey.is_over():
                return
            self._of(part).cancel(part.ride, int(self._env.now))
            journey.place = place + 1
        if not journey.is_over():
            self._end(journey, Event.NO_SHOW, journey.offer.node, 0)

    def _end(self, journey: Journey, kind: Event, node: int, value: int) -> None:
        """Let a journey end before its destination; what has not begun is given back."""
        self._tell(journey, kind, node, value)
        self._give_back(journey, journey.place)
        self._over(journey, How.LET_DOWN if kind == Event.LEFT_BEHIND else How.ABSENT)

    def _over(self, journey: Journey, how: How) -> None:
        """Let a journey have ended."""
        journey.has_ended = True
        if journey.when_over is not None:
            journey.when_over(how)

    def _tell(self, journey: Journey, kind: Event, node: int, value: int) -> None:
        now_s = int(self._env.now)
        self._log.add(now_s, kind, request=journey.request, node=node, value=value, ride=journey.ride)

    def _until(self, time_s: int) -> Wait:
        if time_s > self._env.now:
            yield RankedTimeout(self._env, time_s - int(self._env.now))
