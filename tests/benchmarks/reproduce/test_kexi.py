"""KEXI's rules: what is compared, how, and that the page shows the committed results, which two runs stand for."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.reproduce.kexi.expected import Moment, read_expected
from benchmarks.reproduce.kexi.page import page
from benchmarks.reproduce.kexi.runs import COLUMNS, RESULTS, VARIANTS, compared, measured
from simulator.analysis.kpis.definitions import KPIS

ROOT = Path(__file__).parents[3]
EXPECTED = read_expected()


def test_a_moment_is_judged_by_its_share_on_both_sides() -> None:
    moment = Moment("x", 200.0, 0.25, "observed", "")
    assert (moment.deviation(150), moment.deviation(250)) == (-0.25, 0.25)
    assert moment.holds(150)
    assert moment.holds(250)
    assert not moment.holds(149)
    assert not moment.holds(251)


def test_means_and_intervals_of_two_runs() -> None:
    """Half-width: Student's t of one degree of freedom, 12.7062, times sd / sqrt(2)."""
    runs = pd.DataFrame({moment.figure: [0.9, 1.1] for moment in EXPECTED.moments}).assign(wait_mean_s=[300.0, 400.0])
    rows = compared(EXPECTED, runs).set_index("figure")
    assert rows.loc["wait_mean_s", "mean"] == 350
    assert rows.loc["wait_mean_s", "half_width"] == pytest.approx(12.7062 * 70.7107 / 2**0.5, rel=1e-4)
    assert rows.loc["wait_mean_s", "deviation"] == pytest.approx(350 / 330 - 1, abs=1e-4)
    assert rows.loc["wait_mean_s", "inside"]
    assert not rows.loc["ride_mean_s", "inside"]


def test_what_is_expected_can_be_measured() -> None:
    assert {moment.figure for moment in EXPECTED.moments} <= set(KPIS)
    assert all(moment.source in ("observed", "simulated") and moment.why for moment in EXPECTED.moments)


def test_page_and_results_are_those_of_the_study() -> None:
    results = pd.read_csv(RESULTS)
    assert list(results.columns) == list(COLUMNS)
    assert set(results["variant"]) == set(VARIANTS)
    assert set(results["runs"]) == {EXPECTED.seeds}
    assert (ROOT / "docs" / "reproduced-kexi.md").read_text(encoding="utf-8") == page(EXPECTED, results)


def test_a_sample_of_the_runs_lies_around_the_committed_means() -> None:
    """Three of its days: each mean within what means of three days vary by, were they as the committed ones."""
    results = pd.read_csv(RESULTS).query("variant == 'as published'").set_index("figure")
    sample = measured(EXPECTED, range(1, 4)).mean()
    spread = results["half_width"] / 2.093 * EXPECTED.seeds**0.5  # of one day; 2.093: Student's t of 19
    away = (sample - results["mean"]).abs()
    assert (away <= 4 * spread / 3**0.5).all(), away / spread
