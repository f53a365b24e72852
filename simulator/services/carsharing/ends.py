"""Who wants to know how a booking of a shared car ends: people on journeys of several parts, and people on tours."""

from __future__ import annotations

from collections.abc import Callable

from simulator.services.carsharing.parts import Parts
from simulator.services.protocol import How


class Ends:
    """Tells them. parts: drives that are parts of journeys."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._booked_as: dict[int, int] = {}  # ride -> booking
        self._when_over: dict[int, Callable[[How], None]] = {}  # by booking

    def follow(self, ride: int, booking: int) -> None:
        """Take note of the booking that somebody on a tour has."""
        self._booked_as[ride] = booking

    def booking_of(self, ride: int) -> int | None:
        """Return the booking of a ride of whom somebody follows."""
        return self._parts.booking_of.get(ride, self._booked_as.get(ride))

    def tell(self, ride: int, then: Callable[[How], None]) -> None:
        """Let something happen as soon as the booking of a ride ends."""
        self._when_over[self._booked_as[ride]] = then

    def over(self, booking: int, how: How, length_m: int | None) -> None:
        """Let it happen. length_m: of the drive; None where there was none."""
        self._parts.over(booking, length_m)
        if booking in self._when_over:
            self._when_over.pop(booking)(how)
