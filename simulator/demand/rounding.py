"""From fractions of people or trips to whole ones, and who is drawn first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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


def chosen(shares: NDArray[np.float64], order: NDArray[np.int64], chance: float) -> NDArray[np.bool_]:
    """Return who is chosen, as many as the shares come to, each with his share.

    shares: float64 (n,), from 0 to 1. order: in which they are gone through: neighbours in it are not chosen both where
    that can be avoided. chance: from 0 to below 1.
    """
    marks = np.floor(np.cumsum(shares[order]) + chance)
    result = np.zeros(len(shares), dtype=bool)
    result[order] = np.diff(marks, prepend=0.0) > 0
    return result


def first_by_weight(weights: NDArray[np.float64], count: int, uniform: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return who is drawn by weight without putting back, int64 (count,), in the order of being drawn.

    weights: float64 (n,), at least 0; those of 0 come last. uniform: float64 (n,), of each one his own: whoever else is
    there, his place in the queue follows from it alone. After Efraimidis and Spirakis (2006),
    doi:10.1016/j.ipl.2005.11.003.
    """
    wait = -np.log1p(-uniform) / np.maximum(weights, 1e-12)
    return np.argsort(wait, kind="stable")[:count]
