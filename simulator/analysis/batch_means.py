"""What one long run tells about a steady state: means of batches, with the warm-up left out, and what sharpens them."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from simulator.analysis.statistics import Estimate, mean_estimate

BATCH_METHOD = "batch means"
CONTROLLED_METHOD = "batch means with a control"


def batch_means(series: ArrayLike, batches: int = 30, warm_up: float = 0.25) -> NDArray[np.float64]:
    """Return the means of so many batches of equal length that do not overlap, in order, float64 (batches,).

    series: what was observed, in order of time. warm_up: share of it that is left out first, because the system was
    still filling up; then what is too few for the batches to be equal. Where batches are much longer than the memory
    of the system, their means are as good as independent (Law and Carson 1979, doi:10.1287/opre.27.5.1011). Raises
    ValueError for a series that is too short, and a share that is none.
    """
    values = np.asarray(series, dtype=np.float64)
    if not 0 <= warm_up < 1:
        raise ValueError(f"a warm-up of {warm_up:g}; expected a share of at least 0 and less than 1")
    length = (len(values) - round(len(values) * warm_up)) // batches
    if batches < 2 or length < 1:
        raise ValueError(
            f"{len(values)} values with a warm-up of {warm_up:g} make no {batches} batches; expected at least 2 "
            "batches, and a value in each"
        )
    means: NDArray[np.float64] = values[len(values) - batches * length :].reshape(batches, length).mean(axis=1)
    return means


def steady_mean(series: ArrayLike, batches: int = 30, warm_up: float = 0.25, level: float = 0.95) -> Estimate:
    """Return the mean in the steady state with its interval, from one run, see ``batch_means``."""
    return mean_estimate(batch_means(series, batches, warm_up), level, BATCH_METHOD)


def controlled_mean(sample: ArrayLike, control: ArrayLike, expected: float, level: float = 0.95) -> Estimate:
    """Return the mean of a sample, freed of what chance did to another one whose mean is known exactly.

    sample, control: of the same replications or batches. What the sample does with the control, by least squares, is
    taken off: where both rise together and the control came out too high, the mean is lowered. Free of bias where both
    are normal; the interval allows for the slope being estimated (Lavenberg and Welch 1981, doi:10.1287/mnsc.27.3.322).
    A control that does not vary tells nothing. NaN ends for fewer than three pairs.
    """
    y, x = np.asarray(sample, dtype=np.float64), np.asarray(control, dtype=np.float64)
    n, off = len(y), float(x.mean()) - expected
    spread = float(((x - x.mean()) ** 2).sum())
    if spread == 0:
        return mean_estimate(y, level, CONTROLLED_METHOD)
    slope = float(((x - x.mean()) * (y - y.mean())).sum()) / spread
    value = float(y.mean()) - slope * off
    if n < 3:
        return Estimate(n, value, float("nan"), float("nan"), level, CONTROLLED_METHOD)
    rest = y - y.mean() - slope * (x - x.mean())
    error = sqrt(float((rest**2).sum()) / (n - 2) * (1 / n + off**2 / spread))
    half = float(special.stdtrit(n - 2, (1 + level) / 2)) * error
    return Estimate(n, value, value - half, value + half, level, CONTROLLED_METHOD)
