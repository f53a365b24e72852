"""The fare at which nothing is left to pay: of stated demand, and of demand that was simulated at some fares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from simulator.analysis.missing import Floats

MOST_EUR = 1000  # a fare above it is none
CENTS = 100


@dataclass(frozen=True)
class Today:
    """A year as it is [EUR].

    fare: mean of all riders, of those with season tickets too. by_riders: cost that grows with riders (telephone); the
    rest of the cost does not depend on them.
    """

    cost: float
    fare: float
    riders: float
    compensation: float = 0.0
    by_riders: float = 0.0

    def riders_at(self, fare: Floats, elasticity: float) -> Floats:
        """Return riders at other fares: demand of constant elasticity. Where rides are free today it cannot answer."""
        if self.fare <= 0 or elasticity == 0:
            return np.full(len(fare), self.riders)
        with np.errstate(divide="ignore"):
            riders: Floats = self.riders * (np.maximum(fare, 1 / CENTS) / self.fare) ** elasticity
        return riders

    def subsidy_at(self, fare: Floats, elasticity: float) -> Floats:
        """Return what is left to pay in a year at other fares [EUR]."""
        riders = self.riders_at(fare, elasticity)
        more = riders / self.riders if self.riders else np.zeros(len(fare))
        left: Floats = self.cost + self.by_riders * (more - 1) - fare * riders - self.compensation * more
        return left


def break_even_fare(today: Today, elasticity: float) -> float | None:
    """Return the lowest fare at which nothing is left to pay [EUR]; None where no fare up to MOST_EUR is enough.

    In whole cents.
    """
    if not today.riders:
        return None
    grid = np.arange(MOST_EUR * CENTS + 1) / CENTS
    return root_on(grid, today.subsidy_at(grid, elasticity))


def root_on(fares: Floats, left: Floats | Sequence[float]) -> float | None:
    """Return the lowest fare at which what is left to pay reaches 0, on straight lines between points; None: none.

    In whole cents, rounded up, so that all is paid.
    """
    left = np.asarray(left, dtype=np.float64)
    paid = np.flatnonzero(left <= 0)
    if not len(paid):
        return None
    at = int(paid[0])
    if at == 0:
        return _whole_cents(float(fares[0]))
    before, after = float(left[at - 1]), float(left[at])
    step = before / (before - after)
    return _whole_cents(float(fares[at - 1]) + step * float(fares[at] - fares[at - 1]))


def _whole_cents(fare: float) -> float:
    return ceil(round(fare * CENTS, 6)) / CENTS
