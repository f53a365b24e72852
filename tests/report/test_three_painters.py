"""A figure of the run, the plot for a paper and the page's chart show the same numbers of one series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from simulator.analysis.run import RunData, read_run_data
from simulator.analysis.series.run import RunSeries
from simulator.experiments.publish import write_run
from simulator.report import figures, power_figure, style
from simulator.report.page import fleet_charts, rider_charts
from simulator.report.page.language import Language
from simulator.report.plots import fleet, riders
from simulator.report.stacked import STATES
from tests.bundled import bundled
from tests.report.paper import Paper


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> RunData:
    result = bundled("prignitz/electric")
    return read_run_data(write_run(result, tmp_path_factory.mktemp("run"), {}, figures=False))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Paper:
    """Return what matplotlib is told to draw, instead of a file."""
    found = Paper()
    monkeypatch.setattr(style, "figure", found)
    return found


def bars(figure: Figure) -> list[list[float]]:
    return [[bar.get_height() for bar in container] for container in figure.axes[0].containers]


def bands(figure: Figure) -> dict[str, list[float]]:
    """Return the heights of bands by their words."""
    found = {}
    for patch in figure.axes[0].patches:
        top, _edges, bottom = patch.get_data()
        found[patch.get_label()] = (top - bottom).tolist()
    return found


def of_page(trace: dict[str, Any]) -> list[float]:
    """Return the heights of a band of the page, which has each twice."""
    return trace["y"][::2]


def test_demand(day, drawn) -> None:
    series = day.series.demand
    figures.draw_demand_and_service(series, None)
    paper = Figure()
    data = riders.demand(day, paper)
    chart = rider_charts.demand_chart(day, Language("en"))
    expected = [series.served.tolist(), series.not_served.tolist()]
    assert bars(drawn.figure) == bars(paper) == expected
    assert [trace["y"] for trace in chart.traces] == expected
    assert [data["served"].tolist(), data["not_served"].tolist()] == expected
    assert sum(map(sum, expected)) == day.kpis["requests"] and sum(expected[0]) == day.kpis["served"]


def test_waits(day, drawn) -> None:
    series = day.series.waits
    figures.draw_waits(series, None)
    chart = rider_charts.wait_chart(day, Language("en"))
    data = riders.waits(day, Figure())
    assert bars(drawn.figure)[0] == pytest.approx(chart.traces[0]["y"], abs=1e-3)
    below = [data.loc[data["wait_min"] < edge, "share"].max() for edge in series.edges[1:]]
    assert np.diff([0, *below]) == pytest.approx(series.share)
    assert series.median * 60 == pytest.approx(day.kpis["wait_median_s"])
    assert series.p95 * 60 == pytest.approx(day.kpis["wait_p95_s"])


def test_detours(day) -> None:
    chart = rider_charts.detour_chart(day, Language("en"))
    data = riders.detours(day, Figure())
    edges, share = day.series.detours.edges, day.series.detours.share
    assert chart.traces[0]["y"] == pytest.approx(share * 100, abs=1e-3)
    below = [0, *(data.loc[data["detour_factor"] < edge, "share"].max() for edge in edges[1:-1]), 1]
    assert np.diff(below) == pytest.approx(share)
    assert day.series.detours.mean == pytest.approx(day.kpis["detour_factor_mean"])


def test_why_requests_were_not_served(day) -> None:
    chart = rider_charts.rejection_chart(day, Language("en"))
    data = riders.rejections(day, Figure())
    assert data["requests"].tolist() == chart.traces[0]["x"][::-1]
    assert data["reason"].tolist() == [row[0] for row in chart.rows]
    assert data["requests"].sum() == day.kpis["requests"] - day.kpis["served"]


def test_vehicle_states(day, drawn) -> None:
    figures.draw_vehicle_states(day.series.vehicles_by_state, None)
    paper = Figure()
    data = fleet.vehicle_states(day, paper)
    chart = fleet_charts.state_chart(day, Language("en"))
    assert bands(drawn.figure) == bands(paper)
    of_words = {words: name for name, (_colour, _hatch, words) in STATES.items()}
    assert [trace["name"] for trace in chart.traces] == list(bands(paper))
    for trace in chart.traces:
        height = data[of_words[trace["name"]]]
        assert bands(paper)[trace["name"]] == pytest.approx(height)
        assert of_page(trace) == pytest.approx(height, abs=0.01)


def test_riders_on_board(day) -> None:
    paper = Figure()
    data = fleet.occupancy(day, paper)
    chart = fleet_charts.occupancy_chart(day, Language("en"))
    for (name, height), trace in zip(data.drop(columns="from_s").items(), chart.traces, strict=True):
        assert of_page(trace) == pytest.approx(height, abs=0.01), name
    drawn_heights = sum(map(np.array, bands(paper).values()))
    assert drawn_heights == pytest.approx(data.drop(columns="from_s").sum(axis="columns"))


def test_kilometres(day) -> None:
    assert fleet.kilometres(day, Figure())["km"].sum() == pytest.approx(day.kpis["vehicle_km"])


def test_power(day, drawn) -> None:
    series = day.series.power
    power_figure.draw_power(series, None)
    chart = fleet_charts.power_chart(day, Language("en"))
    assert day.kpis["peak_site_kw"] == max(site.peak_kw for site in series.sites)
    for axes, site, trace in zip(drawn.figure.axes, series.sites, chart.traces, strict=False):
        assert axes.patches[0].get_data()[0].tolist() == site.kw.tolist()
        assert trace["y"] == pytest.approx(site.kw, abs=0.01)
        assert trace["name"] in axes.get_title(loc="left") + axes.get_title()


def test_series_of_a_folder_are_those_of_the_run(tmp_path) -> None:
    """What shared cars charge counts, also when the tables are computed again from the log."""
    result = bundled("prignitz/integrated")
    again = read_run_data(write_run(result, tmp_path, {}, figures=False))
    assert again.series.power.total.peak_kw == RunSeries(result.tables).power.total.peak_kw
    pd.testing.assert_frame_equal(again.tables.power, result.tables.power)
