"""What disruptions cost in a year: two of them by hand, and the counts of Poisson."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from scipy import stats

from simulator.analysis.resilience.yearly import (
    Hazard,
    exceedance_curve,
    expected_loss_h,
    hazards_of,
    interval,
    loss_of_return_period_h,
    losses_of_years,
    on_drawn_days,
    poisson_counts,
)

RATES = 2.0, 0.1  # twice a year, half of the time bad; seldom
LOSSES_H = np.array([[3.0, 1.0], [10.0, np.nan]])  # of two days
OFTEN, SELDOM = hazards_of(RATES, LOSSES_H)


def test_two_disruptions_by_hand() -> None:
    assert expected_loss_h([OFTEN, SELDOM]) == 2 * 2 + 0.1 * 10
    curve = exceedance_curve(RATES, LOSSES_H, seed=1)
    assert curve["loss_h"].tolist() == [1, 3, 10]
    assert curve["times_a_year"].tolist() == pytest.approx([2.1, 1.1, 0.1])
    assert curve["return_years"].tolist() == pytest.approx([1 / 2.1, 1 / 1.1, 10])
    assert curve["chance_in_a_year"].tolist() == pytest.approx([1 - exp(-2.1), 1 - exp(-1.1), 1 - exp(-0.1)])


def test_drawn_years_have_the_mean_and_the_chance_of_a_year_without_loss() -> None:
    drawn = losses_of_years([OFTEN, SELDOM], seed=1, years=40_000)
    spread = (2 * (9 + 1) / 2 + 0.1 * 100) ** 0.5 / 200  # of the mean: a sum of compound Poissons
    assert abs(drawn.mean() - 5) < 4 * spread
    assert abs((drawn == 0).mean() - exp(-2.1)) < 0.01
    assert loss_of_return_period_h(np.arange(100.0), 10) == 90
    assert loss_of_return_period_h(np.arange(100.0), 1e9) == 99


@pytest.mark.parametrize("rate", [0.0, 0.01, 1.0, 37.5])
def test_counts_are_those_of_poisson(rate: float) -> None:
    chances = (np.arange(1000) + 0.5) / 1000
    assert poisson_counts(rate, chances).tolist() == stats.poisson.ppf(chances, rate).clip(0).astype(int).tolist()


def test_nothing_that_happens_costs_nothing() -> None:
    never = Hazard(0.0, np.array([5.0]))
    assert expected_loss_h([never]) == expected_loss_h([]) == 0
    assert len(exceedance_curve([0.0, 3.0], np.array([[5.0, 5.0], [0.0, -0.5]]), seed=1)) == 0
    assert len(exceedance_curve([], np.zeros((0, 1)), seed=1)) == 0
    assert losses_of_years([never, Hazard(1.0, np.zeros(0))], seed=1, years=10).tolist() == [0] * 10


def test_intervals_come_from_days_that_are_drawn_together() -> None:
    """Of two days the samples have either, or both: 2 x 3 and 2 x 1 lost, the seldom case on the first day alone."""
    samples = list(on_drawn_days(RATES, LOSSES_H, seed=1))
    assert {(*often.losses_h, *seldom.losses_h) for often, seldom in samples} == {
        (3, 3, 10, 10), (3, 1, 10), (1, 3, 10), (1, 1),
    }  # fmt: skip
    low, high = interval(np.array([[expected_loss_h(its)] for its in samples]))
    assert (low.item(), high.item()) == (2, 2 * 3 + 0.1 * 10)
    curve = exceedance_curve(RATES, LOSSES_H, seed=1).set_index("loss_h")
    assert curve.loc[3, ["times_low", "times_high"]].tolist() == pytest.approx([0, 2.1])
    same = exceedance_curve(RATES, np.array([[3.0, 3.0], [10.0, 10.0]]), seed=1)
    assert same["times_low"].tolist() == same["times_high"].tolist() == same["times_a_year"].tolist()
