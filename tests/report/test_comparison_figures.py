"""What the figures of an experiment show, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from simulator.report import comparison_figures as figures
from simulator.report import style

METRICS = ("service_rate", "cost_eur", "wait_p95_s", "vehicle_km")
VARIANTS = ("fleet.minibus.count=8", "fleet.minibus.count=12", "fleet.minibus.count=16")
COSTS, SHARES = (800.0, 1200.0, 1600.0), (0.6, 0.9, 0.8)  # the largest fleet is beaten by the middle one
NAN = float("nan")


def means(metrics: tuple[str, ...] = METRICS, n: tuple[int, ...] = (10, 10, 10)) -> pd.DataFrame:
    values = {"cost_eur": COSTS, "service_rate": SHARES}
    rows = [
        (variant, metric, count, value, value - 0.1, value + 0.2, 0.95, "Student t")
        for metric in metrics
        for variant, count, value in zip(VARIANTS, n, values.get(metric, (1.0, 2.0, 4.0)), strict=True)
    ]
    return pd.DataFrame(rows, columns=["variant", "metric", "n", "mean", "low", "high", "level", "method"])


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, Figure]:
    """The figures that were drawn, by name."""
    found: dict[str, Figure] = {}

    @contextmanager
    def paper_figure(_folder: Path, name: str, **_size: float) -> Iterator[Figure]:
        found[name] = Figure()
        yield found[name]

    monkeypatch.setattr(figures, "paper_figure", paper_figure)
    return found


@pytest.mark.parametrize(
    ("count", "size", "grid"), [(1, (4.2, 3.4), (1, 1)), (3, (12.6, 3.4), (1, 3)), (4, (12.6, 6.8), (2, 3))]
)
def test_means_are_three_beside_each_other(
    drawn: dict[str, Figure], count: int, size: tuple[float, float], grid: tuple[int, int]
) -> None:
    figures._means(means(METRICS[:count]), None, ["fleet.minibus.count"], Path())
    figure = drawn["means"]
    assert figure.get_size_inches() == pytest.approx(size)
    places = [axes.get_subplotspec().get_geometry() for axes in figure.axes]
    assert places == [(*grid, number, number) for number in range(count)]
    assert [axes.get_title() for axes in figure.axes] == [figures.WORDS[metric] for metric in METRICS[:count]]


def test_means_stand_where_their_variants_do(drawn: dict[str, Figure]) -> None:
    figures._means(means(("service_rate",)), None, ["fleet.minibus.count"], Path())
    (axes,) = drawn["means"].axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["count=8", "count=12", "count=16"]
    line, _, (bars,) = axes.containers[0].lines
    assert (line.get_xdata().tolist(), line.get_ydata().tolist()) == ([0, 1, 2], list(SHARES))
    assert np.array(bars.get_segments())[:, :, 1] == pytest.approx(np.array([[0.5, 0.8], [0.8, 1.1], [0.7, 1.0]]))
    assert any(line.get_visible() for line in axes.get_ygridlines())
    assert not any(line.get_visible() for line in axes.get_xgridlines())
    counts = pd.Series([8, 12, 16], index=list(VARIANTS))
    figures._means(means(("service_rate",)), counts, ["fleet.minibus.count"], Path())
    (axes,) = drawn["means"].axes
    assert axes.containers[0].lines[0].get_xdata().tolist() == [8, 12, 16]
    assert axes.get_xlabel() == "fleet.minibus.count"
    assert all(float(tick).is_integer() for tick in axes.get_xticks())


@pytest.mark.parametrize(
    ("n", "said"),
    [
        ((10, 10, 10), "means of 10 runs, 95% intervals (Student t)"),
        ((4, 10, 7), "means of 4 to 10 runs, which are few, 95% intervals (Student t)"),
        ((figures.FEW_RUNS,) * 3, f"means of {figures.FEW_RUNS} runs, 95% intervals (Student t)"),
    ],
)
def test_a_note_tells_how_many_runs(drawn: dict[str, Figure], n: tuple[int, ...], said: str) -> None:
    figures._means(means(n=n), None, ["x"], Path())
    assert drawn["means"].get_supxlabel() == said


def test_one_run_has_no_error_bar() -> None:
    axes = Figure().add_subplot()
    rows = pd.DataFrame({"mean": [3.0], "low": [NAN], "high": [NAN]})
    figures._bars(axes, np.array([0]), rows)
    assert axes.containers[0].lines[2][0].get_segments()[0][:, 1].tolist() == [3, 3]


def test_differences_that_are_sure_are_filled(drawn: dict[str, Figure]) -> None:
    rows = [
        (metric, variant, VARIANTS[0], mean, mean - 1, mean + 2, 0.95, p)
        for metric in ("service_rate", "cost_eur")
        for variant, mean, p in ((VARIANTS[1], 5.0, 0.049), (VARIANTS[2], 7.0, 0.051))
    ]
    columns = ["metric", "variant", "base", "mean", "low", "high", "level", "p_holm"]
    figures._differences(pd.DataFrame(rows, columns=columns), Path())
    figure = drawn["differences"]
    assert figure.get_size_inches() == pytest.approx((7.2, 2.3))
    assert [axes.get_subplotspec().get_geometry() for axes in figure.axes] == [(1, 2, 0, 0), (1, 2, 1, 1)]
    first, second = figure.axes
    assert [label.get_text() for label in first.get_yticklabels()] == ["count=16", "count=12"]
    assert [label.get_text() for label in second.get_yticklabels()] == ["", ""]
    reach, sure, unsure = first.collections
    assert [segment.tolist() for segment in reach.get_segments()] == [[[6, 0], [9, 0]], [[4, 1], [7, 1]]]
    assert (sure.get_offsets().tolist(), unsure.get_offsets().tolist()) == ([[5, 1]], [[7, 0]])
    assert to_hex(sure.get_facecolor()[0]) == style.BLUE.lower() and to_hex(unsure.get_facecolor()[0]) == "#ffffff"
    assert first.lines[0].get_xdata() == [0, 0]
    assert figure.get_supxlabel() == f"difference to {VARIANTS[0]}; filled: not zero (Holm)"


def test_the_line_joins_what_nothing_beats(drawn: dict[str, Figure]) -> None:
    figures._frontier(means(), Path())
    (axes,) = drawn["frontier"].axes
    across, up = axes.containers
    assert across.has_xerr and up.has_yerr and not across.has_yerr
    assert across.lines[2][0].get_segments()[0].tolist() == pytest.approx(np.array([[799.9, 0.6], [800.2, 0.6]]))
    assert up.lines[2][0].get_segments()[2].tolist() == pytest.approx(np.array([[1600, 0.7], [1600, 1.0]]))
    (best,) = [line for line in axes.lines if line.get_color() == style.GREY]
    assert (best.get_xdata().tolist(), best.get_ydata().tolist()) == ([800, 1200], [0.6, 0.9])
    assert [(text.get_text(), text.xy) for text in axes.texts] == [
        ("count=8", (800, 0.6)), ("count=12", (1200, 0.9)), ("count=16", (1600, 0.8)),
    ]  # fmt: skip
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("cost of a run [EUR]", "served share")


def test_what_explains_most_is_on_top(drawn: dict[str, Figure]) -> None:
    rows = [
        (metric, factor, first, total, 0.05)
        for metric in ("service_rate", "odd")
        for factor, first, total in (("a", 0.5, 0.7), ("b", 0.1, 0.2), ("c", 0.2, 0.3))
    ]
    table = pd.DataFrame(rows, columns=["metric", "factor", "first", "total", "total_conf"])
    figures._tornado(table, Path())
    figure = drawn["sensitivities"]
    assert figure.get_size_inches() == pytest.approx((7.6, 2.6))
    assert [axes.get_subplotspec().get_geometry() for axes in figure.axes] == [(1, 2, 0, 0), (1, 2, 1, 1)]
    assert [axes.get_title() for axes in figure.axes] == ["served share", "odd"]
    assert [axes.get_legend() is not None for axes in figure.axes] == [True, False]
    first = figure.axes[0]
    assert [label.get_text() for label in first.get_yticklabels()] == ["b", "c", "a"]
    total, alone = (c for c in first.containers if hasattr(c, "patches"))
    assert [bar.get_width() for bar in total] == [0.2, 0.3, 0.7]
    assert [bar.get_width() for bar in alone] == [0.1, 0.2, 0.5]
    assert [bar.get_y() + bar.get_height() / 2 for bar in total] == pytest.approx([0, 1, 2])


@pytest.mark.parametrize(
    ("factors", "numbers", "names"),
    [
        (["fleet.minibus.count"], True, ["means", "differences", "frontier"]),
        (["fleet.minibus.count", "other"], False, ["means", "differences", "frontier"]),
    ],
)
def test_what_is_drawn_of_an_experiment(
    drawn: dict[str, Figure], tmp_path: Path, factors: list[str], numbers: bool, names: list[str]
) -> None:
    means().assign(statistic="mean").to_parquet(tmp_path / "summary.parquet")
    runs = {"variant": [*VARIANTS, *VARIANTS], factors[0]: [8, 12, 16] * 2}
    pd.DataFrame(runs).to_parquet(tmp_path / "kpis.parquet")
    rows = means(("service_rate",)).iloc[1:].assign(base=VARIANTS[0], p_holm=0.5)
    rows.to_parquet(tmp_path / "differences.parquet")
    paths = figures.draw_experiment(tmp_path, tmp_path, factors)
    assert [path.name for path in paths] == [f"{name}.{kind}" for name in names for kind in ("png", "svg")]
    assert list(drawn) == names
    x = drawn["means"].axes[0].containers[0].lines[0].get_xdata().tolist()
    assert x == ([8, 12, 16] if numbers else [0, 1, 2])
    (tmp_path / "differences.parquet").unlink()
    means(("service_rate",)).assign(statistic="mean").to_parquet(tmp_path / "summary.parquet")
    sensitive = pd.DataFrame(
        [("service_rate", "a", 1.0, 1.0, 0.0)], columns=["metric", "factor", "first", "total", "total_conf"]
    )
    drawn.clear()
    figures.draw_experiment(tmp_path, tmp_path, factors, sensitive)
    assert list(drawn) == ["means", "sensitivities"]
    means().assign(statistic="mean", mean=NAN).to_parquet(tmp_path / "summary.parquet")
    assert figures.draw_experiment(tmp_path, tmp_path, factors) == []
