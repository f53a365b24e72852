"""A whole stress test: every case of the catalogue on the same days, then with each measure; tables in one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.statistics import mean_estimate, paired_estimate
from simulator.errors import Problem, ResultError, ScenarioError
from simulator.experiments.csv_tables import write_csv
from simulator.experiments.identity import scenario_digest
from simulator.experiments.stress.catalogue import Case, cases_of
from simulator.experiments.stress.measures import Measure, measures_of
from simulator.experiments.stress.yearly import Yearly, rates_of, yearly_of
from simulator.experiments.variants import Told, Variant, run_variants
from simulator.experiments.weak.region import region_of
from simulator.experiments.weak.screen import Asked, screen, worst_of_each_road
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.whole import write_whole

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

RUNS, MANIFEST = "runs", "stress.json"
DAYS_FOR_ROADS, CUT_OFF_MIN = 10, 180.0
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

    yearly: None where nobody said how often cases happen.
    """

    cases: tuple[Case, ...]
    measures: tuple[Measure, ...]
    of_cases: pd.DataFrame
    of_measures: pd.DataFrame
    yearly: Yearly | None = None


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
    cases = _chosen(_catalogue(scenario, chosen.only, step), chosen.only)
    rates = rates_of(chosen.rates, [case.key for case in cases])
    measures = measures_of(scenario) if chosen.measures else []
    step(f"{len(cases)} cases, {len(measures)} measures, {chosen.replications} days each")
    calm = base.having("disruptions", [])
    disturbed = [base.having("disruptions", list(case.disruptions)) for case in cases]
    helped = [measure.apply(its, case) for case, its in zip(cases, disturbed, strict=True) for measure in measures]
    kept = folder / RUNS
    kept.mkdir(parents=True, exist_ok=True)
    told = run_variants([calm, *disturbed, *helped], chosen.replications, kept, executor, runs)
    if isinstance(told[0], str):
        raise ResultError(told[0])
    of_cases = _of_cases(cases, told[0], told[1 : 1 + len(cases)])
    of_measures = _of_measures(cases, measures, told[1 : 1 + len(cases)], told[1 + len(cases) :])
    write_csv(folder, "stress.csv", of_cases)
    write_csv(folder, "measures.csv", of_measures)
    yearly = None
    if rates:
        yearly = yearly_of(told[1 : 1 + len(cases)], [rates.get(case.key, 0.0) for case in cases], scenario.seed)
        write_csv(folder, "yearly.csv", yearly.figures)
        write_csv(folder, "exceedance.csv", yearly.exceedance)
    about = {
        "scenario": scenario.name, "digest": scenario_digest(scenario), "seed": scenario.seed,
        "replications": chosen.replications, "cases": {case.key: list(case.disruptions) for case in cases},
    }  # fmt: skip
    write_whole(folder / MANIFEST, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    return StressTest(tuple(cases), tuple(measures), of_cases, of_measures, yearly)


def _catalogue(scenario: Scenario, only: tuple[str, ...], step: Callable[[str], None]) -> list[Case]:
    """Return all cases; the road that matters most is looked for only where a case needs it."""
    if only and not any(key.startswith("worst-road") for key in only):
        return cases_of(scenario, (0.0, 0.0)) if scenario.demand.kind != "none" else cases_of(scenario)
    if scenario.demand.kind == "none":
        return cases_of(scenario)
    step("looking for the road that matters most")
    region = region_of(scenario, DAYS_FOR_ROADS)
    worst = worst_of_each_road(screen(region, Asked(CUT_OFF_MIN, pairs_from=0)).links, 1)
    where = None if not len(worst) else (float(worst["lon"].iloc[0]), float(worst["lat"].iloc[0]))
    return cases_of(scenario, where)


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
            estimate = mean_estimate(_values(its, figure))
            rows.append((case.key, figure, estimate.value, estimate.half_width, estimate.n, ""))
        for figure in AGAINST_CALM:
            estimate, _ = paired_estimate(_values(its, figure), _values(calm, figure))
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
            estimate, _ = paired_estimate(_values(after, figure), _values(before, figure))
            rows.append((case.key, measure.key, figure, estimate.value, estimate.half_width, estimate.n, ""))
    return pd.DataFrame(rows, columns=list(MEASURE_DTYPES)).astype(MEASURE_DTYPES)


def _values(told: Told, figure: str) -> NDArray[np.float64]:
    """Return a figure of each day, NaN where it has none."""
    values = [of_day.get(figure) for of_day in told]
    return np.array([float(value) if isinstance(value, int | float) else np.nan for value in values])
