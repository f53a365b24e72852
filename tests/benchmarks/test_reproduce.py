"""What the comparison with published figures says, with made-up runs in place of real ones."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

from benchmarks.reproduce import __main__ as command
from benchmarks.reproduce.compare import row_of, verdict
from benchmarks.reproduce.page import fails, page
from benchmarks.reproduce.running import study_of
from benchmarks.reproduce.study import Case, Found, Study
from simulator.analysis.statistics import Estimate

KEPT = sorted(path.parent.name for path in command.HERE.glob("*/results.csv"))


def found(value: float, half: float) -> Found:
    return Found(Estimate(20, value, value - half, value + half, 0.95, "by hand"), {"wait": 1.23456789})


def case(explained: str = "", published: float = 0.5) -> Case:
    return Case("panel", "torus", 3.0, published, tolerance=0.02, half_width=0.01, explained=explained)


@pytest.mark.parametrize(
    ("value", "half", "explained", "within"),
    [
        (0.5099, 0.0049, "", "yes"),  # nearly 2 % off, half of the interval nearly 1 %
        (0.4901, 0.0049, "", "yes"),
        (0.5101, 0.005, "", "no"),
        (0.4899, 0.005, "", "no"),
        (0.5, 0.0051, "", "no"),  # near by luck
        (0.6, 0.005, "Another network.", "explained"),
        (0.5, 0.004, "Another network.", "yes"),
        (math.nan, math.nan, "", "no"),
    ],
)
def test_near_enough_and_sure_enough(value, half, explained, within):
    assert row_of(case(explained), found(value, half))["within"] == within


def test_a_row_by_hand():
    row = row_of(case(), found(0.509, 0.004))
    assert row == {
        "panel": "panel", "group": "torus", "x": 3.0, "published": 0.5, "ours": 0.509, "half_width": 0.004,
        "off_percent": 1.8, "half_width_percent": 0.8, "within": "yes", "wait": 1.23457,
    }  # fmt: skip


def study(*cases: Case) -> Study:
    return Study(
        "made-up", "Made up", "Somebody 2020.", "CC0", "2026-01-01", "What it is.", "load", "efficiency", cases, (),
        lambda one, small: found(one.published, 0),
    )  # fmt: skip


def test_the_page_tells_every_figure_and_every_deviation():
    cases = [case(), case("Drawn anew.", 0.4), case(published=0.3)]
    values = [0.505, 0.5, 0.5]
    table = pd.DataFrame([row_of(one, found(value, 0.001)) for one, value in zip(cases, values, strict=True)])
    assert verdict(table).startswith("1 of 3 figures are within their tolerances; they are off by 30.89 % on average")
    assert fails(table)
    assert not fails(table.head(2))
    text = page(study(*cases[:2]), table.head(2), {"command": "it", "commit": "c" * 40, "cpu_s": 3.2}, "images/a.png")
    assert "| torus | 3 | 0.5 | 0.505 ± 0.001 | +1.00 % | yes | 1.2346 |" in text
    assert "- **panel, torus, 3**: +25.00 % ± 0.25 %. " in text
    assert f"Made with `it` at commit {'c' * 12}: 3 CPU seconds" in text


def test_no_deviation_is_said_too():
    table = pd.DataFrame([row_of(case(), found(0.5, 0.001))])
    run = {"command": "it", "commit": "c" * 40, "cpu_s": 1}
    assert "None: every figure is within its tolerance." in page(study(case()), table, run, "images/a.png")


@pytest.mark.slow
def test_few_small_runs_of_a_study_come_near_and_are_not_kept(tmp_path, capsys):
    assert command.main(["zech2022", "--smoke", "--workers", "1"]) == 0
    said = capsys.readouterr().out
    assert "2 of 2 figures are within" in said
    assert command.main(["zech2022", "--smoke", "--case", "two nodes", "--workers", "1", "--out", str(tmp_path)]) == 0
    table = pd.read_csv(tmp_path / "results.csv")
    assert table["group"].tolist() == ["two nodes, 2 nodes, 1 vehicles"]


@pytest.mark.parametrize("name", KEPT)
def test_page_and_results_are_those_of_the_study(name: str):
    table = pd.read_csv(command.HERE / name / "results.csv", keep_default_na=False, na_values=[""])
    run = json.loads((command.HERE / name / "run.json").read_text(encoding="utf-8"))
    its = study_of(name)
    assert [(row.panel, row.group, row.x) for row in table.itertuples()] == [(c.panel, c.group, c.x) for c in its.cases]
    shown = (command.DOCS / f"reproduce-{name}.md").read_text(encoding="utf-8")
    assert shown == page(its, table, run, f"images/reproduce-{name}.png")
    assert not fails(table)
