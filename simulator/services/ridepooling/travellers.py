"""Which of several offers a traveller takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator import registry
from simulator.dispatch.policy import Assignment
from simulator.scenario.traveller_models import Choice

MINUTE_S = 60


@dataclass(frozen=True)
class Offer:
    """A ride as the traveller sees it; times in seconds.

    departure_s: when to leave the origin. shift_s: how much that is off the wish. walk_s: to the pickup and from the
    dropoff. fare_eur: None when the scenario has no prices.
    """

    assignment: Assignment
    departure_s: int
    shift_s: int
    boarding_s: int
    alighting_s: int
    wait_s: int
    ride_s: int
    direct_s: int
    walk_s: int
    arrival_s: int
    fare_eur: float | None


def choose(offers: Sequence[Offer], choice: Choice, errors: NDArray[np.float64]) -> Offer | None:
    """Return the offer a traveller takes, None when it declines all.

    errors: random parts of utilities, the first that of declining; float64, longer than ``offers``.
    """
    if not offers:
        return None
    taken: Offer | None = registry.find("choice", choice.model)(offers, choice, errors)
    return taken


def accept_all(offers: Sequence[Offer], _choice: Choice, _errors: NDArray[np.float64]) -> Offer | None:
    """Take the first offer."""
    return offers[0]


def threshold(offers: Sequence[Offer], choice: Choice, _errors: NDArray[np.float64]) -> Offer | None:
    """Take the offer that arrives first of those within all limits."""
    good = [offer for offer in offers if _within(offer, choice)]
    return min(good, key=lambda offer: offer.arrival_s, default=None)


def logit(offers: Sequence[Offer], choice: Choice, errors: NDArray[np.float64]) -> Offer | None:
    """Take the offer of the greatest utility, or none, whose utility is 0 (McFadden 1974)."""
    utilities = np.array([0.0, *(_utility(offer, choice) for offer in offers)]) + errors[: len(offers) + 1]
    best = int(np.argmax(utilities))
    return offers[best - 1] if best else None


def _within(offer: Offer, choice: Choice) -> bool:
    limits = (
        (offer.wait_s, choice.max_wait_s),
        (offer.ride_s / max(offer.direct_s, 1), choice.max_detour_factor),
        (abs(offer.shift_s), choice.max_shift_s),
        (offer.fare_eur or 0.0, choice.max_fare_eur),
    )
    return all(limit is None or value <= limit for value, limit in limits)


def _utility(offer: Offer, choice: Choice) -> float:
    return (
        choice.constant
        + choice.per_wait_min * offer.wait_s / MINUTE_S
        + choice.per_ride_min * offer.ride_s / MINUTE_S
        + choice.per_walk_min * offer.walk_s / MINUTE_S
        + choice.per_shift_min * abs(offer.shift_s) / MINUTE_S
        + choice.per_eur * (offer.fare_eur or 0.0)
    )
