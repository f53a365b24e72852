"""Random parts of utilities that are alike within nests, as a nested logit has them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.luck import exponential

Floats = NDArray[np.float64]


def shared_error(scale: float, angle: Floats, size: Floats) -> Floats:
    """Return what the offers of a nest have in common, from two uniform numbers for each traveller.

    An offer's own part is ``scale`` times a standard Gumbel number; with what this returns their sum is standard
    Gumbel, and sums within a nest are distributed together as in a nested logit: it is scale * log(S) of a positive
    stable S, with E[exp(-t S)] = exp(-t ** scale). S by Kanter (1975, doi:10.1214/aop/1176996309); Cardell (1997,
    doi:10.1017/S0266466600005727) has the distribution.
    """
    if scale == 1:
        return np.zeros_like(angle)
    turned = np.pi * angle
    alike = (1 - scale) * (np.log(np.sin((1 - scale) * turned)) - np.log(exponential(size, 1)))
    return np.asarray(alike + scale * np.log(np.sin(scale * turned)) - np.log(np.sin(turned)))
