"""What people have paid for the rides of a day, for a service that lets nobody pay more than so much in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from simulator.fares.day_ticket import Fares, left_to_pay, together
from simulator.fares.ride_tariff import Paid


class _Told(NamedTuple):
    """What somebody was told to pay for a ride on a day: fares after what had been spent."""

    day: int
    spent: Fares
    fares: Fares


class DayTickets:
    """Remembers who has booked which rides of a day at which fares.

    requests: with person where any is known; below 0: nobody knows, so that each request is somebody else's.
    is_let_down: whether a ride was cancelled by the operator, or ended on the way.
    """

    def __init__(self, requests: pd.DataFrame, is_let_down: Callable[[int], bool]) -> None:
        self._persons: list[int] = requests["person"].tolist() if "person" in requests else [-1] * len(requests)
        self._is_let_down = is_let_down
        self._booked: dict[tuple[int, int], dict[int, tuple[int, Fares]]] = {}  # by person and day: by request
        self._given_back, self._told = set[int](), dict[int, _Told]()
        self._of_phantoms = False

    def of_phantoms(self, requests: pd.DataFrame) -> DayTickets:
        """Return what tells phantom requests, with numbers of their own, what their persons would pay."""
        tickets = DayTickets(requests, self._is_let_down)
        tickets._booked, tickets._given_back, tickets._of_phantoms = self._booked, self._given_back, True
        return tickets

    def paid(self, request: int, day: int, full: Paid, riders: int, most_cents: int) -> Paid:
        """Return what a party pays for a ride on a day. full: where nothing limits that, one row."""
        spent = self._spent(request, day)
        fares = left_to_pay(full, riders, most_cents, spent)
        self._told[request] = _Told(day, spent, fares)
        return together(fares, full)

    def is_as_told(self, request: int) -> bool:
        """Return whether somebody has spent as much as when they were told a price last."""
        told = self._told.get(request)
        return told is None or told.spent == self._spent(request, told.day)

    def book(self, request: int, ride: int) -> None:
        """Take note that the ride is booked of which the price was told last."""
        told, person = self._told.pop(request), self._persons[request]
        if person >= 0:
            self._booked.setdefault((person, told.day), {})[request] = ride, told.fares

    def give_back(self, ride: int) -> None:
        """Take note that somebody has cancelled a ride in time."""
        self._given_back.add(ride)

    def _spent(self, request: int, day: int) -> Fares:
        spent = Fares()
        for other, (ride, fares) in self._booked.get((self._persons[request], day), {}).items():
            if (self._of_phantoms or other != request) and ride not in self._given_back and not self._is_let_down(ride):
                spent = spent.and_also(fares)
        return spent
