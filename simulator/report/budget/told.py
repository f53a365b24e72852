"""What the page and the workbook of a budget show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from simulator.analysis.budget.break_even import Today
from simulator.analysis.budget.lines import Line
from simulator.analysis.budget.plan import Fund, Rules
from simulator.analysis.statistics import Estimate


class DaysTold(NamedTuple):
    """Days of a type. date: of the one that was simulated; empty: none."""

    name: str
    days: int
    date: str


@dataclass(frozen=True)
class YearTold:
    """A year at a share of demand. per_day: amounts of each line on a day of each type. eur: of each line [EUR].

    counted: means of a year; counted_per_day: of a day of each type.
    """

    per_day: Mapping[str, Sequence[float]]
    eur: Mapping[str, float]
    counted: Mapping[str, float]
    counted_per_day: Mapping[str, Sequence[float]]


@dataclass(frozen=True, eq=False)
class BudgetTold:
    """What was found, see ``experiments.budget.study``. titles: of the scenario, by language.

    days, basis, year: what the year is made of, how its days were counted, and which it is (0: none). by_share: a year
    at each share of demand, all of it first. costs, figures, plan, tornado, fares: tables.
    plan_spread: half the interval of each amount of the plan. break_even: fares of stated
    demand by name of the elasticity, with that; simulated_fare: of simulated demand. ledger: all assumptions.
    """

    titles: Mapping[str, str]
    days: Sequence[DaysTold]
    basis: str
    year: int
    lines: Sequence[Line]
    by_share: Mapping[float, YearTold]
    simulated: bool
    costs: pd.DataFrame
    figures: pd.DataFrame
    plan: Sequence[Mapping[str, float]]
    plan_spread: Sequence[Mapping[str, float]]
    rules: Rules
    fund: Fund | None
    today: Today
    elasticities: Mapping[str, float]
    break_even: Mapping[str, Estimate | None]
    fares: pd.DataFrame
    simulated_fare: float | None
    by_fare: bool
    tornado: pd.DataFrame | None
    ledger: pd.DataFrame
    without_cost: Sequence[str]
    inhabitants: int | None
    replications: int

    @property
    def now(self) -> YearTold:
        """Return a year at all demand."""
        return self.by_share[1.0]

    def figure(self, name: str) -> Mapping[Any, Any]:
        """Return the row of a figure; empty where there is none."""
        rows = self.figures[self.figures["figure"] == name].to_dict("records")
        return rows[0] if rows else {}
