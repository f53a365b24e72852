"""How far means of observed and simulated days may lie apart by chance, and what that leaves open of parameters.

Days are independent; of different types (weekdays, Saturdays) they have means of their own, and simulated ones count as
much of each type as there are observed ones. Where both sides vary alike, the difference of their means has (1 + 1 /
replications) times the variance of the observed mean (McFadden 1989, doi:10.2307/1913621; Gourieroux and Monfort 1996).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh, inv
from scipy.stats import t as student

from simulator.days import DayType
from simulator.errors import Problem, RequestFileError
from simulator.experiments.calibration.moments import MOMENTS, Days

Floats = NDArray[np.float64]
FEWEST_DAYS = 5  # of a type beyond which there are: their variance is hardly known of fewer
LEAST_COUNT = 0.1  # a day; counts that never vary are not known better than that
FLAT = 1e-9  # added information, of the range between bounds: what is not told at all has a very wide interval


class Gap(NamedTuple):
    """Observed beside simulated means of days.

    observed, simulated: float64 (moments,). covariance: of observed - simulated, float64 (moments, moments), by how
    days of each side vary. root: float64 (moments, fitted ones): root @ root.T is the weight of gaps, the inverse of
    that covariance by how all days vary, most of which are simulated: it hangs little on the luck of the observed ones.
    freedom: days by which the covariance is known.
    """

    observed: Floats
    simulated: Floats
    covariance: Floats
    root: Floats
    freedom: int


class Scales(NamedTuple):
    """What weights go by.

    steps: float64 (moments,), to how much each sum is told. shares: float64 (fitted ones, moments), makes of sums what
    is more or less than usual for the sum they go up and down with; of those that parameters are fitted to.
    """

    steps: Floats
    shares: Floats


def gap_between(observed: Days, simulated: Days, scales: Scales) -> Gap:
    """Return how far apart both sides are.

    Raises RequestFileError for too few days, or where no day of an observed type is simulated.
    """
    types, counts = np.unique(observed.types, return_counts=True)
    freedom = int(counts.sum() - len(types))
    if freedom < FEWEST_DAYS - 1:
        more = f"expected at least {FEWEST_DAYS - 1 + len(types)} with {len(types)} types of days"
        raise _refused(f"{counts.sum()} days are too few to calibrate to; {more}")
    missing = [DayType(kind).name.lower() for kind in types if kind not in simulated.types]
    if missing:
        raise _refused(f"no day like them is simulated: {', '.join(missing)}; give calendar.days enough of them")
    shares = counts / counts.sum()
    simulated_counts = np.array([(simulated.types == kind).sum() for kind in types])
    of_observed, of_simulated = _within(observed), _within(simulated)
    by_observed = 1 / counts.sum()
    by_simulated = float((shares**2 / simulated_counts).sum())
    rounding = np.diag(scales.steps**2 / 12)
    freedom_simulated = len(of_simulated) - len(np.unique(simulated.types))
    both = freedom + freedom_simulated
    pooled = (of_observed.T @ of_observed + of_simulated.T @ of_simulated) / both
    covariance = by_observed * _of(of_observed, freedom) + rounding
    covariance += by_simulated * _of(of_simulated, freedom_simulated)
    means = [
        share * np.array([days.sums[days.types == kind].mean(axis=0) for days in (observed, simulated)])
        for kind, share in zip(types, shares, strict=True)
    ]
    here, there = np.sum(means, axis=0)
    root = _root((by_observed + by_simulated) * pooled + rounding, scales.shares, both)
    return Gap(here, there, covariance, root, freedom)


def scales_of(observed: Days, columns: Sequence[int], fitted: Collection[str]) -> Scales:
    """Return what weights of some moments go by. observed: of these moments; that of all requests is the first.

    fitted: names of those that count. A scenario is never right in all; where others counted, too, values that have
    nothing to do with them would be bent to mend them.
    """
    means, names = observed.sums.mean(axis=0), [MOMENTS[one].name for one in columns]
    shares = np.eye(len(names))
    for row, one in enumerate(columns):
        if MOMENTS[one].per in names:
            around = names.index(MOMENTS[one].per)
            shares[row, around] = -means[row] / means[around] if means[around] else 0.0
    steps = np.array([MOMENTS[one].step * means[0] or LEAST_COUNT for one in columns])
    return Scales(steps, shares[[name in fitted for name in names]])


def covariance_of(slopes: Floats, gap: Gap) -> Floats:
    """Return the covariance of fitted coordinates, float64 (parameters, parameters): the sandwich.

    slopes: of weighted gaps, float64 (directions, parameters).
    """
    bread = inv(slopes.T @ slopes + FLAT * np.eye(slopes.shape[1]))
    around = gap.root.T @ gap.covariance @ gap.root
    return np.asarray(bread @ slopes.T @ around @ slopes @ bread)


def half_widths(variances: Floats, freedom: int, level: float) -> Floats:
    """Return half the widths of intervals, by Student's t: variances are known by few days."""
    return np.asarray(student.ppf((1 + level) / 2, freedom) * np.sqrt(variances))


def not_told(slopes: Floats, by_chance: Floats, freedom: int, level: float) -> dict[int, int | None]:
    """Return which coordinates the moments do not tell, and which other one they cannot be told apart from, if one.

    slopes: as above. by_chance: how much of the information is but chance in slopes, float64 (parameters, parameters);
    those of two parameters may err alike. What is not told has an interval, where weights are right, that is wider than
    its bounds are apart; the widest goes first, as others may be told once it stays as it is.
    """
    information = _at_least_none(slopes.T @ slopes - by_chance)
    left, found = list(range(len(information))), dict[int, int | None]()
    while left:
        covariance = inv(information[np.ix_(left, left)] + FLAT * np.eye(len(left)))
        halves = half_widths(np.diag(covariance), freedom, level)
        worst = int(np.argmax(halves))
        if halves[worst] <= 0.5:
            break
        alone = half_widths(np.array([1 / (information[left[worst], left[worst]] + FLAT)]), freedom, level)[0]
        found[left[worst]] = left[_nearest(covariance, worst)] if alone <= 0.5 else None
        del left[worst]
    return found


def errors_of_mean(days: Days) -> Floats:
    """Return what days add to the error of their mean, float64 (days, moments): a covariance is a sum of products."""
    deviations = _within(days)
    freedom = max(len(deviations) - len(np.unique(days.types)), 1)
    return np.asarray(deviations / np.sqrt(freedom * len(deviations)))


def _at_least_none(information: Floats) -> Floats:
    """Return an information matrix without directions of which less than nothing is known."""
    values, vectors = eigh(information)
    return np.asarray(vectors * np.maximum(values, 0.0) @ vectors.T)


def _nearest(covariance: Floats, one: int) -> int:
    """Return which other coordinate is most correlated with one."""
    strength = np.abs(covariance[one]) / np.sqrt(np.diag(covariance))
    strength[one] = -1.0
    return int(np.argmax(strength))


def _within(days: Days) -> Floats:
    """Return sums less the mean of their type of day, float64 (days, moments)."""
    found = np.array(days.sums)
    for kind in np.unique(days.types):
        found[days.types == kind] -= found[days.types == kind].mean(axis=0)
    return found


def _of(deviations: Floats, freedom: int) -> Floats:
    return np.asarray(deviations.T @ deviations / max(freedom, 1))


def _root(covariance: Floats, shares: Floats, freedom: int) -> Floats:
    """Return a root of the inverse of a covariance, drawn towards no correlation as far as it is of few days.

    Many correlations of few days make directions look sure that are not, and gaps there would outweigh all others.
    After Ledoit and Wolf (2004, doi:10.1016/S0047-259X(03)00096-4), with moments / (moments + days) as the share.
    """
    apart = shares @ covariance @ shares.T
    deviation, count = np.sqrt(np.diag(apart)), len(apart)
    values, vectors = eigh(
        (freedom * apart / np.outer(deviation, deviation) + count * np.eye(count)) / (freedom + count)
    )
    return np.asarray(shares.T @ (vectors / np.sqrt(values) / deviation[:, None]))


def _refused(message: str) -> RequestFileError:
    return RequestFileError([Problem("bookings", 0, 0, "days", message)])
