"""Sensitivity analyses whose answers are known: by hand, in closed form, or because nothing can move."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import ScenarioError
from simulator.experiments.moves import ASSUMED, GIVEN, Move, moves_of, without_range
from simulator.experiments.one_at_a_time import Sensitivity, sensitivity
from simulator.experiments.plan import make_experiment, variants_of
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.loader import load_scenario
from simulator.scenario.yaml_file import Document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(bundled_folder() / "tiny", tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no figures, where nobody looks at them."""
    monkeypatch.setattr("simulator.report.sensitivity.tornado.draw_tornados", lambda *_: [])


def child(folder: Path, text: str, parent: str = "line.yaml") -> Path:
    file = folder / "child.yaml"
    file.write_text(f"extends: {parent}\nname: child\n{text}\n", encoding="utf-8")
    return file


def moves(file: Path | str, *overrides: str, only: tuple[str, ...] = ()) -> dict[str, Move]:
    return {move.label: move for move in moves_of(load_scenario(file, overrides), only)}


def changes(found: Sensitivity, metric: str) -> dict[tuple[str, str], float]:
    rows = found.movements[found.movements["metric"] == metric]
    return {(row.assumption, row.end): row.difference for row in rows.itertuples()}


def analysed(file: Path | str, tmp_path: Path, *only: str, metrics: tuple[str, ...] = ()) -> Sensitivity:
    return sensitivity(file, only=only, replications=2, metrics=metrics, out=tmp_path / "results")


def test_three_places_on_a_line_by_hand(tmp_path) -> None:
    """Waits are 0, 240 and 0 s: 216 s is where 95 % of them end. bert waits at B for the minibus of anna, from A.

    It takes her dwell, and 300 s to B: half a minute less or more of a stop is as much of his wait, of which 0.9 count;
    at 0.8 of the speed 375 s, at 1.2 of it 250 s.
    """
    found = analysed("tiny/line", tmp_path, "*.dwell", "network.speed_factor", "*.max_wait", metrics=("wait_p95_s",))
    assert dict(zip(found.movements["metric"], found.movements["base"], strict=True))["wait_p95_s"] == 216
    assert changes(found, "wait_p95_s") == {
        ("services.line.dwell", "low"): pytest.approx(-27),
        ("services.line.dwell", "high"): pytest.approx(27),
        ("network.speed_factor", "low"): pytest.approx(67.5),
        ("network.speed_factor", "high"): pytest.approx(-45),
        ("services.line.limits.default.max_wait", "low"): 0,
        ("services.line.limits.default.max_wait", "high"): 0,
    }
    assert set(found.movements["n"]) == {2}


@pytest.mark.usefixtures("unpainted")
def test_costs_move_as_prices_do(folder, tmp_path) -> None:
    file = child(folder, "assumptions: {services.line.costs: {assumption: true, low: x0.8, high: x1.2}}")
    found = analysed(file, tmp_path, "services.line.costs", metrics=("cost_eur", "service_rate"))
    base = found.movements["base"].iloc[0]
    assert changes(found, "cost_eur") == {
        ("services.line.costs", "low"): pytest.approx(-0.2 * base),
        ("services.line.costs", "high"): pytest.approx(0.2 * base),
    }
    assert set(changes(found, "service_rate").values()) == {0.0}
    table = pd.read_parquet(found.folder / "sensitivity.parquet")
    pd.testing.assert_frame_equal(table, found.movements)
    assert set(table["value"]) == {"x1"}
    assert set(table["moved_to"]) == {"x0.8", "x1.2"}


@pytest.mark.usefixtures("unpainted")
def test_nothing_moves_on_a_day_without_riders(folder, tmp_path) -> None:
    file = child(folder, "demand: {kind: none, requests_file: null}\nservices: {line: {fares: null}}")
    found = analysed(file, tmp_path, metrics=("vehicle_km", "cost_eur"))
    assert "services.line.dwell" in set(found.movements["assumption"])
    assert set(found.movements["difference"]) == {0.0}
    page = (found.folder / "sensitivity.html").read_text(encoding="utf-8")
    assert "Nothing here moves at all with: " in page
    assert "Gar nichts bewegt sich hier mit: " in page


@pytest.mark.usefixtures("unpainted")
def test_the_same_again_runs_nothing(tmp_path) -> None:
    first = analysed("tiny/line", tmp_path, "*.dwell")
    times = {path: path.stat().st_mtime_ns for path in (first.folder / "runs").iterdir()}
    assert len(times) == 6  # as it is, and both ends, on two days
    more = analysed("tiny/line", tmp_path, "*.dwell", "network.speed_factor")
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert len(list((more.folder / "runs").iterdir())) == 10
    again = analysed("tiny/line", tmp_path, "*.dwell")
    pd.testing.assert_frame_equal(again.movements, first.movements)


def test_ranges_of_the_scenario_go_before_assumed_ones() -> None:
    found = moves("prignitz/rufbus", "assumptions=null")
    assert {move.range for move in found.values()} == {ASSUMED}
    level = found["demand.requests_per_day low"], found["demand.requests_per_day high"]
    base = load_scenario("prignitz/rufbus").demand.requests_per_day
    assert [move.changes for move in level] == [{"demand.requests_per_day": round(base * by)} for by in (0.8, 1.2)]
    line = moves("tiny/line")
    assert line["services.line.dwell low"].range == GIVEN
    assert line["network.speed_factor low"].range == ASSUMED
    assert "services.line.dwell" not in without_range(load_scenario("tiny/line"))
    assert "network.speed_factor" in without_range(load_scenario("tiny/line"))


def test_usual_assumptions_of_a_synthetic_day() -> None:
    found = moves("prignitz/rufbus", "assumptions=null")
    assert {move.name for move in found.values()} >= {
        "demand.requests_per_day", "network.speed_factor", "services.rufbus.dwell", "demand.prebooked_share",
        "services.rufbus.limits.default.max_wait", "demand.distance_bands[*].to_km",
    }  # fmt: skip
    short = found["demand.distance_bands[*].to_km low"]
    assert (short.now, short.to) == ("x1", "x0.8")
    (text,) = short.changes.values()
    assert [band["to_km"] for band in json.loads(text)] == [0.8, 1.6, 4.0, 8.0, 16.0, None]
    changed = load_scenario("prignitz/rufbus", [f"demand.distance_bands={text}"])
    assert [band.to_km for band in changed.demand.distance_bands] == [0.8, 1.6, 4.0, 8.0, 16.0, None]
    assert [band.share for band in changed.demand.distance_bands] == [
        band.share for band in load_scenario("prignitz/rufbus").demand.distance_bands
    ]


@pytest.mark.parametrize("name", ["prignitz/rufbus", "prignitz/carsharing", "prignitz/week", "prignitz/drivers"])
def test_ranges_of_bundled_scenarios_can_be_simulated(name) -> None:
    """Every end loads, and is another scenario than the base."""
    base = load_scenario(name)
    for move in moves_of(base):
        changed = load_scenario(name, [f"{path}={value}" for path, value in move.changes.items()])
        assert changed.model_copy(update={"assumptions": {}}) != base.model_copy(update={"assumptions": {}}), move.label


def test_assumed_ranges_end_where_values_do() -> None:
    found = moves("prignitz/rufbus", "assumptions=null", "demand.prebooked_share=1", only=("demand.prebooked_share",))
    assert [(move.end, move.changes) for move in found.values()] == [("low", {"demand.prebooked_share": 0.8})]


def test_what_is_set_moves_along(folder) -> None:
    file = child(folder, """
assumptions:
  services.line.fleet.minibus.count:
    {assumption: true, high: 2, sets: {services.line.fleet.minibus.seats: {high: 4}, network.speed_factor: {low: 0.5}}}
""")  # fmt: skip
    found = moves(file, only=("services.line.fleet.minibus.count",))
    assert {label: move.changes for label, move in found.items()} == {
        "services.line.fleet.minibus.count low": {"network.speed_factor": 0.5},
        "services.line.fleet.minibus.count high": {
            "services.line.fleet.minibus.count": 2, "services.line.fleet.minibus.seats": 4,
        },
    }  # fmt: skip
    high = found["services.line.fleet.minibus.count high"]
    assert (high.now, high.to) == ("1", "2; services.line.fleet.minibus.seats 4")


def test_two_values_of_one_entry_move_together(folder) -> None:
    file = child(folder, "assumptions: {services.line.walk.*: {assumption: true, high: x1.5}}")
    found = moves(file, only=("services.line.walk",))
    assert [move.changes for move in found.values()] == [
        {
            "services.line.walk.limit_m": 1200.0,
            "services.line.walk.speed_kph": 6.75,
            "services.line.walk.detour_factor": 1.95,
        }
    ]


def test_what_cannot_be_moved_is_told(tmp_path) -> None:
    with pytest.raises(ScenarioError, match=r"--only seed: no assumption with a range"):
        analysed("tiny/line", tmp_path, "seed")
    with pytest.raises(ScenarioError, match=r'unknown key figure "served_share"'):
        analysed("tiny/line", tmp_path, metrics=("served_share",))


VARIANTS = {"name": "x", "base": "tiny/line", "variants": {"slow": {"network.speed_factor": 0.5}, "b": {"seed": 3}}}


def test_variants_by_name_stand_beside_the_base() -> None:
    experiment = make_experiment(Document(VARIANTS))
    assert [(one.label, one.overrides) for one in variants_of(experiment)] == [
        ("base", ()), ("slow", ("network.speed_factor=0.5",)), ("b", ("seed=3",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"variants": {}}, "expected factors, or variants by their names"),
        ({"factors": {"seed": [1, 2]}}, "expected factors, or variants by their names, one of both"),
        ({"design": "list"}, "a design goes with factors"),
        ({"variants": {"base": {"seed": 2}}}, "base: is the scenario as it is; expected another name"),
        ({"variants": {"a": {}}}, "expected at least 1 of them"),
        ({"variants": {"a": {"seed": [1]}}}, "expected one number or text"),
    ],
)
def test_variants_by_name_that_do_not_fit(change, says) -> None:
    with pytest.raises(ScenarioError, match=says):
        make_experiment(Document(VARIANTS | change))
