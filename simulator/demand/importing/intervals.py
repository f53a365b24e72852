"""95 % intervals of shares, rates, quantiles and means; each by its well-known rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2
Z = float(stats.norm.ppf(1 - _TAIL))


class Interval(NamedTuple):
    """An estimate and its interval; NaN: too few for one."""

    value: float
    low: float
    high: float


NOTHING = Interval(np.nan, np.nan, np.nan)


def share(hits: float, of: float) -> Interval:
    """Return a share with the score interval of Wilson (1927, doi:10.1080/01621459.1927.10502953).

    Where hits of some days hang together, both are counts that independent ones would be as good as.
    """
    if of == 0:
        return NOTHING
    p, z2 = hits / of, Z * Z / of
    middle, half = (p + z2 / 2) / (1 + z2), Z * np.sqrt(p * (1 - p) / of + z2 / of / 4) / (1 + z2)
    return Interval(p, max(0.0, middle - half) if hits else 0.0, min(1.0, middle + half) if hits < of else 1.0)


def rate(counts: Floats) -> Interval:
    """Return the mean of independent counts, such as of days.

    Where they vary as those of a Poisson process do, or less: the exact interval of their sum (Garwood 1936,
    doi:10.1093/biomet/28.3-4.437). Where they vary more, as negative binomial ones do, sum and interval are scaled by
    the dispersion (variance by mean), and widened as Student's t is wider than the normal, as that is estimated.
    """
    days, total = len(counts), float(counts.sum())
    if days == 0:
        return NOTHING
    mean = total / days
    spread = float(counts.var(ddof=1) / mean) if days > 1 and mean > 0 else 1.0
    dispersion = max(1.0, spread)
    scaled = total / dispersion
    low = stats.chi2.ppf(_TAIL, 2 * scaled) / 2 * dispersion / days if total > 0 else 0.0
    high = stats.chi2.ppf(1 - _TAIL, 2 * scaled + 2) / 2 * dispersion / days
    wider = float(stats.t.ppf(1 - _TAIL, days - 1)) / Z if spread > 1 else 1.0
    return Interval(mean, max(0.0, mean - (mean - low) * wider), mean + (high - mean) * wider)


def variation(counts: Floats, kinds: NDArray[np.int64], days: Floats) -> Interval:
    """Return by what share of their mean counts vary beyond chance: the deviation of a negative binomial's rate.

    counts, kinds, days: (days,); days of each kind have their own mean, which grows or shrinks as in `growth` where
    there are enough of them. By moments: relative variance around it, less that of Poisson counts; with the interval of
    a variance (chi-squared), which is right where days have many requests.
    """
    kept = np.isin(kinds, [kind for kind in np.unique(kinds) if counts[kinds == kind].sum() > 0])
    counts, kinds, days = counts[kept], kinds[kept], days[kept]
    enough = _tells_growth(counts, kinds)
    trend = _trend(counts, kinds, days) if enough else None
    mean = _means(counts, kinds) if trend is None else trend.mean
    free = len(counts) - len(np.unique(kinds)) - enough
    if free < 2:
        return NOTHING
    squares = float(((counts / mean - 1) ** 2).sum())
    lost = np.bincount(kinds)[kinds] if trend is None else len(counts) / (len(counts) - free)
    chance = float(((1 - 1 / lost) / mean).sum())
    bounds = (squares / by - chance / free for by in (free, *_chi_squared(free)))
    return Interval(*(float(np.sqrt(max(0.0, one))) for one in bounds))


def _means(counts: Floats, kinds: NDArray[np.int64]) -> Floats:
    """Return the mean of the days of the same kind, (days,)."""
    return np.asarray((np.bincount(kinds, weights=counts) / np.maximum(np.bincount(kinds), 1))[kinds])


def quantile(values: Floats, share_below: float) -> Interval:
    """Return a quantile with the exact interval of order statistics (binomial), whatever the distribution is."""
    ranked, count = np.sort(values), len(values)
    if count == 0:
        return NOTHING
    value = float(np.quantile(ranked, share_below))
    low = int(stats.binom.ppf(_TAIL, count, share_below)) - 1
    high = int(stats.binom.ppf(1 - _TAIL, count, share_below))
    return Interval(value, float(ranked[low]) if low >= 0 else np.nan, float(ranked[high]) if high < count else np.nan)


def mean(values: Floats) -> Interval:
    """Return a mean with Student's interval."""
    count = len(values)
    if count < 2:
        return Interval(float(values[0]), np.nan, np.nan) if count else NOTHING
    value = float(values.mean())
    half = float(stats.t.ppf(1 - _TAIL, count - 1) * values.std(ddof=1) / np.sqrt(count))
    return Interval(value, value - half, value + half)


def lognormal(values: Floats) -> tuple[Interval, Interval]:
    """Return median and deviation of the logarithm of positive values, with Student's and the chi-squared interval."""
    logs = np.log(values[values > 0])
    if len(logs) < 2:
        return NOTHING, NOTHING
    median = Interval(*(float(np.exp(one)) for one in mean(logs)))
    squares = float(logs.var(ddof=1)) * (len(logs) - 1)
    sigma = Interval(*(float(np.sqrt(squares / of)) for of in (len(logs) - 1, *_chi_squared(len(logs) - 1))))
    return median, sigma


def _chi_squared(free: int) -> tuple[float, float]:
    """Return by what a sum of squares is divided for the lower and the upper bound of a variance."""
    return float(stats.chi2.ppf(1 - _TAIL, free)), float(stats.chi2.ppf(_TAIL, free))


def growth(counts: Floats, weekday: NDArray[np.int64], days: Floats) -> Interval:
    """Return the factor by which daily counts grow in so many days as the last of these, apart from weekdays.

    counts, weekday, days: (days,). The interval is scaled by the dispersion (quasi-Poisson: McCullagh & Nelder 1989,
    section 6.2).
    """
    if not _tells_growth(counts, weekday):
        return NOTHING
    found = _trend(counts, weekday, days)
    free = len(counts) - len(np.unique(weekday)) - 1
    dispersion = max(1.0, float((((counts - found.mean) ** 2) / found.mean).sum() / free))
    half = float(stats.t.ppf(1 - _TAIL, free) * np.sqrt(dispersion * found.variance))
    return Interval(*(float(np.exp(np.clip(found.slope + one, -30, 30))) for one in (0.0, -half, half)))


def _tells_growth(counts: Floats, kinds: NDArray[np.int64]) -> bool:
    return len(counts) >= len(np.unique(kinds)) + 8 and counts.sum() > 0


class _Trend(NamedTuple):
    """Fitted means of days, (days,); logarithm of the growth over all days, and its variance if days were Poisson."""

    mean: Floats
    slope: float
    variance: float


def _trend(counts: Floats, kinds: NDArray[np.int64], days: Floats) -> _Trend:
    """Fit counts by log-linear regression with a constant for each kind of day, by iterated least squares."""
    over = days / max(days.max(), 1.0)
    design = np.column_stack([*(kinds == kind for kind in np.unique(kinds)), over - over.mean()]).astype(np.float64)
    weights = counts + 0.5
    eta = np.log(weights)
    for _ in range(50):
        working = eta + (counts - weights) / weights
        told = design * weights[:, None]
        inverse = np.linalg.pinv(design.T @ told)
        beta = inverse @ (told.T @ working)
        eta = np.clip(design @ beta, -30, 30)
        weights = np.exp(eta)
    return _Trend(weights, float(beta[-1]), float(inverse[-1, -1]))
