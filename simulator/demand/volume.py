"""How many requests a day brings: days differ by more than chance alone would make them."""

from __future__ import annotations

from math import ceil
from typing import Protocol

from scipy.special import nbdtrik, pdtrik

from simulator.demand.streams import stream


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
    if volume.varies == 0:
        return ceil(pdtrik(share, mean))
    size = volume.varies**-2
    return ceil(nbdtrik(share, size, size / (size + mean)))
