"""One run of an experiment, done by a worker: it writes its own folder, whole or not at all, and returns its name."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from simulator import registry
from simulator.analysis.scorecard import with_scorecard
from simulator.errors import ResultError
from simulator.results.reader import read_kpis
from simulator.results.writer import replace_json, write_json, write_tables
from simulator.whole import draft_folder, sync_tree

if TYPE_CHECKING:
    from simulator.scenario.models import Scenario

OVER_TIME = ("resilience_curve", "resilience_milestones")  # kept of every run that has a twin


@dataclass(frozen=True)
class Task:
    """What a worker needs to know. folder: of the runs. name: of this one. packages: those it must have, by version.

    grouped: key figures of groups of requests that are wanted beside those of every run.
    """

    base: str
    overrides: tuple[str, ...]
    seed: int
    folder: str
    name: str
    keep_all: bool
    allow_outside_paths: bool
    packages: tuple[tuple[str, str], ...] = ()
    grouped: tuple[str, ...] = ()

    @property
    def target(self) -> Path:
        """Return the folder of the run."""
        return Path(self.folder) / self.name

    @property
    def missing(self) -> tuple[str, ...]:
        """Return which of the key figures of groups a run that is there does not tell; it was done for others."""
        told = read_kpis(self.target) if self.grouped else {}
        return tuple(metric for metric in self.grouped if metric not in told)


def do(task: Task) -> str:
    """Simulate one run and write its folder; return its name. Does nothing when the run is there.

    Raises RegistryError where other packages are installed than the task says: the run would be another one.
    """
    registry.check_packages(task.packages)
    target = task.target
    if is_done(task):
        return task.name
    from simulator.experiments.publish import write_into
    from simulator.experiments.twin import BesideTwin, run_beside_kept_twin

    scenario = _scenario(task.base, task.overrides, task.allow_outside_paths)
    result = run_beside_kept_twin(scenario, task.seed)
    try:
        if target.is_dir():
            told = read_kpis(target) | {metric: result.figure(metric) for metric in task.missing}
            replace_json(target, "kpis", with_scorecard(told))
            return task.name
        with draft_folder(Path(task.folder)) as draft:
            if task.keep_all:
                write_into(result, draft)
            elif isinstance(result, BesideTwin):
                write_tables(draft, {name: result.resilience.tables[name] for name in OVER_TIME})
            told = result.kpis | {metric: result.figure(metric) for metric in task.grouped}
            write_json(draft, "kpis", with_scorecard(told))
            sync_tree(draft)
            try:
                draft.rename(target)
            except OSError:
                if not target.is_dir():  # else somebody else has done the same run meanwhile
                    raise
    except OSError as error:
        raise ResultError(f"{target}: cannot write results: {error.strerror or error}") from error
    return task.name


def is_done(task: Task) -> bool:
    """Return whether the run is there, with all that is wanted of it."""
    return task.target.is_dir() and not task.missing


@lru_cache(maxsize=8)
def _scenario(base: str, overrides: tuple[str, ...], allow_outside_paths: bool) -> Scenario:
    from simulator.scenario.loader import load_scenario

    return load_scenario(base, overrides, allow_outside_paths=allow_outside_paths)


def start_worker() -> None:
    """Prepare a worker process: Ctrl-C is the main process's business, and without one there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_main_process, daemon=True).start()


def _die_with_main_process() -> None:
    main = multiprocessing.parent_process()
    if main is not None:
        main.join()
        os._exit(1)
