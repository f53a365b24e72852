"""Ways that consist of one ride or of several: told as one, and booked as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulator.services.protocol import Booked, Bundle, Offer, Service

Leg = tuple[Offer, int, Booked]  # a booked part of a way, with the number of its ride


def as_one(bundle: Bundle) -> Offer:
    """Return the whole way as one offer: waits, rides, walks and fares of its parts together."""
    if len(bundle) == 1:
        return bundle[0]
    first, last = bundle[0], bundle[-1]
    fares = [offer.fare_eur for offer in bundle if offer.fare_eur is not None]
    return first._replace(
        what=None,
        alighting_s=last.alighting_s,
        arrival_s=last.arrival_s,
        wait_s=sum(offer.wait_s for offer in bundle),
        ride_s=sum(offer.ride_s for offer in bundle),
        direct_s=sum(offer.direct_s for offer in bundle),
        walk_s=sum(offer.walk_s for offer in bundle),
        fare_eur=sum(fares) if fares else None,
        changes=sum(offer.changes for offer in bundle) + len(bundle) - 1,
        change_wait_s=first.change_wait_s + sum(offer.wait_s for offer in bundle[1:]),
    )


def book_whole(
    services: Mapping[int, Service], bundle: Bundle, new_ride: Callable[[int], int], now_s: int
) -> list[Leg] | None:
    """Book everything a way consists of; return None, with nothing changed, when one offer has gone stale.

    services: by number. All services are looked at before any of them books, and booking what is good cannot fail.
    """
    if len(bundle) == 1:  # as nearly always
        if not services[bundle[0].service].are_good(bundle, now_s):
            return None
    elif not all(services[number].are_good(offers, now_s) for number, offers in _by_service(bundle).items()):
        return None
    legs = []
    for offer in bundle:
        ride = new_ride(offer.attempt.request)
        legs.append((offer, ride, services[offer.service].book(offer, ride, now_s)))
    return legs


def _by_service(bundle: Bundle) -> dict[int, list[Offer]]:
    parts: dict[int, list[Offer]] = {}
    for offer in bundle:
        parts.setdefault(offer.service, []).append(offer)
    return parts
