"""Which means there are on the trips of a tour."""

from __future__ import annotations

from itertools import product

from simulator.travellers.tours import may_go_by

ALL = ("walk", "bike", "car", "bus")


def test_what_left_home_comes_home_and_what_stayed_there_is_not_on_the_way() -> None:
    """All tours of three trips: by bike or car all the way, or without them all the way."""
    tours = [
        tour
        for tour in product(ALL, repeat=3)
        if all(may_go_by(means, before) for means, before in zip(tour, (None, *tour), strict=False))
    ]
    mixed = list(product(("walk", "bus"), repeat=3))
    assert sorted(tours) == sorted([("bike",) * 3, ("car",) * 3, *mixed])


def test_a_service_may_be_kept_too() -> None:
    assert may_go_by(3, 3, {3})
    assert not may_go_by(2, 3, {3})
    assert not may_go_by(3, 2, {3})
