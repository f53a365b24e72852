"""Experiments of very many runs: tables are gathered by columns, and nothing is painted that nobody can look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.errors import ResultError
from simulator.experiments import compare as comparing
from simulator.experiments.executors import ThisProcess
from simulator.experiments.experiment import Quiet, prepare, table_of_runs
from simulator.experiments.plan import Experiment
from simulator.report.compare.page import write_comparison_page

FIGURES: tuple[dict[str, Any], ...] = (
    {"served": 3, "waited_s": 1.5, "never": None, "sometimes": None},
    {"served": 4, "waited_s": 2, "never": None, "sometimes": 7, "of_some": 1},
    {"served": 5, "waited_s": None, "never": None, "sometimes": None, "of_some": 2.5},
)


def test_the_table_of_runs_is_that_of_its_rows(tmp_path: Path) -> None:
    plan = Experiment(
        name="counts",
        base="tiny/line",
        factors={"fleet.minibus.count": (1, 2, 3)},
        replications=2,
        metrics=("cost_eur",),
    )
    work = prepare(plan, Path(), tmp_path)
    assert len(work.scenarios) == 1  # all variants have the same roads
    rows = []
    for number, variant in enumerate(work.variants):
        for replication in range(2):
            task, kpis = work.task(number, replication), FIGURES[(number + replication) % 3]
            (Path(task.folder) / task.name).mkdir(parents=True)
            (Path(task.folder) / task.name / "kpis.json").write_text(json.dumps(kpis), encoding="utf-8")
            told = {"replication": replication, "seed": task.seed, "days": 1, "run": f"runs/{task.name}"}
            rows.append({"variant": variant.label, **variant.factors, **told, "cost_eur": None, **kpis})
    pd.testing.assert_frame_equal(table_of_runs(work, 2), pd.DataFrame(rows), check_exact=True)


@pytest.mark.slow
def test_too_many_variants_are_not_painted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Experiment(name="counts", base="tiny/line", factors={"fleet.minibus.count": (1, 2)}, replications=2)
    work = prepare(plan, Path(), tmp_path)
    comparing.carry_out_and_paint(work, ThisProcess(), Quiet())
    before = {entry.name for entry in work.folder.iterdir()}
    tables = {path.name: path.read_bytes() for path in work.folder.glob("*.parquet")}
    monkeypatch.setattr("simulator.report.compare.tables.MOST_PAINTED", 1)
    steps: list[str] = []
    monkeypatch.setattr(Quiet, "step", lambda _, text: steps.append(text))
    found = comparing.carry_out_and_paint(work, ThisProcess(), Quiet())
    assert "drawing figures" not in steps
    reason = "2 variants are too many for figures and a page to look at, which show 1 at most"
    with pytest.raises(ResultError, match=reason):  # as elbe-drt report says
        write_comparison_page(work.folder)
    assert before - {entry.name for entry in work.folder.iterdir()} == {"figures", "compare.html"}
    assert {path.name: path.read_bytes() for path in work.folder.glob("*.parquet")} == tables
    assert len(found.runs) == 4
