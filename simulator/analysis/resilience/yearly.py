"""What disruptions cost in a year, and how bad the worst of ten or a hundred years is: rates times measured losses.

Each happens by chance at its rate, whatever else does (Poisson); what one costs is one of the losses that were
simulated, each as likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats, Ints
from simulator.tables import table_of

YEARS = 10_000  # drawn
CURVE_DTYPES = {
    "loss_h": "float64",
    "times_a_year": "float64",
    "return_years": "float64",
    "chance_in_a_year": "float64",
}
RETURN_YEARS = (2, 10, 100)


class Hazard(NamedTuple):
    """Something that may go wrong. times_a_year: how often, on average. losses_h: what it cost in each replication."""

    times_a_year: float
    losses_h: Floats


def expected_loss_h(hazards: Sequence[Hazard]) -> float:
    """Return the mean loss of a year [h]."""
    return float(sum(its.times_a_year * its.losses_h.mean() for its in hazards if len(its.losses_h)))


def exceedance_curve(hazards: Sequence[Hazard]) -> pd.DataFrame:
    """Return how often something costs as much as that or more, from the smallest loss above 0 on, CURVE_DTYPES.

    chance_in_a_year: that it happens at all in a year, 1 - exp(-times_a_year).
    """
    every = np.concatenate([np.zeros(0), *(its.losses_h for its in hazards)])
    losses_h = np.unique(every[every > 0])
    often = np.zeros(len(losses_h))
    for its in hazards:
        if len(its.losses_h):
            worse = len(its.losses_h) - np.searchsorted(np.sort(its.losses_h), losses_h, side="left")
            often += its.times_a_year * worse / len(its.losses_h)
    some = often > 0
    rows = zip(losses_h[some], often[some], 1 / often[some], -np.expm1(-often[some]), strict=True)
    return table_of(rows, CURVE_DTYPES)


def losses_of_years(hazards: Sequence[Hazard], seed: int, years: int = YEARS) -> Floats:
    """Return what all disruptions of a year cost together, of so many drawn years, ascending, float64 [h]."""
    chances = np.random.default_rng(seed)
    found = np.zeros(years)
    for its in hazards:
        counts = poisson_counts(its.times_a_year, chances.random(years))
        if len(its.losses_h):
            drawn = its.losses_h[(chances.random(int(counts.sum())) * len(its.losses_h)).astype(np.int64)]
            found += np.bincount(np.repeat(np.arange(years), counts), weights=drawn, minlength=years)
    return np.sort(found)


def poisson_counts(rate: float, chances: Floats) -> Ints:
    """Return how often something happens, by inverse transform: the least n that no more than that chance exceeds."""
    share = np.exp(-rate)
    cumulated, counts = share, np.zeros(len(chances), dtype=np.int64)
    number = 0
    while (left := chances > cumulated).any() and share > 0:
        number += 1
        share *= rate / number
        cumulated += share
        counts[left] = number
    return counts


def loss_of_return_period_h(yearly_h: Floats, years: float) -> float:
    """Return the loss of a year that is reached once in so many years [h]. yearly_h: ascending, of drawn years."""
    return float(yearly_h[min(len(yearly_h) - 1, int(np.ceil(len(yearly_h) * (1 - 1 / years))))])
