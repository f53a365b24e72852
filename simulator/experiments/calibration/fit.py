"""A scenario fitted to bookings: the same days simulated with other values, until they come to what was observed.

Seeds, people and their luck stay, so that what differs from value to value is due to it. Same input and seed: the same
bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.experiments.calibration.intervals import half_widths
from simulator.experiments.calibration.moments import MOMENTS, Days, all_ends_known, sums_of_days
from simulator.experiments.calibration.parameters import Parameter, overlay, with_values
from simulator.experiments.calibration.search import Estimate, estimate
from simulator.experiments.calibration.sides import days_of, of_run, together
from simulator.experiments.run import RunResult, run
from simulator.scenario.models import Scenario

Floats = NDArray[np.float64]
LEVEL = 0.95
NEAR = 1e-3  # of coordinates: a value so near to a bound is at it


@dataclass(frozen=True, eq=False)
class Fitted:
    """A scenario fitted to bookings.

    parameters: name, title, before, value, low, high, told, at_bound, told_by, apart_from. What the bookings do not
    tell has the value from before, and NaN as interval; apart_from: from which other one they do not tell it apart.
    covariance: of the values told, rows and columns by name. moments: moment, title, observed, simulated (means of
    days), standard_error (of their difference), gap (simulated less observed, in these). values: what the scenario has
    to say, by key. days: observed ones; simulated_days: at each value tried; level: of the intervals.
    """

    parameters: pd.DataFrame
    covariance: pd.DataFrame
    moments: pd.DataFrame
    values: Mapping[str, float]
    days: int
    simulated_days: int
    level: float = LEVEL


class SimulatedDays:
    """Days of a scenario by the values of its parameters; the same seeds at all of them, each simulated once."""

    def __init__(
        self, scenario: Scenario, parameters: Sequence[Parameter], days: int, seed: int,
        side: Callable[[RunResult], pd.DataFrame] = of_run, report: Callable[[str], None] = lambda text: None,
    ) -> None:  # fmt: skip
        """Take at least so many days, of runs with this seed and those that follow. side: how a run tells requests."""
        self._scenario, self.parameters, self._seed = scenario, parameters, seed
        self._side, self._report = side, report
        self._runs = max(1, ceil(days / scenario.calendar.days))
        self._known: dict[tuple[float, ...], pd.DataFrame] = {}

    @property
    def count(self) -> int:
        """Return how many days there are."""
        return self._runs * self._scenario.calendar.days

    def __call__(self, values: Sequence[float]) -> pd.DataFrame:
        """Return the requests of all days with these values."""
        written = tuple(one.written(value) for one, value in zip(self.parameters, values, strict=True))
        if written not in self._known:
            self._report(
                ", ".join(f"{one.name} {value:g}" for one, value in zip(self.parameters, written, strict=True))
            )
            changed = with_values(self._scenario, self.parameters, written)
            runs = [self._side(run(changed, self._seed + number)) for number in range(self._runs)]
            self._known[written] = together(runs)
        return self._known[written]


def fit(
    scenario: Scenario,
    observed: pd.DataFrame,
    parameters: Sequence[Parameter],
    replications: int,
    seed: int,
    side: Callable[[RunResult], pd.DataFrame] = of_run,
    report: Callable[[str], None] = lambda text: None,
) -> Fitted:
    """Fit parameters of a scenario to observed requests (``sides.SIDE_DTYPES``, their days in the attrs).

    replications: simulated days for each observed one. seed: of the first run; others follow. side: how a run tells its
    requests, as the export did. The calendar of the scenario says how many days a run has, and which. Raises
    RequestFileError for too few days, or days of types that the scenario has none of.
    """
    days = replications * len(days_of(observed))
    return fit_days(SimulatedDays(scenario, parameters, days, seed, side, report), observed)


def fit_days(simulated: SimulatedDays, observed: pd.DataFrame) -> Fitted:
    """Fit simulated days to observed requests, as ``fit``."""
    parameters, apart = simulated.parameters, all_ends_known(observed)
    here = sums_of_days(observed, unserved_apart=apart)

    def simulate(values: Sequence[float]) -> Days:
        return sums_of_days(simulated(values), unserved_apart=apart)

    found = estimate(here, simulate, parameters, LEVEL)
    table = _parameters_table(found, parameters)
    told = [parameters[number] for number in found.told]
    names = [one.name for one in told]
    covariance = pd.DataFrame(_in_values(found, told), index=names, columns=names)
    values = overlay(told, table["value"].to_numpy(np.float64)[found.told].tolist())
    return Fitted(table, covariance, _moments_table(found), values, len(here.types), simulated.count)


def _parameters_table(found: Estimate, parameters: Sequence[Parameter]) -> pd.DataFrame:
    halves = np.full(len(parameters), np.nan)
    halves[found.told] = half_widths(np.diag(found.covariance), found.gap.freedom, LEVEL)
    rows = []
    for number, (one, at, half) in enumerate(zip(parameters, found.coordinates.tolist(), halves.tolist(), strict=True)):
        told, other = number in found.told, found.apart_from.get(number)
        ends = (max(0.0, at - half), min(1.0, at + half)) if told else (np.nan, np.nan)
        rows.append(
            {
                "name": one.name,
                "title": one.kind.title,
                "before": one.now,
                "value": one.value(at) if told else one.now,
                "low": one.value(ends[0]),
                "high": one.value(ends[1]),
                "told": told,
                "at_bound": told and min(at, 1 - at) < NEAR,
                "told_by": one.kind.told_by,
                "apart_from": "" if other is None else parameters[other].name,
            }
        )
    return pd.DataFrame(rows)


def _in_values(found: Estimate, told: Sequence[Parameter]) -> Floats:
    """Return the covariance of values, from that of coordinates by their slopes there."""
    at = found.coordinates[found.told]
    behind, ahead = np.maximum(at - NEAR, 0), np.minimum(at + NEAR, 1)
    rise = [one.value(b) - one.value(a) for one, a, b in zip(told, behind.tolist(), ahead.tolist(), strict=True)]
    slope = np.array(rise) / (ahead - behind)
    return np.asarray(found.covariance * np.outer(slope, slope))


def _moments_table(found: Estimate) -> pd.DataFrame:
    gap, compared = found.gap, [MOMENTS[one] for one in found.columns]
    error = np.sqrt(np.diag(gap.covariance))
    return pd.DataFrame(
        {
            "moment": [one.name for one in compared],
            "title": [one.title for one in compared],
            "observed": gap.observed,
            "simulated": gap.simulated,
            "standard_error": error,
            "gap": (gap.simulated - gap.observed) / error,
        }
    )
