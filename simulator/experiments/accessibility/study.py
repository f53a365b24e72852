"""A study of access: the same questions on several days, and what they come to."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.analysis.accessibility import Promise, Standards, access_tables, reached_on
from simulator.analysis.equity.access import access_inequality
from simulator.errors import ResultError, ScenarioError
from simulator.experiments.accessibility.day import Questions, day_of, questions_of
from simulator.experiments.csv_tables import write_csv
from simulator.experiments.identity import scenario_digest
from simulator.scenario.accessibility_models import AccessibilityConfig
from simulator.scenario.models import Scenario
from simulator.scenario.text_models import words_in
from simulator.texts import LANGUAGES
from simulator.units import HOUR_S
from simulator.whole import write_whole

MANIFEST, DAYS = "access.json", "days"
Watch = tuple[Callable[[str], None], Callable[[int, int], None]]


@dataclass(frozen=True, eq=False)
class Access:
    """What was found. tables: by name, see ``results.accessibility_definitions``; cells: as ``cells.CELL_DTYPES``."""

    cells: pd.DataFrame
    centres: pd.DataFrame
    tables: dict[str, pd.DataFrame]


def study_access(scenario: Scenario, replications: int, folder: Path, watch: Watch) -> Access:
    """Ask on so many days, from the scenario's seed on; write tables into the folder. Raises ElbeDrtError.

    Days that are in the folder already are not asked again.
    """
    step, report = watch
    config = scenario.accessibility
    if config is None:
        raise ScenarioError([scenario.problem("accessibility", "missing; expected which centres are to be reached")])
    questions = questions_of(scenario, config)
    step(f"{len(questions.asked.cells):,} places, {len(questions.asked.centres)} centres, {replications} days")
    days, digest = [], scenario_digest(scenario)
    for number in range(replications):
        seed = scenario.seed + number
        path = folder / DAYS / f"{digest}-seed-{seed}.parquet"
        days.append(_kept(path, lambda seed=seed: day_of(questions, seed)))  # type: ignore[misc]
        report(number + 1, replications)
    standards = standards_of(config, questions.begins_s)
    reached = [reached_on(table, len(questions.asked.cells)) for table in days]
    cells = questions.asked.cells
    tables = access_tables(reached, cells, standards)
    tables["access_inequality"] = access_inequality(reached, cells, standards)
    for name, table in tables.items():
        _write_parquet(folder / f"{name}.parquet", table)
        write_csv(folder, f"{name}.csv", table)
    _write_manifest(folder, scenario, questions, replications)
    return Access(cells, questions.asked.centres, tables)


HALF_HOUR_S = HOUR_S // 2


def standards_of(config: AccessibilityConfig, begins_s: int) -> Standards:
    """Return what is good enough. begins_s: when the day begins [s]."""
    told, begins, within = config.guarantee, [], []
    first_s, last_s = config.hours if told.hours is None else told.hours
    for at_s in range(-(-first_s // HOUR_S) * HOUR_S, last_s, HALF_HOUR_S):
        in_peak = any(start <= at_s < end for start, end in told.peak)
        if in_peak or at_s % HOUR_S == 0:
            begins.append(begins_s + at_s)
            within.append(told.within_peak_s if in_peak else told.within_s)
    promise = Promise(np.array(begins, dtype=np.int64), np.array(within, dtype=np.int64))
    kept = {kind: (float(its.car_s), float(its.public_s)) for kind, its in config.kept_within.items()}
    return Standards(promise, kept)


def _kept(path: Path, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return a table from its file, made and written where it is not there. Raises ResultError."""
    try:
        if path.is_file():
            return pd.read_parquet(path)
        table = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_parquet(path, table)
    except OSError as error:
        raise ResultError(f"{path}: cannot be used: {error.strerror or error}") from error
    return table


def _write_parquet(path: Path, table: pd.DataFrame) -> None:
    data = io.BytesIO()
    table.to_parquet(data, index=False)
    write_whole(path, data.getvalue())


def _write_manifest(folder: Path, scenario: Scenario, questions: Questions, replications: int) -> None:
    asked = questions.asked
    told = {
        "scenario": scenario.name,
        "titles": {code: words_in(scenario.title, code) or scenario.name for code in LANGUAGES},
        "digest": scenario_digest(scenario), "seed": scenario.seed, "days": replications,
        "places": len(asked.cells), "centres": asked.centres[["kind", "name", "lon", "lat"]].to_dict("records"),
        "departures": len(asked.asked_s), "probes": questions.probes,
        "means": {name: list(services) for name, services in questions.means.items()},
    }  # fmt: skip
    write_whole(folder / MANIFEST, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
