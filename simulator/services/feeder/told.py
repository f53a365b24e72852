"""What travellers are told of a journey: its parts together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from simulator.services.feeder.search import Leg
from simulator.services.protocol import Attempt, Offer
from simulator.services.trips import NO_PRICE


def as_one(service: int, attempt: Attempt, legs: Sequence[Leg], wish_s: int | None) -> Offer:
    """Return the parts of a journey as one offer: waits, rides, walks and fares together.

    wish_s: when they want to leave; None where they have to arrive by a time [s]. What is left between two parts, with
    the way from one vehicle to the other, is wait.
    """
    offers = [leg.offer for leg in legs]
    first, last = offers[0], offers[-1]
    between_s = sum(after.departure_s - offer.arrival_s for offer, after in pairwise(offers))
    wait_s = sum(offer.wait_s for offer in offers) + between_s
    before_s = first.wait_s - first.change_wait_s
    return Offer(
        service=service,
        attempt=attempt,
        what=tuple(legs),
        node=first.node,
        departure_s=first.departure_s,
        shift_s=0 if wish_s is None else first.departure_s - wish_s,
        boarding_s=first.boarding_s,
        alighting_s=last.alighting_s,
        wait_s=wait_s,
        ride_s=sum(offer.ride_s for offer in offers),
        direct_s=sum(offer.direct_s for offer in offers),
        walk_s=sum(offer.walk_s for offer in offers),
        arrival_s=last.arrival_s,
        fare_eur=fare_of(offers),
        changes=sum(offer.changes for offer in offers) + len(offers) - 1,
        change_wait_s=wait_s - before_s,
    )


def fare_of(offers: Sequence[Offer]) -> float | None:
    """Return what all parts cost [EUR], None where no price is known."""
    fares = [offer.fare_eur for offer in offers if offer.fare_eur is not None]
    return sum(fares) if fares else None


def cents(fare_eur: float | None) -> int:
    """Return a fare in cents, NO_PRICE where it is not known."""
    return NO_PRICE if fare_eur is None else round(100 * fare_eur)
