"""Compare variants of a scenario over many runs: runs, tables, figures and the page, in one folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from simulator.experiments.experiment import Quiet, Watch, Work, carry_out, prepare
from simulator.experiments.plan import Experiment, Value, make_experiment, read_experiment
from simulator.experiments.sensitivity import sobol_indices
from simulator.scenario.loader import load_scenario
from simulator.scenario.yaml_file import Document
from simulator.whole import draft_folder, put_in_place, write_whole

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor


@dataclass(frozen=True)
class Comparison:
    """What an experiment gives. The tables are those of the same names in its folder, explained in docs/experiments.md.

    runs: a row per run. summary: a row per variant and key figure, with interval. differences: between variants that
    met the same days; None where there is but one. sensitivities: first-order and total Sobol indices; None without.
    """

    folder: Path
    runs: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame | None
    sensitivities: pd.DataFrame | None = None

    def __repr__(self) -> str:
        """Return where it is and how many runs it has."""
        return f"<Comparison {self.folder}: {len(self.runs):,} runs>"


def compare(
    base: str | Path,
    vary: Mapping[str, Sequence[Value]] | None = None,
    *,
    overrides: Sequence[str] = (),
    replications: int = 10,
    metrics: Sequence[str] = (),
    level: float = 0.95,
    out: str | Path = "results",
    workers: int | None = 1,
    watch: Watch | None = None,
    allow_outside_paths: bool = False,
) -> Comparison:
    """Compare variants of a scenario, or carry out an experiment file; runs that are done already are not done again.

    base: a scenario file, a bundled scenario's name, or, without ``vary``, an experiment file, which says all else.
    vary: values by path, such as ``{"fleet.minibus.count": [8, 10]}``; several: all combinations. overrides: for all
    variants, as with ``--set``. replications: runs per variant, the same for all. level: of the confidence intervals.
    out: folder of results. workers: processes; 1: this one; None: as many as there are cores. A script that wants more
    than one keeps its main part below ``if __name__ == "__main__":``. Raises ElbeDrtError.
    """
    from simulator.experiments.executors import LocalPool, ThisProcess

    if vary is None:
        experiment, beside = read_experiment(Path(base)), Path(base).parent
    else:
        experiment = experiment_of(
            str(base), vary, overrides=overrides, replications=replications, metrics=metrics, level=level,
            allow_outside_paths=allow_outside_paths,
        )  # fmt: skip
        beside = Path()
    executor = ThisProcess() if workers == 1 else LocalPool(workers or os.cpu_count() or 1)
    try:
        work = prepare(experiment, beside, Path(out), allow_outside_paths=allow_outside_paths)
        return carry_out_and_paint(work, executor, watch or Quiet())
    finally:
        executor.close()


def experiment_of(
    base: str, vary: Mapping[str, Sequence[Value]], *, overrides: Sequence[str] = (), allow_outside_paths: bool = False,
    **more: object,
) -> Experiment:  # fmt: skip
    """Return the experiment that varies a scenario, named after both. Raises ScenarioError.

    more: what else an experiment file may say.
    """
    scenario = load_scenario(base, overrides, allow_outside_paths=allow_outside_paths).name
    name = re.sub("[^a-z0-9_.-]", "-", "-".join([scenario, "by", *vary]).lower().replace(".", "-"))[:80]
    said = {"name": name, "base": base, "overrides": list(overrides), "factors": dict(vary), **more}
    return make_experiment(Document(said))


def carry_out_and_paint(work: Work, executor: Executor, watch: Watch) -> Comparison:
    """Carry an experiment out, draw its figures, write its page; of very many variants nobody could look at these."""
    from simulator.report.compare.page import PAGE, write_comparison_page
    from simulator.report.compare.tables import not_painted
    from simulator.report.comparison_figures import draw_experiment

    tables: dict[str, pd.DataFrame] = {}

    def paint(folder: Path) -> None:
        for name in ("kpis", "summary", "differences"):
            if (folder / f"{name}.parquet").is_file():
                tables[name] = pd.read_parquet(folder / f"{name}.parquet")
        if work.experiment.design == "sobol":
            tables["sensitivities"] = sobol_indices(work.experiment, tables["kpis"])
            text = tables["sensitivities"].to_csv(index=False, lineterminator="\n")
            write_whole(folder / "sensitivities.csv", text)
        if not_painted(len(work.variants)) is not None:
            shutil.rmtree(folder / "figures", ignore_errors=True)  # those of fewer variants before
            (folder / PAGE).unlink(missing_ok=True)
            return
        watch.step("drawing figures")
        with draft_folder(folder) as draft:
            draw_experiment(folder, draft, list(work.experiment.factors), tables.get("sensitivities"))
            put_in_place(draft, folder / "figures")
        write_comparison_page(folder)

    folder = carry_out(work, executor, watch, paint)
    return Comparison(folder, tables["kpis"], tables["summary"], tables.get("differences"), tables.get("sensitivities"))
