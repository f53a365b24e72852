"""The folder of a budget: tables, ``budget.json``, the workbook and the page."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.budget.break_even import MOST_EUR
from simulator.analysis.budget.lines import Side
from simulator.analysis.budget.plan import empty_in
from simulator.analysis.budget.year import around, means_of
from simulator.errors import ResultError
from simulator.experiments.assumptions import assumptions_table
from simulator.experiments.budget.costed import COUNTED, DIRECT_KM, Costed
from simulator.experiments.budget.fares import simulated_break_even, stated_break_even
from simulator.experiments.budget.study import Budget
from simulator.experiments.identity import scenario_digest
from simulator.report.budget.told import BudgetTold, DaysTold, YearTold
from simulator.report.sensitivity.tornado import draw_tornados
from simulator.scenario.text_models import words_in
from simulator.texts import LANGUAGES
from simulator.whole import write_whole

MANIFEST = "budget.json"
INELASTIC = "inelastic"


def told_of(found: Budget) -> BudgetTold:
    """Return what people are shown of a budget."""
    scenario, now = found.scenario, found.now
    title = {code: words_in(scenario.title, code) or scenario.name for code in LANGUAGES}
    elasticities = elasticities_of(found)
    level = found.chosen.level
    return BudgetTold(
        titles=title,
        days=[DaysTold(kind.name, kind.days, kind.date) for kind in found.days.kinds],
        basis=found.days.basis,
        year=found.days.year,
        lines=now.lines,
        by_share={share: _year(its) for share, its in found.by_share.items()},
        simulated=found.simulated,
        costs=costs_table(found),
        figures=found.figures,
        plan=found.plan,
        plan_spread=found.plan_spread,
        rules=found.rules,
        fund=found.fund,
        today=found.today,
        elasticities=elasticities,
        break_even={name: stated_break_even(now, its, level) for name, its in elasticities.items()},
        fares=fares_table(found),
        simulated_fare=simulated_break_even(found.fares),
        by_fare=found.by_fare,
        tornado=found.tornado,
        ledger=assumptions_table(scenario),
        without_cost=found.without_cost,
        inhabitants=found.inhabitants,
        replications=found.chosen.replications,
    )


def elasticities_of(found: Budget) -> dict[str, float]:
    """Return the elasticities that are looked at, by name: none at all first, then those that the scenario says."""
    said = found.config.elasticity
    return {INELASTIC: 0.0} | ({} if said is None else said.model_dump())


def _year(its: Costed) -> YearTold:
    counted = {name: float(its.counted(name).mean()) for name in (*COUNTED, DIRECT_KM)}
    return YearTold(its.per_day, its.eur, counted, {name: means_of(its.year, name) for name in counted})


def costs_table(found: Budget) -> pd.DataFrame:
    """Return each line of the budget at each share of demand, with its interval [EUR]."""
    rows = []
    for share, its in found.by_share.items():
        for line in its.lines:
            estimate = around(its.eur[line.figure], its.seeds[line.figure], found.chosen.level)
            rows.append({
                "demand_share": share, "service": line.service, "kind": line.kind, "side": str(line.side),
                "driver": str(line.driver), "value": estimate.value, "low": estimate.low, "high": estimate.high,
                "n": estimate.n,
            })  # fmt: skip
    return pd.DataFrame(rows)


def fares_table(found: Budget) -> pd.DataFrame:
    """Return the years at other fares that were run; empty where nobody chooses by fares."""
    columns = ["fare_eur", "riders", "fares_eur", "subsidy_eur", "low", "high", "n"]
    rows = []
    for run in found.fares:
        estimate = around(run.year.subsidy, run.year.subsidy_of_seeds, found.chosen.level)
        riders = float(run.year.counted("riders").mean())
        rows.append((
            run.fare, riders, run.year.sum_of(Side.FARES), estimate.value, estimate.low, estimate.high, estimate.n
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def days_table(found: Budget) -> pd.DataFrame:
    """Return mean and standard deviation of what a day of each type is, figure by figure."""
    rows = []
    for kind in found.now.year:
        for name, its in kind.figures.items():
            spread = float(its.std(ddof=1)) if len(its) > 1 else float("nan")
            rows.append((kind.name, kind.days, kind.date, name, float(its.mean()), spread, len(its)))
    return pd.DataFrame(rows, columns=["day_type", "days", "date", "figure", "mean", "deviation", "n"])


def plan_table(found: Budget) -> pd.DataFrame:
    """Return the years of the plan, with half the interval of each amount."""
    rows = [
        row | {f"{name}_half_width": half for name, half in spread.items()}
        for row, spread in zip(found.plan, found.plan_spread, strict=True)
    ]
    return pd.DataFrame(rows)


def write_budget(found: Budget, told: BudgetTold, folder: Path) -> None:
    """Write the tables as Parquet, what they come to as JSON, and pictures. Raises ResultError."""
    tables = {
        "year": found.figures, "costs": told.costs, "day_types": days_table(found), "plan": plan_table(found),
    }  # fmt: skip
    if found.tornado is not None:
        tables["tornado"] = found.tornado
    if len(told.fares):
        tables["fares"] = told.fares
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            parquet = io.BytesIO()
            table.to_parquet(parquet, index=False)
            write_whole(folder / f"{name}.parquet", parquet.getvalue())
        write_whole(folder / MANIFEST, json.dumps(_manifest(found, told), indent=1, ensure_ascii=False) + "\n")
        if found.tornado is not None:
            draw_tornados(found.tornado, folder)
    except OSError as error:
        raise ResultError(f"{folder}: cannot write the budget: {error.strerror or error}") from error


def _manifest(found: Budget, told: BudgetTold) -> dict[str, Any]:
    fares = {
        name: None if its is None else {"fare_eur": its.value, "low": _number(its.low), "high": _number(its.high)}
        for name, its in told.break_even.items()
    }
    return {
        "scenario": found.scenario.name, "digest": scenario_digest(found.scenario), "seed": found.scenario.seed,
        "replications": found.chosen.replications, "level": found.chosen.level,
        "days": {kind.name: kind.days for kind in found.days.kinds}, "days_are": found.days.basis,
        "year": found.days.year or None,
        "costs_eur": {line.figure: found.now.eur[line.figure] for line in found.now.lines},
        "figures": {
            row["figure"]: {key: _number(row[key]) for key in ("value", "low", "high")} | {"unit": row["unit"]}
            for row in found.figures.to_dict("records")
        },
        "plan": [
            row | {f"{name}_half_width": _number(half) for name, half in spread.items()}
            for row, spread in zip(found.plan, found.plan_spread, strict=True)
        ],
        "fund_short_in_year": empty_in(found.plan, found.fund),
        "break_even_of_stated_demand": fares, "highest_fare_looked_at_eur": MOST_EUR,
        "break_even_of_simulated_demand_eur": told.simulated_fare, "chosen_by_fare": found.by_fare,
        "less_demand_simulated": found.simulated, "services_without_cost": found.without_cost,
    }  # fmt: skip


def _number(value: float) -> float | None:
    """Return a number that JSON has; None for what is not known."""
    return None if value != value else float(value)
