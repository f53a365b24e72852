"""How far shares would be others on other days: the same days are drawn anew for all coalitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

DRAWS = 2000
Array = NDArray[np.float64]
RANK_DTYPES = {"split": "string", "more": "string", "less": "string", "difference_eur": "float64", "low_eur": "float64",
               "high_eur": "float64", "beyond_luck": "bool"}  # fmt: skip


@dataclass(frozen=True)
class Goals:
    """What a fleet has to reach: the served share of all days together, and their mean 95 % wait [s], if wanted."""

    served_share: float
    wait_p95_s: float | None = None


@dataclass(frozen=True)
class Tried:
    """A coalition with a fleet on each of some days: size, and float64 (days,): cost [EUR], requests, served, wait."""

    size: int
    cost_eur: Array
    asked: Array
    served: Array
    wait_p95_s: Array

    def meets(self, goals: Goals, weights: Array | None = None) -> NDArray[np.bool_]:
        """Return whether the goals are met, bool (draws,). weights: of the days, (draws, days); all once by default."""
        counts = np.ones((1, len(self.asked))) if weights is None else weights
        asked = counts @ self.asked
        enough: NDArray[np.bool_] = counts @ self.served >= goals.served_share * asked - 1e-9
        if goals.wait_p95_s is None:
            return enough
        known = ~np.isnan(self.wait_p95_s)
        waits = counts[:, known] @ self.wait_p95_s[known]
        in_time: NDArray[np.bool_] = waits <= goals.wait_p95_s * counts[:, known].sum(axis=1) + 1e-9
        return enough & in_time


def drawn_days(days: int, seed: int, draws: int = DRAWS) -> Array:
    """Return how often each day counts in each draw with replacement, float64 (draws, days) (Efron 1979)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(days, np.full(days, 1 / days), size=draws).astype(np.float64)


def cheapest(tried: Sequence[Tried], goals: Goals, weights: Array) -> tuple[Array, Array]:
    """Return the mean cost of a day with the smallest fleet that meets the goals in each draw, and whether none does.

    tried: by size. Where none of these does, the largest counts. Both float64 (draws,).
    """
    met = np.array([its.meets(goals, weights) for its in tried])
    none: NDArray[np.bool_] = np.logical_not(met.any(axis=0))
    first = np.where(none, len(tried) - 1, met.argmax(axis=0))
    costs: Array = np.array([weights @ its.cost_eur for its in tried]) / weights.sum(axis=1)
    found: Array = costs[first, np.arange(weights.shape[0])]
    return found, none.astype(np.float64)


def interval(draws: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Return between what the middle ``level`` of all draws lie, along the first axis."""
    tail = (1 - level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def ranking(
    drawn: Mapping[str, Array], exact: Mapping[str, Array], names: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Tell of each two payers and split who pays more, and whether that is beyond luck: RANK_DTYPES, in cents / 100.

    drawn: (draws, payers) of each split, the same days in each row; exact: (payers,). Intervals of the differences are
    widened for the number of pairs (Bonferroni).
    """
    pairs, rows = list(combinations(range(len(names)), 2)), []
    for split, shares in exact.items():
        for one, other in pairs:
            more, less = (one, other) if shares[one] >= shares[other] else (other, one)
            apart = (drawn[split][:, more] - drawn[split][:, less]) / 100
            low, high = (float(its) for its in interval(apart, 1 - (1 - level) / len(pairs)))
            difference = float(shares[more] - shares[less]) / 100
            rows.append((split, names[more], names[less], difference, low, high, low > 0))
    return pd.DataFrame(rows, columns=list(RANK_DTYPES)).astype(RANK_DTYPES)
