"""What the protocol between travellers and services costs per request, in Python, around a service that does nothing.

The processor is told by a loop of plain Python with objects (``calibration``), done in turn with what is measured: the
limit is a number of its steps, the same on every machine. ``python -m benchmarks.speed.protocol``; exit code 1 above.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, NamedTuple

from benchmarks.speed.calibration import OBJECTS, objects
from simulator.services.protocol import Ask, Attempt, Booked, Bundle, Offer
from simulator.travellers.journeys import book_whole
from simulator.travellers.store import Store

REQUESTS = 20_000
ROUNDS = 15
LIMIT_STEPS = 1.65  # of the loop, for the protocol alone: 5 us where a step takes 3.03 us, as where it was measured


class Empty:
    """A service that offers the same to everybody and does nothing about it; the rest of the protocol nobody asks."""

    number = 0

    def offers(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle]]:
        """Return one offer for each, as a service makes it that is compared."""
        return [
            [(Offer(0, ask[0], None, 0, 3, 7, now_s, 0, now_s, now_s + 600, 0, 600, 600, 60, now_s + 660, 3.0),)]
            for ask in asks
        ]

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return True: nothing ever changes."""
        return True

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Return a ride."""
        return Booked(offer.vehicle, offer.boarding_s)


def protocol_alone(requests: int) -> int:
    """Ask for each request and book what is offered; return how many are booked."""
    service: Any = Empty()
    services, booked = {0: service}, 0
    for request in range(requests):
        attempt = Attempt(request, request, 0, 0, compares=True)
        (bundle,) = service.offers(((attempt,),), 0)[0]
        booked += book_whole(services, bundle, int, 0) is not None
    return booked


def with_store(requests: int) -> int:
    """Do the same, and note attempts and rides as travellers do; return how many are noted."""
    service: Any = Empty()
    services, store = {0: service}, Store(requests, int)
    for request in range(requests):
        attempt = Attempt(store.new_attempt(request, 0, 0, 0), request, 0, 0, compares=True)
        (bundle,) = service.offers(((attempt,),), 0)[0]
        for position, (offer, ride, told) in enumerate(book_whole(services, bundle, store.new_ride, 0) or ()):
            store.book(ride, request, offer.attempt.number, position, offer.service, *told)
    return len(store.attempts)


class Cost(NamedTuple):
    """What one request costs: microseconds of this processor now, and steps of the loop it was told by."""

    microseconds: float
    steps: float


def cost(work: Callable[[int], int], rounds: int = ROUNDS, requests: int = REQUESTS) -> Cost:
    """Return the median cost of some rounds, each told by a loop right before it."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        objects(OBJECTS)
        between = time.process_time()
        assert work(requests) == requests
        each_s, step_s = (time.process_time() - between) / requests, (between - start) / OBJECTS
        found.append(Cost(1e6 * each_s, each_s / step_s))
    return Cost(median(one.microseconds for one in found), median(one.steps for one in found))


def main() -> int:
    """Print the figures; return whether the protocol costs too much."""
    alone, noted = cost(protocol_alone), cost(with_store)
    for name, told in ((f"protocol alone (limit {LIMIT_STEPS:g})", alone), ("with attempts and rides noted", noted)):
        print(f"{name}: {told.steps:.2f} steps per request, {told.microseconds:.2f} us here")
    return int(alone.steps > LIMIT_STEPS)


if __name__ == "__main__":
    sys.exit(main())
