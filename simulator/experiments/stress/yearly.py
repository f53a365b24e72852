"""What the cases of a stress test cost in a year, where somebody says how often each happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats
from simulator.analysis.resilience.yearly import (
    RETURN_YEARS,
    YEARS,
    Hazard,
    exceedance_curve,
    expected_loss_h,
    hazards_of,
    interval,
    loss_of_return_period_h,
    losses_of_years,
    on_drawn_days,
    years_to_draw,
)
from simulator.analysis.statistics import mean_estimate
from simulator.errors import Problem, ScenarioError
from simulator.suggest import suggest
from simulator.tables import table_of

MOST = 366  # times a year
LOSS = "resilience_loss_h"
YEARLY_DTYPES = {"figure": "string", "value_h": "float64", "low_h": "float64", "high_h": "float64"}
PART_DTYPES = {"case": "string", "times_a_year": "float64", "loss_h": "float64", "half_width_h": "float64",
               "a_year_h": "float64"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Yearly:
    """A year: its mean loss, the losses of years that come once in so many, and how often how much is lost at once.

    parts: PART_DTYPES, how often each case happens, what it costs each time, and in a year.
    """

    figures: pd.DataFrame
    exceedance: pd.DataFrame
    parts: pd.DataFrame

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of their files."""
        return {"yearly": self.figures, "yearly_cases": self.parts, "exceedance": self.exceedance}

    @property
    def expected_h(self) -> float:
        """Return the mean loss of a year, in hours of full service."""
        return float(self.figures["value_h"].iloc[0])


def yearly_of(
    told: Mapping[str, Sequence[Mapping[str, object]] | str], rates: Mapping[str, float], seed: int
) -> Yearly:
    """Return what cases cost in a year.

    told: key figures of each day of each case, or why it was refused. rates: of cases that happen at all.
    """
    days = {case: _losses_h(its) for case, its in told.items() if case in rates and not isinstance(its, str)}
    often, losses_h = [rates[case] for case in days], np.array(list(days.values())) if days else np.zeros((0, 1))
    hazards = hazards_of(often, losses_h)
    values = _of_year(hazards, seed, YEARS)
    years = years_to_draw(hazards)
    low, high = interval(np.array([_of_year(its, seed, years) for its in on_drawn_days(often, losses_h, seed)]))
    names = ["expected", *(f"once in {period} years" for period in RETURN_YEARS)]
    figures = table_of(zip(names, values, low, high, strict=True), YEARLY_DTYPES)
    return Yearly(figures, exceedance_curve(often, losses_h, seed), _parts(days, rates))


def _of_year(hazards: Sequence[Hazard], seed: int, years: int) -> list[float]:
    """Return the mean loss of a year, and those of years that come once in so many, of so many drawn ones [h]."""
    drawn = losses_of_years(hazards, seed, years)
    return [expected_loss_h(hazards), *(loss_of_return_period_h(drawn, period) for period in RETURN_YEARS)]


def _parts(days: Mapping[str, Floats], rates: Mapping[str, float]) -> pd.DataFrame:
    rows = []
    for case, losses_h in days.items():
        mean = mean_estimate(losses_h)
        rows.append((case, rates[case], mean.value, mean.half_width, rates[case] * mean.value))
    return table_of(rows, PART_DTYPES)


def _losses_h(days: Sequence[Mapping[str, object]]) -> Floats:
    """Return the loss of each day, NaN where nobody could lose anything."""
    told = [of_day.get(LOSS) for of_day in days]
    return np.array([value if isinstance(value, int | float) else np.nan for value in told], dtype=np.float64)


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
