"""How sure figures over days are: of a mean as the textbook has it, and of an index as often as is promised."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.analysis.equity.indices import gini, level
from simulator.analysis.equity.over_days import LEAST_DAYS, half_widths
from simulator.analysis.statistics import mean_estimate


def both(means: np.ndarray, people: np.ndarray) -> dict[str, float]:
    return {"mean": level(means, people), "gini": gini(means, people)}


def test_the_mean_of_days_alike_in_size_has_the_interval_of_student() -> None:
    values, days = np.arange(24.0) ** 2, np.arange(24) % 6
    found = half_widths((values, np.ones(24), np.zeros(24, dtype=np.int64)), days, both)
    of_days = [values[days == day].mean() for day in range(6)]
    assert found["mean"] == pytest.approx(mean_estimate(of_days).half_width)
    assert found["gini"] == pytest.approx(0, abs=1e-12)  # one group


def test_few_days_tell_nothing() -> None:
    values, group = np.arange(8.0), np.arange(8) % 2
    each = values, np.ones(8), group
    assert half_widths(each, np.arange(8) % (LEAST_DAYS - 1), both) == {}
    assert set(half_widths(each, np.arange(8) % LEAST_DAYS, both)) == {"mean", "gini"}


def test_a_group_that_asks_on_one_day_only_is_left_out_with_it() -> None:
    """Groups of 1 and 3 each day, one of 9 on the last: without that day the index is that of the two."""
    group = np.array([0, 1] * 5 + [2])
    values, days = np.array([1.0, 3.0] * 5 + [9.0]), np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4])
    each = values, np.ones(11), group
    pseudo = [
        5 * gini(values, np.ones(11)) - 4 * gini(values[days != day], np.ones(11)[days != day]) for day in range(5)
    ]
    assert half_widths(each, days, both)["gini"] == pytest.approx(mean_estimate(pseudo).half_width)


def test_the_interval_covers_the_index_as_often_as_promised() -> None:
    """Of 8 places of unlike chances on 12 days: in nearly 95 of 100 samples, but for what luck adds to the index."""
    draw = np.random.default_rng(11)
    chance, asked = np.linspace(0.3, 0.9, 8), np.full(8, 40)
    truth, covered = gini(chance, asked.astype(float)), 0
    for _ in range(100):
        served = draw.binomial(asked, chance, (12, 8)) / asked
        each = served.ravel(), np.full(96, 40.0), np.tile(np.arange(8), 12)
        half = half_widths(each, np.repeat(np.arange(12), 8), both)["gini"]
        covered += abs(gini(served.mean(axis=0), np.full(8, 40.0)) - truth) <= half
    assert 88 <= covered <= 100
