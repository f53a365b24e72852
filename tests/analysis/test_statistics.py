"""Intervals and tests against textbook values and against many repetitions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.comparison import mean_of_runs, paired_differences, summarise
from simulator.analysis.ranges import possible_range
from simulator.analysis.statistics import (
    bound,
    holm,
    mean_estimate,
    narrow_enough,
    paired_estimate,
    quantile_estimate,
)
from tests.bundled import bundled


def test_students_interval_of_a_small_sample() -> None:
    found = mean_estimate([1, 2, 3, 4, 5])  # t(0.975, 4) = 2.776, s = 1.581
    assert (found.n, found.value, found.method) == (5, 3, "Student t")
    assert found.half_width == pytest.approx(2.776 * 1.5811 / 5**0.5, abs=1e-3)


def test_one_value_has_no_interval_and_missing_values_do_not_count() -> None:
    assert np.isnan(mean_estimate([7]).low)
    assert mean_estimate([7, np.nan, 9]).n == 2


def test_the_mean_of_runs_is_none_of_their_values_where_there_are_none() -> None:
    assert mean_of_runs(np.array([2.0, 5.0])) == 3.5
    assert mean_of_runs(np.array([])) == 0.0


def test_the_interval_of_a_median_lies_between_order_statistics() -> None:
    found = quantile_estimate(np.arange(1, 21), 0.5)  # textbook: 6th and 15th of 20 values
    assert (found.low, found.high) == (6, 15)
    both = quantile_estimate([1, 2], 0.5, level=0.5)  # the median lies between two values in exactly half of all cases
    assert (both.low, both.high) == (1, 2)
    assert np.isnan(quantile_estimate([1, 2, 3], 0.95).high)  # three values say nothing about the upper end


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_quantile_intervals_cover_at_least_as_often_as_they_say(share: float) -> None:
    random = np.random.default_rng(1)
    truth = -np.log(1 - share)
    covered = []
    for _ in range(2000):
        found = quantile_estimate(random.exponential(size=60), share)
        covered.append(found.low <= truth <= found.high)
    assert 0.95 <= np.mean(covered) <= 0.985


def test_common_days_drop_out_of_paired_differences() -> None:
    days = np.random.default_rng(1).normal(100, 30, 12)
    better = days + np.array([1.0, 1.2, 0.8] * 4)
    found, p = paired_estimate(better, days)
    assert found.value == pytest.approx(1.0)
    assert found.high - found.low < 0.25
    assert p < 1e-8
    assert paired_estimate(days, days)[1] == 1.0


def test_holms_correction() -> None:
    assert holm([0.01, 0.04, 0.03, np.nan]).tolist()[:3] == pytest.approx([0.03, 0.06, 0.06])
    assert np.isnan(holm([0.01, np.nan])[1])


def test_one_sided_bounds_and_the_stop_rule() -> None:
    sample = [10.0, 11.0, 9.0, 10.0]
    assert bound(sample, 0.95, upper=False) < 10 < bound(sample, 0.95, upper=True)
    assert narrow_enough(sample, 0.2, 0.95)
    assert not narrow_enough(sample, 0.05, 0.95)


def test_tables_say_n_interval_and_method_and_keep_the_order_of_variants() -> None:
    rows = [
        {"variant": v, "replication": r, "served": base + r}
        for v, base in (("n=8", 10), ("n=10", 15), ("n=12", 20))
        for r in range(4)
    ]
    runs = pd.DataFrame(rows)
    summary = summarise(runs, ["served"], 0.95)
    assert summary[summary["statistic"] == "mean"]["variant"].tolist() == ["n=8", "n=10", "n=12"]
    assert set(summary["method"]) == {"Student t", "order statistics"}
    differences = paired_differences(runs, ["served"], 0.95)
    assert differences["mean"].tolist() == [5, 10]
    assert differences["n"].tolist() == [4, 4]
    assert differences["base"].tolist() == ["n=8", "n=8"]


def test_intervals_hold_no_values_that_cannot_be() -> None:
    """Three days with waits of 0, 0 and 3 minutes: Student's interval alone would begin at -3.3 minutes."""
    table = pd.DataFrame(
        {"variant": "a", "wait_p95_s": [0, 0, 180], "service_rate": [1.0, 1.0, 0.9], "subsidy_eur": [0, 0, 180]}
    )
    found = summarise(table, ["wait_p95_s", "service_rate", "subsidy_eur"], 0.95).query("statistic == 'mean'")
    plain = mean_estimate([0, 0, 180])
    assert plain.low == pytest.approx(60 - 4.3027 * 60, abs=0.01)
    assert found["low"].tolist() == pytest.approx([0.0, mean_estimate([1, 1, 0.9]).low, plain.low])
    assert found["high"].tolist() == pytest.approx([plain.high, 1.0, plain.high])
    assert plain.within(0, 1000).half_width < plain.half_width  # no stop rule may look at this one
    assert not narrow_enough([0, 0, 180], 2.5, 0.95)


def test_every_key_figure_of_a_run_is_in_its_range() -> None:
    kpis = bundled("tiny/line").kpis
    assert possible_range("subsidy_eur") == possible_range("co2_minus_car_kg") == (-np.inf, np.inf)
    assert possible_range("fare_cover_share") == (0, np.inf)
    for name, value in kpis.items():
        low, high = possible_range(name)
        assert value is None or low <= value <= high, name


def test_p_values_of_differences_that_hardly_vary() -> None:
    """The statistic is the mean by its error: 1.732 by 0.5 over 4 days is t = 3.464, p = 0.0405."""
    shifts = np.array([1.0, 3.0, 1.0, 3.0]) * 3**0.5 / 2  # standard deviation 1
    found, p = paired_estimate(100 + shifts, np.full(4, 100.0))
    t = found.value / (shifts.std(ddof=1) / 2)
    assert (t, p) == (pytest.approx(3.464, abs=1e-3), pytest.approx(0.0405, abs=1e-3))
    assert paired_estimate([1e6 + 1e-9, 1e6 + 1e-9], [1e6, 1e6])[1] == 0.0
