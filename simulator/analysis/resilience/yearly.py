"""What disruptions cost in a year, and how bad the worst of ten or a hundred years is: rates times measured losses.

Each happens by chance at its rate, whatever else does (Poisson); what one costs is one of the losses that were
simulated, each as likely.

Intervals say how much hangs on the days that were simulated: days are drawn anew, each with all that goes wrong on it
(bootstrap, percentiles; Efron 1979, doi:10.1214/aos/1176344552). They say nothing of the rates, which are assumptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    "times_low": "float64",
    "times_high": "float64",
}
RETURN_YEARS = (2, 10, 100)
RESAMPLES, LEVEL = 100, 0.95  # of the days; of the intervals
MOST_EVENTS = 200_000  # in the drawn years of one sample of the days


class Hazard(NamedTuple):
    """Something that may go wrong. times_a_year: how often, on average. losses_h: what it cost in each replication."""

    times_a_year: float
    losses_h: Floats


def expected_loss_h(hazards: Sequence[Hazard]) -> float:
    """Return the mean loss of a year [h]."""
    return float(sum(its.times_a_year * its.losses_h.mean() for its in hazards if len(its.losses_h)))


def hazards_of(rates: Sequence[float], losses_h: Floats) -> list[Hazard]:
    """Return what may go wrong. losses_h: float64 (hazards, days), NaN where a day has none."""
    return [Hazard(rate, of_days[~np.isnan(of_days)]) for rate, of_days in zip(rates, losses_h, strict=True)]


def on_drawn_days(rates: Sequence[float], losses_h: Floats, seed: int) -> Iterator[list[Hazard]]:
    """Give the same on samples of the days, drawn with replacement; all that goes wrong keeps its day."""
    chances, days = np.random.default_rng(seed), losses_h.shape[1]
    for _ in range(RESAMPLES):
        yield hazards_of(rates, losses_h[:, chances.integers(0, days, days)])


def interval(values: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the interval of each figure. values: float64 (samples, figures)."""
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return low, high


def exceedance_curve(rates: Sequence[float], losses_h: Floats, seed: int) -> pd.DataFrame:
    """Return how often something costs as much as that or more, from the smallest loss above 0 on, CURVE_DTYPES.

    losses_h: float64 (hazards, days), NaN where a day has none. chance_in_a_year: that it happens at all in a year,
    1 - exp(-times_a_year). times_low, times_high: the interval.
    """
    hazards = hazards_of(rates, losses_h)
    steps_h = np.unique(losses_h[losses_h > 0])  # none of them NaN
    often = times_a_year(hazards, steps_h)
    steps_h, often = steps_h[often > 0], often[often > 0]
    low, high = interval(np.array([times_a_year(its, steps_h) for its in on_drawn_days(rates, losses_h, seed)]))
    return table_of(zip(steps_h, often, 1 / often, -np.expm1(-often), low, high, strict=True), CURVE_DTYPES)


def times_a_year(hazards: Sequence[Hazard], losses_h: Floats) -> Floats:
    """Return how often something costs as much as each of some losses or more [1/year]."""
    often = np.zeros(len(losses_h))
    for its in hazards:
        if len(its.losses_h):
            worse = len(its.losses_h) - np.searchsorted(np.sort(its.losses_h), losses_h, side="left")
            often += its.times_a_year * worse / len(its.losses_h)
    return often


def years_to_draw(hazards: Sequence[Hazard]) -> int:
    """Return of how many years each sample of the days has, so that little is drawn where much happens."""
    return int(np.clip(MOST_EVENTS / max(1.0, sum(its.times_a_year for its in hazards)), 500, YEARS))


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
