from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.analysis.batch_means import batch_means, controlled_mean, steady_mean


def test_batches_by_hand():
    series = [90, 80, 1, 3, 5, 7]  # the first third is left out
    assert batch_means(series, 2, 1 / 3).tolist() == [2, 6]
    estimate = steady_mean(series, 2, 1 / 3)
    assert estimate.value == 4
    assert estimate.half_width == pytest.approx(12.7062047 * 2, rel=1e-6)  # t with 1 degree, deviation 2.83 / sqrt 2
    assert (estimate.n, estimate.method) == (2, "batch means")


def test_what_makes_batches_unequal_is_left_out_with_the_warm_up():
    assert batch_means([100, 1, 2, 3, 4], 2, 0).tolist() == [1.5, 3.5]


@pytest.mark.parametrize(
    ("values", "batches", "warm_up"), [(3, 4, 0), (8, 4, 0.75), (8, 1, 0), (8, 2, 1), (8, 2, -0.1)]
)
def test_what_cannot_be_is_refused(values, batches, warm_up):
    with pytest.raises(ValueError, match="expected"):
        batch_means(range(values), batches, warm_up)


def test_intervals_of_a_queue_hold_its_mean_wait_as_often_as_they_say():
    """M/M/1 with half of its time busy: customers wait 1 on average, at a mean service of 1 (Erlang 1909)."""
    random, covered, runs, customers = np.random.default_rng(7), 0, 300, 12_000
    service = random.exponential(1, (runs, customers))
    gap = random.exponential(2, (runs, customers))
    wait = np.zeros((runs, customers))
    for n in range(1, customers):
        wait[:, n] = np.maximum(0, wait[:, n - 1] + service[:, n - 1] - gap[:, n])
    for waits in wait:
        estimate = steady_mean(waits, 20, 0.1)
        covered += estimate.low <= 1 <= estimate.high
    assert 0.90 <= covered / runs <= 0.98


def test_what_a_control_explains_is_taken_off():
    x = np.array([1.0, 2.0, 4.0, 7.0])
    estimate = controlled_mean(10 - 2 * x, x, 3.0)  # at the control's true mean: 4, though the sample's own is 3
    assert estimate.value == pytest.approx(4)
    assert estimate.half_width == pytest.approx(0, abs=1e-9)


def test_a_controlled_mean_is_the_prediction_of_a_straight_line():
    random = np.random.default_rng(3)
    x = random.normal(5, 1, 12)
    y = 3 + 0.8 * x + random.normal(0, 0.3, 12)
    estimate = controlled_mean(y, x, 5.4)
    design = np.column_stack([np.ones(12), x - 5.4])
    coefficients, (rest,), _, _ = np.linalg.lstsq(design, y)
    variance = rest / 10 * np.linalg.inv(design.T @ design)[0, 0]
    assert estimate.value == pytest.approx(coefficients[0])
    assert estimate.high - estimate.value == pytest.approx(stats.t.ppf(0.975, 10) * variance**0.5)


def test_controlled_intervals_cover_as_often_as_they_say_and_are_narrower():
    random, covered, narrower = np.random.default_rng(11), 0, 0
    for _ in range(600):
        x = random.normal(2, 1, 15)
        y = 1 - x + random.normal(0, 0.5, 15)
        estimate = controlled_mean(y, x, 2.0)
        covered += estimate.low <= -1 <= estimate.high
        narrower += estimate.half_width < steady_mean(y, 15, 0).half_width
    assert 0.925 <= covered / 600 <= 0.975
    assert narrower > 550


def test_a_control_that_says_nothing_changes_nothing():
    assert controlled_mean([1.0, 2.0, 3.0], [5.0, 5.0, 5.0], 5.0).value == 2
    assert np.isnan(controlled_mean([1.0, 2.0], [1.0, 3.0], 2.0).low)
