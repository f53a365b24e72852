"""Static figures: SVG, PNG and their data, the same bytes every time, for any run."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.run import RunData, read_run_data
from simulator.errors import ResultError
from simulator.experiments.publish import write_run
from simulator.report.plots.draw import PLOTS, draw_figures


def data_of(tmp_path, scenario: str, *changes: str) -> RunData:
    return read_run_data(write_run(run(load_scenario(scenario, changes)), tmp_path, {}, figures=False))


@pytest.fixture(scope="module")
def line(tmp_path_factory) -> RunData:
    return data_of(tmp_path_factory.mktemp("run"), "tiny/line")


def test_every_figure_comes_with_its_data_and_the_same_bytes(line, tmp_path) -> None:
    first = draw_figures(line, [], tmp_path / "a")
    second = draw_figures(line, [], tmp_path / "b")
    assert [path.name for path in first] == [f"{name}.{kind}" for name in PLOTS for kind in ("svg", "png", "csv")]
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
