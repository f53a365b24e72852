"""How far results move when each assumption of a scenario moves alone from the low to the high end of its range."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from simulator.analysis.movements import movements
from simulator.errors import Problem, ScenarioError
from simulator.experiments.assumptions import assumptions_table
from simulator.experiments.experiment import Quiet, Watch, Work, carry_out, prepare
from simulator.experiments.metrics import headline_metrics
from simulator.experiments.moves import Move, moves_of
from simulator.experiments.plan import Experiment, make_experiment
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.scenario.yaml_file import Document
from simulator.whole import draft_folder, put_in_place, write_whole

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor


@dataclass(frozen=True)
class Asked:
    """What is moved, over how many runs. only: patterns of keys; none: all assumptions. metrics: none: the headline."""

    base: str
    overrides: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    replications: int = 10
    metrics: tuple[str, ...] = ()
    level: float = 0.95


@dataclass(frozen=True)
class Sensitivity:
    """How far results move. movements: see ``analysis.movements``. assumptions: the ledger of the scenario."""

    folder: Path
    movements: pd.DataFrame
    assumptions: pd.DataFrame

    def __repr__(self) -> str:
        """Return how much was moved, and where the tables are."""
        count = self.movements["assumption"].nunique()
        many = "assumption" if count == 1 else "assumptions"
        return f"<Sensitivity of {count:,} {many}, {self.movements['n'].max():,} runs each: {self.folder.name}>"


@dataclass(frozen=True)
class Planned:
    """An analysis that is ready to run: its experiment, its moves, and the scenario that is moved."""

    work: Work
    moves: list[Move]
    scenario: Scenario


def sensitivity(
    base: str | Path, *, overrides: Sequence[str] = (), only: Sequence[str] = (), replications: int = 10,
    metrics: Sequence[str] = (), out: str | Path = "results", workers: int | None = 1,
) -> Sensitivity:  # fmt: skip
    """Move each assumption of a scenario alone from its low to its high end; runs that are done are not done again.

    base: a scenario file or a bundled name. overrides: as with ``--set``. only: keys, for these assumptions alone.
    replications: days of each variant, the same for all. metrics: key figures; by default the headline. workers:
    processes; 1: this one; None: as many as there are cores. Raises ElbeDrtError.
    """
    from simulator.experiments.executors import LocalPool, ThisProcess

    asked = Asked(str(base), tuple(overrides), tuple(only), replications, tuple(metrics))
    executor = ThisProcess() if workers == 1 else LocalPool(workers or os.cpu_count() or 1)
    try:
        return move(plan_moves(asked, Path(out)), executor, Quiet())
    finally:
        executor.close()


def plan_moves(asked: Asked, results: Path, *, allow_outside_paths: bool = False) -> Planned:
    """Load the scenario and all its variants before anything runs. Raises ScenarioError, or ResultError."""
    scenario = load_scenario(asked.base, asked.overrides, allow_outside_paths=allow_outside_paths)
    moves = moves_of(scenario, asked.only)
    if not moves:
        what = f"--only {' '.join(asked.only)}: no assumption with a range" if asked.only else "nothing to move"
        raise ScenarioError([Problem(asked.base, 0, 0, "assumptions", f"{what}; see: elbe-drt validate --assumptions")])
    experiment = _experiment(asked, scenario, moves)
    return Planned(prepare(experiment, Path(), results, allow_outside_paths=allow_outside_paths), moves, scenario)


def _experiment(asked: Asked, scenario: Scenario, moves: list[Move]) -> Experiment:
    said = {
        "name": f"{scenario.name}-sensitivity"[:80], "base": asked.base, "overrides": list(asked.overrides),
        "title": scenario.model_dump()["title"], "variants": {move.label: move.changes for move in moves},
        "replications": asked.replications, "level": asked.level,
        "metrics": list(asked.metrics or headline_metrics(scenario)),
    }  # fmt: skip
    return make_experiment(Document(said))


def move(planned: Planned, executor: Executor, watch: Watch) -> Sensitivity:
    """Carry the runs out, write tables, figures and the page."""
    from simulator.report.sensitivity.page import write_sensitivity_page
    from simulator.report.sensitivity.tornado import draw_tornados

    ledger = assumptions_table(planned.scenario)
    moved: list[pd.DataFrame] = []

    def paint(folder: Path) -> None:
        summary, differences = (pd.read_parquet(folder / f"{name}.parquet") for name in ("summary", "differences"))
        table = movements(moves_table(planned.moves), summary, differences)
        moved.append(table)
        for name, written in (("sensitivity", table), ("assumptions", ledger)):
            parquet = io.BytesIO()
            written.to_parquet(parquet, index=False)
            write_whole(folder / f"{name}.parquet", parquet.getvalue())
            write_whole(folder / f"{name}.csv", written.to_csv(index=False, lineterminator="\n"))
        watch.step("drawing figures")
        with draft_folder(folder) as draft:
            draw_tornados(table, draft)
            put_in_place(draft, folder / "figures")
        write_sensitivity_page(folder)

    folder = carry_out(planned.work, executor, watch, paint)
    return Sensitivity(folder, moved[-1], ledger)


def moves_table(moves: Sequence[Move]) -> pd.DataFrame:
    """Return moves as rows, as ``movements`` takes them."""
    rows = [(one.name, one.end, one.now, one.to, one.range, one.label) for one in moves]
    return pd.DataFrame(rows, columns=["assumption", "end", "value", "moved_to", "range", "variant"])
