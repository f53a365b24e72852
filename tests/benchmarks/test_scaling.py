"""Exponents of laws that are known, and days of the smallest sizes measured and drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import linregress, t

from benchmarks.speed.scaling import Line, fitted, rows
from benchmarks.speed.workload import Case

TINY = Case("", vehicles=2, requests=20, nodes=60)


def test_a_power_law_is_found_exactly() -> None:
    law = fitted([10, 20, 80, 100], [3 * size**1.5 for size in (10, 20, 80, 100)])
    assert (law.factor, law.exponent) == (pytest.approx(3), pytest.approx(1.5))
    assert law.low == pytest.approx(1.5)
    assert law.high == pytest.approx(1.5)


def test_the_interval_is_that_of_a_regression_of_logarithms() -> None:
    random = np.random.default_rng(5)
    sizes = np.array([10, 30, 100, 300, 1000])
    costs = 0.2 * sizes**0.7 * np.exp(random.normal(0, 0.2, len(sizes)))
    law, known = fitted(sizes, costs), linregress(np.log(sizes), np.log(costs))
    half = t.ppf(0.975, 3) * known.stderr
    assert law.exponent == pytest.approx(known.slope)
    assert (law.low, law.high) == (pytest.approx(known.slope - half), pytest.approx(known.slope + half))


@pytest.mark.slow
def test_tiny_days_are_measured_and_drawn(tmp_path: Path) -> None:
    lines = (Line("requests", (10, 20, 40), TINY), Line("nodes", (40, 60, 80), TINY))
    found = list(rows(tmp_path / "scaling.png", lines, repeats=1))
    assert [row["what"] for row in found] == ["scaling"] * 6 + ["exponent"] * 2
    assert [row["requests"] for row in found[:3]] == [10, 20, 40]
    assert [row["nodes"] for row in found[3:6]] == [40, 60, 80]
    assert all(row["cpu_s"] > 0 for row in found[:6])
    assert all(row["low"] <= row["exponent"] <= row["high"] for row in found[6:])
    assert (tmp_path / "scaling.png").read_bytes().startswith(b"\x89PNG")
