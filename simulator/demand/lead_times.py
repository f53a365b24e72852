"""How long ahead rides are booked: at once, or a lognormal time before."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class LeadTime(Protocol):
    """Lognormal booking lead time [s], cut off at both ends."""

    @property
    def median_s(self) -> int:
        """Return by how much half of them book ahead at least [s]."""

    @property
    def sigma(self) -> float:
        """Return the standard deviation of the logarithm."""

    @property
    def min_s(self) -> int:
        """Return by how much all of them do [s]."""

    @property
    def max_s(self) -> int:
        """Return by how much at most [s]."""


class Booking(Protocol):
    """How people book: which share of rides ahead, and how long."""

    @property
    def prebooked_share(self) -> float:
        """Return which share of rides is booked ahead."""

    @property
    def lead_time(self) -> LeadTime:
        """Return how long ahead these are."""


def lead_times(
    booking: Booking, uniform: NDArray[np.float64], normal: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return who books ahead, and how long [s], 0 for who does not: bool and int64 (n,).

    uniform, normal: float64 (n,), standard draws for whether and how long.
    """
    rule = booking.lead_time
    prebooked: NDArray[np.bool_] = uniform < booking.prebooked_share
    lead_s = np.clip(rule.median_s * np.exp(rule.sigma * normal), rule.min_s, rule.max_s)
    return prebooked, np.where(prebooked, lead_s, 0).astype(np.int64)
