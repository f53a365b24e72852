"""Curves of three runs side by side, by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from simulator.analysis.resilience.bands import BAND_DTYPES, TIME_DTYPES, OfRun, bands_of, times_of
from simulator.analysis.resilience.milestones import MILESTONES

HOUR_S, QUARTER_S = 3600, 900


def run_of(bins: Sequence[tuple[float, float, float | None]], recovered_s: float | None = None) -> OfRun:
    """Return a run with bins: from and until [h], and what was kept; nothing is known of the cost where that is not."""
    rows = [(from_h * HOUR_S, until_h * HOUR_S, kept, kept, None if kept is None else 1 / kept)
            for from_h, until_h, kept in bins]  # fmt: skip
    columns = ["from_s", "until_s", "performance", "cost_performance", "cost_per_km_min"]
    curve = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], "float64"))
    told = {
        "began": 8 * HOUR_S,
        "known": 8 * HOUR_S,
        "lowest": 8 * HOUR_S,
        "over": 9 * HOUR_S,
        "recovered": recovered_s,
    }
    times = pd.DataFrame({"milestone": list(told), "time_s": pd.array(list(told.values()), dtype="Int64")})
    return OfRun(curve.astype({"from_s": "int64", "until_s": "int64"}), times)


RUNS = [
    run_of([(8, 9, 1.0), (9, 10, 0.5)], recovered_s=10 * HOUR_S),
    run_of([(8, 10, 0.8), (12, 12.5, None)], recovered_s=11 * HOUR_S),
    run_of([(8.5, 10, 0.6)]),
]


def test_each_quarter_has_the_runs_that_tell_of_it() -> None:
    bands = bands_of(RUNS).set_index("from_s")
    assert bands.index.tolist() == [*range(8 * HOUR_S, 10 * HOUR_S, QUARTER_S), 12 * HOUR_S, 12 * HOUR_S + QUARTER_S]
    assert (bands["until_s"] == bands.index + QUARTER_S).all()
    assert bands["runs"].tolist() == [2, 2, 3, 3, 3, 3, 3, 3, 1, 1]
    ends = ["performance_low", "performance_median", "performance_high"]
    assert bands.loc[8 * HOUR_S, ends].tolist() == pytest.approx([0.82, 0.9, 0.98])  # of 0.8 and 1
    assert bands.loc[9 * HOUR_S - QUARTER_S, ends].tolist() == pytest.approx([0.64, 0.8, 0.96])  # 0.6, 0.8 and 1
    assert bands.loc[9 * HOUR_S, ends].tolist() == pytest.approx([0.52, 0.6, 0.76])  # 0.5, 0.6 and 0.8
    assert bands.loc[9 * HOUR_S, "cost_per_km_min_median"] == pytest.approx(1 / 0.6)
    assert bands.loc[12 * HOUR_S, ends].isna().all()


def test_milestones_have_the_runs_that_reached_them() -> None:
    times = times_of(RUNS).set_index("milestone")
    assert tuple(times.index) == MILESTONES
    assert times.loc["over"].tolist() == [3, 3, *[9 * HOUR_S] * 3]
    assert times.loc["recovered"].tolist() == pytest.approx([3, 2, 10.1 * HOUR_S, 10.5 * HOUR_S, 10.9 * HOUR_S])
    never = times_of(RUNS[2:]).set_index("milestone").loc["recovered"]
    assert (never["reached"], never.isna().sum()) == (0, 3)


def test_runs_in_which_nobody_was_served_have_no_bands() -> None:
    empty = run_of([])
    assert bands_of([empty]).empty
    assert list(bands_of([])) == list(BAND_DTYPES)
    assert bands_of([empty, RUNS[2]])["runs"].unique().tolist() == [1]
    assert list(times_of([empty])) == list(TIME_DTYPES)
