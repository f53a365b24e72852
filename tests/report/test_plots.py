"""Static figures: SVG, PNG and their data, the same bytes every time, for any run."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from simulator import load_scenario, run
from simulator.analysis.kpis.all import compute_kpis
from simulator.analysis.run import RunData, read_run_data
from simulator.analysis.tables import build_tables
from simulator.analysis.vehicles.states import State
from simulator.errors import ResultError
from simulator.experiments.publish import write_run
from simulator.report.plots import fleet, riders
from simulator.report.plots.draw import PLOTS, draw_figures, left_out
from tests.analysis import tiny_day


def data_of(tmp_path, scenario: str, *changes: str) -> RunData:
    return read_run_data(write_run(run(load_scenario(scenario, changes)), tmp_path, {}, figures=False))


@pytest.fixture(scope="module")
def line(tmp_path_factory) -> RunData:
    return data_of(tmp_path_factory.mktemp("run"), "tiny/line")


def test_every_figure_comes_with_its_data_and_the_same_bytes(line, tmp_path) -> None:
    first = draw_figures(line, [], tmp_path / "a")
    second = draw_figures(line, [], tmp_path / "b")
    apply = [name for name in PLOTS if name not in left_out(line)]
    assert [path.name for path in first] == [f"{name}.{kind}" for name in apply for kind in ("svg", "png", "csv")]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    assert b"matplotlib" not in (tmp_path / "a" / "waits.svg").read_bytes().split(b"<svg")[0].lower()


def test_the_data_are_those_of_the_run(line, tmp_path) -> None:
    draw_figures(line, ["demand", "kilometres", "waits"], tmp_path)
    demand = pd.read_csv(tmp_path / "demand.csv")
    assert demand["served"].sum() == line.kpis["served"]
    assert demand["not_served"].sum() == line.kpis["requests"] - line.kpis["served"]
    assert pd.read_csv(tmp_path / "kilometres.csv")["km"].sum() == pytest.approx(line.kpis["vehicle_km"])
    assert pd.read_csv(tmp_path / "waits.csv")["share"].max() == 1


@pytest.mark.parametrize("change", ["demand.requests_per_day=0", "fleet.minibus.count=0"])
def test_figures_of_days_without_anything(change, tmp_path) -> None:
    run_data = data_of(tmp_path, "prignitz/rufbus", change)
    assert all(path.stat().st_size for path in draw_figures(run_data, [], tmp_path / "figures"))


def test_an_unknown_figure_is_told(line, tmp_path) -> None:
    with pytest.raises(ResultError, match='no figure is called "wait"; did you mean "waits"'):
        draw_figures(line, ["wait"], tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("draw", "said", "columns"),
    [
        (riders.demand, "Nobody asked for a ride in this run.", ["from_s", "to_s", "served", "not_served"]),
        (riders.waits, "Nobody was picked up in this run.", ["wait_min", "share"]),
        (riders.detours, "Nobody rode in this run.", ["detour_factor", "share"]),
        (riders.waits_by_hour, "Nobody was picked up in this run.", ["from_s", "requests", "median_min", "p95_min"]),
        (riders.rejections, "Nobody was turned away.", ["reason", "requests"]),
        (fleet.vehicle_states, "No vehicle was in service in this run.", ["from_s", *map(str, State)]),
        (fleet.occupancy, "No vehicle drove in this run.", ["from_s", "0", "1", "2", "3", "4"]),
        (fleet.kilometres, "No vehicle drove in this run.", ["purpose", "km"]),
        (fleet.map_of_boardings, "The results folder holds no roads.",
         ["request_id", "status", "origin_lon", "origin_lat", "pickup_node", "pickup_stop"]),
    ],
)  # fmt: skip
def test_where_nothing_happened_a_sentence_says_so(draw: Any, said: str, columns: list[str]) -> None:
    day = (tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())
    tables = build_tables(*(table.iloc[:0] for table in day))
    empty = RunData("empty", {}, "", compute_kpis(tables), tables, "")
    figure = Figure()
    data = draw(empty, figure)
    assert data.columns.tolist() == columns
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.texts] == [said]
    assert not axes.axison


def test_marks_stand_at_half_and_at_95_of_100(line) -> None:
    figure = Figure()
    data = riders.waits(line, figure)
    (axes,) = figure.axes
    found = line.series.waits
    assert [mark.get_xdata()[0] for mark in axes.lines[1:]] == [found.median, found.p95]
    assert [text.get_text() for text in axes.texts] == [f"50 %: {found.median:.3g}", f"95 %: {found.p95:.3g}"]
    assert (axes.get_ylim(), axes.get_xlim()[0]) == ((0, 101), 0)
    assert axes.lines[0].get_ydata().tolist() == (100 * data["share"]).tolist()
    riders.detours(line, other := Figure())
    assert other.axes[0].get_xlim()[0] == 1
