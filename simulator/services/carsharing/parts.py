"""Drives of shared cars to stations as parts of journeys: who makes them, and when they are there."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple

import simpy

from simulator.engine.agenda import RankedTimeout, Signal
from simulator.services.carsharing.cars import SharedCars
from simulator.services.carsharing.to_stations import ToStations
from simulator.services.carsharing.told import Rental
from simulator.services.protocol import Attempt, Offer, OwnWay
from simulator.tables import NO_TIME


class _Ended(NamedTuple):
    """When a booked drive was over [s], and how long it was [m]; None: there was no car for it, or nobody came."""

    time_s: int
    length_m: int | None


class Parts:
    """Offers drives, and lets travellers know of their ends. bookings: by request, of those that are parts."""

    def __init__(self, env: simpy.Environment, cars: SharedCars, finds: ToStations, bookings: dict[int, int]) -> None:
        self._env, self._cars, self._finds, self._bookings = env, cars, finds, bookings
        self.booking_of: dict[int, int] = {}  # by ride
        self._egress_s: dict[int, int] = {}  # by booking, as the rest
        self._ended: dict[int, _Ended] = {}
        self._waits: dict[int, Signal] = {}

    def ways(self, request: int, node: int, at_s: int, now_s: int) -> list[OwnWay]:
        """Return the ways of a request to a node; none of who has no booking to make."""
        booking = self._bookings.get(request)
        return [] if booking is None else [*self._finds.ways(booking, node, at_s, now_s)]

    def offer(self, attempt: Attempt, way: OwnWay, departure_s: int) -> Offer | None:
        """Return a drive as it can be booked; None where no car is free for it, or it would be there too late.

        way: of ``ways``. departure_s: when to leave the origin.
        """
        now_s = int(self._env.now)
        booking, drive = self._bookings[attempt.request], way.what
        found = self._finds.find(booking, drive, departure_s, now_s)
        if found is None:
            return None
        car, taken = found
        arrival_s = taken.end_s + drive.egress_s
        if arrival_s > departure_s + way.takes_s:
            return None
        return Offer(
            service=way.service,
            attempt=attempt,
            what=Rental(booking, car, taken, now_s, self._cars.version),
            vehicle=car,
            node=self._cars.node(taken.origin),
            departure_s=departure_s,
            boarding_s=taken.start_s,
            alighting_s=taken.end_s,
            ride_s=taken.end_s - taken.start_s,
            direct_s=taken.end_s - taken.start_s,
            walk_s=drive.access_s + drive.egress_s,
            arrival_s=arrival_s,
            fare_eur=self._finds.price_eur(taken, now_s),
        )

    def book(self, offer: Offer, ride: int) -> None:
        """Take note of a drive that is booked."""
        booking = offer.what.booking
        self.booking_of[ride], self._cars.rides[booking] = booking, ride
        self._egress_s[booking] = offer.arrival_s - offer.alighting_s

    def over(self, booking: int, length_m: int | None) -> None:
        """Let who waits for the end of a drive go on, if it is a part. length_m: None where there was none."""
        self._ended[booking] = _Ended(int(self._env.now), length_m)
        waits = self._waits.pop(booking, None)
        if waits is not None:
            waits.give()

    def there_s(self, ride: int) -> int:
        """Return when who drove was at the station [s]; NO_TIME: not yet, as far as it is known, or never."""
        booking = self.booking_of[ride]
        ended = self._ended.get(booking)
        if ended is None or ended.length_m is None:
            return NO_TIME
        return ended.time_s + self._egress_s[booking]

    def travel(self, ride: int) -> Generator[simpy.Event, Any, int | None]:
        """Let somebody drive, and walk from the car; return how far they drove [m], None where there was no car."""
        booking = self.booking_of[ride]
        if booking not in self._ended:
            self._waits[booking] = Signal(self._env)
            yield self._waits[booking]
        length_m = self._ended[booking].length_m
        if length_m is not None and self._egress_s[booking]:
            yield RankedTimeout(self._env, self._egress_s[booking])
        return length_m
