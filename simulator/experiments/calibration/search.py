"""The values at which simulated days come to the same as observed ones: the method of simulated moments.

After McFadden (1989, doi:10.2307/1913621). Gaps are weighted by the inverse of their covariance, at the values of the
beginning first, then at the best found. Sums of a simulation move by steps, so slopes are taken over a few percent of
the range between bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import approx_fprime, least_squares

from simulator.experiments.calibration.intervals import Gap, covariance_of, gap_between, not_told, steps_of
from simulator.experiments.calibration.moments import Days
from simulator.experiments.calibration.parameters import Parameter

Floats = NDArray[np.float64]
Simulate = Callable[[Sequence[float]], Days]  # values of all parameters -> sums of simulated days
STEP = 0.05  # of a coordinate, over which slopes are taken
AS_NEAR = 0.1  # slopes taken no farther away are taken for those of a point
INSIDE = 0.05  # a search begins no nearer to bounds than this
# Where a search ends: when steps, or what they gain, are small beside how wide intervals are.
ENDS = {"xtol": 2e-3, "ftol": 1e-2, "max_nfev": 12}
ROUGHLY = ENDS | {"max_nfev": 3}  # before weights are taken anew, with the slopes of the beginning


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
    start = model.start
    here, told, left = start.copy(), list(range(len(parameters))), dict[int, int | None]()
    slopes, found_once = np.zeros((0, 0)), False
    while told:
        gap = model.gap(here)
        here, slopes = _search(model, here, told, gap.root, roughly=not found_once)
        flat = not_told(slopes, gap.freedom, level)
        if found_once and not flat:
            break
        found_once = True
        left |= {told[one]: None if other is None else told[other] for one, other in flat.items()}
        told = [one for one in told if one not in left]
        here[list(left)] = start[list(left)]
    gap = model.gap(here)
    covariance = covariance_of(slopes, gap) if told else np.zeros((0, 0))
    return Estimate(here, told, covariance, left, gap, model.columns)


class _Model:
    """Simulated days by coordinates; only moments that both sides tell are looked at."""

    def __init__(self, observed: Days, simulate: Simulate, parameters: Sequence[Parameter]) -> None:
        self._simulate, self._parameters = simulate, parameters
        self._slopes: list[tuple[Floats, Floats]] = []  # where, and NaN for coordinates that are left as they are
        self.start = np.array([one.coordinate(one.now) for one in parameters], dtype=np.float64)
        both = ~np.isnan(observed.sums).all(axis=0) & ~np.isnan(self._days(self.start).sums).all(axis=0)
        self.columns = np.flatnonzero(both).tolist()
        self._observed, self._steps = self._compared(observed), steps_of(observed, self.columns)

    def gap(self, coordinates: Floats) -> Gap:
        """Return observed beside simulated means at some coordinates."""
        return gap_between(self._observed, self._compared(self._days(coordinates)), self._steps)

    def slopes(self, coordinates: Floats, of: list[int], as_near: float) -> Floats:
        """Return how simulated means move with some of the coordinates, float64 (moments, of).

        as_near: slopes that were taken no farther away will do.
        """
        for there, slopes in self._slopes:
            if np.abs(there - coordinates).max() <= as_near and not np.isnan(slopes[:, of]).any():
                return slopes[:, of]

        def simulated(some: Floats) -> Floats:
            there = coordinates.copy()
            there[of] = some
            return self.gap(there).simulated

        found = np.full((len(self.columns), len(coordinates)), np.nan)
        ways = np.where(coordinates[of] < 0.5, STEP, -STEP)
        found[:, of] = approx_fprime(coordinates[of], simulated, ways)
        self._slopes.append((coordinates.copy(), found))
        return found[:, of]

    def _days(self, coordinates: Floats) -> Days:
        return self._simulate([one.value(float(at)) for one, at in zip(self._parameters, coordinates, strict=True)])

    def _compared(self, days: Days) -> Days:
        return Days(np.nan_to_num(days.sums[:, self.columns]), days.types)


def _search(model: _Model, here: Floats, told: list[int], root: Floats, *, roughly: bool) -> tuple[Floats, Floats]:
    """Return the coordinates at which weighted gaps are least, and their slopes there, float64 (directions, told).

    roughly: a few steps with slopes taken once, as long as weights are not those of the end.
    """
    ends, as_near = (ROUGHLY, 1.0) if roughly else (ENDS, AS_NEAR)

    def at(coordinates: Floats) -> Floats:
        there = here.copy()
        there[told] = coordinates
        return there

    def weighted(coordinates: Floats) -> Floats:
        gap = model.gap(at(coordinates))
        return np.asarray(root.T @ (gap.simulated - gap.observed))

    def slopes(coordinates: Floats) -> Floats:
        return np.asarray(root.T @ model.slopes(at(coordinates), told, as_near))

    begin = np.clip(here[told], INSIDE, 1 - INSIDE)
    found = least_squares(weighted, begin, slopes, bounds=(0.0, 1.0), **ends)
    return at(found.x), np.asarray(found.jac)
