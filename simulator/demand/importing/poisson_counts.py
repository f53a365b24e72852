"""Trips by chance, as many as are expected on average."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def poisson_counts(expected: Floats, chance: Floats) -> Ints:
    """Return a Poisson number for each expected one, from uniform chances of the same shape."""
    return np.asarray(poisson.ppf(chance, expected)).astype(np.int64)
