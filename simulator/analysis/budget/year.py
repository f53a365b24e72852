"""Yearly sums with intervals: days of each type times what replications say of such a day.

The days of all types have the same seeds, so a year is summed up seed by seed, and Student's t interval is that of the
mean of these sums. What days of different types have in common is in it, without an assumption about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulator.analysis.missing import Floats
from simulator.analysis.statistics import Estimate, mean_estimate

YEAR_METHOD = "Student t of yearly sums, a sum for each seed"
RATIO_METHOD = "Student t of what each seed is off the ratio (delta method)"


@dataclass(frozen=True, eq=False)
class DayRuns:
    """The days of one type. days: that a year has. figures: of each run by name, float64 (seeds,)."""

    name: str
    days: int
    figures: Mapping[str, Floats]
    date: str = ""


def sums_of(year: Sequence[DayRuns], figure: str) -> Floats:
    """Return a figure of a whole year for each seed, float64 (seeds,)."""
    summed: Floats = np.sum([kind.days * kind.figures[figure] for kind in year], axis=0)
    return summed


def means_of(year: Sequence[DayRuns], figure: str) -> list[float]:
    """Return the mean of a figure on a day of each type."""
    return [float(kind.figures[figure].mean()) for kind in year]


def around(value: float, sums: Floats, level: float = 0.95) -> Estimate:
    """Return the interval of yearly sums around a value that is their mean but for rounding."""
    found = mean_estimate(sums, level, YEAR_METHOD)
    half = found.half_width
    return replace(found, value=value, low=value - half, high=value + half)


def ratio_around(value: float, above: Floats, below: Floats, level: float = 0.95) -> Estimate:
    """Return the interval of the ratio of two yearly sums around a value (Cochran 1977, section 2.11)."""
    mean = float(below.mean())
    if mean == 0:
        return Estimate(len(above), float("nan"), float("nan"), float("nan"), level, RATIO_METHOD)
    off = (above - float(above.mean()) / mean * below) / mean
    half = mean_estimate(off, level).half_width
    return Estimate(len(above), value, value - half, value + half, level, RATIO_METHOD)


def row_of(figure: str, estimate: Estimate, unit: str) -> dict[str, Any]:
    """Return an estimate as a row of a table."""
    return {
        "figure": figure, "value": estimate.value, "low": estimate.low, "high": estimate.high, "n": estimate.n,
        "unit": unit, "level": estimate.level, "method": estimate.method,
    }  # fmt: skip
