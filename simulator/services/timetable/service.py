"""Buses and trains as they run: people look for the best journey there is, and have their places from booking on."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agenda import as_process
from simulator.event_kinds import Event
from simulator.fares.tariff import line_cents
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable_routing.chosen import last_of, soonest_of
from simulator.network.timetable_routing.journeys import Journey, Leg
from simulator.network.timetable_routing.routing import Router
from simulator.reasons import Reason
from simulator.scenario.disruptions.timetable import KIND
from simulator.services.best_offers import BestOffers
from simulator.services.protocol import Attempt, Booked, Day, Ends, Offer, Ridden, Service
from simulator.services.timetable.best import Best
from simulator.services.timetable.known import Known
from simulator.services.timetable.places import Places
from simulator.services.timetable.under_way import Onward, UnderWay, Who
from simulator.services.timetable.wheelchairs import Search
from simulator.services.timetable.world import TimetableWorld
from simulator.services.trips import NO_PRICE, Goes, Ride, Trip, TripService
from simulator.tables import NO_CALL, NO_NODE, NO_TIME


def begin(day: Day, number: int) -> Service:
    """Begin the service: vehicles run whether anybody asks or not."""
    return Timetabled(day, number)


class Asked(NamedTuple):
    """What somebody asks for: times [s], and how many they are. wish_s: of leaving, by_s: of being there, if any.

    from_s: they cannot leave before. ends: the stops near where they are, and near where they go to.
    """

    request: int
    wish_s: int
    by_s: int
    from_s: int
    party: int
    wheelchair: bool
    ends: tuple[StopWalks, StopWalks]


class Timetabled(TripService):
    """Offers everybody the journey that arrives first, or by which they leave last to be there in time.

    Of equal ones that with fewest changes. Who would be there no later on foot is offered none, nor who would be on the
    way for too long. Who may leave earlier than they wanted to takes the journey with the least of being off the wish
    and of travelling together, which is the one that arrives first where nobody leaves earlier.
    """

    final = TripService.final | {Reason.NO_STOP_IN_WALKING_RANGE}

    def __init__(self, day: Day, number: int) -> None:
        super().__init__(day, number)
        self._day, self._world = day, cast(TimetableWorld, day.tables)
        self._config = self._world.part.config
        self._places = Places(self._world)
        demand = day.world.demand
        self._arrival_s: list[int] = demand["earliest_arrival_s"].tolist()
        self._party: list[int] = demand["party_size"].tolist()
        size, holds = (demand[name].to_numpy() for name in ("party_size", "season_ticket"))
        self._cents, full = (line_cents(self._config.fares, size, held) for held in (holds, np.zeros_like(holds)))
        self._waived_eur = [((one or 0) - (paid or 0)) / 100 for one, paid in zip(full, self._cents, strict=True)]
        self._wheelchairs: list[int] = demand["wheelchairs"].tolist()
        self._walk_s = np.ceil(np.round(self._world.ways.walk_m * 3.6 / self._config.walk.speed_kph, 3)).tolist()
        self._under_way = UnderWay(self._env, self._log, self._world, self._places, self._onward)
        self._shown_at: tuple[int, Search] | None = None
        self._full_for: dict[int, int] = {}  # request -> call from which on what it would have taken was full
        self._cut = Known(self._world)
        day.disrupted.tell(KIND, self._cut.hear)
        self._cut.know(int(self._env.now))

    @property
    def earlier_s(self) -> int:
        """Return how much sooner than they wish people may be offered to leave [s]."""
        return int(self._config.earlier_s)

    @cached_property
    def best(self) -> Best:
        """Return what knows the best of all requests."""
        return Best(self._day)

    def best_offers(self, request: NDArray[np.int64], _asked_s: NDArray[np.int64]) -> BestOffers:
        """Return the best that requests could be offered, see ``services.best_offers``."""
        return self.best.offers(request)

    def finer_offers(self, request: NDArray[np.int64], asked_s: NDArray[np.int64]) -> BestOffers:
        """Return it more narrowly, by a search for each."""
        return self.best.found(request, asked_s)

    def actual(self, call: int) -> tuple[int, int]:
        """Return when a trip really arrives at a call, and leaves there [s]."""
        running = self._under_way.running
        return running.arrival_s[call], running.departure_s[call]

    def known_from(self, offer: Offer) -> int | None:
        """Return from when on people know how late a journey is [s]; None: never, as something does not run."""
        return self._under_way.known_from(offer.what.rides)

    def missed_change(self, offer: Offer) -> tuple[int, int] | None:
        """Return between which calls a change on a journey will fail, None where all will be made."""
        return self._under_way.missed_change(offer.what.rides)

    def in_time(self, request: int, departure_s: int, latest_s: int) -> Trip | Reason:
        """Return the trip of who leaves at a time or later and arrives by another [s], or why there is none."""
        self._full_for.pop(request, None)
        ends = self._world.ways.starts[request], self._world.ways.ends[request]
        if not len(ends[0].stop) or not len(ends[1].stop):
            return Reason.NO_STOP_IN_WALKING_RANGE
        from_s = departure_s
        if latest_s == NO_TIME:
            from_s = min(from_s, max(int(self._env.now), from_s - self._config.earlier_s))
        party, wheelchair = self._party[request], self._wheelchairs[request] > 0
        return self._found(Asked(request, departure_s, latest_s, from_s, party, wheelchair, ends))

    def _found(self, asked: Asked) -> Trip | Reason:
        """Return the trip of a party, with room in all that it rides in; or why there is none."""
        search, request = self._world.search, asked.request
        journey = self._best(search.for_wheelchairs if asked.wheelchair else search.for_all, asked)
        if journey is None:
            return Reason.NO_JOURNEY
        full = self._places.first_full(journey, asked.party)
        if full != NO_CALL:
            rows = self._places.full_rows(asked.party)
            journey = self._best(search.among(rows, wheelchair=asked.wheelchair), asked)
            if journey is None:
                self._full_for[request] = full
                return Reason.FULL
        if journey.arrival_s - journey.departure_s > self._config.longest_s:
            return Reason.NO_JOURNEY
        if self._no_later_on_foot(journey, asked):
            return Reason.WALK_AS_FAST
        if full != NO_CALL:
            self._full_for[request] = full
        return self._trip(journey, asked)

    def _best(self, router: Router, asked: Asked) -> Journey | None:
        """Return the best journey of a party, None where there is none."""
        config, wish_s, by_s, ends = self._config, asked.wish_s, asked.by_s, asked.ends
        until_s = wish_s + config.longest_wait_s if by_s == NO_TIME else by_s
        rides = config.most_changes + 1
        span, earliest_s = (asked.from_s, wish_s, until_s), self._arrival_s[asked.request]
        if earliest_s == NO_TIME:
            if by_s == NO_TIME:
                return router.soonest(*ends, span, config.longest_s, rides)
            return router.last_in_time(*ends, asked.from_s, by_s, rides)
        found = router.journeys(*ends, asked.from_s, until_s, rides)
        in_time = [one for one in found if one.arrival_s >= earliest_s]
        return soonest_of(in_time, wish_s, config.longest_s) if by_s == NO_TIME else last_of(in_time, by_s)

    def _no_later_on_foot(self, journey: Journey, asked: Asked) -> bool:
        """Return whether a walk all the way, no longer than two to a stop may be, brings somebody there as well."""
        if self._world.ways.walk_m[asked.request] > 2 * self._config.walk.limit_m:
            return False
        walk_s = int(self._walk_s[asked.request])
        if asked.by_s == NO_TIME:
            return asked.wish_s + walk_s <= journey.arrival_s
        return asked.by_s - walk_s >= journey.departure_s

    def _trip(self, journey: Journey, asked: Asked) -> Trip:
        ways, cents = self._world.ways, self._cents[asked.request]
        rides = self._rides(journey)
        return Trip(
            journey.departure_s,
            journey.arrival_s,
            int(ways.origin[asked.request]),
            int(ways.destination[asked.request]),
            self._places.ridden_m(self._places.calls_of(leg) for leg in journey.legs),
            rides,
            NO_PRICE if cents is None else cents,
            journey.departure_s - asked.wish_s if asked.by_s == NO_TIME else 0,
        )

    def along(self, attempt: Attempt, journey: Journey) -> Offer | None:
        """Return a journey as it can be booked, between the attempt's ends; None where anything on it is full."""
        party, ways, ends = self._party[attempt.request], self._world.ways, attempt.ends or Ends()
        rides = self._rides(journey)
        if self._places.first_full(journey, party) != NO_CALL or self._cut.is_any(rides):
            return None
        own = int(ways.origin[attempt.request]), int(ways.destination[attempt.request])
        told = ends.origin_node, ends.destination_node
        nodes = [mine if node == NO_NODE else node for mine, node in zip(own, told, strict=True)]
        cents = self._cents[attempt.request]
        price = NO_PRICE if cents is None else cents
        metres = self._places.ridden_m(self._places.calls_of(leg) for leg in journey.legs)
        trip = Trip(journey.departure_s, journey.arrival_s, nodes[0], nodes[1], metres)
        return self._offer(attempt, trip._replace(rides=rides, price=price))

    def waived_eur(self, offer: Offer) -> float:
        """Return what the party would pay more for a trip without its season ticket [EUR]."""
        return self._waived_eur[offer.attempt.request]

    def _rides(self, journey: Journey) -> tuple[Ride, ...]:
        """Return the rides of a journey, with the waits before them: what is left of the time between when walked."""
        walks, ready_s = iter(journey.walks_s), journey.departure_s + journey.access_s
        rides = list[Ride]()
        for place, leg in enumerate(journey.legs):
            if place:
                before = journey.legs[place - 1]
                moves = not leg.stays_seated and leg.board_stop != before.alight_stop
                walk_s = 0 if leg.stays_seated else next(walks)
                ready_s = leg.boarding_s if leg.stays_seated else before.alighting_s + (walk_s if moves else 0)
            following = journey.legs[place + 1 : place + 2]
            seated = bool(following) and following[0].stays_seated
            rides.append(self._ride(leg, leg.boarding_s - ready_s, seated=seated))
        return tuple(rides)

    def _ride(self, leg: Leg, wait_s: int, *, seated: bool) -> Ride:
        nodes, calls = self._world.stop_node, self._places.calls_of(leg)
        return Ride(
            leg.boarding_s,
            leg.alighting_s,
            int(nodes[leg.board_stop]),
            int(nodes[leg.alight_stop]),
            leg.gtfs_trip,
            wait_s,
            seated,
            *calls,
        )

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether there is room for all of them, and nothing is known to be in their way."""
        if any(self._cut.is_any(offer.what.rides) for offer in offers):
            return False
        return self._places.have_room([(offer.what.rides, self._party[offer.attempt.request]) for offer in offers])

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Give somebody their places, and let them go."""
        request = offer.attempt.request
        self._places.take(offer.what.rides, self._party[request])
        self._tell_full(request, now_s)
        if offer.shift_s < 0:
            self._log.add(now_s, Event.AGREED, request=request, value=offer.departure_s)
        booked = super().book(offer, ride, now_s)
        if self._world.actual is not None:
            last = offer.what.rides[-1]
            self._log.add(now_s, Event.PLANNED_DROPOFF, last.vehicle, request, last.left_at, last.left_s, ride)
        return booked

    def travel(self, ride: int) -> Generator[Any, Any, Ridden]:
        """Let somebody make a booked part of a journey, who may be at its first stop later than planned."""
        trip, request = self._parts[ride]
        now_s, first, last = int(self._env.now), trip.rides[0], trip.rides[-1]
        if now_s > trip.departure_s:
            first = first._replace(wait_s=first.wait_s - (now_s - trip.departure_s))
            trip = trip._replace(departure_s=now_s, rides=(first, *trip.rides[1:]))
        yield from as_process(self._env, self._go(trip, request, ride))
        del self._parts[ride]
        call, length_m = self._under_way.left.pop(ride, (last.left_call, trip.length_m))
        return Ridden(call, self._under_way.stop_of(call), length_m)

    def given_back(self, trip: Trip, request: int, ride: int) -> None:
        """Give back the places of a part of a journey, or of a trip that is taken back."""
        self._under_way.give_back(trip.rides, Who(request, ride, self._party[request]))

    def _go(self, trip: Trip, request: int, ride: int) -> Goes:
        if self._world.actual is None:
            return super()._go(trip, request, ride)
        return self._under_way.go(trip, Who(request, ride, self._party[request], ride not in self._parts))

    def _onward(self, who: Who, around: StopWalks, stop: int, now_s: int) -> Onward | None:
        """Return how somebody goes on who is at a stop, by what is known then; None: nothing takes them on."""
        ends = self._world.ways.ends[who.request]
        search = self._shown(now_s)
        usual = search.for_wheelchairs if self._wheelchairs[who.request] > 0 else search.for_all
        if who.knows:
            usual = usual.without(self._cut.rows(who.knows))
        journey = self._first_there(usual, (around, ends), now_s)
        if journey is not None and self._places.first_full(journey, who.party) != NO_CALL:
            room = usual.without(self._places.full_rows(who.party))
            journey = self._first_there(room, (around, ends), now_s)
        on_foot_s = ends.walk_s[ends.stop == stop]
        if len(on_foot_s) and (journey is None or now_s + on_foot_s[0] <= journey.arrival_s):
            return Onward((), int(on_foot_s[0]))
        return None if journey is None else Onward(self._rides(journey), journey.egress_s)

    def _shown(self, now_s: int) -> Search:
        """Return what searches the timetable as it is shown now: the same for all who miss a change in one second."""
        if self._shown_at is None or self._shown_at[0] != now_s:
            shown = self._under_way.running.as_seen(now_s)
            self._shown_at = now_s, Search(shown, self._world.search.closed, self._world.search)
        return self._shown_at[1]

    def _first_there(self, router: Router, ends: tuple[StopWalks, StopWalks], now_s: int) -> Journey | None:
        """Return the journey that arrives first, of equal ones that with fewest rides, which leaves last."""
        config = self._config
        found = router.journeys(*ends, now_s, now_s + config.longest_wait_s, config.most_changes + 1)
        in_time = (one for one in found if one.arrival_s - now_s <= config.longest_s)
        return min(in_time, key=lambda one: (one.arrival_s, one.rides, -one.departure_s), default=None)

    def close(self) -> None:
        """Let whoever looks at the timetable afterwards find it as it was."""
        self._cut.forget()

    def note(self, kind: Event, attempt: Attempt, now_s: int, value: int = 0, offer: Offer | None = None) -> None:
        """Write to the log what the traveller does, or is told; and of who is refused, which vehicle was full."""
        if kind == Event.REJECTED and value == Reason.FULL:
            self._tell_full(attempt.request, now_s)
        super().note(kind, attempt, now_s, value, offer)

    def _tell_full(self, request: int, now_s: int) -> None:
        call = self._full_for.pop(request, NO_CALL)
        if call != NO_CALL:
            vehicle, node = self._places.where(call)
            self._log.add(now_s, Event.TURNED_AWAY, vehicle, request, node, call)
