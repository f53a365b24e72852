"""What figures of a run are told to draw: titles, sizes, limits and marks, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.series.cars import CarsOut
from simulator.analysis.series.fleet import Bands
from simulator.analysis.series.power import Drawn, Power
from simulator.analysis.series.riders import Demand, Distribution
from simulator.report import carsharing_figure, figures, power_figure, style
from simulator.report.exports import geo
from simulator.report.stacked import RIDERS, STATES
from tests.report.paper import Paper

HOUR = 3600


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Paper:
    found = Paper()
    monkeypatch.setattr(style, "figure", found)
    return found


def test_demand_and_service(paper: Paper) -> None:
    found = Demand(np.array([0, HOUR, 2 * HOUR]), np.array([3, 0]), np.array([1, 2]))
    figures.draw_demand_and_service(found, Path())
    (axes,) = paper.figure.axes
    assert axes.get_title() == "Demand and service: 3 of 6 requests served (50 %)"
    served, others = axes.containers
    assert [(bar.get_x(), bar.get_y(), bar.get_height(), bar.get_width()) for bar in served] == [
        (0, 0, 3, HOUR), (HOUR, 0, 0, HOUR),
    ]  # fmt: skip
    assert [(bar.get_y(), bar.get_height()) for bar in others] == [(3, 1), (0, 2)]
    assert axes.get_ylim() == (0, pytest.approx(4.2))
    assert axes.get_xlim() == (0, 2 * HOUR)
    assert axes.get_ylabel() == "requests per hour"


def waits_of(median: float, p95: float) -> Distribution:
    edges, share = np.array([0.0, 2.0, 4.0, 6.0]), np.array([0.5, 0.3, 0.2])
    return Distribution(np.array([1.0]), np.array([1.0]), edges, share, 1234, 2.0, median, p95)


@pytest.mark.parametrize(
    ("median", "p95", "sides"),
    [(1.0, 5.0, ["left", "right"]), (3.5, 3.6, ["left", "right"]), (3.6, 3.7, ["right", "right"])],
)
def test_waits(paper: Paper, median: float, p95: float, sides: list[str]) -> None:
    """Words stand to the right of their line in the first six tenths, else to the left."""
    figures.draw_waits(waits_of(median, p95), Path())
    (axes,) = paper.figure.axes
    assert [(bar.get_x(), bar.get_height(), bar.get_width()) for bar in axes.containers[0]] == [
        (0, 50, 2), (2, 30, 2), (4, 20, 2),
    ]  # fmt: skip
    np.testing.assert_allclose([line.get_xydata() for line in axes.lines], [
        [[median, 0], [median, 59]], [[p95, 0], [p95, 54]],
    ])  # fmt: skip
    assert [text.get_ha() for text in axes.texts] == sides
    assert [text.xyann[0] for text in axes.texts] == [4 if side == "left" else -4 for side in sides]
    assert axes.texts[0].get_text() == f"half wait at most {median:.0f} min"
    assert (axes.get_ylim(), axes.get_xlim()) == ((0, pytest.approx(61)), (0, 6))
    assert axes.get_title() == "Waiting times of 1,234 served requests"
    assert axes.get_ylabel() == "% of served requests, per 2 minutes of wait"


def test_what_the_vehicles_do(paper: Paper) -> None:
    first, second, *others = STATES
    edges = np.array([0, 1800, 3600])
    heights = dict.fromkeys(others, np.zeros(2)) | {first: np.array([1.0, 2.0]), second: np.array([0.5, 1.0])}
    figures.draw_vehicle_states(Bands(edges, heights), Path())
    (axes,) = paper.figure.axes
    bands = [patch.get_data()[::2] for patch in axes.patches]  # tops, edges, bottoms
    assert [(tops.tolist(), np.broadcast_to(bottoms, 2).tolist()) for tops, bottoms in bands] == [
        ([1, 2], [0, 0]), ([1.5, 3], [1, 2]),
    ]  # fmt: skip
    assert axes.get_ylim() == (0, pytest.approx(3.06))
    assert paper.asked["margins"].right == pytest.approx(0.65 + 0.075 * max(len(STATES[x][2]) for x in (first, second)))
    assert axes.get_ylabel() == "vehicles in service (mean of each 30 minutes)"
    few = Bands(edges, dict.fromkeys(STATES, np.zeros(2)) | {first: np.array([0.1, 0.0])})
    figures.draw_vehicle_states(few, Path())
    assert paper.figure.axes[0].get_ylim() == (0, 1)
    assert list(RIDERS) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("draw", "title", "said"),
    [
        (figures.draw_demand_and_service, "Demand and service", "Nobody asked for a ride in this run."),
        (figures.draw_waits, "Waiting times", "Nobody was picked up in this run, so nobody's wait was measured."),
        (figures.draw_vehicle_states, "What the vehicles do", "No vehicle was in service in this run."),
    ],
)
def test_nothing_to_draw(paper: Paper, draw: Any, title: str, said: str) -> None:
    draw(None, Path())
    (axes,) = paper.figure.axes
    assert (axes.get_title(), [text.get_text() for text in axes.texts]) == (title, [said])


@pytest.mark.parametrize("institutions", [[0, 0, 0], [0, 1, 0]])
def test_cars_in_use(paper: Paper, tmp_path: Path, institutions: list[int]) -> None:
    cars = CarsOut(
        time_s=np.array([0, 1800, 2 * HOUR]), customers=np.array([1, 2, 0]), institutions=np.array(institutions),
        refused=np.array([0, 3]), cars=5,
    )  # fmt: skip
    carsharing_figure.draw_cars_in_use(cars, tmp_path / "deep" / "er" / "cars.png")
    assert (tmp_path / "deep" / "er").is_dir()
    (axes,) = paper.figure.axes
    most = 2 + max(institutions)
    assert axes.get_title() == f"Shared cars in use: at most {most} of 5"
    labels = ["in use by customers", *(["with institutions"] if any(institutions) else [])]
    assert [area.get_label() for area in axes.collections] == labels
    if any(institutions):
        assert axes.collections[1].get_paths()[0].vertices[:, 1].max() == 3
    assert [(bar.get_x(), bar.get_height(), bar.get_width()) for bar in axes.containers[0]] == [
        (0, 0, HOUR), (HOUR, -3, HOUR),
    ]  # fmt: skip
    assert axes.get_xlim() == (0, 2 * HOUR)
    carsharing_figure.draw_cars_in_use(None, tmp_path / "cars.png")
    assert [text.get_text() for text in paper.figure.axes[0].texts] == ["No shared car was used in this run."]


def drawn(name: str, peak_kw: float) -> Drawn:
    return Drawn(name, np.array([peak_kw, 0.0]), peak_kw, 100)


def test_power_of_sites(paper: Paper) -> None:
    sites = [drawn("Hof", 1200.0), drawn("Markt", 0.0)]
    found = Power(np.array([100, 200]), sites, drawn("", 5.0), drawn("", 1205.0), 9)
    power_figure.draw_power(found, Path())
    assert paper.asked["height"] == pytest.approx(3.4)
    first, second = paper.figure.axes
    assert [axes.get_title() for axes in (first, second)] == ["Hof: at most 1,200 kW", "Markt: at most 0 kW"]
    assert first.patches[0].get_data().edges.tolist() == [100, 200, 201]
    assert first.lines[0].get_ydata() == [1200, 1200]
    assert (first.get_ylim()[1], second.get_ylim()[1]) == (pytest.approx(1380), pytest.approx(0.001))
    assert second.get_xlim() == (100, 200)
    assert paper.figure.get_supylabel() == "2 of 9 sites"
    power_figure.draw_power(Power(np.array([100, 200]), sites, None, sites[0], 2), Path())
    assert paper.figure.get_supylabel() == ""


def test_all_layers_are_written_anew_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[Path, bool, dict[str, Any]]] = []

    class Layer:
        def to_file(self, path: Path, **options: Any) -> None:
            written.append((path, path.exists(), options))

    monkeypatch.setattr(geo, "layers", lambda _run: {"legs": Layer(), "stops": Layer()})
    (tmp_path / "stops.geojson").touch()
    run: Any = None
    assert geo.write_geojson(run, tmp_path) == [tmp_path / "legs.geojson", tmp_path / "stops.geojson"]
    assert [there for _, there, _ in written] == [False, False]
    assert written[0][2] == {"driver": "GeoJSON", "engine": "pyogrio", "COORDINATE_PRECISION": 6, "RFC7946": True}


def test_all_figures_of_a_run_and_power_where_there_is_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for name in ("draw_demand_and_service", "draw_waits", "draw_vehicle_states", "draw_map", "draw_power"):
        monkeypatch.setattr(figures, name, lambda *_told, name=name: asked.append(name))

    class Series:
        demand = waits = vehicles_by_state = None

        def __init__(self, _tables: object, names: dict[int, str]) -> None:
            self.power = names or None

    monkeypatch.setattr(figures, "RunSeries", Series)
    anything: Any = None
    network: Any = object()
    sites = pd.DataFrame({"site": [0], "name": ["Hof"]})
    for given, count in ((None, 4), (sites.iloc[:0], 4), (sites, 5)):
        asked.clear()
        paths = figures.draw_all(anything, network, tmp_path / "new", sites=given)
        assert len(paths) == len(asked) == count
        assert [path.stem for path in paths[:4]] == list(figures.FIGURES)
    assert paths[-1] == tmp_path / "new" / "power.png"
