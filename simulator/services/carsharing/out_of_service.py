"""Shared cars out of service: nobody begins a booking with them; who is under way with one comes back late."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.event_kinds import Event
from simulator.fleet.car_calendar import Reservation
from simulator.services.breakdowns import Breakdowns, Named, Read
from simulator.services.carsharing.cars import SharedCars
from simulator.services.carsharing.rentals import CarsharingWorld
from simulator.services.protocol import Day
from simulator.units import HOUR_S

TOWED_AFTER_S = HOUR_S  # from a breakdown on the way on; assumption


class Bookings(Protocol):
    """The bookings of a service that are granted and have not begun. held: by number, with the car of each."""

    held: dict[int, tuple[int, Reservation]]

    def find_other(self, booking: int, now_s: int, by: int) -> None:
        """Give one another car, or let it fall through. by: number of the disruption because of which."""

    def mend(self, car: int, by: int) -> None:
        """Do so with all that begin where their car will not be."""


def break_down(day: Day, world: CarsharingWorld, cars: SharedCars, bookings: Bookings) -> None:
    """Let shared cars be out of service whenever the scenario says so of their service."""
    out = OutOfService(cars, bookings)
    lengths_m: list[int] = world.bookings["length_m"].tolist()

    def odometer() -> Read:
        return Odometer(cars, lengths_m).read

    named = Named.in_table(world.places.cars, "car_id", "car_type")
    Breakdowns(day, (world.part.name,), named, odometer, out.take_out)


class OutOfService:
    """Takes cars out of service."""

    def __init__(self, cars: SharedCars, bookings: Bookings) -> None:
        self._cars, self._bookings = cars, bookings

    def take_out(self, car: int, until_s: int, by: int, now_s: int) -> None:
        """Let a car be out of service from now until a time [s]. by: number of the disruption because of which.

        Staff that is under way with it brings it where it is to be before that.
        """
        cars, it = self._cars, self._cars.cars[car]
        if until_s <= max(now_s, it.out_until_s):
            return
        used = it.current
        if used is not None and used.booking < 0:
            cars.env.process(self._when_parked(car, until_s, by))
            return
        cars.record(Event.OUT_OF_SERVICE, car, value=by)
        cars.record(Event.OUT_UNTIL, car, value=until_s)
        it.out_until_s = until_s
        cars.version += 1
        cars.env.process(self._back(car, until_s))
        if used is not None:
            self._comes_late(car, used, min(until_s - now_s, TOWED_AFTER_S), by)
        held = self._bookings.held
        for reservation in [its for its in it.ahead if its.start_s < until_s]:
            if held.get(reservation.booking) == (car, reservation):  # else it has another car by now
                self._bookings.find_other(reservation.booking, now_s, by)
        self._bookings.mend(car, by)

    def _comes_late(self, car: int, used: Reservation, late_s: int, by: int) -> None:
        """Let who is under way wait for a repair, or to be towed where the car is to be."""
        used.late_s += late_s
        used.end_s += late_s
        used.late_by = by
        self._cars.tell_rider(Event.PROMISE_BROKEN, car, used.booking, late_s)
        self._cars.tell_rider(Event.BROKEN_BY, car, used.booking, by)

    def _when_parked(self, car: int, until_s: int, by: int) -> Wait:
        env, it = self._cars.env, self._cars.cars[car]
        while it.current is not None and it.current.booking < 0:
            yield RankedTimeout(env, max(1, it.current.end_s - int(env.now)))
        if int(env.now) < until_s:
            self.take_out(car, until_s, by, int(env.now))

    def _back(self, car: int, until_s: int) -> Wait:
        yield RankedTimeout(self._cars.env, until_s - int(self._cars.env.now), AT_ONCE)
        if self._cars.cars[car].out_until_s == until_s:
            self._cars.record(Event.BACK_IN_SERVICE, car)


class Odometer:
    """Knows how far each car has been driven by customers, as if they drove evenly from taking it to its return.

    lengths_m: of bookings, as they are wished for [m].
    """

    def __init__(self, cars: SharedCars, lengths_m: list[int]) -> None:
        self._cars, self._lengths_m = cars, lengths_m
        self._whole_m: NDArray[np.int64] = np.zeros(len(cars.cars), dtype=np.int64)
        self._now: list[tuple[Reservation, int] | None] = [None] * len(cars.cars)  # who has it, since when it is seen

    def read(self, now_s: int) -> NDArray[np.int64]:
        """Return the metres of each car by a time [s], int64 (cars,)."""
        driven_m = self._whole_m.copy()
        for number, car in enumerate(self._cars.cars):
            before, used = self._now[number], car.current
            if before is not None and before[0] is not used:
                self._whole_m[number] += self._length_m(before[0])
                driven_m[number] = self._whole_m[number]
                self._now[number] = None
            if used is not None and used.booking >= 0:
                since_s = (self._now[number] or (used, now_s))[1]
                self._now[number] = used, since_s
                share = min(1.0, (now_s - since_s) / max(1, used.end_s - since_s))
                driven_m[number] += round(share * self._length_m(used))
        return driven_m

    def _length_m(self, used: Reservation) -> int:
        return max(0, self._lengths_m[used.booking])
