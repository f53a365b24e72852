"""Which of several journeys is taken."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.network.timetable_routing.journeys import Journey


def soonest_of(journeys: Iterable[Journey], wish_s: int, longest_s: int) -> Journey | None:
    """Return the one of which the time that it leaves off a wish [s] and the time it takes are least together.

    Of equal ones that with fewest rides, then that which leaves last. What leaves before the wish takes no longer than
    longest_s.
    """
    good = (one for one in journeys if one.departure_s >= wish_s or one.arrival_s - one.departure_s <= longest_s)
    return min(good, key=lambda one: (_off_and_on_the_way(one, wish_s), one.rides, -one.departure_s), default=None)


def last_of(journeys: Iterable[Journey], by_s: int) -> Journey | None:
    """Return the one that leaves last of those that arrive by a time [s]; of equal ones that with fewest rides."""
    in_time = (one for one in journeys if one.arrival_s <= by_s)
    return min(in_time, key=lambda one: (-one.departure_s, one.rides, one.arrival_s), default=None)


def _off_and_on_the_way(journey: Journey, wish_s: int) -> int:
    """Return how much earlier or later than wished somebody leaves, and how long they travel, together [s]."""
    return abs(journey.departure_s - wish_s) + journey.arrival_s - journey.departure_s
