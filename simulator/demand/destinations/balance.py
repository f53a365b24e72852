"""How far people go for each purpose, so that all ways together are as long as the survey has them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Balance(NamedTuple):
    """Factors of distance. factor: float64 (purposes, bands + 1), of ``lengths.PURPOSES``; the last for outside."""

    factor: NDArray[np.float64]
