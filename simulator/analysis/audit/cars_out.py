"""The auditor's view of shared cars out of service: nobody begins with them, and who is under way comes back late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event
from simulator.units import HOUR_S

OUT_KINDS = (
    Event.OUT_OF_SERVICE, Event.OUT_UNTIL, Event.BACK_IN_SERVICE, Event.PROMISE_BROKEN, Event.BROKEN_BY,
)  # fmt: skip
_TOWED_AFTER_S = HOUR_S
_BEGINS = (Event.BOOKING_GRANTED, Event.BOOKING_MOVED)


class Used(Protocol):
    """A car as the auditor of the service knows it: who has it, and from when bookings of it are granted."""

    user: int | None

    @property
    def starts_s(self) -> Mapping[int, int]:
        """Return when the bookings that are granted begin, by number [s]."""


class CarsOut:
    """Follows which cars are out of service."""

    def __init__(self) -> None:
        self._until_s: dict[int, int] = {}
        self._back_s: dict[int, int] = {}  # of cars in use: no sooner can they be returned
        self._just: Row | None = None  # the row before, if it was one of these, or a booking that is lost

    def follow(self, row: Row, car: Used) -> list[str]:
        """Take a row about a car that is out of service, or about a promise that falls."""
        found, before = [], self._just
        if row.kind == Event.OUT_UNTIL:
            told = before is not None and (before.kind, before.vehicle) == (Event.OUT_OF_SERVICE, row.vehicle)
            found += [] if told and row.value > row.time_s else ["it was not to be told now"]
            self._until_s[row.vehicle] = row.value
        elif row.kind == Event.BACK_IN_SERVICE:
            found += [] if self._until_s.get(row.vehicle) == row.time_s else ["it is not over"]
        elif row.kind == Event.PROMISE_BROKEN:
            until_s = self._until_s.get(row.vehicle, row.time_s)
            fits = car.user is not None and row.value == min(until_s - row.time_s, _TOWED_AFTER_S) > 0
            found += [] if fits else ["nobody is under way with a car that is out of service, or for another time"]
            self._back_s[row.vehicle] = row.time_s + row.value
        elif row.kind == Event.BROKEN_BY:
            named = before is not None and before.kind in (Event.PROMISE_BROKEN, Event.BOOKING_LOST)
            found += [] if named and before is not None and before.ride == row.ride else ["no promise has just fallen"]
        self._just = row
        return found

    def check(self, row: Row) -> list[str]:
        """Compare any other row of a car with what is known of it."""
        found, until_s = [], self._until_s.get(row.vehicle, row.time_s)
        is_out = row.time_s < until_s
        if is_out and row.kind in _BEGINS and row.value < until_s:
            found.append(f"the car is out of service until {until_s} s")
        if is_out and row.kind in (Event.CAR_TAKEN, Event.RELOCATION_ASSIGNED):
            found.append("the car is out of service")
        if row.kind == Event.CAR_RETURNED and row.time_s < self._back_s.pop(row.vehicle, row.time_s):
            found.append("the car is neither repaired nor towed yet")
        self._just = row if row.kind == Event.BOOKING_LOST else None
        return found

    def is_out(self, row: Row) -> bool:
        """Return whether the car of a row is out of service."""
        return row.time_s < self._until_s.get(row.vehicle, row.time_s)

    def kept(self, time_s: int, cars: Iterable[tuple[int, Used]]) -> list[str]:
        """Return which bookings of cars that are out of service were left with them, when a second is over."""
        return [
            f"car {number}: booking {booking} begins at {start_s} s, out of service until {self._until_s[number]} s"
            for number, car in cars
            if self._until_s.get(number, time_s) > time_s
            for booking, start_s in car.starts_s.items()
            if start_s < self._until_s[number]
        ]
