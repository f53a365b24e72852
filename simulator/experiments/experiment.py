"""An experiment: the set of its runs. Doing it means doing those that are missing; then all tables are made anew."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from simulator import registry
from simulator.analysis.comparison import paired_differences, summarise
from simulator.analysis.scorecard_compared import compared_scorecard, scorecard_prices
from simulator.analysis.statistics import narrow_enough
from simulator.errors import ResultError
from simulator.experiments.bands import band_tables
from simulator.experiments.executors import Executor
from simulator.experiments.identity import scenario_digest
from simulator.experiments.metrics import beside_served, check_metric, default_metrics, metrics_of, of_groups
from simulator.experiments.parts import Part
from simulator.experiments.plan import RUNS, Experiment, Variant, load_base, variants_of
from simulator.experiments.publish import check_place
from simulator.experiments.task import Task, is_done
from simulator.results.reader import read_kpis
from simulator.scenario.models import Scenario
from simulator.whole import alone_in, clean, write_whole

SHOWN_FAILURES = 5
MOST_MAPS = 12
MOST_SCORED = 100  # variants that are set beside the first, row by row


class Watch(Protocol):
    """Whoever wants to know how it goes."""

    def step(self, text: str) -> None:
        """Name the step that begins."""

    def runs(self, done: int, failed: int, total: int) -> None:
        """Tell how many runs have ended; failed ones are counted apart."""


class Quiet:
    """Nobody wants to know."""

    def step(self, text: str) -> None:
        """Say nothing."""

    def runs(self, done: int, failed: int, total: int) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Work:
    """An experiment with its variants, ready to run. folder: where its results go.

    part: the runs to do; None: all. Of the variants in them: scenarios, one for each network; digests; days: how many
    count in a run.
    """

    experiment: Experiment
    variants: list[Variant]
    scenarios: list[Scenario]
    digests: dict[int, str]
    days: dict[int, int]
    base: str
    folder: Path
    part: Part | None = None
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
            packages=registry.packages(),
            grouped=of_groups(metrics_of(experiment)),
        )


def prepare(
    experiment: Experiment, beside: Path, results: Path, *, part: Part | None = None, allow_outside_paths: bool = False
) -> Work:
    """Load every variant, or those of a part, before anything runs.

    Raises ScenarioError, or ResultError, for whatever does not fit, and for parts of an experiment that has no fixed
    number of runs.
    """
    check_place(results)
    if part and experiment.stop:
        raise ResultError(f"{experiment.name}: stop looks at all runs to say how many are needed; it has no parts")
    for metric in metrics_of(experiment):
        check_metric(metric)
    loaded = load_base(experiment, beside, allow_outside_paths=allow_outside_paths)
    experiment, variants = loaded.experiment, variants_of(loaded.experiment)
    scenarios: list[Scenario] = []
    digests, days = {}, {}
    for number in _numbers(part, len(variants), experiment.replications):
        scenario = loaded.with_values(variants[number])
        digests[number], days[number] = scenario_digest(scenario), scenario.calendar.days
        if all(scenario.network != other.network for other in reversed(scenarios)):
            scenarios.append(scenario)
    if not experiment.metrics:
        experiment = experiment.model_copy(update={"metrics": default_metrics(loaded.scenario)})
    experiment = experiment.model_copy(update={"metrics": beside_served(experiment.metrics)})
    folder = results / experiment.name
    return Work(experiment, variants, scenarios, digests, days, loaded.base, folder, part, allow_outside_paths)


def _numbers(part: Part | None, variants: int, replications: int) -> list[int]:
    """Return the variants of a part, or all."""
    return sorted({variant for variant, _ in part.runs(variants, replications)} if part else range(variants))


def _nothing(folder: Path) -> None:
    """Do nothing more with a folder."""


def do_part(work: Work, executor: Executor, watch: Watch) -> int:
    """Do the runs of a part that are missing; return how many are in it. ``carry_out`` makes tables of all parts.

    Raises ResultError as that does.
    """
    _make_folders(work)
    _do_missing(work, work.experiment.replications, executor, watch)
    return len({task.name for task in _tasks(work, work.experiment.replications)})


def carry_out(work: Work, executor: Executor, watch: Watch, then: Callable[[Path], None] = _nothing) -> Path:
    """Do all missing runs, as many as the stop rule wants, and write the tables; return the folder.

    Others may do runs of the same experiment at the same time: a run is done once or twice, and kept once. Tables, and
    what ``then`` makes of them, are written by one after the other. The executor stays open. Raises ResultError when
    runs failed or the folder cannot be written; runs that are done stay, and the next call goes on from there.
    """
    experiment, rule = work.experiment, work.experiment.stop
    _make_folders(work)
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
    with _writing(work.folder), alone_in(work.folder):
        write_tables(work, runs)
        then(work.folder)
    return work.folder


def _make_folders(work: Work) -> None:
    with _writing(work.folder):
        (work.folder / RUNS).mkdir(parents=True, exist_ok=True)
        for folder in (work.folder, work.folder / RUNS):
            clean(folder)


def _tasks(work: Work, replications: int) -> Iterator[Task]:
    """Give the runs, a first day of each variant before others; those spelt differently and yet the same are one."""
    if work.part:
        return (work.task(*run) for run in work.part.runs(len(work.variants), replications))
    return (work.task(v, r) for r in range(replications) for v in range(len(work.variants)))


def _do_missing(work: Work, replications: int, executor: Executor, watch: Watch) -> None:
    tasks = {task.name: task for task in _tasks(work, replications)}.values()
    missing = [task for task in tasks if not is_done(task)]
    done, failed, total = len(tasks) - len(missing), 0, len(tasks)
    if not missing:
        return
    watch.step("preparing the road network")
    _prepare_networks(work)
    watch.step(f"{len(missing):,} runs to do")
    failures: list[str] = []
    for result in executor.run(missing):
        done += 1
        if result.error:
            failed += 1
            failures.append(f"{result.task.name}: {result.error}")
        watch.runs(done, failed, total)
    if failures:
        shown = sorted(failures)[:SHOWN_FAILURES]
        more = [f"and {len(failures) - len(shown)} more"] if len(failures) > len(shown) else []
        lines = "\n  ".join([*shown, *more])
        raise ResultError(
            f"{len(failures)} of {total} runs failed; the others are kept, call again to go on:\n  {lines}"
        )


def _prepare_networks(work: Work) -> None:
    """Compute the travel times that all workers of this machine will map into their memory."""
    from simulator.world.build import build_world

    for scenario in work.scenarios:
        build_world(scenario)


def table_of_runs(work: Work, replications: int) -> pd.DataFrame:
    """Return one row per run: variant, factors, replication, seed, days that count, run, then the key figures.

    A metric of a service that the scenario does not have is there, too, without values.
    """
    unmeasured = dict.fromkeys(work.experiment.metrics)
    columns: dict[str, list[Any]] = {}  # rows of their own would take four times the memory
    rows = 0
    for number, variant in enumerate(work.variants):
        for replication in range(replications):
            task = work.task(number, replication)
            kpis = read_kpis(task.target)
            told = {
                "replication": replication, "seed": task.seed, "days": work.days[number], "run": f"{RUNS}/{task.name}",
            }  # fmt: skip
            _append(columns, {"variant": variant.label, **variant.factors, **told, **(unmeasured | kpis)}, rows)
            rows += 1
    return pd.DataFrame(columns)


def _append(columns: dict[str, list[Any]], row: dict[str, Any], rows: int) -> None:
    """Append a row to a table that has so many; what it or those before do not have is NaN there."""
    for name, value in row.items():
        columns.setdefault(name, [nan] * rows).append(value)
    for column in columns.values():
        if len(column) == rows:
            column.append(nan)


def write_tables(work: Work, runs: pd.DataFrame) -> None:
    """Write the tables of an experiment, as Parquet and as CSV, each whole or not at all."""
    from simulator.experiments.plan_dump import experiment_to_yaml

    experiment = work.experiment
    metrics = list(experiment.metrics)
    tables = {"kpis": runs, "summary": summarise(runs, metrics, experiment.level)}
    if len(work.variants) > 1:
        tables["differences"] = paired_differences(runs, metrics, experiment.level)
    # points of other designs lie all over: the first of them is no base
    if experiment.design in ("grid", "list") and len(work.variants) <= MOST_SCORED:
        tables["scorecard"] = compared_scorecard(runs, experiment.level)
        tables["scorecard_prices"] = scorecard_prices(runs, tables["scorecard"])
    tables |= band_tables(work.folder, runs)
    for name, table in tables.items():
        parquet = io.BytesIO()
        table.to_parquet(parquet, index=False)
        write_whole(work.folder / f"{name}.parquet", parquet.getvalue())
        write_whole(work.folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
    write_whole(work.folder / "experiment.yaml", experiment_to_yaml(experiment))


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ResultError(f"{folder}: cannot write results: {error.strerror or error}") from error
