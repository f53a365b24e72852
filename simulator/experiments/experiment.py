"""An experiment: the set of its runs. Doing it means doing those that are missing; then all tables are made anew."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from simulator.analysis.comparison import paired_differences, summarise
from simulator.analysis.kpi_columns import KPIS
from simulator.analysis.statistics import narrow_enough
from simulator.errors import Problem, ResultError, ScenarioError
from simulator.experiments.executors import Executor
from simulator.experiments.identity import scenario_digest
from simulator.experiments.plan import Experiment, Variant, base_of, load_variants, variants_of
from simulator.experiments.task import Task
from simulator.scenario.models import Scenario
from simulator.suggest import suggest

RUNS = "runs"
SHOWN_FAILURES = 5
MOST_MAPS = 12


class Watch(Protocol):
    """Whoever wants to know how it goes."""

    def step(self, text: str) -> None:
        """Name the step that begins."""

    def runs(self, done: int, failed: int, total: int) -> None:
        """Tell how many runs have ended; failed ones are counted apart."""


@dataclass(frozen=True)
class Work:
    """An experiment with its variants, ready to run. folder: where its results go."""

    experiment: Experiment
    variants: list[Variant]
    scenarios: list[Scenario]
    digests: list[str]
    base: str
    folder: Path
    allow_outside_paths: bool = False

    def task(self, variant: int, replication: int) -> Task:
        """Return one run; all variants share the seeds, so that their differences are those of the variants."""
        experiment = self.experiment
        seed = experiment.first_seed + replication
        return Task(
            base=self.base,
            overrides=(*experiment.overrides, *self.variants[variant].overrides),
            seed=seed,
            folder=str(self.folder / RUNS),
            name=f"{self.digests[variant]}-seed-{seed}",
            # The first day of each variant is kept whole: the page of the experiment has a map of it.
            keep_all=experiment.keep == "all" or (replication == 0 and len(self.variants) <= MOST_MAPS),
            allow_outside_paths=self.allow_outside_paths,
        )


def prepare(experiment: Experiment, beside: Path, results: Path, *, allow_outside_paths: bool = False) -> Work:
    """Load every variant before anything runs. Raises ScenarioError for whatever does not fit."""
    for metric in (*experiment.metrics, *([experiment.stop.metric] if experiment.stop else [])):
        check_metric(metric)
    scenarios = load_variants(experiment, beside, allow_outside_paths=allow_outside_paths)
    base = base_of(experiment, beside)
    digests = [scenario_digest(scenario) for scenario in scenarios]
    folder = results / experiment.name
    return Work(experiment, variants_of(experiment), scenarios, digests, base, folder, allow_outside_paths)


def carry_out(work: Work, executor: Callable[[], Executor], watch: Watch) -> Path:
    """Do all missing runs, as many as the stop rule wants, and write the tables; return the folder.

    Raises ResultError when runs failed or the folder cannot be written; runs that are done stay, and the next call goes
    on from there.
    """
    experiment, rule = work.experiment, work.experiment.stop
    with _writing(work.folder):
        (work.folder / RUNS).mkdir(parents=True, exist_ok=True)
        for leftover in (work.folder / RUNS).glob(".unfinished-*"):
            shutil.rmtree(leftover, ignore_errors=True)
    replications = experiment.replications
    while True:
        _do_missing(work, replications, executor, watch)
        runs = table_of_runs(work, replications)
        if rule is None or replications >= rule.at_most:
            break
        groups = (group[rule.metric].astype(float) for _, group in runs.groupby("variant", sort=False))
        if all(narrow_enough(values, rule.half_width, experiment.level) for values in groups):
            break
        replications = min(rule.at_most, replications + max(2, replications // 2))
    write_tables(work, runs)
    return work.folder


def _do_missing(work: Work, replications: int, executor: Callable[[], Executor], watch: Watch) -> None:
    tasks = [work.task(v, r) for r in range(replications) for v in range(len(work.variants))]
    missing = [task for task in dict.fromkeys(tasks) if not (Path(task.folder) / task.name).is_dir()]
    done, failed, total = len(tasks) - len(missing), 0, len(tasks)
    if not missing:
        return
    watch.step("preparing the road network")
    _prepare_networks(work)
    watch.step(f"{len(missing):,} runs to do")
    failures: list[str] = []
    workers = executor()
    try:
        for result in workers.run(missing):
            done += 1
            if result.error:
                failed += 1
                failures.append(f"{result.task.name}: {result.error}")
            watch.runs(done, failed, total)
    finally:
        workers.close()
    if failures:
        shown = sorted(failures)[:SHOWN_FAILURES]
        more = [f"and {len(failures) - len(shown)} more"] if len(failures) > len(shown) else []
        lines = "\n  ".join([*shown, *more])
        raise ResultError(
            f"{len(failures)} of {total} runs failed; the others are kept, call again to go on:\n  {lines}"
        )


def _prepare_networks(work: Work) -> None:
    """Compute the travel times that all workers of this machine will map into their memory."""
    from simulator.engine.world import build_world

    seen = []
    for scenario in work.scenarios:
        if scenario.network not in seen:
            seen.append(scenario.network)
            build_world(scenario)


def table_of_runs(work: Work, replications: int) -> pd.DataFrame:
    """Return one row per run: variant, factors, replication, seed, run, then the key figures."""
    rows = []
    for number, variant in enumerate(work.variants):
        for replication in range(replications):
            task = work.task(number, replication)
            kpis = json.loads((Path(task.folder) / task.name / "kpis.json").read_text(encoding="utf-8"))
            rows.append(
                {
                    "variant": variant.label,
                    **variant.factors,
                    "replication": replication,
                    "seed": task.seed,
                    "run": f"{RUNS}/{task.name}",
                    **kpis,
                }
            )
    return pd.DataFrame(rows)


def write_tables(work: Work, runs: pd.DataFrame) -> None:
    """Write the tables of an experiment, as Parquet and as CSV, each whole or not at all."""
    from simulator.experiments.plan_dump import experiment_to_yaml

    experiment = work.experiment
    metrics = list(experiment.metrics)
    tables = {"kpis": runs, "summary": summarise(runs, metrics, experiment.level)}
    if len(work.variants) > 1:
        tables["differences"] = paired_differences(runs, metrics, experiment.level)
    with _writing(work.folder):
        for name, table in tables.items():
            parquet = io.BytesIO()
            table.to_parquet(parquet, index=False)
            _write(work.folder / f"{name}.parquet", parquet.getvalue())
            _write(work.folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n").encode())
        _write(work.folder / "experiment.yaml", experiment_to_yaml(experiment).encode())


def check_metric(metric: str) -> None:
    """Raise ScenarioError for a metric that no run has."""
    if metric not in KPIS:
        hint = suggest(metric, KPIS) or "see docs/columns.md"
        raise ScenarioError([Problem("experiment", 0, 0, "metrics", f'unknown key figure "{metric}"; {hint}')])


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".unfinished-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ResultError(f"{folder}: cannot write results: {error.strerror or error}") from error
