"""The car-sharing service as it runs: bookings are asked for, granted, taken up, returned, or fall through.

In one second counting starts first, then cars come back, then bookings begin, then new ones are asked for.
"""

from __future__ import annotations

import simpy

from simulator.engine.agenda import RankedTimeout, Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.fleet.car_calendar import Reservation
from simulator.kernels.layout import FOREVER
from simulator.network.roads import Roads
from simulator.reasons import Refusal
from simulator.services.carsharing.assignment import Granting
from simulator.services.carsharing.cars import SharedCars
from simulator.services.charging import ChargingSites
from simulator.services.protocol import Day, Listener, Service
from simulator.tables import NO_TIME, WHEN_REFUSED
from simulator.world.car_bookings import CarsharingWorld

COUNTS, BEGINS, ASKS = 0, 3, 4  # ranks within one second; vehicles have 1
LOOKS_AGAIN_S = 60  # who waits for a car looks that often


def begin(day: Day) -> Service | None:
    """Begin the service, None where the scenario has no shared cars."""
    world = day.world
    return None if world.carsharing is None else CarSharing(day.env, day.log, world.carsharing, world.roads, day.sites)


class CarSharing:
    """Takes bookings as they come and follows each to its end."""

    def __init__(
        self,
        env: simpy.Environment,
        log: ServiceLog,
        world: CarsharingWorld,
        roads: Roads,
        sites: ChargingSites,
    ) -> None:
        self.env, self.world, self.rules = env, world, world.config.booking
        self._listener: Listener | None = None
        self._roads = roads
        self.total, self.ended = len(world.bookings), 0
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
        self._booking_of = {request: booking for booking, request in enumerate(self._request) if request >= 0}
        self._asked: set[int] = set()
        self._held: dict[int, tuple[int, Reservation]] = {}  # granted and not yet begun: car, reservation

    def start(self, listener: Listener) -> None:
        """Let bookings come."""
        self._listener = listener
        self.env.process(self._count())
        self.env.process(self._arrivals())
        self.world.config.relocation.make(self.env, self.cars, self.world.config, self._roads)

    def close(self) -> None:
        """Write what the cars have stored."""
        self.cars.close()

    def can_ask(self, request: int) -> bool:
        """Return whether a traveller of the common demand may ask for a car and has not yet done so."""
        return request in self._booking_of and self._booking_of[request] not in self._asked

    def ask(self, request: int) -> None:
        """Ask for a car for a traveller of the common demand."""
        self._ask(self._booking_of[request])

    def _count(self) -> Wait:
        """Mark where the days begin that are counted: after the warm-up, or at once where there is none."""
        calendar = self.world.calendar
        if calendar.warm_up:
            yield RankedTimeout(self.env, -int(self.env.now), COUNTS)
        self.cars.record(Event.COUNTING_STARTED, -1, value=calendar.days)

    def _arrivals(self) -> Wait:
        order = sorted((s, booking) for booking, s in enumerate(self._submitted_s) if s != WHEN_REFUSED)
        for submitted_s, booking in order:
            if submitted_s > self.env.now:
                yield RankedTimeout(self.env, submitted_s - int(self.env.now), ASKS)
            self._ask(booking)

    def _ask(self, booking: int) -> None:
        now = int(self.env.now)
        self._asked.add(booking)
        start_s = max(now, self._start_s[booking])
        self.cars.record(Event.BOOKING_ASKED, -1, booking, self._node[booking], start_s)
        found: Refusal | tuple[int, Reservation] | None = self._refusal(booking, start_s - now)
        if found is None:
            end_s = start_s + self._planned_s[booking] - self._start_s[booking]
            found = self.granting.find(booking, start_s, end_s, now)
        if isinstance(found, Refusal):
            self.cars.record(Event.BOOKING_REFUSED, -1, booking, value=found)
            self.ended += 1
            if self._request[booking] >= 0 and self._listener is not None:
                self._listener.refused(self._request[booking])
            return
        car, reservation = found
        self.granting.reserve(car, reservation)
        self._held[booking] = car, reservation
        node = self.cars.node(reservation.origin)
        self.cars.record(Event.BOOKING_GRANTED, car, booking, node, reservation.start_s)
        self.cars.record(Event.BOOKING_UNTIL, car, booking, self.cars.node(reservation.destination), reservation.end_s)
        self.env.process(self._rental(booking))
        cancelled_s = self._cancelled_s[booking]
        if cancelled_s != NO_TIME and now < cancelled_s < reservation.start_s:
            self.env.process(self._cancel(booking, cancelled_s - now))

    def _refusal(self, booking: int, ahead_s: int) -> Refusal | None:
        """Return why a booking is not granted whatever the cars do."""
        if booking in self.world.refused_at_once:
            return self.world.refused_at_once[booking]
        if self.granting.is_fixed(booking):
            return None
        lasts_s, rules = self._planned_s[booking] - self._start_s[booking], self.rules
        if lasts_s > rules.max_duration_s:
            return Refusal.TOO_LONG
        if lasts_s < rules.min_duration_s:
            return Refusal.TOO_SHORT
        return Refusal.TOO_EARLY if ahead_s > rules.horizon_s else None

    def _cancel(self, booking: int, after_s: int) -> Wait:
        yield RankedTimeout(self.env, after_s, BEGINS)
        if booking in self._held:
            car, reservation = self._held[booking]
            notice_s = reservation.start_s - int(self.env.now)
            self.cars.record(Event.BOOKING_CANCELLED, car, booking, value=notice_s)
            self._let_go(booking)

    def _rental(self, booking: int) -> Wait:
        """Follow a granted booking from its start to the return of the car."""
        start_s = self._held[booking][1].start_s
        if start_s > self.env.now:
            yield RankedTimeout(self.env, start_s - int(self.env.now), BEGINS)
        if booking not in self._held:
            return
        if self._no_show[booking]:
            yield RankedTimeout(self.env, self.rules.no_show_after_s, BEGINS)
            if booking in self._held:
                car, waited_s = self._held[booking][0], self.rules.no_show_after_s
                self.cars.record(Event.BOOKING_NO_SHOW, car, booking, value=waited_s)
                self._let_go(booking)
            return
        while not self._is_ready(booking):
            waited_s = int(self.env.now) - start_s
            if waited_s >= self.rules.patience_s:
                self._lose(booking, waited_s)
                return
            yield RankedTimeout(self.env, min(LOOKS_AGAIN_S, self.rules.patience_s - waited_s), BEGINS)
            if booking not in self._held:
                return
        car, reservation = self._held.pop(booking)
        now = int(self.env.now)
        self.cars.take(car, reservation)
        self.cars.record(Event.CAR_TAKEN, car, booking, self.cars.node(reservation.origin), now - start_s)
        drive_s, length_m = self.granting.drive(booking, reservation, now, FOREVER)
        ends_s = max(reservation.end_s + self._late_s[booking], now + drive_s)
        yield simpy.Timeout(self.env, ends_s - now)
        self.cars.record(Event.CAR_RETURNED, car, booking, self.cars.node(reservation.destination), length_m)
        self.cars.park(car)
        self.ended += 1

    def _is_ready(self, booking: int) -> bool:
        """Return whether a car stands ready for a booking that begins: the one meant, or another that can do it."""
        car, reservation = self._held[booking]
        if self.granting.is_ready(car, reservation):
            return True
        if self.granting.is_fixed(booking):
            return False
        other = self.granting.replacement(booking, car, reservation, int(self.env.now), now_only=True)
        if other is None:
            return False
        self._move(booking, *other)
        return True

    def _move(self, booking: int, car: int, reservation: Reservation) -> None:
        """Let another car do a booking."""
        before, old = self._held[booking]
        self.granting.release(before, old)
        self.granting.reserve(car, reservation)
        self._held[booking] = car, reservation
        origin, destination = self.cars.node(reservation.origin), self.cars.node(reservation.destination)
        self.cars.record(Event.BOOKING_MOVED, car, booking, origin, reservation.start_s)
        self.cars.record(Event.BOOKING_UNTIL, car, booking, destination, reservation.end_s)
        self._mend(before)

    def _lose(self, booking: int, waited_s: int) -> None:
        car, reservation = self._held[booking]
        node = self.cars.node(reservation.origin)
        self.cars.record(Event.BOOKING_LOST, car, booking, node, waited_s)
        self._let_go(booking)

    def _let_go(self, booking: int) -> None:
        car, reservation = self._held.pop(booking)
        self.granting.release(car, reservation)
        self.ended += 1
        self._mend(car)

    def _mend(self, car: int) -> None:
        """Find other cars for bookings that start where this one will not be; who gets none is told at once."""
        now = int(self.env.now)
        while (broken := self.cars.cars[car].broken()) is not None:
            other = self.granting.replacement(broken.booking, car, broken, now, now_only=False)
            if other is not None:
                self._move(broken.booking, *other)
            else:
                self._lose(broken.booking, 0)
