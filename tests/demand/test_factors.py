"""Drawn factors have the mean and the spread they are to have, and belong to a vehicle and its drive alone."""

from __future__ import annotations

from math import log, log1p, sqrt

import numpy as np
import pytest

from simulator.demand.factors import ONE, drive_factors, dwell_factor, stretched


@pytest.mark.parametrize("spread", [0.1, 0.3, 1.0])
def test_mean_and_spread(spread: float) -> None:
    """20,000 factors: the mean is within four standard errors of 1, the spread within a tenth, half below the median.

    The median of a log-normal factor with mean 1 is 1 by the root of 1 + spread squared.
    """
    factors = np.array([drive_factors(1, number % 100, number // 100, [spread])[0] for number in range(20_000)]) / ONE
    assert abs(factors.mean() - 1) < 4 * spread / np.sqrt(20_000) + 0.001
    assert abs(factors.std() / spread - 1) < 0.1
    assert abs((factors < 1 / np.sqrt(1 + spread**2)).mean() - 0.5) < 4 * 0.5 / np.sqrt(20_000)
    assert factors.min() > 0


def test_a_factor_is_its_own() -> None:
    """Of seed, vehicle, number, and of drives and stops apart; without a spread it is 1."""
    of = [
        drive_factors(1, 2, 3, [0.5]),
        drive_factors(2, 2, 3, [0.5]),
        drive_factors(1, 3, 3, [0.5]),
        drive_factors(1, 2, 4, [0.5]),
    ]
    assert len({*of, (dwell_factor(1, 2, 3, 0.5),)}) == 5
    assert drive_factors(1, 2, 3, [0.5]) == of[0]
    assert drive_factors(1, 2, 3, [0.0]) == (dwell_factor(1, 2, 3, 0.0),) == (ONE,)


def test_a_drive_has_one_chance_for_all_roads() -> None:
    """The logarithms of its factors, by mean and spread of each, are the same standard normal number."""
    spreads = [0.1, 0.4, 0.8]
    for drive in range(50):
        normal = []
        for factor, spread in zip(drive_factors(1, 2, drive, spreads), spreads, strict=True):
            variance = log1p(spread**2)
            normal.append((log(factor / ONE) + variance / 2) / sqrt(variance))
        assert max(normal) - min(normal) < 0.02  # a thousandth of rounding, by a spread of 0.1


def test_a_second_begun_counts() -> None:
    assert [stretched(seconds, 1001) for seconds in (0, 1, 999, 1000)] == [0, 2, 1000, 1001]
    assert stretched(100, 500) == 50
