"""The figures can be drawn from any day, always with the same bytes, and the summary speaks plainly."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from rich.console import Console

from simulator.analysis.kpis.all import Economics, compute_kpis
from simulator.analysis.series.bins import bin_edges
from simulator.analysis.series.fleet import Bands
from simulator.analysis.series.riders import Demand
from simulator.analysis.tables import ResultTables, build_tables
from simulator.network.graph import RoadNetwork, make_network
from simulator.report.figures import FIGURES, draw_all, draw_demand_and_service, draw_vehicle_states
from simulator.report.place_names import place_names
from simulator.report.stacked import STATES
from simulator.report.style import in_words
from simulator.report.summary import headline, print_summary, sections
from tests.analysis import tiny_day
from tests.analysis.random_day import random_day

PNG_START = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def tiny_tables() -> ResultTables:
    return build_tables(tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())


@pytest.fixture(scope="module")
def empty_tables() -> ResultTables:
    days = (tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())
    return build_tables(*(table.iloc[:0] for table in days))


@pytest.fixture(scope="module")
def line() -> RoadNetwork:
    """The eleven nodes of the tiny day; one edge is a ferry, one is guessed, one has a broken geometry."""
    count = 10
    edges = pd.DataFrame(
        {
            "u": np.arange(count),
            "v": np.arange(count) + 1,
            "length": 1000.0,
            "speed_kph": 60.0,
            "travel_time": 60.0,
            "oneway": False,
            "highway": ["primary"] * 5 + ["track"] * 5,
            "name": None,
            "kind": ["road"] * 8 + ["ferry", "synthetic"],
            "geometry": [b"not a geometry"] + [None] * 9,
        }
    )
    lon, lat = 11.0 + np.arange(count + 1) / 100, np.full(count + 1, 53.0)
    return make_network("line", lon, lat, edges, sources=({"name": "drawn by hand", "attribution": "us"},))


def test_figures_have_the_same_bytes_every_time(tiny_tables: ResultTables, line: RoadNetwork, tmp_path: Path) -> None:
    stops = pd.DataFrame({"lon": line.lon, "lat": line.lat, "name": "Halt, Ort", "weight": 1.0})
    first = [path.read_bytes() for path in draw_all(tiny_tables, line, tmp_path / "a" / "deep", stops)]
    again = [path.read_bytes() for path in draw_all(tiny_tables, line, tmp_path / "b", stops)]
    assert first == again
    assert len(first) == len(FIGURES) == 4
    for content in first:
        assert content.startswith(PNG_START)
        assert b"Software" not in content and b"matplotlib" not in content.lower()


def test_figures_of_days_without_anything(empty_tables: ResultTables, line: RoadNetwork, tmp_path: Path) -> None:
    assert all(path.stat().st_size > 1000 for path in draw_all(empty_tables, line, tmp_path))


def test_figures_when_nobody_is_served(line: RoadNetwork, tmp_path: Path) -> None:
    day = random_day(30, 0, x_m=np.arange(11) * 1000, y_m=np.zeros(11, dtype=int))
    tables = build_tables(day.events, day.requests_input, day.vehicles_input)
    draw_all(tables, line, tmp_path)
    requests = day.requests_input.assign(origin_lon=np.nan, origin_lat=np.nan)
    draw_all(build_tables(day.events, requests, day.vehicles_input), line, tmp_path)


def test_figures_of_many_days(tiny_tables: ResultTables, line: RoadNetwork, tmp_path: Path) -> None:
    events = tiny_day.events()
    events["time_s"] = events["time_s"].where(events["time_s"] < 2540, events["time_s"] + 40 * 86_400)
    draw_all(build_tables(events, tiny_day.requests_input(), tiny_day.vehicles_input()), line, tmp_path)


def test_map_of_an_empty_network(tiny_tables: ResultTables, line: RoadNetwork, tmp_path: Path) -> None:
    nothing = make_network("nothing", [], [], line.edges.iloc[:0])
    draw_all(tiny_tables, nothing, tmp_path)


def edges_are_white(path: Path) -> bool:
    pixels = np.asarray(Image.open(path).convert("L"))
    return all((side == 255).all() for side in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))


def test_nothing_is_cut_off_at_the_edges_of_a_figure(tmp_path: Path) -> None:
    edges = np.arange(0, 5 * 86_400, 3600)
    for most in (1.0, 9.0, 900_000.0):
        heights = {state: np.full(len(edges) - 1, most / len(STATES)) for state in STATES}
        draw_vehicle_states(Bands(edges, heights), tmp_path / "states.png")
        assert edges_are_white(tmp_path / "states.png")
        counts = np.full(len(edges) - 1, int(most))
        draw_demand_and_service(Demand(edges, counts, counts), tmp_path / "demand.png")
        assert edges_are_white(tmp_path / "demand.png")


def test_bins_are_round_and_cover_everything() -> None:
    assert bin_edges(3601, 7199, 30).tolist() == list(range(3600, 7201, 120))
    assert in_words(120) == "2 minutes" and in_words(3600) == "hour"
    for first, last in ((0, 1), (-4000, 90_000), (18_000, 79_201), (0, 60 * 86_400)):
        edges = bin_edges(first, last, 30)
        assert edges[0] <= first < last <= edges[-1]
        assert 2 <= edges.size <= 33


def test_place_names_keep_apart() -> None:
    stops = pd.DataFrame(
        {
            "name": ["Perleberg, Bahnhof", "Perleberg, Markt", "Nebenan", "Wittenberge, Bahnhof", None],
            "weight": [5.0, 5.0, 9.0, 3.0, 99.0],
            "lon": [11.86, 11.86, 11.87, 11.75, 11.0],
            "lat": [53.07, 53.07, 53.07, 53.0, 53.0],
        }
    )
    assert [name for name, _, _ in place_names(stops, 0.05, 0.02)] == ["Perleberg", "Wittenberge"]
    assert place_names(stops[["lon", "lat"]], 0.05, 0.02) == []


def text_of(tables: ResultTables, economics: Economics | None = None, **options: str) -> str:
    console = Console(file=io.StringIO(), width=80, color_system=None)
    print_summary(compute_kpis(tables, economics), console=console, **options)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_summary_of_the_tiny_day(tiny_tables: ResultTables) -> None:
    text = text_of(tiny_tables, Economics(36, 0.5, 2), title="Tiny [day]", folder="results/tiny/seed-1")
    assert "Tiny [day]" in text
    assert "5 of 6 requests were served (83 %), 6 people in all." in text
    assert "party too large for any vehicle" in text and "outside the service hours" not in text
    lines = {" ".join(line.split()) for line in text.splitlines()}
    assert "Kilometres driven 30 of them empty: 57 %" in lines
    assert "Ride 4 min mean; direct drive 4 min" in lines
    assert "Subsidy 63.00 EUR" in lines
    assert "Results: results/tiny/seed-1" in text
    assert max(map(len, text.splitlines())) <= 80


def test_summary_leaves_out_what_was_not_measured(tiny_tables: ResultTables, empty_tables: ResultTables) -> None:
    assert "Nobody asked for a ride." in text_of(empty_tables)
    assert "None" not in text_of(empty_tables) and "nan" not in text_of(empty_tables)
    assert "Cost" not in text_of(tiny_tables)
    nobody = random_day(1, 0)
    kpis = compute_kpis(build_tables(nobody.events, nobody.requests_input, nobody.vehicles_input))
    assert headline(kpis) == "None of 1 requests was served."
    assert [heading for heading, _ in sections(kpis)] == ["Not served, because", "For the operator"]
