"""How many requests a day brings: days differ by more than chance alone would make them."""

from __future__ import annotations

from math import lgamma, log, sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.demand.streams import stream

DEVIATIONS = 12  # so far below the mean there is nothing to speak of


class Volume(Protocol):
    """Whether every day brings as much, else the coefficient of variation of what a day is expected to bring."""

    @property
    def fixed(self) -> bool:
        """Return whether days do not differ."""

    @property
    def varies(self) -> float:
        """Return the standard deviation as a share of the mean."""


def volume_of_day(mean: int, volume: Volume, seed: int) -> int:
    """Return the number of requests of the day with this seed.

    What a day makes people do (weather, season, events) is gamma distributed around ``mean``; how many then ask is
    Poisson distributed. Together that is the negative binomial distribution with variance mean + (varies * mean)**2
    (Greenwood and Yule 1920, doi:10.2307/2341080). It is drawn by its quantile, so that of one seed a higher mean
    never brings fewer requests.
    """
    if volume.fixed or mean == 0:
        return mean
    share = stream(seed, "volume").random()
    return _quantile(share, mean, volume.varies)


def _quantile(share: float, mean: int, varies: float) -> int:
    """Return the lowest number that is not exceeded with a probability of ``share`` at least.

    The probabilities are added up, block by block: from the last number that is as good as never undercut, of which
    the probability is known in closed form, each is the one before times a ratio.
    """
    deviation = sqrt(mean + (varies * mean) ** 2)
    first, block = max(0, int(mean - DEVIATIONS * deviation)), int(deviation) + 1
    log_probability, below = _log_probability(first, mean, varies), 0.0
    while True:
        number = np.arange(first, first + block, dtype=np.float64)
        steps = np.log(_ratio(number, mean, varies))
        up_to = below + np.cumsum(np.exp(log_probability + np.concatenate([[0.0], np.cumsum(steps[:-1])])))
        reached = np.flatnonzero(up_to >= share)
        if reached.size or up_to[-1] == below:  # what is left is too little to be added
            return first + int(reached[0] if reached.size else 0)
        log_probability, below, first = log_probability + float(steps.sum()), float(up_to[-1]), first + block


def _ratio(number: NDArray[np.float64], mean: int, varies: float) -> NDArray[np.float64]:
    """Return how much more probable one request more than ``number`` is than so many."""
    return mean * (1 + varies**2 * number) / ((1 + varies**2 * mean) * (number + 1))


def _log_probability(number: int, mean: int, varies: float) -> float:
    """Return the logarithm of the probability of so many requests."""
    if varies == 0:
        return number * log(mean) - mean - lgamma(number + 1)
    size = varies**-2
    chosen = lgamma(number + size) - lgamma(number + 1) - lgamma(size)
    return chosen + size * log(size / (size + mean)) + number * log(mean / (size + mean))
