"""A whole stress test: every case of the catalogue on the same days, then with each measure; tables in one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.analysis.statistics import mean_estimate, paired_estimate
from simulator.errors import Problem, ResultError, ScenarioError
from simulator.experiments.csv_tables import write_csv
from simulator.experiments.identity import scenario_digest
from simulator.experiments.stress.best import best_of
from simulator.experiments.stress.catalogue import Case, cases_of
from simulator.experiments.stress.measures import Measure, measures_of
from simulator.experiments.stress.places import Spot, another_depot, worst_road
from simulator.experiments.stress.yearly import Yearly, rates_of, yearly_of
from simulator.experiments.variants import Told, Variant, of_days, run_variants
from simulator.experiments.weak.region import region_of
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.whole import write_whole

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

RUNS, MANIFEST = "runs", "stress.json"
DAYS_FOR_ROADS = 10
NOWHERE = Spot(0.0, 0.0)  # of a road that no case of those chosen needs
OF_CASE = (
    "resilience_loss_h", "resilience_robustness", "resilience_recovered", "resilience_recovery_h",
    "resilience_riders_affected", "resilience_stranded",
)  # fmt: skip
AGAINST_CALM = ("service_rate", "wait_mean_s")  # paired with the same days undisturbed
CASE_DTYPES = {"case": "string", "figure": "string", "value": "float64", "half_width": "float64", "runs": "int64",
               "refused": "string"}  # fmt: skip
MEASURE_DTYPES = {"case": "string", "measure": "string", **dict(list(CASE_DTYPES.items())[1:])}


@dataclass(frozen=True, eq=False)
class StressTest:
    """What was found. cases: CASE_DTYPES, a row per case and figure; measures: what each changes in each case.

    best: which helps most, see ``best_of``. yearly: None where nobody said how often cases happen. road: the places at
    the ends of the road that matters most; none where that is not known or no case needs it.
    """

    cases: tuple[Case, ...]
    measures: tuple[Measure, ...]
    of_cases: pd.DataFrame
    of_measures: pd.DataFrame
    best: pd.DataFrame
    yearly: Yearly | None = None
    road: str = ""


@dataclass(frozen=True)
class Chosen:
    """What is tested. only: keys of cases; none: all. measures: whether these are tried as well.

    rates: how often cases happen, CASE=TIMES_A_YEAR.
    """

    only: tuple[str, ...]
    measures: bool
    replications: int
    rates: tuple[str, ...] = ()


def stress(
    base: Variant,
    chosen: Chosen,
    folder: Path,
    executor: Executor,
    watch: tuple[Callable[[str], None], Callable[[int, int], None]],
) -> StressTest:
    """Run the catalogue, and write its tables into the folder. Raises ElbeDrtError.

    watch: gets what is done now, and how many of all runs are.
    """
    step, runs = watch
    scenario = base.load()
    _chosen(cases_of(scenario, (NOWHERE.lon, NOWHERE.lat)), chosen.only)  # wrong names are told at once
    road, depot = _looked_for(scenario, chosen, step)
    cases = _chosen(cases_of(scenario, None if road is None else (road.lon, road.lat)), chosen.only)
    rates = rates_of(chosen.rates, [case.key for case in cases])
    measures = measures_of(scenario, depot) if chosen.measures else []
    step(f"{len(cases)} cases, {len(measures)} measures, {chosen.replications} days each")
    calm = base.having("disruptions", [])
    disturbed = [base.having("disruptions", list(case.disruptions)) for case in cases]
    helped = [measure.apply(its, case) for case, its in zip(cases, disturbed, strict=True) for measure in measures]
    kept = folder / RUNS
    kept.mkdir(parents=True, exist_ok=True)
    told = run_variants([calm, *disturbed, *helped], chosen.replications, kept, executor, runs)
    if isinstance(told[0], str):
        raise ResultError(told[0])
    without, with_measure = told[1 : 1 + len(cases)], told[1 + len(cases) :]
    of_cases = _of_cases(cases, told[0], without)
    of_measures = _of_measures(cases, measures, without, with_measure)
    best = best_of(cases, measures, without, with_measure)
    write_csv(folder, "stress.csv", of_cases)
    write_csv(folder, "measures.csv", of_measures)
    write_csv(folder, "best.csv", best)
    yearly = None
    if rates:
        yearly = yearly_of({case.key: its for case, its in zip(cases, without, strict=True)}, rates, scenario.seed)
        for name, table in yearly.tables.items():
            write_csv(folder, f"{name}.csv", table)
    about = {
        "scenario": scenario.name, "digest": scenario_digest(scenario), "seed": scenario.seed,
        "replications": chosen.replications, "cases": {case.key: list(case.disruptions) for case in cases},
        "measures": {measure.key: measure.about for measure in measures},
    }  # fmt: skip
    write_whole(folder / MANIFEST, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    name = "" if road is None else road.name
    return StressTest(tuple(cases), tuple(measures), of_cases, of_measures, best, yearly, name)


def _looked_for(scenario: Scenario, chosen: Chosen, step: Callable[[str], None]) -> tuple[Spot | None, Spot | None]:
    """Return where the road is that matters most, and where another depot would be; as far as they are needed."""
    roads = not chosen.only or any(key.startswith("worst-road") for key in chosen.only)
    if scenario.demand.kind == "none":
        return None, None
    if not roads and not chosen.measures:
        return NOWHERE, None
    step("looking for places that matter")
    region = region_of(scenario, DAYS_FOR_ROADS)
    road = worst_road(region) if roads else NOWHERE
    depot = another_depot(region, scenario) if chosen.measures else None
    return road, depot


def _chosen(cases: list[Case], only: tuple[str, ...]) -> list[Case]:
    keys = [case.key for case in cases]
    problems = [
        Problem("--only", 0, 0, key, f"no such case; {suggest(key, keys) or 'there are ' + ', '.join(keys)}")
        for key in only
        if key not in keys
    ]
    if problems:
        raise ScenarioError(problems)
    return [case for case in cases if not only or case.key in only]


def _of_cases(cases: Sequence[Case], calm: Told, told: Sequence[Told | str]) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for case, its in zip(cases, told, strict=True):
        if isinstance(its, str):
            rows.append((case.key, "", np.nan, np.nan, 0, its))
            continue
        for figure in OF_CASE:
            estimate = mean_estimate(of_days(its, figure))
            rows.append((case.key, figure, estimate.value, estimate.half_width, estimate.n, ""))
        for figure in AGAINST_CALM:
            estimate, _ = paired_estimate(of_days(its, figure), of_days(calm, figure))
            rows.append((case.key, figure, estimate.value, estimate.half_width, estimate.n, ""))
    return pd.DataFrame(rows, columns=list(CASE_DTYPES)).astype(CASE_DTYPES)


def _of_measures(
    cases: Sequence[Case], measures: Sequence[Measure], without: Sequence[Told | str], helped: Sequence[Told | str]
) -> pd.DataFrame:
    """Return by how much served share and wait are others with each measure, on the same days."""
    rows: list[tuple[object, ...]] = []
    pairs = [(case, before, measure) for case, before in zip(cases, without, strict=True) for measure in measures]
    for (case, before, measure), after in zip(pairs, helped, strict=True):
        why = next((one for one in (before, after) if isinstance(one, str)), None)
        if why is not None or isinstance(before, str) or isinstance(after, str):
            rows.append((case.key, measure.key, "", np.nan, np.nan, 0, why))
            continue
        for figure in AGAINST_CALM:
            estimate, _ = paired_estimate(of_days(after, figure), of_days(before, figure))
            rows.append((case.key, measure.key, figure, estimate.value, estimate.half_width, estimate.n, ""))
    return pd.DataFrame(rows, columns=list(MEASURE_DTYPES)).astype(MEASURE_DTYPES)
