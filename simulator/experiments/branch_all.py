"""Branch all runs of an experiment: each day as it was up to a time, then with something changed, and both compared."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from simulator.errors import ResultError
from simulator.experiments.branch import Changes, branch_run
from simulator.experiments.experiment import Work, prepare
from simulator.experiments.plan import read_experiment
from simulator.experiments.publish import write_run
from simulator.experiments.side_by_side import SideBySide, side_by_side
from simulator.experiments.twin import run_beside_kept_twin
from simulator.results.reader import read_kpis
from simulator.scenario.loader import load_scenario
from simulator.whole import write_whole


@dataclass(frozen=True)
class BranchedVariant:
    """The branches of all runs of a variant, and what they come to beside these runs."""

    label: str
    branches: list[Path]
    beside: SideBySide


@dataclass(frozen=True)
class Place:
    """Where things are. out: for results. scenarios, outside: see ``branch_run``."""

    out: Path
    scenarios: Path | None = None
    outside: bool = False


def branch_experiment(
    folder: Path, changes: Changes, place: Place, report: Callable[[str], None] = lambda text: None
) -> tuple[Path, list[BranchedVariant]]:
    """Branch every run of an experiment; return the folder of the tables, and the branches of each variant.

    Runs that were kept whole are parents as they are; others are done once more, and have to come to what they came to.
    Raises ResultError and ScenarioError as ``branch_run`` does.
    """
    experiment = read_experiment(folder / "experiment.yaml")
    work = prepare(experiment, place.scenarios or Path(), folder.parent, allow_outside_paths=place.outside)
    work = replace(work, folder=folder)
    variants, replications = [], _replications(folder)
    for number, variant in enumerate(work.variants):
        parents, branches = [], list[Path]()
        for replication in replications:
            done = number * len(replications) + len(branches)
            report(f"run {done + 1} of {len(work.variants) * len(replications)}")
            parent = _parent(work, number, replication, place)
            result = branch_run(parent, changes, scenarios=place.scenarios, outside=place.outside)
            parents.append(parent)
            branches.append(write_run(result, place.out, {}, figures=False))
        beside = side_by_side([*branches, *parents], experiment.metrics, experiment.level)
        variants.append(BranchedVariant(variant.label, branches, beside))
    return _written(place.out / experiment.name, changes, variants), variants


def _replications(folder: Path) -> list[int]:
    """Return the replications of an experiment, however many its rule of stopping wanted."""
    table = pd.read_parquet(folder / "kpis.parquet", columns=["replication"])
    return sorted(set(table["replication"].tolist()))


def _parent(work: Work, variant: int, replication: int, place: Place) -> Path:
    """Return the folder of a run, whole. Raises ResultError when it is not there, or comes to something else today."""
    task = work.task(variant, replication)
    if (task.target / "manifest.json").is_file():
        return task.target
    if not task.target.is_dir():
        raise ResultError(f"{task.target}: is missing: scenario or program have changed since; do the experiment again")
    scenario = load_scenario(task.base, task.overrides, allow_outside_paths=place.outside)
    result = run_beside_kept_twin(scenario, task.seed)
    parent = write_run(result, place.out, {}, figures=False)
    told, before = read_kpis(parent), read_kpis(task.target)
    if told != {name: before.get(name) for name in told}:
        raise ResultError(
            f"{task.target}: cannot be repeated: it comes to something else today; do the experiment again"
        )
    return parent


def _written(folder: Path, changes: Changes, variants: list[BranchedVariant]) -> Path:
    """Write the tables of all variants, as Parquet and as CSV; return their folder, which is named by what changes."""
    digest = hashlib.sha256(repr(changes).encode()).hexdigest()[:8]
    target = folder / f"branches-{digest}"
    target.mkdir(parents=True, exist_ok=True)
    for name, of in (("kpis", "runs"), ("summary", "summary"), ("differences", "differences")):
        tables = []
        for variant in variants:
            table: pd.DataFrame = getattr(variant.beside, of)
            tables.append(table.assign(variant=variant.label + ": " + table["variant"]))
        whole, parquet = pd.concat(tables, ignore_index=True), io.BytesIO()
        whole.to_parquet(parquet, index=False)
        write_whole(target / f"{name}.parquet", parquet.getvalue())
        write_whole(target / f"{name}.csv", whole.to_csv(index=False, lineterminator="\n"))
    return target
