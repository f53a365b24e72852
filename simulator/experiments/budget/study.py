"""A whole budget: days of each type run with the same seeds, at each share of demand, and where assumptions end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from simulator.analysis.budget.break_even import Today
from simulator.analysis.budget.lines import Side
from simulator.analysis.budget.plan import Fund, Rules, plan_of, spread_of
from simulator.errors import ResultError
from simulator.experiments.budget.costed import Costed, costed
from simulator.experiments.budget.days import YearDays, days_of_year, year_config
from simulator.experiments.budget.demand_share import at_share, scaled
from simulator.experiments.budget.fares import FareRun, chosen_by_fare, fare_variants, today_of
from simulator.experiments.budget.figures import figures_of
from simulator.experiments.budget.hangs_on import moves_about_money, tornado_of
from simulator.experiments.variants import Told, Variant, run_variants
from simulator.scenario.models import Scenario
from simulator.scenario.money_models import YearConfig
from simulator.tables import TIMETABLE

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

RUNS = "runs"


@dataclass(frozen=True)
class Chosen:
    """What is asked for. moves: whether assumptions are moved. fares: to be simulated [EUR]; none: some around today's.

    years: of the plan; None: as the scenario says.
    """

    replications: int = 10
    moves: bool = True
    fares: tuple[float, ...] = ()
    years: int | None = None
    level: float = 0.95


@dataclass(frozen=True, eq=False)
class Budget:
    """What was found. by_share: a year at each share of demand; 1: all of it. simulated: whether those below 1 ran.

    tornado: movements; None: not asked for. fares: years at other fares. by_fare: whether anybody chooses by fares.
    """

    scenario: Scenario
    days: YearDays
    config: YearConfig
    rules: Rules
    by_share: Mapping[float, Costed]
    simulated: bool
    tornado: pd.DataFrame | None
    fares: tuple[FareRun, ...]
    by_fare: bool
    chosen: Chosen

    @property
    def now(self) -> Costed:
        """Return a year at all demand."""
        return self.by_share[1.0]

    @property
    def fund(self) -> Fund | None:
        """Return the fund, None where there is none."""
        told = self.config.fund
        return None if told is None else Fund(told.paid_in_eur, told.public_share, told.pays_share)

    @cached_property
    def plan(self) -> list[dict[str, float]]:
        """Return the years of the plan, see ``plan_of``."""
        return plan_of({share: its.money for share, its in self.by_share.items()}, self.rules, self.fund)

    @cached_property
    def plan_spread(self) -> list[dict[str, float]]:
        """Return half the interval of each amount of the plan, see ``spread_of``."""
        by_share = {share: its.money_of_seeds for share, its in self.by_share.items()}
        by_seed = [dict(zip(by_share, its, strict=True)) for its in zip(*by_share.values(), strict=True)]
        return spread_of(by_seed, self.rules, self.fund, self.chosen.level)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Return sums and ratios of the year with their intervals, ``FIGURE_DTYPES``."""
        return figures_of(self.now, self.inhabitants, self.config.car_share, self.chosen.level)

    @property
    def inhabitants(self) -> int | None:
        """Return for how many people it is; None: not known."""
        return self.config.inhabitants or self.now.inhabitants

    @property
    def without_cost(self) -> list[str]:
        """Return the services by timetable whose cost nobody says, so that it is in no sum."""
        with_cost = {line.service for line in self.now.lines if line.side is Side.COST}
        services = self.scenario.services.items()
        return [name for name, its in services if its.kind == TIMETABLE and name not in with_cost]

    @property
    def today(self) -> Today:
        """Return what the fare is asked against."""
        return today_of(self.now)


@dataclass(frozen=True)
class Runs:
    """How variants are run on the days of a year."""

    days: YearDays
    replications: int
    folder: Path
    executor: Executor
    report: Callable[[int, int], None]

    def of(self, variants: Sequence[Variant]) -> list[Costed | str]:
        """Return a year of each variant, or why a run of it was refused."""
        kinds = self.days.kinds
        if not variants:
            return []
        dated = [kind.of(variant) for variant in variants for kind in kinds]
        told = run_variants(dated, self.replications, self.folder, self.executor, self.report)
        found: list[Costed | str] = []
        for number, variant in enumerate(variants):
            its = told[number * len(kinds) : (number + 1) * len(kinds)]
            known: list[Told] = [one for one in its if not isinstance(one, str)]
            refused = next((one for one in its if isinstance(one, str)), "")
            found.append(refused or costed(variant.load(), kinds, known))
        return found


def budget(
    base: Variant,
    chosen: Chosen,
    folder: Path,
    executor: Executor,
    watch: tuple[Callable[[str], None], Callable[[int, int], None]],
) -> Budget:
    """Run what a budget needs; runs that are done are not done again. Raises ElbeDrtError.

    watch: gets what is done now, and how many of all runs are.
    """
    step, report = watch
    scenario = base.load()
    days, config = days_of_year(scenario), year_config(scenario)
    kept = folder / RUNS
    kept.mkdir(parents=True, exist_ok=True)
    runs = Runs(days, chosen.replications, kept, executor, report)
    step(f"{days.days} days of {len(days.kinds)} types, {chosen.replications} runs of each")
    rules = rules_of(config, chosen.years)
    by_share, simulated = _by_share(base, scenario, rules, runs)
    by_fare = chosen_by_fare(scenario)
    at_fares = fare_variants(base, scenario, chosen.fares, chosen=by_fare)
    tornado = None
    if chosen.moves:
        step("moving what is assumed")
        tornado = _tornado(base, scenario, by_share[1.0], runs, chosen.level)
    ran = [_known(its) for its in runs.of(list(at_fares.values()))]
    fares = tuple(FareRun(fare, its) for fare, its in zip(at_fares, ran, strict=True))
    return Budget(scenario, days, config, rules, by_share, simulated, tornado, fares, by_fare, chosen)


def rules_of(config: YearConfig, years: int | None) -> Rules:
    """Return how the years of a plan differ. years: of the plan; None: as the scenario says."""
    return Rules(years or config.years, config.start_up, config.price_rise, config.discount_rate)


def _by_share(base: Variant, scenario: Scenario, rules: Rules, runs: Runs) -> tuple[dict[float, Costed], bool]:
    """Return a year at each share of demand that the plan has, and whether those below 1 were simulated."""
    shares = sorted({*rules.start_up[: rules.years]} - {1.0})
    less = [at_share(base, scenario, share) for share in shares]
    simulated = [one for one in less if one is not None]
    now, *others = (_known(its) for its in runs.of([base, *simulated]))
    if len(simulated) < len(shares):
        others = [scaled(now, share) for share in shares]
    return {1.0: now, **dict(zip(shares, others, strict=True))}, len(simulated) == len(shares)


def _tornado(base: Variant, scenario: Scenario, now: Costed, runs: Runs, level: float) -> pd.DataFrame | None:
    moved = moves_about_money(base, scenario, now, chosen=chosen_by_fare(scenario))
    if not moved:
        return None
    to_run = {one.move.label: one.variant for one in moved if one.variant is not None}
    ran = dict(zip(to_run, runs.of(list(to_run.values())), strict=True))
    return tornado_of(now, moved, ran, level)


def _known(found: Costed | str) -> Costed:
    if isinstance(found, str):
        raise ResultError(found)
    return found
