"""Intervals against published values and closed forms; how often they cover is in test_coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.demand.importing.intervals import growth, lognormal, mean, quantile, rate, share, variation


def test_shares_by_wilson() -> None:
    """81 of 263: 0.2553 to 0.3662, as in the first table of Newcombe (1998), Statistics in Medicine 17, 857."""
    assert share(81, 263) == pytest.approx((81 / 263, 0.2553, 0.3662), abs=5e-5)
    assert share(0, 20) == pytest.approx((0, 0, 0.1611), abs=5e-5)  # the same table
    assert share(20, 20).high == 1
    assert np.isnan(share(0, 0).value)


def test_rates_are_garwoods_where_days_are_alike() -> None:
    """10 events: 4.795 to 18.390; none: up to 3.689 (Garwood 1936)."""
    assert rate(np.array([10.0])) == pytest.approx((10, 4.795, 18.390), abs=5e-4)
    assert rate(np.zeros(1)) == pytest.approx((0, 0, 3.689), abs=5e-4)
    assert rate(np.array([2.0, 3.0, 2.0, 3.0])) == pytest.approx((2.5, 4.795 / 4, 18.390 / 4), abs=5e-4)


def test_rates_are_wider_where_days_differ_more() -> None:
    alike, unlike = rate(np.array([9.0, 11, 10, 10])), rate(np.array([1.0, 19, 4, 16]))
    assert alike.value == unlike.value
    assert unlike.low < alike.low < alike.high < unlike.high
    assert unlike.low >= 0


def test_a_median_of_ten_lies_between_the_second_and_the_ninth() -> None:
    """The probability that it does is 1 - 2 (1 + 10) / 1024 = 0.979."""
    assert quantile(np.arange(1.0, 11.0), 0.5) == (5.5, 2.0, 9.0)
    assert np.isnan(quantile(np.arange(3.0), 0.9).high)  # the largest of three is below it three times of four


def test_means_and_lognormals() -> None:
    assert mean(np.array([1.0, 2, 3])) == pytest.approx((2, 2 - 4.303 / np.sqrt(3), 2 + 4.303 / np.sqrt(3)), abs=1e-3)
    median, sigma = lognormal(np.exp(np.array([1.0, 2, 3])))
    assert median.value == pytest.approx(np.e**2)
    assert sigma == pytest.approx((1, np.sqrt(2 / 7.3778), np.sqrt(2 / 0.0506)), rel=1e-3)  # chi-squared tables


def test_variation_is_what_is_left_beyond_chance() -> None:
    """Two Mondays of 90 and 110, two Sundays of 9 and 11: relative squares 0.02 each, less 1/100 and 1/10 by chance."""
    counts, kinds = np.array([90.0, 110, 9, 11]), np.array([0, 0, 6, 6])
    days = np.arange(4.0)
    assert variation(counts, kinds, days).value == 0
    assert variation(counts * 100, kinds, days).value == pytest.approx(np.sqrt(0.02 - (1e-4 + 1e-3) / 2))


def test_growth_is_no_variation_of_days() -> None:
    """Seventy days vary by a fifth around a mean that doubles in a straight line; Sundays have few."""
    day, random = np.arange(70.0), np.random.default_rng(3)
    weekday = (day % 7).astype(np.int64)
    mean_of = np.where(weekday == 6, 20, 200) * (1 + day / 69)
    assert variation(mean_of, weekday, day).value < 0.03
    found = [
        variation(random.poisson(mean_of * random.gamma(25, 1 / 25, 70)).astype(float), weekday, day) for _ in range(60)
    ]
    assert np.mean([one.value for one in found]) == pytest.approx(0.2, abs=0.01)
    assert np.mean([one.low <= 0.2 <= one.high for one in found]) > 0.85


def test_growth_is_found_apart_from_weekdays() -> None:
    day = np.arange(56.0)
    weekday = (day % 7).astype(np.int64)
    counts = np.where(weekday == 6, 10.0, 100.0) * 2 ** (day / 55)
    grown = growth(counts, weekday, day)
    assert grown.value == pytest.approx(2, rel=1e-6)
    assert grown.low < 2 < grown.high
    assert growth(counts[::-1], weekday[::-1], day).value == pytest.approx(0.5, rel=1e-6)
    assert np.isnan(growth(counts[:8], weekday[:8], day[:8]).value)


@pytest.mark.slow
def test_intervals_cover_at_their_level() -> None:
    random, hits = np.random.default_rng(1), {}

    def count(name: str, true: float, told) -> None:
        hits.setdefault(name, []).append(told.low <= true <= told.high)

    for _ in range(1000):
        count("Poisson rate", 3.0, rate(random.poisson(3.0, 14).astype(float)))
        shares = random.gamma(4, 10 / 4, 28)  # of days that vary by half
        counts = random.poisson(shares).astype(float)
        count("negative binomial rate", 10.0, rate(counts))
        many = random.poisson(random.gamma(1 / 0.3**2, 300 * 0.3**2, 60)).astype(float)
        count("variation", 0.3, variation(many, np.zeros(60, dtype=np.int64), np.arange(60.0)))
        count("share", 0.07, share(int(random.binomial(150, 0.07)), 150))
        values = random.exponential(1.0, 40)
        count("median", float(np.log(2)), quantile(values, 0.5))
        count("90 %", float(np.log(10)), quantile(random.exponential(1.0, 80), 0.9))
        median, sigma = lognormal(np.exp(random.normal(2, 0.7, 30)))
        count("median of lognormal", float(np.exp(2)), median)
        count("sigma", 0.7, sigma)
        day = np.arange(56.0)
        grown = random.poisson(random.gamma(20, 20 / 20, 56) * np.exp(0.3 * day / 55)).astype(float)
        count("growth", float(np.exp(0.3)), growth(grown, (day % 7).astype(np.int64), day))
    covered = {name: float(np.mean(found)) for name, found in hits.items()}
    surely = stats.binom.ppf(0.001, 1000, 0.93) / 1000
    assert min(covered.values()) > surely, covered
