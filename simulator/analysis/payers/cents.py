"""Shares of a cost in whole cents that add up to it, by largest remainder."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def whole_cents(exact: ArrayLike, total: int) -> NDArray[np.int64]:
    """Return shares in whole cents that add up to a total; each is the exact one rounded down or up.

    exact: float64 (payers,) [cents], adds up to the total but for rounding. The cents that are left go to those with
    the largest remainders, of equal ones to the first (Hare 1859).
    """
    shares = np.asarray(exact, dtype=np.float64)
    down = np.floor(shares)
    left = total - int(down.sum())
    order = np.argsort(-np.round(shares - down, 6), kind="stable")
    found: NDArray[np.int64] = down.astype(np.int64)
    whole, more = divmod(left, len(shares))
    found += whole
    found[order[:more]] += 1
    return found
