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
    loss_of_return_period_h,
    losses_of_years,
    poisson_counts,
)

OFTEN = Hazard(2.0, np.array([3.0, 1.0]))  # twice a year, half of the time bad
SELDOM = Hazard(0.1, np.array([10.0]))


def test_two_disruptions_by_hand() -> None:
    assert expected_loss_h([OFTEN, SELDOM]) == 2 * 2 + 0.1 * 10
    curve = exceedance_curve([OFTEN, SELDOM])
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
    assert len(exceedance_curve([never, Hazard(3.0, np.array([0.0, -0.5]))])) == 0
    assert len(exceedance_curve([])) == 0
    assert losses_of_years([never, Hazard(1.0, np.zeros(0))], seed=1, years=10).tolist() == [0] * 10
