"""Numbers with the digits they deserve, and axes without halves of vehicles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.comparison import paired_differences, summarise
from simulator.analysis.statistics import FEW_RUNS
from simulator.report import style
from simulator.report.compare.metrics import BY_NAME, SAID
from simulator.report.comparison import few_runs
from simulator.report.comparison_figures import draw_experiment
from simulator.report.page.chart import count_axis
from simulator.report.page.language import Language
from simulator.report.precision import decimals, number


@pytest.mark.parametrize(
    ("value", "half_width", "said"),
    [
        (312.46, 22.0, "312"),
        (312.46, 2.2, "312.5"),
        (0.752_34, 0.013, "0.752"),
        (14_523.4, 160.0, "14,520"),
        (14_523.4, 9.0, "14,523.4"),
        (-0.4, 22.0, "0"),
        (-31.0, 1000.0, "0"),
        (0.752_34, nan, "0.7523"),
        (0.752_34, 0.0, "0.7523"),
        (14_523.4, nan, "14,523"),
        (nan, 1.0, "-"),
    ],
)
def test_two_digits_of_the_uncertainty_count(value: float, half_width: float, said: str) -> None:
    assert number(value, half_width) == said


def test_what_is_not_uncertain_leaves_all_digits() -> None:
    assert decimals(0.0) is decimals(nan) is decimals(float("inf")) is None
    assert [decimals(x) for x in (1.0, 0.99, 10.0, 0.05)] == [1, 2, 0, 3]


def test_the_page_says_no_more_than_is_known() -> None:
    words = Language("en")
    wait, cost, pooled = BY_NAME["wait_p95_s"], BY_NAME["cost_eur"], BY_NAME["pooled_share"]
    assert wait.spell(words, 1190.0) == "19.8 min"
    assert wait.spell(words, 1190.0, 50.0) == "19.8 min"  # +- 0.8 min
    assert wait.spell(words, 1190.0, 900.0) == "20 min"  # +- 15 min
    assert cost.spell(words, 14.37, 0.4) == "€14.37"
    assert cost.spell(words, 14.37, 40.0) == "€14"
    assert pooled.change(words, 0.123, 0.2) == "12 percentage points"
    assert pooled.change(words, 0.123, 0.02) == "12.3 percentage points"


def test_riders_per_hour_and_the_subsidy_are_told_in_words() -> None:
    assert {"riders_per_vehicle_hour", "subsidy_per_rider_eur"} <= {metric.name for metric in SAID}


def test_axes_of_counts_have_whole_numbers() -> None:
    assert count_axis("vehicles", 1.0)["dtick"] == 1
    assert "dtick" not in count_axis("vehicles", 40.0)  # the drawing's own steps are whole there


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Keep the figures that are drawn."""
    kept: list[Any] = []
    plain = style.figure

    @contextmanager
    def keeping(path: Path, **size: float) -> Iterator[Any]:
        with plain(path, **size) as figure:
            yield figure
            kept.append(figure)

    monkeypatch.setattr(style, "figure", keeping)
    return kept


def experiment_in(folder: Path, factor: str, values: tuple[float, ...]) -> Path:
    rows = [(f"{factor}={v}", v, day, v / 10 + day**2 / 100, None) for v in values for day in range(3)]
    runs = pd.DataFrame(rows, columns=["variant", factor, "replication", "service_rate", "cost_eur"])
    metrics = ["service_rate", "cost_eur"]
    for name, table in {
        "kpis": runs,
        "summary": summarise(runs, metrics, 0.95),
        "differences": paired_differences(runs, metrics, 0.95),
    }.items():
        table.to_parquet(folder / f"{name}.parquet")
    return folder


def test_variants_of_whole_vehicles_have_whole_ticks(tmp_path: Path, drawn: list[Any]) -> None:
    draw_experiment(experiment_in(tmp_path, "fleet.minibus.count", (1, 2)), tmp_path, ["fleet.minibus.count"])
    (axes,) = drawn[0].get_axes()  # one metric: nobody measured the cost
    assert {tick % 1 for tick in axes.get_xticks()} == {0.0}
    assert [axes.get_title(loc="left") for axes in drawn[1].get_axes()] == ["served share"]


def test_variants_of_other_values_have_ticks_between(tmp_path: Path, drawn: list[Any]) -> None:
    draw_experiment(experiment_in(tmp_path, "service.wait.most", (0.5, 1.0)), tmp_path, ["service.wait.most"])
    assert {tick % 1 for tick in drawn[0].get_axes()[0].get_xticks()} != {0.0}


def test_nothing_measured_draws_nothing(tmp_path: Path, drawn: list[Any]) -> None:
    folder = experiment_in(tmp_path, "fleet.minibus.count", (1, 2))
    summary = pd.read_parquet(folder / "summary.parquet")
    summary.assign(mean=float("nan")).to_parquet(folder / "summary.parquet")
    assert draw_experiment(folder, folder, ["fleet.minibus.count"]) == []
    assert drawn == []


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ([3, 20], "3 runs are few"),
        ([1, 1], "One run has no interval"),
        ([2], "2 runs are few"),
        ([0, FEW_RUNS], None),
        ([0, FEW_RUNS - 1], f"{FEW_RUNS - 1} runs are few"),
        ([0], None),
    ],
)
def test_few_runs_are_said_to_be_few(runs: list[int], said: str | None) -> None:
    found = few_runs(pd.Series(runs))
    assert found is None if said is None else str(found).startswith(said)
