"""What replications tell: intervals of means and quantiles, paired differences, many comparisons at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

T_METHOD = "Student t"
PAIRED_METHOD = "paired t, same seeds"
ORDER_METHOD = "order statistics"
RATIO_METHOD = "Fieller, same seeds"
FEW_RUNS = 10  # fewer: Student's interval rests on runs being normally distributed, which so few cannot show


@dataclass(frozen=True)
class Estimate:
    """A value with its confidence interval; low and high are NaN where n does not allow one."""

    n: int
    value: float
    low: float
    high: float
    level: float
    method: str

    @property
    def half_width(self) -> float:
        """Return half of the interval's width."""
        return (self.high - self.low) / 2

    def within(self, least: float, greatest: float) -> Estimate:
        """Return the interval without the values that cannot be; it covers the true one as often as before."""
        low, high = np.clip([self.low, self.high], least, greatest).tolist()
        return replace(self, low=low, high=high)


def mean_estimate(sample: ArrayLike, level: float = 0.95, method: str = T_METHOD) -> Estimate:
    """Return the mean of independent replications with Student's t interval (Gosset 1908, doi:10.2307/2331554)."""
    values = _known(sample)
    n = len(values)
    mean = float(values.mean()) if n else float("nan")
    if n < 2:
        return Estimate(n, mean, float("nan"), float("nan"), level, method)
    half = float(special.stdtrit(n - 1, (1 + level) / 2)) * float(values.std(ddof=1)) / sqrt(n)
    return Estimate(n, mean, mean - half, mean + half, level, method)


def quantile_estimate(sample: ArrayLike, share: float, level: float = 0.95) -> Estimate:
    """Return a quantile of replications with the interval between two of them, by the binomial distribution.

    No assumption on the distribution; the interval covers at least ``level`` (Conover 1999, section 3.2). NaN where
    even the smallest and largest value are not enough.
    """
    values = np.sort(_known(sample))
    n = len(values)
    point = float(np.quantile(values, share)) if n else float("nan")
    tail = (1 - level) / 2
    up_to = special.bdtr(np.arange(n + 1), n, share)  # probability that so many values at most lie below the quantile
    below = int(np.count_nonzero(up_to <= tail)) - 1
    above = int(np.count_nonzero(up_to < 1 - tail)) + 1
    low = float(values[below]) if n and below >= 0 else float("nan")
    high = float(values[above - 1]) if n and above <= n else float("nan")
    return Estimate(n, point, low, high, level, ORDER_METHOD)


def paired_estimate(sample: ArrayLike, base: ArrayLike, level: float = 0.95) -> tuple[Estimate, float]:
    """Return the mean of paired differences, sample minus base, and the p-value of there being none.

    The pairs share their seeds, so that what both have in common (the demand of the day) drops out.
    """
    differences = np.asarray(sample, dtype=np.float64) - np.asarray(base, dtype=np.float64)
    estimate = mean_estimate(differences, level, PAIRED_METHOD)
    known = _known(differences)
    if estimate.n < 2:
        return estimate, float("nan")
    error = float(known.std(ddof=1)) / sqrt(estimate.n)
    if error == 0:
        return estimate, 1.0 if estimate.value == 0 else 0.0
    return estimate, float(2 * special.stdtr(estimate.n - 1, -abs(estimate.value) / error))


def ratio_estimate(sample: ArrayLike, base: ArrayLike, level: float = 0.95) -> Estimate:
    """Return the ratio of the means of pairs, sample by base, with the interval of Fieller (1954).

    doi:10.1111/j.2517-6161.1954.tb00159.x: all ratios r for which the mean of sample - r base may be 0. Its ends are
    NaN where that is no interval, as the mean of base may be 0 itself.
    """
    pairs = np.array([np.asarray(sample, dtype=np.float64), np.asarray(base, dtype=np.float64)])
    pairs = pairs[:, ~np.isnan(pairs).any(axis=0)]
    n = pairs.shape[1]
    (above, below), nan = (pairs.mean(axis=1).tolist() if n else (0.0, 0.0)), float("nan")
    value = above / below if below else nan
    if n < 2:
        return Estimate(n, value, nan, nan, level, RATIO_METHOD)
    t = float(special.stdtrit(n - 1, (1 + level) / 2))
    (of_above, of_both), (_, of_below) = (np.cov(pairs) * t * t / n).tolist()
    a, b, c = below**2 - of_below, above * below - of_both, above**2 - of_above
    if a <= 0:
        return Estimate(n, value, nan, nan, level, RATIO_METHOD)
    root = sqrt(max(b * b - a * c, 0.0))
    return Estimate(n, value, (b - root) / a, (b + root) / a, level, RATIO_METHOD)


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Return p-values adjusted for being many (Holm 1979, https://www.jstor.org/stable/4615733); NaN stays NaN."""
    p = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    factors = len(order) - np.arange(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0) if len(order) else 0
    return adjusted


def bound(sample: ArrayLike, level: float, *, upper: bool) -> float:
    """Return the one-sided confidence bound of a mean; NaN for fewer than two values."""
    values = _known(sample)
    if len(values) < 2:
        return float("nan")
    half = float(special.stdtrit(len(values) - 1, level)) * float(values.std(ddof=1)) / sqrt(len(values))
    return float(values.mean()) + (half if upper else -half)


def narrow_enough(sample: ArrayLike, share: float, level: float) -> bool:
    """Return whether the interval's half-width is at most a share of the mean (Chow and Robbins 1965)."""
    estimate = mean_estimate(sample, level)
    return estimate.n >= 2 and estimate.half_width <= share * abs(estimate.value)


def _known(sample: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(sample, dtype=np.float64)
    return values[~np.isnan(values)]
