"""The worst links closed in the simulation: all day, nobody surprised, and the dispatcher at its best around them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator import registry
from simulator.analysis.statistics import paired_estimate
from simulator.errors import ResultError
from simulator.experiments.identity import scenario_digest
from simulator.experiments.task import Task, is_done
from simulator.results.reader import read_named
from simulator.scenario.loader import load_scenario

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor
    from simulator.scenario.models import Scenario

RADIUS_M = 1.0
FIGURES = ("service_rate", "wait_mean_s", "vehicle_km")
DTYPES = {"link": "int64", "figure": "string", "open": "float64", "closed": "float64", "difference": "float64",
          "half_width": "float64", "runs": "int64", "refused": "string"}  # fmt: skip


@dataclass(frozen=True)
class Base:
    """The scenario whose roads are closed. name: as the user has it. outside: whether it may name files outside."""

    name: str
    overrides: tuple[str, ...] = ()
    outside: bool = False

    def load(self) -> Scenario:
        """Return the scenario. Raises ScenarioError."""
        return load_scenario(self.name, self.overrides, allow_outside_paths=self.outside)

    def closing(self, name: str, lon: float, lat: float) -> Base:
        """Return the scenario with the street at a point closed, beside all changes that it has."""
        changes = self.load().network.changes
        before = [one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in changes]
        within = {"lon": round(lon, 7), "lat": round(lat, 7), "radius_m": RADIUS_M}
        after = [*before, {"name": name or "closed", "within": within, "closed": True}]
        return replace(self, overrides=(*self.overrides, f"network.changes={json.dumps(after, ensure_ascii=False)}"))


def verify(
    base: Base,
    worst: pd.DataFrame,
    replications: int,
    folder: Path,
    executor: Executor,
    report: Callable[[int, int], None],
) -> pd.DataFrame:
    """Return what closing each link does to key figures, in pairs of runs of the same day; columns DTYPES.

    Where the scenario is refused with a link closed, as a depot is cut off, the row says why, and no figure.

    worst: links with name, lon and lat of where they are
    closed. folder: where runs are kept, so that those that are done are not done again. report: gets how many of all
    runs are done. Raises ElbeDrtError, ResultError for runs that failed.
    """
    places = zip(*(worst[name].tolist() for name in ("name", "lon", "lat")), strict=True)
    variants = [base, *(base.closing(*place) for place in places)]
    tasks = [_tasks(variant, replications, folder) for variant in variants]
    everything = [task for its in tasks for task in its]
    left = [task for task in dict.fromkeys(everything) if not is_done(task)]
    refused: dict[Task, str] = {}
    for number, done in enumerate(executor.run(left), start=1):
        if done.error:
            refused[done.task] = done.error
        report(number, len(left))
    for task in tasks[0]:
        if task in refused:
            raise ResultError(f"{task.name}: {refused[task]}")
    opened = [read_named(task.target, "kpis") for task in tasks[0]]
    rows: list[tuple[object, ...]] = []
    for link, its in zip(worst["link"].tolist(), tasks[1:], strict=True):
        why = next((refused[task] for task in its if task in refused), None)
        if why is None:
            rows += _differences(link, opened, [read_named(task.target, "kpis") for task in its])
        else:
            rows.append((link, "", *[float("nan")] * 4, 0, why))
    return pd.DataFrame(rows, columns=list(DTYPES)).astype(DTYPES)


def _tasks(base: Base, replications: int, folder: Path) -> list[Task]:
    loaded = base.load()
    digest = scenario_digest(loaded)
    packages = registry.packages()
    return [
        Task(base.name, base.overrides, seed, str(folder), f"{digest}-seed-{seed}", False, base.outside, packages)
        for seed in range(loaded.seed, loaded.seed + replications)
    ]


def _differences(link: int, opened: list[dict[str, float]], shut: list[dict[str, float]]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for figure in FIGURES:
        before, after = (np.array([_number(of.get(figure)) for of in its]) for its in (opened, shut))
        estimate, _ = paired_estimate(after, before)
        rows.append((link, figure, before.mean(), after.mean(), estimate.value, estimate.half_width, len(before), ""))
    return rows


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
