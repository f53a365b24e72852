"""People who go by their own means: always possible for whoever has them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agenda import as_process
from simulator.event_kinds import Event
from simulator.fares.tariff import trip_cents
from simulator.reasons import Reason
from simulator.services.best_offers import BestOffers
from simulator.services.own_means.made import GOES, Trips, cents_of
from simulator.services.own_means.world import OwnMeansWorld
from simulator.services.protocol import Along, Attempt, Bundle, Day, How, Offer, OwnWay, Refusal, Service
from simulator.services.trips import Goes, Ride, Trip, TripService
from simulator.services.whole_numbers import whole_numbers
from simulator.tables import NO_NODE, NO_TIME
from simulator.world.tours import begin_on_the_way


def begin(day: Day, number: int) -> Service:
    """Begin the service: nothing happens until somebody asks."""
    return OwnMeans(day, number)


class OwnMeans(TripService):
    """Offers everybody who has the means the one trip there is, not sooner than so that nobody is there too early."""

    final = TripService.final | {Reason.NO_VEHICLE, Reason.OUTSIDE_AREA}
    always_offers = True

    def __init__(self, day: Day, number: int) -> None:
        super().__init__(day, number)
        tables: OwnMeansWorld = day.tables
        self._config, self._origin = tables.part.config, whole_numbers(tables.ways["origin"])
        self._reach_s, self._walks, self._costs = (  # of the configuration, which takes long to look things up in
            self._config.reach_s, self._config.by == "walk", self._config.costs,
        )  # fmt: skip
        self._destination = whole_numbers(tables.ways["destination"])
        demand = day.world.demand
        submitted_s, wish_s = (demand[name].to_numpy(np.int64) for name in ("submitted_s", "earliest_departure_s"))
        self._roads, self._surprises = day.world.roads, bool(day.world.roads.surprises()) and self._config.by == "car"
        self._trips = Trips(tables, day.world.roads, demand)
        self._usual = self._listed(np.arange(len(demand)), np.maximum(submitted_s, wish_s), submitted_s)
        self._submitted_s = whole_numbers(submitted_s)
        self.goes_along = Along.NEVER if self._config.by == "walk" else Along.EACH_TRIP
        later = begin_on_the_way(demand) & bool(self.goes_along)
        self._elsewhere = np.flatnonzero(later)  # unless they have come with it
        self._not_at_hand = frozenset(self._elsewhere.tolist())

    def _offered(self, attempt: Attempt, now_s: int) -> list[Bundle] | Refusal:
        if attempt.request in self._not_at_hand and not attempt.along:
            return Refusal(Reason.NO_VEHICLE, final=True)
        return super()._offered(attempt, now_s)

    def trip(self, request: int, departure_s: int) -> Trip | Reason:
        """Return the trip of who leaves at a time [s], or why there is none."""
        wished_s, *made = self._usual[request].tolist()
        now_s = int(self._env.now)
        if wished_s != departure_s and self._trips.always_alike:  # as who asks again does
            made = self._trips.at_another_time(request, made, departure_s)
        elif wished_s != departure_s or self._knows_more(request, now_s):
            ((_, *made),) = self._listed(*(np.array([its]) for its in (request, departure_s, now_s))).tolist()
        reason, leaves_s, moves_s, length_m = made
        if reason != GOES:
            return Reason(reason)
        return self._trip(leaves_s, moves_s, (self._origin[request], self._destination[request]), length_m)

    def _knows_more(self, request: int, now_s: int) -> bool:
        """Return whether more is known of the roads than when a request was to be made."""
        return self._surprises and self._roads.knows(now_s) > self._roads.knows(self._submitted_s[request])

    def _listed(
        self, request: NDArray[np.int64], departure_s: NDArray[np.int64], asked_s: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return of each trip when it was to begin [s], and what ``Made`` tells, int64 (trips, 5)."""
        return np.column_stack([departure_s, *self._trips.made(request, departure_s, asked_s)])

    def best_offers(self, request: NDArray[np.int64], asked_s: NDArray[np.int64], *, along: bool = False) -> BestOffers:
        """Return the trips of requests that ask at a time [s]: just those they will be offered.

        along: of those who have what they go by with them, whatever the time.
        """
        wish_s, latest_s = (np.array(its, dtype=np.int64)[request] for its in (self._wish_s, self._latest_s))
        if along:
            latest_s = np.full_like(latest_s, NO_TIME)
        at_hand = np.ones(len(request), dtype=np.bool_) if along else ~np.isin(request, self._elsewhere)
        made, reach_s = self._trips.made(request, np.maximum(asked_s, wish_s), asked_s), self._config.reach_s
        arrival_s = made.departure_s + reach_s + made.moves_s
        rows = np.flatnonzero(at_hand & (made.reason == GOES) & ((latest_s == NO_TIME) | (arrival_s <= latest_s)))
        length_m, moves_s = made.length_m[rows], made.moves_s[rows]
        walks = self._config.by == "walk"
        cents = cents_of(self._config, length_m)
        return BestOffers(
            row=rows,
            ride_s=np.zeros_like(moves_s) if walks else moves_s,
            walk_s=moves_s if walks else np.full_like(moves_s, reach_s),
            fare_eur=cents / 100,
            departure_s=made.departure_s[rows],
            arrival_s=arrival_s[rows],
            length_m=length_m,
        )

    def by_way(self, attempt: Attempt, way: OwnWay, departure_s: int) -> Offer:
        """Return the trip on foot or by bike of who has it to a node, as a part of a journey that others offer."""
        assert attempt.ends is not None
        ends = self._origin[attempt.request], attempt.ends.destination_node
        return self._offer(attempt, self._trip(departure_s, self._config.moves_s(way.what), ends, way.what))

    def travel(self, ride: int) -> Generator[Any, Any, int]:
        """Let somebody make a booked part of a journey; return how far it was [m]."""
        trip, request = self._parts[ride]
        yield from as_process(self._env, self._go(trip, request, ride))
        del self._parts[ride]
        return trip.length_m

    def _go(self, trip: Trip, request: int, ride: int) -> Goes:
        """Let somebody make a trip; a drive takes what it takes, and who had counted with another one tells so."""
        driven = self._as_driven(trip)
        for (at_s, kind, vehicle, node, value), _ in driven.rows():
            if at_s > self._env.now:
                yield at_s
            if kind == Event.VEHICLE_LEFT and driven is not trip:
                self._log.add(at_s, Event.PLANNED_DROPOFF, vehicle, request, node, trip.rides[-1].left_s, ride)
            self._log.add(at_s, kind, vehicle, request, node, value, ride)
        return How.CARRIED

    def _as_driven(self, trip: Trip) -> Trip:
        """Return a trip as the roads let it be: another one where they are not as was known when it was planned."""
        if not self._surprises or NO_NODE in (trip.origin, trip.destination):
            return trip
        (taken,) = trip.rides
        drive = taken.taken_at, taken.left_at, taken.taken_s
        later_s, length_m = self._roads.between(*drive) - trip.ride_s, self._roads.length_m(*drive)
        if (later_s, length_m) == (0, trip.length_m):
            return trip
        rides = (taken._replace(left_s=taken.left_s + later_s),)
        return trip._replace(arrival_s=trip.arrival_s + later_s, rides=rides, length_m=length_m)

    def _trip(self, departure_s: int, moves_s: int, ends: tuple[int, int], length_m: int) -> Trip:
        """Return a trip between two nodes."""
        origin, destination = ends
        taken_s = departure_s + self._reach_s // 2
        arrival_s = departure_s + self._reach_s + moves_s
        trip = Trip(departure_s, arrival_s, origin, destination, length_m, price=trip_cents(self._costs, length_m))
        if self._walks:
            return trip
        return trip._replace(rides=(Ride(taken_s, taken_s + moves_s, origin, destination),))
