"""Designs that take points from intervals: each point counts, and each day counts once.

The indices are compared with those of functions whose variance is known in closed form: Ishigami's (Ishigami and
Homma 1990, doi:10.1109/ISUMA.1990.151285) and Sobol's g (Saltelli and Sobol 1995), the latter also over whole factors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from inspect import signature
from math import prod, sin
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.comparison import summarise
from simulator.analysis.statistics import mean_estimate
from simulator.errors import ScenarioError
from simulator.experiments.compare import compare
from simulator.experiments.executors import Done
from simulator.experiments.experiment import carry_out, prepare
from simulator.experiments.plan import Experiment, design_points, make_experiment, variants_of
from simulator.experiments.sensitivity import sobol_indices
from simulator.experiments.task import Task
from simulator.scenario.yaml_file import Document

METRIC = "vehicle_km"
SERVICE = "services.line"
PATHS = (f"{SERVICE}.fleet.minibus.seats", f"{SERVICE}.fleet.minibus.count", f"{SERVICE}.dwell_s")
Factors = dict[str, Any]


def experiment(factors: Factors, **values: Any) -> Experiment:
    data = {"name": "designed", "base": "tiny/line", "factors": factors, "metrics": (METRIC,), **values}
    return make_experiment(Document(data))


def runs_of(plan: Experiment, function: Callable[..., float]) -> pd.DataFrame:
    """Return the table of runs that a model without chance would give."""
    rows = [
        {"variant": variant.label, "replication": day, METRIC: function(*variant.factors.values())}
        for variant in variants_of(plan)
        for day in range(plan.replications)
    ]
    return pd.DataFrame(rows)


def product_indices(values: list[np.ndarray]) -> tuple[list[float], list[float]]:
    """Return first-order and total indices of a product of independent factors; values: all those of each factor."""
    means, squares = [float(v.mean()) for v in values], [float((v**2).mean()) for v in values]
    variance = prod(squares) - prod(m**2 for m in means)
    first, total = [], []
    for i in range(len(values)):
        other_means = prod(m**2 for j, m in enumerate(means) if j != i)
        other_squares = prod(s for j, s in enumerate(squares) if j != i)
        own = squares[i] - means[i] ** 2
        first.append(own * other_means / variance)
        total.append(own * other_squares / variance)
    return first, total


def g(x: np.ndarray | float, a: float) -> Any:
    return (np.abs(4 * np.asarray(x, dtype=float) - 2) + a) / (1 + a)


def test_ishigami_over_rounded_values() -> None:
    plan = experiment({path: {"low": -3.141, "high": 3.141} for path in PATHS}, design="sobol", samples=1024)

    def ishigami(x: float, y: float, z: float) -> float:
        x, y, z = round(x, 1), round(y, 1), round(z, 1)  # so that many points coincide
        return sin(x) + 7 * sin(y) ** 2 + 0.1 * z**4 * sin(x)

    found = sobol_indices(plan, runs_of(plan, ishigami)).set_index("factor")
    assert found["first"].tolist() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.04)
    assert found["total"].tolist() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.04)


@pytest.mark.parametrize("levels", [2, 3, 10])
def test_sobols_g_over_whole_factors_that_coincide(levels: int) -> None:
    """With 2 levels all 5 * 512 points of the design are 8 variants."""
    a = (0.0, 1.0, 9.0)
    plan = experiment(
        {path: {"low": 1, "high": levels, "whole": True} for path in PATHS}, design="sobol", samples=512, replications=2
    )

    def at(level: np.ndarray | float) -> Any:
        return (np.asarray(level) - 0.3) / levels  # off the middle, else g is the same on both sides

    def function(*point: int) -> float:
        return float(prod(g(at(x), weight) for x, weight in zip(point, a, strict=True)))

    assert len(variants_of(plan)) <= levels**3 < len(design_points(plan)) == 512 * 5
    first, total = product_indices([g(at(np.arange(1, levels + 1)), weight) for weight in a])
    found = sobol_indices(plan, runs_of(plan, function)).set_index("factor")
    assert found["first"].tolist() == pytest.approx(first, abs=0.05)
    assert found["total"].tolist() == pytest.approx(total, abs=0.05)
    assert ((found["first"] - first).abs() < 2 * found["first_conf"] + 0.01).all()
    assert found["n"].eq(512 * 5).all()


def test_indices_are_in_the_order_of_the_design_whatever_the_runs_are() -> None:
    factors = {PATHS[0]: {"low": 1, "high": 4, "whole": True}, PATHS[2]: {"low": 0, "high": 60, "whole": True}}
    plan = experiment(factors, design="sobol", samples=256)
    runs = runs_of(plan, lambda seats, dwell: 100.0 * seats)
    shuffled = runs.sample(frac=1, random_state=1)
    found = sobol_indices(plan, shuffled)
    pd.testing.assert_frame_equal(found, sobol_indices(plan, runs))
    assert found["first"].tolist() == pytest.approx([1, 0], abs=0.03)
    assert found["total"].tolist() == pytest.approx([1, 0], abs=0.03)


def test_what_does_not_vary_has_rows_without_values() -> None:
    plan = experiment({path: {"low": 1, "high": 2, "whole": True} for path in PATHS[1:]}, design="sobol", samples=4)
    for runs in (runs_of(plan, lambda *_: 0.75), runs_of(plan, lambda *_: float("nan"))):
        found = sobol_indices(plan, runs)
        assert found["factor"].tolist() == list(PATHS[1:])
        assert found[["first", "first_conf", "total", "total_conf"]].isna().all(axis=None)


def test_seed_zero_gives_the_same_intervals_twice() -> None:
    plan = experiment({path: {"low": 0, "high": 9} for path in PATHS}, design="sobol", samples=16, first_seed=0)
    runs = runs_of(plan, lambda x, y, z: x + y * z)
    pd.testing.assert_frame_equal(sobol_indices(plan, runs), sobol_indices(plan, runs))


class Faked:
    """Writes key figures as a model would: known per variant, with chance per day."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        for task in tasks:
            count = int(task.overrides[-1].rpartition("=")[2])
            folder = Path(task.folder) / task.name
            folder.mkdir()
            (folder / "kpis.json").write_text(json.dumps({METRIC: km(count, task.seed)}))
            yield Done(task)

    def close(self) -> None:
        """Nothing to let go of."""


def km(count: int, seed: int) -> float:
    return 100.0 * count + float(np.random.default_rng(seed).normal())


class Quiet:
    def step(self, text: str) -> None:
        """Not of interest."""

    def runs(self, done: int, failed: int, total: int) -> None:
        self.total = total


@pytest.mark.parametrize(
    "design",
    [
        {"design": "latin_hypercube", "samples": 12, "factors": {PATHS[1]: {"low": 1, "high": 3, "whole": True}}},
        {"design": "latin_hypercube", "samples": 12, "factors": {PATHS[1]: (1, 2, 3)}},
        {"design": "sobol", "samples": 8, "factors": {PATHS[1]: {"low": 1, "high": 3, "whole": True}}},
        {"design": "grid", "factors": {PATHS[1]: (1, 2, 2, 3, 1)}},
        {"design": "list", "factors": {PATHS[1]: (1, 2, 2, 3, 1)}},
    ],
)
def test_a_day_counts_once_per_distinct_variant(tmp_path: Path, design: Factors) -> None:
    plan = experiment(replications=4, **design)
    watch = Quiet()
    folder = carry_out(prepare(plan, Path(), tmp_path), Faked(), watch)
    runs = pd.read_parquet(folder / "kpis.parquet")
    assert watch.total == len(runs) == 3 * 4
    summary = pd.read_parquet(folder / "summary.parquet").query("statistic == 'mean'").set_index("variant")
    for count in (1, 2, 3):
        alone = mean_estimate([km(count, seed) for seed in (1, 2, 3, 4)])
        row = summary.loc[f"{PATHS[1]}={count}"]
        assert (row["n"], row["mean"], row["low"], row["high"]) == (4, alone.value, alone.low, alone.high)


def test_the_stop_rule_counts_days_not_points(tmp_path: Path) -> None:
    """Two days of 100 km +- 1 are known to 10 %; to 0.3 % only with more of them, however often the point comes."""
    stop = {"metric": METRIC, "half_width": 0.003, "at_most": 30}
    plan = experiment({PATHS[1]: (1,)}, design="latin_hypercube", samples=50, replications=2, stop=stop)
    runs = pd.read_parquet(carry_out(prepare(plan, Path(), tmp_path), Faked(), Quiet()) / "kpis.parquet")
    assert runs["seed"].is_unique
    found = summarise(runs, [METRIC], 0.95).iloc[0]
    assert (found["high"] - found["low"]) / 2 <= 0.003 * found["mean"] or len(runs) == 30
    assert len(runs) > 10


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"factors": {PATHS[1]: {"low": 1.5, "high": 3, "whole": True}}, "design": "sobol"}, "whole numbers, too"),
        ({"factors": {path: tuple(range(1, 102)) for path in PATHS}}, "10,303,010 runs are too many"),
    ],
)
def test_designs_that_cannot_be_done_are_told(values: Factors, reason: str) -> None:
    with pytest.raises(ScenarioError, match=reason):
        make_experiment(Document({"name": "d", "base": "tiny/line", **values}))


def test_a_million_runs_can_be_done_and_one_more_cannot() -> None:
    plan: Factors = {"factors": {PATHS[0]: list(range(1, 11))}, "replications": 100_000}
    assert make_experiment(Document({"name": "d", "base": "tiny/line", **plan})).replications == 100_000
    plan = {"factors": {PATHS[0]: list(range(1, 12))}, "replications": 90_910}
    with pytest.raises(ScenarioError, match="1,000,010 runs are too many"):
        make_experiment(Document({"name": "d", "base": "tiny/line", **plan}))


def test_days_of_a_variant_are_as_many_by_every_way() -> None:
    assert signature(compare).parameters["replications"].default == Experiment.model_fields["replications"].default
