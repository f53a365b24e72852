"""From shares of people to people, so that sums stay what they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rounded(amounts: NDArray[np.float64], chance: float) -> NDArray[np.int64]:
    """Return whole numbers, each the one below or above of its amount, with the same sum.

    amounts: float64 (n,), at least 0, with a whole sum. chance: from 0 to below 1. Systematic sampling: over all
    chances each number is its amount on average, and the sum of any stretch of them is off by less than 1, too.
    """
    marks = np.cumsum(amounts)
    if len(marks):
        marks[-1] = np.rint(marks[-1])
    whole = np.floor(np.minimum(marks, marks[-1:]) + chance)
    return np.asarray(np.diff(whole, prepend=0.0)).astype(np.int64)


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
