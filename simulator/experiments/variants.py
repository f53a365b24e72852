"""Variants of a scenario told by overrides, each run on the same days; runs that are done are not done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator import registry
from simulator.experiments.identity import scenario_digest
from simulator.experiments.task import Task, is_done
from simulator.results.reader import read_kpis
from simulator.scenario.loader import load_scenario

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor
    from simulator.scenario.models import Scenario

Told = list[dict[str, Any]]  # the key figures of each day
TOGETHER = {
    "service_rate": "common_service_rate"
}  # of a ridepooling service, and of all services where there are several


@dataclass(frozen=True)
class Variant:
    """A scenario as the user names it, with overrides. outside: whether it may name files outside of its folders."""

    name: str
    overrides: tuple[str, ...] = ()
    outside: bool = False

    def load(self) -> Scenario:
        """Return the scenario. Raises ScenarioError."""
        return load_scenario(self.name, self.overrides, allow_outside_paths=self.outside)

    def having(self, key: str, value: object) -> Variant:
        """Return the same with a value, or a whole section or list, in the place of what is there."""
        return replace(self, overrides=(*self.overrides, f"{key}={json.dumps(value, ensure_ascii=False)}"))

    def tasks(self, replications: int, folder: Path) -> list[Task]:
        """Return its runs, from the scenario's seed on."""
        loaded, packages = self.load(), registry.packages()
        digest = scenario_digest(loaded)
        return [
            Task(self.name, self.overrides, seed, str(folder), f"{digest}-seed-{seed}", False, self.outside, packages)
            for seed in range(loaded.seed, loaded.seed + replications)
        ]


def run_variants(
    variants: Sequence[Variant],
    replications: int,
    folder: Path,
    executor: Executor,
    report: Callable[[int, int], None],
) -> list[Told | str]:
    """Run each variant on the same days; return its key figures by day, or why a day of it is refused.

    folder: of the runs. report: gets how many of those to be done are done. Days come one after the other, with all
    variants of each, so that what they have in common is made once.
    """
    tasks = [variant.tasks(replications, folder) for variant in variants]
    in_order = dict.fromkeys(task for of_day in zip(*tasks, strict=True) for task in of_day)
    left = [task for task in in_order if not is_done(task)]
    refused: dict[Task, str] = {}
    for number, done in enumerate(executor.run(left), start=1):
        if done.error:
            refused[done.task] = _without_overrides(done.task, done.error)
        report(number, len(left))
    return [_told(its, refused) for its in tasks]


def _without_overrides(task: Task, error: str) -> str:
    """Return what is wrong without what the variant is, which whoever reads it knows."""
    for override in task.overrides:
        error = error.replace(f"--set {override}: ", "")
    return error


def _told(tasks: list[Task], refused: dict[Task, str]) -> Told | str:
    why = next((refused[task] for task in tasks if task in refused), None)
    return [read_kpis(task.target) for task in tasks] if why is None else why


def of_days(told: Told, figure: str) -> NDArray[np.float64]:
    """Return a key figure of each day, NaN where it has none; that of all services together where there are several."""
    values = [of_day.get(TOGETHER.get(figure, ""), of_day.get(figure)) for of_day in told]
    return np.array([float(value) if isinstance(value, int | float) else np.nan for value in values])
