"""What the cases of a stress test cost in a year, where somebody says how often each happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd

from simulator.analysis.resilience.yearly import (
    RETURN_YEARS,
    Hazard,
    exceedance_curve,
    expected_loss_h,
    loss_of_return_period_h,
    losses_of_years,
)
from simulator.errors import Problem, ScenarioError
from simulator.suggest import suggest

MOST = 10_000  # times a year
LOSS = "resilience_loss_h"
YEARLY_DTYPES = {"figure": "string", "value_h": "float64"}


@dataclass(frozen=True, eq=False)
class Yearly:
    """A year: its mean loss, the losses of years that come once in so many, and how often how much is lost at once."""

    figures: pd.DataFrame
    exceedance: pd.DataFrame

    @property
    def expected_h(self) -> float:
        """Return the mean loss of a year, in hours of full service."""
        return float(self.figures["value_h"].iloc[0])


def yearly_of(told: Sequence[Sequence[Mapping[str, object]] | str], rates: Sequence[float], seed: int) -> Yearly:
    """Return what cases cost in a year. told: key figures of each day of each case, or why it was refused."""
    hazards = [Hazard(rate, _losses_h(its)) for its, rate in zip(told, rates, strict=True) if not isinstance(its, str)]
    drawn = losses_of_years(hazards, seed)
    rows = [("expected", expected_loss_h(hazards))]
    rows += [(f"once in {years} years", loss_of_return_period_h(drawn, years)) for years in RETURN_YEARS]
    return Yearly(pd.DataFrame(rows, columns=list(YEARLY_DTYPES)).astype(YEARLY_DTYPES), exceedance_curve(hazards))


def _losses_h(days: Sequence[Mapping[str, object]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the losses of those days on which anybody could lose anything."""
    known = [value for value in (of_day.get(LOSS) for of_day in days) if isinstance(value, int | float)]
    return np.array(known, dtype=np.float64)


def rates_of(texts: Sequence[str], keys: Sequence[str]) -> dict[str, float]:
    """Read rates, CASE=TIMES_A_YEAR, of some cases. Raises ScenarioError."""
    found, problems = {}, []
    for text in texts:
        key, _, number = text.partition("=")
        if key not in keys:
            message = f"no such case is tested; {suggest(key, keys) or 'there are ' + ', '.join(keys)}"
            problems.append(Problem("--rate", 0, 0, key, message))
            continue
        try:
            rate = float(number)
        except ValueError:
            rate = float("nan")
        if isfinite(rate) and 0 <= rate <= MOST:
            found[key] = rate
        else:
            problems.append(Problem("--rate", 0, 0, key, f'"{number}": expected times a year, from 0 to {MOST:,}'))
    if problems:
        raise ScenarioError(problems)
    return found
