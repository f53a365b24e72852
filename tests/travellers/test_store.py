"""Attempts and rides in tables: a request's first ride has its number, whatever else is booked."""

from __future__ import annotations

from simulator.travellers.store import ATTEMPT, NOT_BOOKED, RIDE, Store


def test_rides_of_requests_and_further_ones_stand_where_they_are_asked_for() -> None:
    store = Store(3, lambda request: 7 + request)
    assert [store.new_ride(request) for request in (0, 1, 1, 0)] == [0, 1, 8, 7]
    store.book(8, 1, 5, 1, 3, 4, 600)
    store.book(0, 0, 4, 0, 2, 6, 300)
    none = NOT_BOOKED
    rows = list(zip(*(store.rides[name].tolist() for name in RIDE), strict=True))
    assert rows == [
        (0, 0, 4, 0, 2, 6, 300),
        (1, 1, none, none, none, none, none),
        (2, 2, none, none, none, none, none),
        (8, 1, 5, 1, 3, 4, 600),
        (7, 0, none, none, none, none, none),
    ]


def test_attempts_are_numbered_as_they_come() -> None:
    store = Store(1, lambda request: request)
    assert [store.new_attempt(0, 0, 1, 60), store.new_attempt(0, 1, 1, 90)] == [0, 1]
    assert [store.attempts[name].tolist() for name in ATTEMPT] == [[0, 0], [0, 1], [1, 1], [60, 90]]
