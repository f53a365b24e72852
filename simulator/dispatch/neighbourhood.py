"""Whose plans are looked at together when a ride is to fit in, or has just been put into one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.layout import NO_COST
from simulator.kernels.replan.problem import NOBODY


def neighbourhood(off_s: NDArray[np.int64], most: int, own: int = NOBODY) -> NDArray[np.int64]:
    """Return the vehicles whose plans to look at together, int64 (up to most,), in order of their numbers.

    off_s: int64 (vehicles,), how far off the way of each a ride lies, see ``kernels.replan.nearness``; the nearest
    count, of equals those with the lower numbers. own: the vehicle that has the ride already: it is always among them.
    """
    if own != NOBODY:
        off_s = off_s.copy()
        off_s[own] = -NO_COST
    nearest = np.argsort(off_s, kind="stable")[:most]
    return np.sort(nearest[off_s[nearest] < NO_COST])
