"""The car-sharing service as it runs: bookings are asked for, granted, taken up, returned, or fall through.

In one second counting starts first, then cars come back, then bookings begin, then new ones are asked for.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.engine.agenda import RankedTimeout, Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.fleet.car_calendar import NO_DISRUPTION, Reservation
from simulator.kernels.layout import FOREVER
from simulator.network.roads import Roads
from simulator.reasons import Refusal as Refused
from simulator.services.best_offers import BestOffers
from simulator.services.carsharing.assignment import Granting
from simulator.services.carsharing.best import best_cars
from simulator.services.carsharing.cars import SharedCars
from simulator.services.carsharing.demand import walk_s
from simulator.services.carsharing.ends import Ends
from simulator.services.carsharing.parts import Parts
from simulator.services.carsharing.rentals import CarsharingWorld
from simulator.services.carsharing.to_stations import ToStations
from simulator.services.carsharing.told import Rental, Told
from simulator.services.charging import ChargingSites
from simulator.services.protocol import (
    Along,
    Ask,
    Attempt,
    Booked,
    Bundle,
    Day,
    How,
    Offer,
    OwnWay,
    Planned,
    Refusal,
    Service,
)  # fmt: skip
from simulator.tables import NO_TIME

COUNTS, BEGINS, ASKS, TRAVELLERS = 0, 3, 4, 5  # ranks within one second; vehicles have 1
NOBODY = -1  # is chosen
NO_CAR = -1  # is told of
LOOKS_AGAIN_S = 60  # who waits for a car looks that often


def begin(day: Day, number: int) -> Service:
    """Begin the service."""
    world: CarsharingWorld = day.tables
    its = CarSharing(day.env, day.log, world.on_terms(day.world.branch), day.world.roads, day.sites, number)
    if day.disrupted.disruptions:
        from simulator.services.carsharing.out_of_service import break_down

        break_down(day, its.world, its.cars, its)
    return its


class CarSharing:
    """Takes bookings as they come, also from travellers of the common demand, and follows each to its end."""

    rank, most, together, draws_absences, can_decline = TRAVELLERS, 1, False, True, False
    booking_out = Refused.BOOKING_OUT

    def __init__(
        self,
        env: simpy.Environment,
        log: ServiceLog,
        world: CarsharingWorld,
        roads: Roads,
        sites: ChargingSites,
        number: int,
    ) -> None:
        self.env, self.world, self.rules, self.number = env, world, world.config.booking, number
        self._roads = roads
        first_ride = log.number_rides(world.bookings["request"])
        self.cars = SharedCars(env, log, world.places, sites, world.config, world.calendar, first_ride)
        self.granting = Granting(self.cars, world, roads)
        table = world.bookings
        self._submitted_s: list[int] = table["submitted_s"].tolist()
        self._start_s: list[int] = table["start_s"].tolist()
        self._planned_s: list[int] = table["planned_end_s"].tolist()
        self._late_s: list[int] = (table["actual_end_s"] - table["planned_end_s"]).tolist()
        self._cancelled_s: list[int] = table["cancelled_s"].tolist()
        self._no_show: list[bool] = table["no_show"].tolist()
        self._node: list[int] = table["origin_node"].tolist()
        self._request: list[int] = table["request"].tolist()
        of_requests = [(request, booking) for booking, request in enumerate(self._request) if request >= 0]
        self._booking_of = {request: booking for request, booking in of_requests if not world.parts[booking]}
        self.total, self.ended = len(table) - len(of_requests), 0  # travellers count themselves
        self._told = Told(world, self.cars, self.granting, number)
        passing = {request: booking for request, booking in of_requests if world.parts[booking]}
        self._parts = Parts(env, self.cars, ToStations(self.cars, world, self.granting, self._told, number), passing)
        self.held: dict[int, tuple[int, Reservation]] = {}  # granted and not yet begun: car, reservation
        self.goes_along = Along.WHOLE_TOUR if world.config.mode == "round_trip" else Along.NEVER
        self._ends = Ends(self._parts)
        self.tell_end = self._ends.tell
        self.earlier_s = walk_s(self.rules.walk_m, self.rules.walk_kph) + 1  # people may leave so much sooner, to walk

    def start(self) -> None:
        """Let bookings come."""
        self.env.process(self._count())
        self.env.process(self._arrivals())
        self.world.config.relocation.make(self.env, self.cars, self.world.config, self._roads)

    def change(self, later: CarsharingWorld, is_later: NDArray[np.bool_]) -> None:
        """Do nothing more: each booking has the terms of when it is submitted."""

    def close(self) -> None:
        """Write what the cars have stored."""
        self.cars.close()

    def answers_at(self, attempt: Attempt) -> int:
        """Return when an attempt is answered [s]: at once."""
        return attempt.asked_s

    def offers(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        """Return which car each traveller can have."""
        return [self._offered(ask[0], now_s) for ask in asks]

    def _offered(self, attempt: Attempt, now_s: int) -> list[Bundle] | Refusal:
        booking = self._booking_of[attempt.request]
        found = self._found(booking, now_s)
        if isinstance(found, Refused):
            return Refusal(found, final=True)  # who asks for a car does so once
        rental = Rental(booking, *found, now_s, self.cars.version)
        if not attempt.compares:
            return [(Offer(self.number, attempt, rental),)]
        return [(self._told.offer(attempt, rental, self._start_s[booking], now_s),)]

    def best_offers(self, request: NDArray[np.int64], asked_s: NDArray[np.int64]) -> BestOffers:
        """Return the best that requests could be offered, see ``services.best_offers``."""
        return best_cars(self.world, self._booking_of, self._told, request, asked_s)

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether no car has been reserved, taken or left since; one offer at a time."""
        rentals: list[Rental] = [offer.what for offer in offers]
        return len(rentals) == 1 and rentals[0].now_s == now_s and rentals[0].version == self.cars.version

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Reserve a car."""
        wanted = offer.what
        if self.world.parts[wanted.booking]:
            self._parts.book(offer, ride)
            self.cars.record(Event.BOOKING_ASKED, NO_CAR, wanted.booking, offer.node, offer.boarding_s)
        return self._grant(wanted.booking, wanted.car, wanted.reservation, now_s)

    def rearrange(self, now_s: int) -> None:
        """Do nothing: what is granted stays with its car as long as that can do it."""

    def cancel(self, ride: int, now_s: int) -> None:
        """Take back a part of a journey, or a trip of a tour; who cancels others is drawn with the bookings."""
        booking = self._ends.booking_of(ride)
        if booking in self.held and not self._no_show[booking]:
            self._cancel(booking)

    def planned(self, offer: Offer, ride: int) -> Planned:
        """Return when who has just booked an offer is to arrive; who brings the car back, when that is to be."""
        self._ends.follow(ride, offer.what.booking)
        return self._told.planned(offer, self._start_s[offer.what.booking], int(self.env.now))

    def nobody_comes(self, ride: int, vehicle: int) -> None:
        """Let nobody come to a drive that is a part of a journey; of all others it is drawn with the bookings."""
        booking = self._parts.booking_of.get(ride)
        if booking is not None:
            self._no_show[booking] = True

    def ways_to(self, request: int, node: int, at_s: int, now_s: int) -> list[OwnWay]:
        """Return the ways to a node by car, as they are at a time [s], whether or not a car is free."""
        return self._parts.ways(request, node, at_s, now_s)

    def by_way(self, attempt: Attempt, way: OwnWay, departure_s: int) -> Offer | None:
        """Return one of the ways to a node as it can be booked, None where no car is free for it."""
        return self._parts.offer(attempt, way, departure_s)

    def there_s(self, ride: int) -> int:
        """Return when who drove a part of a journey was at its station [s]; NO_TIME: not yet."""
        return self._parts.there_s(ride)

    def travel(self, ride: int) -> Generator[simpy.Event, Any, int | None]:
        """Let somebody make a booked part of a journey; return how far they drove [m], None without a car."""
        return self._parts.travel(ride)

    def note(self, kind: Event, attempt: Attempt, now_s: int, value: int = 0, offer: Offer | None = None) -> None:
        """Write to the log that a traveller asks, is refused, chooses otherwise or gives up, as of any booking."""
        booking = self._booking_of[attempt.request]
        if kind == Event.SUBMITTED:
            self._ask_row(booking, now_s)
        elif kind == Event.REJECTED:
            self.cars.record(Event.BOOKING_REFUSED, NO_CAR, booking, value=value)
        elif kind == Event.GAVE_UP:
            self.cars.record(Event.BOOKING_GAVE_UP, NO_CAR, booking, value=value)
        elif kind in (Event.DECLINED, Event.CHOSEN):
            self.cars.record(Event.BOOKING_NOT_CHOSEN, NO_CAR, booking, value=value if kind == Event.CHOSEN else NOBODY)

    def _count(self) -> Wait:
        """Mark where the days begin that are counted: after the warm-up, or at once where there is none."""
        calendar = self.world.calendar
        if calendar.warm_up:
            yield RankedTimeout(self.env, -int(self.env.now), COUNTS)
        self.cars.record(Event.COUNTING_STARTED, NO_CAR, value=calendar.days)

    def _arrivals(self) -> Wait:
        """Let those ask who are no travellers of the common demand."""
        times = enumerate(zip(self._submitted_s, self._request, strict=True))
        own = ((s, booking) for booking, (s, request) in times if request < 0 and not self.world.parts[booking])
        for submitted_s, booking in sorted(own):
            if submitted_s > self.env.now:
                yield RankedTimeout(self.env, submitted_s - int(self.env.now), ASKS)
            self._ask(booking)

    def _ask(self, booking: int) -> None:
        now = int(self.env.now)
        self._ask_row(booking, now)
        found = self._found(booking, now)
        if isinstance(found, Refused):
            self.cars.record(Event.BOOKING_REFUSED, NO_CAR, booking, value=found)
            self.ended += 1
        else:
            self._grant(booking, *found, now)

    def _ask_row(self, booking: int, now_s: int) -> None:
        start_s = max(now_s, self._start_s[booking])
        self.cars.record(Event.BOOKING_ASKED, NO_CAR, booking, self._node[booking], start_s)

    def _found(self, booking: int, now_s: int) -> Refused | tuple[int, Reservation]:
        """Return the car for a booking and its reservation, or why there is none."""
        start_s = max(now_s, self._start_s[booking])
        reason = self.granting.refusal(booking, start_s - now_s)
        if reason is not None:
            return reason
        lasts_s = self._planned_s[booking] - self._start_s[booking]
        return self.granting.find(booking, start_s, start_s + lasts_s, now_s)

    def _grant(self, booking: int, car: int, reservation: Reservation, now_s: int) -> Booked:
        self.granting.reserve(car, reservation)
        self.held[booking] = car, reservation
        node = self.cars.node(reservation.origin)
        self.cars.record(Event.BOOKING_GRANTED, car, booking, node, reservation.start_s)
        self.cars.record(Event.BOOKING_UNTIL, car, booking, self.cars.node(reservation.destination), reservation.end_s)
        self.env.process(self._rental(booking, reservation.start_s))
        cancelled_s = self._cancelled_s[booking]
        if cancelled_s != NO_TIME and now_s < cancelled_s < reservation.start_s:
            self.env.process(self._cancel_after(booking, cancelled_s - now_s))
        return Booked(car, reservation.start_s)

    def _cancel_after(self, booking: int, after_s: int) -> Wait:
        yield RankedTimeout(self.env, after_s, BEGINS)
        if booking in self.held:
            self._cancel(booking)

    def _cancel(self, booking: int) -> None:
        car, reservation = self.held[booking]
        notice_s = reservation.start_s - int(self.env.now)
        self.cars.record(Event.BOOKING_CANCELLED, car, booking, value=notice_s)
        self._let_go(booking, How.ABSENT)

    def _rental(self, booking: int, start_s: int) -> Wait:
        """Follow a granted booking from its start to the return of the car."""
        if start_s > self.env.now:
            yield RankedTimeout(self.env, start_s - int(self.env.now), BEGINS)
        if booking not in self.held:
            return
        if self._no_show[booking]:
            yield RankedTimeout(self.env, self.rules.no_show_after_s, BEGINS)
            if booking in self.held:
                car, waited_s = self.held[booking][0], self.rules.no_show_after_s
                self.cars.record(Event.BOOKING_NO_SHOW, car, booking, value=waited_s)
                self._let_go(booking, How.ABSENT)
            return
        while not self._is_ready(booking):
            waited_s = int(self.env.now) - start_s
            if waited_s >= self.rules.patience_s:
                used = self.cars.cars[self.held[booking][0]].current
                self._lose(booking, waited_s, NO_DISRUPTION if used is None else used.late_by)
                return
            yield RankedTimeout(self.env, min(LOOKS_AGAIN_S, self.rules.patience_s - waited_s), BEGINS)
            if booking not in self.held:
                return
        car, reservation = self.held.pop(booking)
        now = int(self.env.now)
        self.cars.take(car, reservation)
        self.cars.record(Event.CAR_TAKEN, car, booking, self.cars.node(reservation.origin), now - start_s)
        drive_s, length_m = self.granting.drive(booking, reservation, now, FOREVER)
        ends_s = max(reservation.end_s + self._late_s[booking], now + drive_s)
        yield simpy.Timeout(self.env, ends_s - now)
        while (rest_s := ends_s + reservation.late_s - int(self.env.now)) > 0:  # it broke down on the way
            yield simpy.Timeout(self.env, rest_s)
        self.cars.record(Event.CAR_RETURNED, car, booking, self.cars.node(reservation.destination), length_m)
        self.cars.park(car)
        self._end(booking, How.CARRIED, length_m)

    def _is_ready(self, booking: int) -> bool:
        """Return whether a car stands ready for a booking that begins: the one meant, or another that can do it."""
        car, reservation = self.held[booking]
        if self.granting.is_ready(car, reservation):
            return True
        if self.granting.is_fixed(booking):
            return False
        other = self.granting.replacement(booking, car, reservation, int(self.env.now), now_only=True)
        if other is None:
            return False
        self._move(booking, *other)
        return True

    def find_other(self, booking: int, now_s: int, by: int = NO_DISRUPTION) -> None:
        """Let another car do a booking, or let that fall through, which is told at once."""
        car, reservation = self.held[booking]
        other = self.granting.replacement(booking, car, reservation, now_s, now_only=False)
        if other is not None:
            self._move(booking, *other, by)
        else:
            self._lose(booking, 0, by)

    def _move(self, booking: int, car: int, reservation: Reservation, by: int = NO_DISRUPTION) -> None:
        """Let another car do a booking."""
        before, old = self.held[booking]
        self.granting.release(before, old)
        self.granting.reserve(car, reservation)
        self.held[booking] = car, reservation
        origin, destination = self.cars.node(reservation.origin), self.cars.node(reservation.destination)
        self.cars.record(Event.BOOKING_MOVED, car, booking, origin, reservation.start_s)
        self.cars.record(Event.BOOKING_UNTIL, car, booking, destination, reservation.end_s)
        self.mend(before, by)

    def _lose(self, booking: int, waited_s: int, by: int = NO_DISRUPTION) -> None:
        car, reservation = self.held[booking]
        node = self.cars.node(reservation.origin)
        self.cars.record(Event.BOOKING_LOST, car, booking, node, waited_s)
        if by != NO_DISRUPTION:
            self.cars.tell_rider(Event.BROKEN_BY, car, booking, by)
        self._let_go(booking, How.LET_DOWN, by)

    def _let_go(self, booking: int, how: How, by: int = NO_DISRUPTION) -> None:
        car, reservation = self.held.pop(booking)
        self.granting.release(car, reservation)
        self._end(booking, how)
        self.mend(car, by)

    def _end(self, booking: int, how: How, length_m: int | None = None) -> None:
        self.ended += self._request[booking] < 0
        self._ends.over(booking, how, length_m)

    def mend(self, car: int, by: int = NO_DISRUPTION) -> None:
        """Find other cars for bookings that start where this one will not be; who gets none is told at once."""
        now = int(self.env.now)
        while (broken := self.cars.cars[car].broken()) is not None:
            self.find_other(broken.booking, now, by)
