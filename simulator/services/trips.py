"""Trips told as a whole: whoever books one leaves, walks, takes vehicles or none, and arrives; no plan changes that.

A kind of service that offers such trips says what each is like, and gets all the rest from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from simulator.engine.agenda import AFTER_VEHICLES, Steps
from simulator.event_kinds import Event
from simulator.reasons import Reason
from simulator.services.protocol import Along, Ask, Attempt, Booked, Bundle, Day, How, Offer, Planned, Refusal
from simulator.services.whole_numbers import whole_numbers
from simulator.tables import NO_CALL, NO_NODE, NO_TIME

NO_PRICE = -1
NO_VEHICLE = -1  # of a service
Told = tuple[int, Event, int, int, int]  # a row of the log: time [s], kind, vehicle, node, value
Goes = Steps[How]


class Ride(NamedTuple):
    """A ride with one vehicle: times [s] and nodes.

    vehicle: NO_VEHICLE for one's own. wait_s: of the time before it is taken. seated: whether who leaves it stays where
    they sit, as the vehicle goes on as that of the next ride. taken_call, left_call: numbers of calls of a timetable,
    where it runs by one.
    """

    taken_s: int
    left_s: int
    taken_at: int
    left_at: int
    vehicle: int = NO_VEHICLE
    wait_s: int = 0
    seated: bool = False
    taken_call: int = NO_CALL
    left_call: int = NO_CALL

    def rows(self) -> list[Told]:
        """Return what the log tells of it."""
        taken = (self.taken_s, Event.VEHICLE_TAKEN, self.vehicle, self.taken_at, self.wait_s)
        left = (self.left_s, Event.VEHICLE_LEFT, self.vehicle, self.left_at, int(self.seated))
        if self.taken_call == NO_CALL:
            return [taken, left]
        return [
            (self.taken_s, Event.CALLED, self.vehicle, self.taken_at, self.taken_call),
            taken,
            (self.left_s, Event.CALLED, self.vehicle, self.left_at, self.left_call),
            left,
        ]


class Trip(NamedTuple):
    """A trip: times [s], nodes, length of what is ridden, or of the walk all the way [m].

    rides: in their order; none for a walk all the way. price: in cents; NO_PRICE: not known. shift_s: how much later it
    leaves than was wished.
    """

    departure_s: int
    arrival_s: int
    origin: int
    destination: int
    length_m: int
    rides: tuple[Ride, ...] = ()
    price: int = NO_PRICE
    shift_s: int = 0

    @property
    def ride_s(self) -> int:
        """Return how long vehicles are ridden [s], with the stops where people stay seated."""
        if len(self.rides) == 1:  # as of nearly all
            return self.rides[0].left_s - self.rides[0].taken_s
        stays = zip(self.rides, self.rides[1:], strict=False)
        seated_s = sum(after.taken_s - ride.left_s for ride, after in stays if ride.seated)
        return sum(ride.left_s - ride.taken_s for ride in self.rides) + seated_s

    @property
    def wait_s(self) -> int:
        """Return how long is waited for vehicles in all [s]."""
        return sum(ride.wait_s for ride in self.rides)

    @property
    def changes(self) -> int:
        """Return how often another vehicle is taken."""
        return sum(not ride.seated for ride in self.rides[:-1])

    @property
    def walk_s(self) -> int:
        """Return how long is walked in all [s]."""
        return self.arrival_s - self.departure_s - self.ride_s - self.wait_s

    @property
    def vehicle(self) -> int:
        """Return the vehicle of the first ride."""
        return self.rides[0].vehicle if self.rides else NO_VEHICLE

    @property
    def begins_s(self) -> int:
        """Return when the first ride begins, or the walk all the way [s]."""
        return self.rides[0].taken_s if self.rides else self.departure_s

    @property
    def begins_at(self) -> int:
        """Return the node where that is."""
        return self.rides[0].taken_at if self.rides else self.origin

    def rows(self) -> list[tuple[Told, Ride | None]]:
        """Return what the log tells of it, and of which ride."""
        return [
            ((self.departure_s, Event.TRIP_BEGAN, NO_VEHICLE, self.origin, self.price), None),
            *((row, ride) for ride in self.rides for row in ride.rows()),
            ((self.arrival_s, Event.TRIP_ENDED, NO_VEHICLE, self.destination, self.length_m), None),
        ]


class TripService:
    """A service with trips, see ``services.protocol``. Nobody cancels or does not come: who has booked goes."""

    rank, most, together, draws_absences, can_decline = AFTER_VEHICLES, 1, False, True, False
    goes_along = Along.NEVER
    final: ClassVar[frozenset[Reason]] = frozenset({Reason.NO_ROAD, Reason.PARTY_TOO_LARGE})  # no new attempt helps
    total = ended = 0  # travellers count themselves

    def __init__(self, day: Day, number: int) -> None:
        self.number, self._env, self._log = number, day.env, day.log
        self._wish_s = whole_numbers(day.world.demand["earliest_departure_s"])
        self._latest_s = whole_numbers(day.world.demand["latest_arrival_s"])
        self._parts: dict[int, tuple[Trip, int]] = {}  # rides of a journey of another service, with their requests
        self._ahead: dict[int, tuple[Trip, int]] = {}  # rides of people with tours that have not begun, likewise
        self._taken_back: set[int] = set()
        self._when_over: dict[int, Callable[[How], None]] = {}

    def trip(self, request: int, departure_s: int) -> Trip | Reason:
        """Return the trip of a request that leaves at a time [s], or why there is none. Changes nothing."""
        raise NotImplementedError

    def in_time(self, request: int, departure_s: int, latest_s: int) -> Trip | Reason:
        """Return the trip of who also has to arrive by a time [s], NO_TIME: any; the same, unless a kind has others."""
        return self.trip(request, departure_s)

    def booked(self, trip: Trip) -> None:
        """Take note of a trip that is booked."""

    def given_back(self, trip: Trip, request: int, ride: int) -> None:
        """Take note of a part of a journey that is given back."""

    def happens(self, kind: Event, ride: Ride) -> None:
        """Take note of what happens on a ride: its vehicle is taken, or left."""

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether all trips are still to be had: always, where nobody is in the way."""
        return True

    def offers(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        """Return the trip of each who asks; nothing changes.

        Of a part of a way the times are kept; one from or to another place than the request's own is refused.
        """
        return [self._offered(ask[0], now_s) for ask in asks]

    def _offered(self, attempt: Attempt, now_s: int) -> list[Bundle] | Refusal:
        wish_s = self._wish_s[attempt.request]
        latest_s = NO_TIME if attempt.along else self._latest_s[attempt.request]
        if (ends := attempt.ends) is not None:
            if ends.origin_node != NO_NODE or ends.destination_node != NO_NODE:
                return Refusal(Reason.NO_STOP_IN_WALKING_RANGE, final=True)  # its ways are those of whole requests
            wish_s = wish_s if ends.earliest_s == NO_TIME else ends.earliest_s
            latest_s = latest_s if ends.latest_s == NO_TIME else ends.latest_s
        trip = self.in_time(attempt.request, max(now_s, wish_s), latest_s)
        if isinstance(trip, Reason):
            return Refusal(trip, final=trip in self.final)
        if latest_s != NO_TIME and trip.arrival_s > latest_s:
            return Refusal(Reason.LATEST_ARRIVAL_IMPOSSIBLE, final=True)
        return [(self._offer(attempt, trip),)]

    def _offer(self, attempt: Attempt, trip: Trip) -> Offer:
        rides, ride_s, wait_s, departure_s, arrival_s = trip.rides, 0, 0, trip.departure_s, trip.arrival_s
        begins_s, ends_s, node, vehicle, first_wait_s = departure_s, arrival_s, trip.origin, NO_VEHICLE, 0
        if rides:
            begins_s, _, node, _, vehicle, first_wait_s, *_ = rides[0]
            ends_s, ride_s, wait_s = rides[-1].left_s, trip.ride_s, trip.wait_s
        walk_s = arrival_s - departure_s - ride_s - wait_s
        fare_eur = None if trip.price == NO_PRICE else trip.price / 100
        return Offer(
            self.number, attempt, trip, 0, vehicle, node, departure_s, trip.shift_s, begins_s, ends_s, wait_s, ride_s,
            ride_s, walk_s, arrival_s, fare_eur, trip.changes if rides else 0, wait_s - first_wait_s,
        )  # fmt: skip

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Let somebody go."""
        trip, request = offer.what, offer.attempt.request
        if offer.attempt.ends is not None:
            self._parts[ride] = trip, request
        self._log.add(now_s, Event.ACCEPTED, trip.vehicle, request, trip.begins_at, trip.begins_s, ride)
        self.booked(trip)
        self._begin(trip, request, ride)
        return Booked(trip.vehicle, trip.begins_s)

    def _begin(self, trip: Trip, request: int, ride: int) -> None:
        """Let somebody go by themselves; on a part of a journey they leave when they are there."""
        if ride not in self._parts:
            self._env.take(self._goes(trip, request, ride))

    def _goes(self, trip: Trip, request: int, ride: int) -> Steps[None]:
        """Let somebody make a whole trip, unless it is taken back before it begins, and tell of its end."""
        if trip.departure_s > self._env.now:
            yield trip.departure_s
        if ride in self._taken_back:
            return
        self._ahead.pop(ride, None)
        how = yield from self._go(trip, request, ride)
        if ride in self._when_over:
            self._when_over.pop(ride)(how)

    def planned(self, offer: Offer, ride: int) -> Planned:
        """Return when who has just booked an offer is to arrive; it can be taken back until it begins."""
        self._ahead[ride] = offer.what, offer.attempt.request
        return Planned(offer.arrival_s)

    def tell_end(self, ride: int, then: Callable[[How], None]) -> None:
        """Let something happen as soon as a booked trip ends, however it does."""
        self._when_over[ride] = then

    def _go(self, trip: Trip, request: int, ride: int) -> Goes:
        for (at_s, kind, vehicle, node, value), of_ride in trip.rows():
            if at_s > self._env.now:
                yield at_s
            self._log.add(at_s, kind, vehicle, request, node, value, ride)
            if of_ride is not None:
                self.happens(kind, of_ride)
        return How.CARRIED

    def note(self, kind: Event, attempt: Attempt, now_s: int, value: int = 0, offer: Offer | None = None) -> None:
        """Write to the log what the traveller does, or is told."""
        if offer is None:
            self._log.add(now_s, kind, request=attempt.request, value=value)
        else:
            self._log.add(now_s, kind, offer.vehicle, attempt.request, offer.node, offer.boarding_s)

    def answers_at(self, attempt: Attempt) -> int:
        """Return when an attempt is answered [s]: at once."""
        return attempt.asked_s

    def start(self) -> None:
        """Do nothing: people go when they have booked."""

    def close(self) -> None:
        """Do nothing: all trips have ended."""

    def rearrange(self, now_s: int) -> None:
        """Do nothing: there is nothing to make better."""

    def cancel(self, ride: int, now_s: int) -> None:
        """Give back a part of a journey, or a trip of a tour, that has not begun; all others go who have booked."""
        found = self._parts.pop(ride, None) or self._ahead.pop(ride, None)
        if found is None:
            return
        trip, request = found
        self._taken_back.add(ride)
        notice_s = max(0, trip.begins_s - now_s)
        self._log.add(now_s, Event.CANCELLED, trip.vehicle, request, trip.begins_at, notice_s, ride)
        self.given_back(trip, request, ride)
        if ride in self._when_over:
            self._when_over.pop(ride)(How.ABSENT)

    def nobody_comes(self, ride: int, vehicle: int) -> None:
        """Do nothing: who has booked comes."""
