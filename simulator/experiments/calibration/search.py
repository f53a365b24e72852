"""The values at which simulated days come to the same as observed ones: the method of simulated moments.

After McFadden (1989, doi:10.2307/1913621). Each parameter brings the moments that tell it; their gaps are weighted by
the inverse of their covariance. Sums of a simulation
move by steps, and a search that takes them as they are ends at the luck of one step. So sums are taken as lines through
those at a point, with slopes from days a tenth of the range to both sides of it for each parameter; where these lines
meet what was observed is the next point (Gauss and Newton), until that is near. How far slopes are chance is told by
how much days differ in them, and counts for no information.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear

from simulator.experiments.calibration.intervals import (
    Gap,
    covariance_of,
    errors_of_mean,
    gap_between,
    half_widths,
    not_told,
    scales_of,
)
from simulator.experiments.calibration.moments import Days
from simulator.experiments.calibration.parameters import Parameter

Floats = NDArray[np.float64]
Simulate = Callable[[Sequence[float]], Days]  # values of all parameters -> sums of simulated days
STEP = 0.1  # of a coordinate, to both sides of a point, over which slopes are taken
NEAR_ENOUGH = 0.1  # of coordinates: so far sums are taken as linear, or half as far as intervals go
FARTHEST = 0.3  # of coordinates, from one point to the next
MOST_POINTS = 6


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a search has found. coordinates: float64 (parameters,). told: numbers of parameters the moments tell.

    covariance: of the coordinates of those, float64 (told, told). apart_from: of the others, which parameter each
    cannot be told apart from; None: no moment moves with it enough. columns: numbers of the moments compared.
    """

    coordinates: Floats
    told: list[int]
    covariance: Floats
    apart_from: dict[int, int | None]
    gap: Gap
    columns: list[int]


def estimate(observed: Days, simulate: Simulate, parameters: Sequence[Parameter], level: float) -> Estimate:
    """Search where simulated days come to the same as observed ones; leave what these do not tell as it is.

    simulate: gives the same days, with the same chance, whatever the values are; at once where they were tried.
    """
    model = _Model(observed, simulate, parameters)
    here, unknowns = model.start.copy(), list(range(len(parameters)))
    told, flat, covariance = list[int](), dict[int, int | None](), np.zeros((0, 0))
    for _ in range(MOST_POINTS if unknowns else 0):
        gap, (slopes, noise) = model.gap(here), model.around(here)
        weighted = gap.root.T @ slopes
        by_chance = np.einsum("pdw,qdw->pq", noise @ gap.root, noise @ gap.root)
        flat = not_told(weighted, by_chance, gap.freedom, level)
        told = [one for one in unknowns if one not in flat]
        covariance = covariance_of(weighted[:, told], gap)
        there = model.start.copy()
        there[told] = _met(weighted[:, told], gap.root.T @ (gap.observed - gap.simulated), here[told])
        open_ = np.zeros(len(there))
        open_[told] = half_widths(np.diag(covariance), gap.freedom, level) / 2
        near = bool((np.abs(there - here) <= np.maximum(NEAR_ENOUGH, open_)).all())
        here = there
        if near:
            break
    return Estimate(here, told, covariance, flat, model.gap(here), model.columns)


def _met(slopes: Floats, gaps: Floats, here: Floats) -> Floats:
    """Return the coordinates, not too far from some, at which lines with these slopes best meet what was observed."""
    if not len(here):
        return here
    ends = np.maximum(-here, -FARTHEST), np.minimum(1 - here, FARTHEST)
    return np.asarray((here + lsq_linear(slopes, gaps, bounds=ends).x).clip(0, 1))


class _Model:
    """Simulated days by coordinates; only moments that both sides tell are looked at."""

    def __init__(self, observed: Days, simulate: Simulate, parameters: Sequence[Parameter]) -> None:
        self._simulate, self._parameters = simulate, parameters
        self.start = np.array([one.coordinate(one.now) for one in parameters], dtype=np.float64)
        both = ~np.isnan(observed.sums).all(axis=0) & ~np.isnan(self._days(self.start).sums).all(axis=0)
        self.columns = np.flatnonzero(both).tolist()
        self._observed = self._compared(observed)
        fitted = {name for one in parameters for name in one.kind.moments}
        self._scales = scales_of(self._observed, self.columns, fitted)

    def gap(self, coordinates: Floats) -> Gap:
        """Return observed beside simulated means at some coordinates."""
        return gap_between(self._observed, self._compared(self._days(coordinates)), self._scales)

    def around(self, coordinates: Floats) -> tuple[Floats, Floats]:
        """Return how simulated means move with coordinates, float64 (moments, parameters), and how far that is chance.

        The latter is what each day adds to the errors of slopes, float64 (parameters, days, moments).
        """
        slopes, errors = [], []
        for one in range(len(coordinates)):
            ends = np.tile(coordinates, (2, 1))
            ends[:, one] = np.clip(coordinates[one] + np.array([-STEP, STEP]), 0.0, 1.0)
            below, above = (self._compared(self._days(end)) for end in ends)
            apart = Days((above.sums - below.sums) / np.ptp(ends[:, one]), above.types)
            slopes.append(gap_between(self._observed, apart, self._scales).simulated)
            errors.append(errors_of_mean(apart))
        return np.column_stack(slopes), np.array(errors)

    def _days(self, coordinates: Floats) -> Days:
        return self._simulate([one.value(float(at)) for one, at in zip(self._parameters, coordinates, strict=True)])

    def _compared(self, days: Days) -> Days:
        return Days(np.nan_to_num(days.sums[:, self.columns]), days.types)
