"""What travellers saw who chose, what it was worth to them, and what they took: enough to choose once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simulator.services.protocol import Offer
from simulator.tables import NO_TIME

DECLINING = -1  # in place of a service


class Seen(NamedTuple):
    """One of the things that somebody chose from, see the table of choices. service: its number, or DECLINING.

    choice: which decision of the run it belongs to. utility: None where no model of utilities chooses.
    """

    choice: int
    time_s: int
    request_id: str
    traveller_class: str
    service: int
    place: int
    departure_s: int
    shift_s: int
    wait_s: int
    change_wait_s: int
    ride_s: int
    direct_s: int
    walk_s: int
    changes: int
    arrival_s: int
    fare_eur: float | None
    utility: float | None
    luck: float
    taken: bool


class Who(NamedTuple):
    """Who chooses when, and as which decision of the run."""

    choice: int
    time_s: int
    request_id: str
    traveller_class: str


def seen_by(
    who: Who, offers: Sequence[Offer], utilities: Sequence[float] | None, lucks: Sequence[float], taken: Offer | None
) -> list[Seen]:
    """Return what somebody chose from: declining all, then the offers.

    utilities, lucks: of these, in this order.
    """
    known: Sequence[float | None] = [None] * len(lucks) if utilities is None else utilities
    declining = Seen(*who, DECLINING, 0, NO_TIME, 0, 0, 0, 0, 0, 0, 0, NO_TIME, None, known[0], lucks[0], taken is None)
    rows = [
        Seen(
            *who, offer.service, offer.place, offer.departure_s, offer.shift_s, offer.wait_s, offer.change_wait_s,
            offer.ride_s, offer.direct_s, offer.walk_s, offer.changes, offer.arrival_s, offer.fare_eur, worth, luck,
            offer is taken,
        )
        for offer, worth, luck in zip(offers, known[1:], lucks[1:], strict=True)
    ]  # fmt: skip
    return [declining, *rows]
