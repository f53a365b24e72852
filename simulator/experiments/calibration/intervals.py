"""How far means of observed and simulated days may lie apart by chance, and what that leaves open of parameters.

Days are independent; of different types (weekdays, Saturdays) they have means of their own, and simulated ones count as
much of each type as there are observed ones. Where both sides vary alike, the difference of their means has (1 + 1 /
replications) times the variance of the observed mean (McFadden 1989, doi:10.2307/1913621; Gourieroux and Monfort 1996).
"""

from __future__ import annotations

from collections.abc import Sequence
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
SINGULAR = 1e-9  # of the greatest eigenvalue of a correlation: directions in which nothing varies
LEAST_COUNT = 0.1  # a day; counts that never vary are not known better than that
FLAT = 1e-9  # added information, of the range between bounds: what is not told at all has a very wide interval


class Gap(NamedTuple):
    """Observed beside simulated means of days.

    observed, simulated: float64 (moments,). covariance: of observed - simulated, float64 (moments, moments), by how
    observed days vary. root: float64 (moments, directions): root @ root.T is the weight of gaps, the inverse of that
    covariance by how all days vary, most of which are simulated: it does not hang on the luck of the observed ones.
    freedom: days by which the covariance is known.
    """

    observed: Floats
    simulated: Floats
    covariance: Floats
    root: Floats
    freedom: int


def gap_between(observed: Days, simulated: Days, steps: Floats) -> Gap:
    """Return how far apart both sides are. steps: of each moment, to how much it is told.

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
    rounding = np.diag(steps**2 / 12)
    pooled = (of_observed.T @ of_observed + of_simulated.T @ of_simulated) / (
        freedom + len(of_simulated) - len(np.unique(simulated.types))
    )
    covariance = by_observed * _of(of_observed, freedom) + rounding
    covariance += by_simulated * _of(of_simulated, len(of_simulated) - len(np.unique(simulated.types)))
    means = [
        share * np.array([days.sums[days.types == kind].mean(axis=0) for days in (observed, simulated)])
        for kind, share in zip(types, shares, strict=True)
    ]
    here, there = np.sum(means, axis=0)
    return Gap(here, there, covariance, _root((by_observed + by_simulated) * pooled + rounding), freedom)


def steps_of(observed: Days, columns: Sequence[int]) -> Floats:
    """Return to how much a day's sums are told, float64 (columns,): each request to a step, counts to LEAST_COUNT."""
    requests = observed.sums[:, 0].mean()
    return np.array([MOMENTS[one].step * requests or LEAST_COUNT for one in columns])


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


def not_told(slopes: Floats, freedom: int, level: float) -> dict[int, int | None]:
    """Return which coordinates the moments do not tell, and which other one they cannot be told apart from, if one.

    slopes: as above. What is not told has an interval, where weights are right, that is wider than its bounds are
    apart; the widest goes first, as others may be told once it stays as it is.
    """
    information = slopes.T @ slopes
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


def _root(covariance: Floats) -> Floats:
    """Return a root of the inverse of a covariance, without directions in which nothing varies."""
    deviation = np.sqrt(np.diag(covariance))
    values, vectors = eigh(covariance / np.outer(deviation, deviation))
    kept = values > SINGULAR * values[-1]
    return np.asarray(vectors[:, kept] / np.sqrt(values[kept]) / deviation[:, None])


def _refused(message: str) -> RequestFileError:
    return RequestFileError([Problem("bookings", 0, 0, "days", message)])
