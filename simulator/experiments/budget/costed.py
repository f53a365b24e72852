"""What runs of a year's days come to: each line of the budget, and what else is counted, seed by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from simulator.analysis.budget.lines import Line, Side, eur_of_year, subsidy, total
from simulator.analysis.budget.plan import Money
from simulator.analysis.budget.year import DayRuns, means_of, sums_of
from simulator.analysis.kpis.cost_kinds import COST_DRIVERS, LINE_COST_DRIVERS, Driver
from simulator.analysis.missing import Floats
from simulator.experiments.budget.days import DayKind
from simulator.experiments.budget.lines_of import lines_of
from simulator.experiments.variants import Told
from simulator.fares.tariff import in_cents
from simulator.scenario.models import Scenario
from simulator.units import DAYS_OF_A_YEAR, METRES_PER_KM

# What is counted beside money -> key figures that tell it, the first of which is not 0.
COUNTED = {
    "riders": ("people_moved", "riders_served", "carsharing_used"),
    "rides": ("common_served", "served", "carsharing_used"),
    "vehicle_hours": ("vehicle_hours",),
    "vehicle_km": ("vehicle_km",),
}
DIRECT_KM, INHABITANTS = "direct_km", "inhabitants"
HALF_A_CENT = 0.005 + 1e-9  # [EUR]
OF_YEARS = (Driver.VEHICLES, Driver.FIXED)  # told for a day as a part of 365, whatever the year has


@dataclass(frozen=True, eq=False)
class Costed:
    """A year. lines: of its budget, with the rates of the runs. year: days of each type with figures of their runs.

    rates: others, by their keys.
    """

    lines: tuple[Line, ...]
    year: tuple[DayRuns, ...]
    rates: Mapping[str, float] = field(default_factory=dict)

    @property
    def days(self) -> list[int]:
        """Return how many days of each type there are."""
        return [kind.days for kind in self.year]

    @cached_property
    def per_day(self) -> dict[str, list[float]]:
        """Return the mean amount of each line on a day of each type, in what its rate is for."""
        return {
            line.figure: [self._factor(line) * mean / line.rate for mean in means_of(self.year, line.figure)]
            for line in self.lines
            if not line.is_overhead
        }

    @cached_property
    def eur(self) -> dict[str, float]:
        """Return what each line comes to in a year, in whole cents [EUR]."""
        return eur_of_year(self.priced, self.per_day, self.days)

    @cached_property
    def seeds(self) -> dict[str, Floats]:
        """Return the same for each seed, not rounded, float64 (seeds,)."""
        each = {
            line.figure: [self._factor(line) * kind.figures[line.figure] / line.rate for kind in self.year]
            for line in self.lines
            if not line.is_overhead
        }
        return eur_of_year(self.priced, each, self.days, cents=False)

    def with_rates(self, rates: Mapping[str, float]) -> Costed:
        """Return the same runs with other rates, by their keys: nothing has to run again."""
        return replace(self, rates=rates)

    @property
    def priced(self) -> list[Line]:
        """Return the lines with the rates that hold."""
        return [replace(line, rate=self.rates.get(line.rate_key, line.rate)) for line in self.lines]

    def _factor(self, line: Line) -> float:
        return DAYS_OF_A_YEAR / sum(self.days) if _is_of_year(line) else 1.0

    def sum_of(self, side: Side) -> float:
        """Return what the lines of a side come to, in whole cents [EUR]."""
        return in_cents(float(total(self.lines, self.eur, side)))

    @property
    def money(self) -> Money:
        """Return the sums of a year."""
        return Money(*(self.sum_of(side) for side in (Side.COST, Side.FARES, Side.COMPENSATION)))

    @property
    def money_of_seeds(self) -> list[Money]:
        """Return the same for each seed, not rounded."""
        sides = (self.seeds_of(side).tolist() for side in (Side.COST, Side.FARES, Side.COMPENSATION))
        return [Money(*its) for its in zip(*sides, strict=True)]

    @property
    def subsidy(self) -> float:
        """Return what is left to pay, in whole cents [EUR]."""
        return in_cents(float(subsidy(self.lines, self.eur)))

    @property
    def subsidy_of_seeds(self) -> Floats:
        """Return the same for each seed, float64 (seeds,)."""
        return np.asarray(subsidy(self.lines, self.seeds), dtype=np.float64)

    def seeds_of(self, side: Side) -> Floats:
        """Return what the lines of a side come to for each seed, float64 (seeds,)."""
        none = np.zeros(len(next(iter(self.seeds.values()))))
        return np.asarray(total(self.lines, self.seeds, side) + none, dtype=np.float64)

    @property
    def inhabitants(self) -> int | None:
        """Return for how many people the demand is drawn; None: not known."""
        return int(self.year[0].figures[INHABITANTS][0]) or None

    def counted(self, figure: str) -> Floats:
        """Return what is counted in a year for each seed, float64 (seeds,)."""
        return sums_of(self.year, figure)


def costed(scenario: Scenario, kinds: Sequence[DayKind], told: Sequence[Told]) -> Costed:
    """Return a year of a scenario. told: key figures of the runs of each day, in the order of kinds."""
    known = {name: value for its in told for run in its for name, value in run.items() if value is not None}
    lines = tuple(lines_of(scenario, known))
    year = [
        DayRuns(kind.name, kind.days, _figures(lines, its, kind.span), kind.date)
        for kind, its in zip(kinds, told, strict=True)
    ]
    return Costed(lines, tuple(year))


def _figures(lines: Sequence[Line], runs: Told, span: int) -> dict[str, Floats]:
    """Return what a day comes to in each run. span: days of a run."""
    found = {line.figure: _unrounded(line, _of(runs, line.figure), span) for line in lines}
    for name, figures in COUNTED.items():
        found[name] = _of(runs, next((one for one in figures if any(run.get(one) for run in runs)), figures[-1]))
    found[DIRECT_KM] = _of(runs, "served") * _of(runs, "direct_mean_m") / METRES_PER_KM
    return {name: its / span for name, its in found.items()} | {INHABITANTS: _of(runs, INHABITANTS)}


def _is_of_year(line: Line) -> bool:
    return line.driver in OF_YEARS and line.kind in (*COST_DRIVERS, *LINE_COST_DRIVERS)


def _unrounded(line: Line, eur: Floats, span: int) -> Floats:
    """Return what runs of so many days cost, without the cents that rounding took of whole vehicles and months.

    A run tells cents of so many 365ths of a year. Where it may be that of a whole number, it is.
    """
    if not _is_of_year(line) or not line.rate_key:
        return eur
    one = line.rate * span / DAYS_OF_A_YEAR
    whole = np.rint(eur / one) * one
    return np.where(np.abs(whole - eur) <= HALF_A_CENT, whole, eur)


def _of(runs: Told, figure: str) -> Floats:
    """Return a figure of each run; what a run does not have is nothing: no service, nothing bought."""
    values: list[Any] = [run.get(figure) for run in runs]
    return np.array([float(value) if isinstance(value, int | float) else 0.0 for value in values])
