"""KEXI's rules: what is compared, and that the page and the results kept are those of the study."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.reproduce.compare import row_of
from benchmarks.reproduce.kexi import study as module
from benchmarks.reproduce.kexi.study import AT_ONCE, BOOK_AHEAD, CASES, EXPECTED, STUDY, find
from simulator import load_scenario
from simulator.analysis.kpis.definitions import KPIS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks" / "reproduce" / "kexi"


def test_what_is_expected_can_be_measured() -> None:
    assert {moment.figure for moment in EXPECTED.moments} <= set(KPIS)
    assert all(moment.source in ("observed", "simulated") and moment.why for moment in EXPECTED.moments)
    assert len(CASES) == 2 * len(EXPECTED.moments)
    assert set(STUDY.smoke) <= {case.name for case in CASES}


def test_tolerances_are_those_written_before_the_run() -> None:
    written = {moment.figure: (moment.published, moment.tolerance) for moment in EXPECTED.moments}
    assert all((case.published, case.tolerance) == written[case.group] for case in CASES)


def test_the_scenario_books_ahead_as_much_as_the_study_says() -> None:
    assert load_scenario(EXPECTED.scenario).demand.as_synthetic.prebooked_share == BOOK_AHEAD


def test_a_figure_is_the_mean_of_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def days(share: float, seeds: int) -> list[dict[str, float]]:
        asked.append((share, seeds))
        return [{"wait_mean_s": 300.0}, {"wait_mean_s": 400.0}]

    monkeypatch.setattr(module, "_days", days)
    [case] = [case for case in CASES if case.group == "wait_mean_s" and case.x == AT_ONCE]
    row = row_of(case, find(case, small=False))
    assert asked == [(0.0, EXPECTED.seeds)]
    assert (row["ours"], row["published"], row["off_percent"]) == (350.0, 330.0, 6.06)
    assert row["half_width"] == pytest.approx(12.7062 * 70.7107 / 2**0.5, rel=1e-4)  # Student's t of 1


def test_a_sample_of_the_days_lies_around_the_means_that_are_kept() -> None:
    """Three of the twenty: their mean within four times what such means vary by."""
    table = pd.read_csv(FOLDER / "results.csv")
    days = module._days(BOOK_AHEAD, 3)
    for row in table[table["x"] == BOOK_AHEAD].itertuples():
        spread = row.half_width / 2.093 * EXPECTED.seeds**0.5  # of one day; 2.093: Student's t of 19
        assert abs(sum(day[row.group] for day in days) / 3 - row.ours) <= 4 * spread / 3**0.5, row.group
