"""From fractions of trips to whole ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TINY = 1e-9  # sums of shares are only as exact as this


def rounded(expected: Floats, start: float) -> Ints:
    """Return whole numbers that add up to the rounded sum of some expected ones, int64 like ``expected``.

    Each is its expected one rounded up or down, up with a chance equal to the fraction, and so is the sum of any run of
    neighbours: systematic sampling of the fractions. start: uniform in 0 to 1, the chance of it all; it is bent so that
    the sum is that of rounding half up.
    """
    whole = np.floor(expected + TINY)
    ends = np.cumsum(np.maximum(expected - whole, 0))
    if not len(ends):
        return np.zeros(0, dtype=np.int64)
    left = ends[-1] - np.floor(ends[-1] + TINY)
    goes_up = left >= 0.5 - TINY
    first = start * left if goes_up else left + start * (1 - left)
    passed = np.floor(ends - first) + 1
    passed[-1] = np.floor(ends[-1] + 0.5 + TINY)
    passed = np.minimum(np.maximum.accumulate(np.maximum(passed, 0)), passed[-1])
    return np.asarray(whole + np.diff(passed, prepend=0)).astype(np.int64)


def poisson_counts(expected: Floats, chance: Floats) -> Ints:
    """Return a Poisson number for each expected one, from uniform chances of the same shape."""
    return np.asarray(poisson.ppf(chance, expected)).astype(np.int64)
