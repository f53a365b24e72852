"""What buses and trains offer: the best journey there is, with room in all of it as far as is booked and known."""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from simulator.fares.tariff import line_cents
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable_routing.chosen import last_of, soonest_of
from simulator.network.timetable_routing.journeys import Journey, Leg
from simulator.network.timetable_routing.routing import Router
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Day, Ends, Offer
from simulator.services.timetable.known import Known
from simulator.services.timetable.places import Places
from simulator.services.timetable.world import TimetableWorld
from simulator.services.trips import NO_PRICE, Ride, Trip, TripService
from simulator.tables import NO_CALL, NO_NODE, NO_TIME


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


class Offering(TripService):
    """Offers everybody the journey that arrives first, or by which they leave last to be there in time.

    Of equal ones that with fewest changes. Who would be there no later on foot is offered none, nor who would be on the
    way for too long. Who may leave earlier than they wanted to takes the journey with the least of being off the wish
    and of travelling together, which is the one that arrives first where nobody leaves earlier.

    places, cut: who has which, and what is known not to run; all who ask one timetable have these in common.
    """

    final = TripService.final | {Reason.NO_STOP_IN_WALKING_RANGE}

    def __init__(self, day: Day, number: int, places: Places, cut: Known) -> None:
        super().__init__(day, number)
        self.tables = self._world = cast(TimetableWorld, day.tables)
        self._config = self._world.part.config
        self._places, self._cut = places, cut
        demand = day.world.demand
        self._arrival_s: list[int] = demand["earliest_arrival_s"].tolist()
        self._party: list[int] = demand["party_size"].tolist()
        size, holds = (demand[name].to_numpy() for name in ("party_size", "season_ticket"))
        self._cents, full = (line_cents(self._config.fares, size, held) for held in (holds, np.zeros_like(holds)))
        self._waived_eur = [((one or 0) - (paid or 0)) / 100 for one, paid in zip(full, self._cents, strict=True)]
        self._wheelchairs: list[int] = demand["wheelchairs"].tolist()
        self._walk_s = np.ceil(np.round(self._world.ways.walk_m * 3.6 / self._config.walk.speed_kph, 3)).tolist()
        self._full_for: dict[int, int] = {}  # request -> call from which on what it would have taken was full

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
