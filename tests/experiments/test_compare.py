"""The one call that compares variants: what it takes when nothing is said, and what designs are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.experiments import executors
from simulator.experiments.compare import compare, experiment_of
from simulator.experiments.plan import Experiment, Interval, _at, leaf_paths, make_experiment, parse_factor, variants_of
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.yaml_file import Document
from tests.experiments.test_designs import METRIC, Faked, km

COUNT = "services.line.fleet.minibus.count"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """How many workers were asked for; what they write are made-up key figures, and nothing is painted."""
    asked: list[int | None] = []

    class Pool(Faked):
        def __init__(self, workers: int | None = None) -> None:
            asked.append(workers)

        def close(self) -> None:
            asked.append(-1)

    monkeypatch.setattr(executors, "LocalPool", Pool)
    monkeypatch.setattr(executors, "ThisProcess", Pool)
    monkeypatch.setattr("simulator.report.comparison_figures.draw_experiment", lambda *_tables: [])
    monkeypatch.setattr("simulator.report.compare.page.write_comparison_page", lambda _folder: None)
    monkeypatch.setattr("os.cpu_count", lambda: 12)
    return asked


def test_ten_days_of_each_variant_in_this_process(made: list[int | None], tmp_path: Path) -> None:
    found = compare("tiny/line", {"fleet.minibus.count": [1, 2]}, metrics=[METRIC], out=tmp_path)
    assert made == [None, -1]
    assert found.folder == tmp_path / "tiny-line-by-fleet-minibus-count"
    assert found.runs["variant"].tolist() == [f"{COUNT}={count}" for count in (1, 2) for _ in range(10)]
    assert found.runs[METRIC].tolist() == [km(count, seed) for count in (1, 2) for seed in range(1, 11)]
    assert set(found.summary["level"]) == {0.95}
    assert found.differences is not None and found.differences["n"].tolist() == [10]
    assert found.sensitivities is None
    assert repr(found) == f"<Comparison {found.folder}: 20 runs>"


@pytest.mark.parametrize(("workers", "pool"), [(3, 3), (None, 12), (1, None)])
def test_workers(made: list[int | None], tmp_path: Path, workers: int | None, pool: int | None) -> None:
    vary = {"fleet.minibus.count": [1]}
    found = compare("tiny/line", vary, metrics=[METRIC], out=tmp_path, workers=workers, replications=2, level=0.8)
    assert made == [pool, -1]
    assert (len(found.runs), set(found.summary["level"]), found.differences) == (2, {0.8}, None)


def test_an_experiment_file_says_all_else(made: list[int | None], tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    factors = f"{{{COUNT}: [1, 2, 3]}}"
    file.write_text(f"name: plan\nbase: tiny/line\nfactors: {factors}\nreplications: 2\nmetrics: [{METRIC}]\n")
    assert len(compare(file, out=tmp_path).runs) == 6


def test_files_elsewhere_are_refused_unless_allowed(made: list[int | None], tmp_path: Path) -> None:
    stops = tmp_path / "stops.csv"
    stops.write_text((bundled_folder() / "tiny" / "stops.csv").read_text())
    vary, given = {"fleet.minibus.count": [1]}, {"overrides": [f"stops_file={stops}"], "replications": 1}
    with pytest.raises(ScenarioError, match="--allow-outside-paths"):
        compare("tiny/line", vary, metrics=[METRIC], out=tmp_path, **given)
    found = compare("tiny/line", vary, metrics=[METRIC], out=tmp_path, allow_outside_paths=True, **given)
    assert len(found.runs) == 1


def test_the_name_of_an_experiment_is_that_of_a_folder() -> None:
    name = experiment_of("tiny/line", {"fleet.minibus.count": [1], "dwell": ["30 s"]}).name
    assert name == "tiny-line-by-fleet-minibus-count-dwell"
    long = experiment_of("tiny/line", {f"fleet.minibus.count{' ' * 70}": [1]})
    assert len(long.name) == 80


@pytest.mark.parametrize(
    ("position", "listed", "whole", "between"),
    [(0.0, "a", 2, 2.0), (0.33, "a", 2, 2.66), (0.34, "b", 3, 2.68), (0.67, "c", 4, 3.34), (1.0, "c", 4, 4.0)],
)
def test_positions_of_a_design(position: float, listed: str, whole: int, between: float) -> None:
    assert _at(("a", "b", "c"), position) == listed
    assert _at(Interval(low=2, high=4, whole=True), position) == whole
    assert _at(Interval(low=2, high=4), position) == between


def test_positions_are_written_with_nine_digits() -> None:
    assert _at(Interval(low=0, high=1), 1 / 3) == 0.333333333


def experiment(**values: Any) -> Experiment:
    return make_experiment(Document({"name": "e", "base": "tiny/line", "factors": {COUNT: [1, 2, 3]}, **values}))


SPAN = {"low": 1, "high": 3}


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ({}, 3),
        ({"factors": {"a": [1, 2, 3], "b": [1, 2]}}, 6),
        ({"factors": {"a": [1, 2, 3], "b": [4, 5, 6]}, "design": "list"}, 3),
        ({"factors": {"a": SPAN, "b": [1, 2]}, "design": "latin_hypercube", "samples": 7}, 7),
        ({"factors": {"a": SPAN, "b": SPAN}, "design": "sobol", "samples": 4}, 16),
        ({"factors": {"a": SPAN}, "design": "sobol", "samples": 1}, 3),
    ],
)
def test_how_many_points_a_design_has(values: dict[str, Any], points: int) -> None:
    assert experiment(**values)._points() == points


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"factors": {"a": [1, 2], "b": [1]}, "design": "list"}, "a list needs as many values of each factor"),
        ({"factors": {"a": SPAN}, "design": "list"}, "a: a list needs values, not low and high"),
        ({"factors": {"a": SPAN}, "design": "sobol", "samples": 6}, "samples: sobol needs a power of two"),
        ({"factors": {"a": SPAN, "b": [1]}, "design": "sobol", "samples": 4}, "b: sobol needs low and high"),
        ({"factors": {"a": {"low": 1, "high": 1}}, "design": "sobol"}, "high must be larger than low"),
        ({"factors": {"a": {"low": 1, "high": 2.5, "whole": True}}}, "low and high must be whole numbers, too"),
        (
            {"stop": {"metric": METRIC, "half_width": 0.1, "at_most": 100_000}, "factors": {"a": list(range(11))}},
            "1,100,000 runs are too many",
        ),
    ],
)
def test_designs_that_cannot_be(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        experiment(**values)


def test_values_are_told_as_the_command_line_takes_them() -> None:
    (variant,) = variants_of(experiment(factors={"a": [True], "b": ["x y"], "c": [1.5]}))
    assert variant.label == "a=true b=x y c=1.5"
    assert variant.overrides == ("a=true", "b=x y", "c=1.5")
    assert parse_factor(" fleet.count = 1, 2 s,true ") == ("fleet.count", (1, "2 s", True))
    for text in ("fleet.count", "fleet.count= ", " =1"):
        with pytest.raises(ScenarioError) as told:
            parse_factor(text)
        assert str(told.value) == f"--vary {text}: expected path=value,value,... e.g. fleet.minibus.count=8,10"


def test_paths_of_all_values() -> None:
    assert leaf_paths({"a": 1, "b": {"c": {}, "d": {"e": [1]}}, 5: None}) == ["a", "b.c", "b.d.e", "5"]
