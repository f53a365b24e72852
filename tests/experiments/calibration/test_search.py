"""Where simulated days are linear in the parameters, all of it is known in closed form: generalised least squares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

from simulator.errors import RequestFileError
from simulator.experiments.calibration.intervals import half_widths
from simulator.experiments.calibration.moments import MOMENTS, Days
from simulator.experiments.calibration.parameters import LINEAR, Kind, Parameter
from simulator.experiments.calibration.search import estimate

KIND = Kind("any", "Any", (), LINEAR, (0.0, 1.0), "", tuple(one.name for one in MOMENTS))
ALL = len(MOMENTS)
SLOPES = np.zeros((ALL, 2))
SLOPES[:4] = [[8.0, 1.0], [2.0, -5.0], [-3.0, 4.0], [1.0, 6.0]]
BASE = np.zeros(ALL)
BASE[:4] = [50.0, 30.0, 20.0, 10.0]


def unknowns(count: int = 2, low: float = 0.0, high: float = 10.0) -> list[Parameter]:
    return [Parameter(KIND, ((f"key{one}",),), (f"key{one}",), 3.0, low, high) for one in range(count)]


def noise(days: int, seed: int) -> np.ndarray:
    found = np.zeros((days, ALL))
    mixed = np.array([[1.0, 0.5, 0, 0], [0, 1, 0.3, 0], [0, 0, 1, -0.4], [0, 0, 0, 1]])
    found[:, :4] = np.random.default_rng(seed).normal(size=(days, 4)) @ mixed
    return found


def days_of(sums: np.ndarray, told: int = 4) -> Days:
    sums = sums.copy()
    sums[:, told:] = np.nan
    return Days(sums, np.zeros(len(sums), dtype=np.int64))


def simulated(values, days: int = 60, slopes: np.ndarray = SLOPES) -> Days:
    return days_of(BASE + slopes[:, : len(values)] @ np.array(values) + noise(days, 2))


def test_a_linear_model_has_the_answer_and_covariance_of_generalised_least_squares() -> None:
    """Worked out here from the data, with the weights of the second step, and how finely sums are told."""
    truth, days, count = np.array([4.0, 6.5]), 20, 60
    observed = days_of(BASE + SLOPES @ truth + noise(days, 1))
    found = estimate(observed, simulated, unknowns(), 0.95)
    here, there = observed.sums[:, :4], (BASE + noise(count, 2))[:, :4]
    of_here, of_there = (np.cov(side, rowvar=False, ddof=0) * len(side) for side in (here, there))
    pooled = (of_here + of_there) / (days + count - 2)
    share = 1 / days + 1 / count
    rounding = np.diag(np.array([0.1, 0.001 * here[:, 0].mean(), 0.1, 0.1]) ** 2 / 12)  # kilometres to the metre
    apart = np.eye(4)  # kilometres and rejected by requests, rejected at once by rejected
    means = here.mean(axis=0)
    apart[1, 0], apart[2, 0], apart[3, 2] = -means[1] / means[0], -means[2] / means[0], -means[3] / means[2]
    of_both = apart @ (share * pooled + rounding) @ apart.T
    freedom = days + count - 2
    shrunk = of_both * freedom / (freedom + 4) + np.diag(np.diag(of_both)) * 4 / (freedom + 4)
    weight = apart.T @ np.linalg.inv(shrunk) @ apart
    covariance = of_here / (days - 1) / days + of_there / (count - 1) / count + rounding
    slopes = SLOPES[:4]
    bread = np.linalg.inv(slopes.T @ weight @ slopes)
    value = bread @ slopes.T @ weight @ (here.mean(axis=0) - there.mean(axis=0))
    sandwich = bread @ slopes.T @ weight @ covariance @ weight @ slopes @ bread
    np.testing.assert_allclose(10 * found.coordinates, value, rtol=1e-4)
    np.testing.assert_allclose(100 * found.covariance, sandwich, rtol=1e-4)
    assert found.gap.freedom == days - 1
    assert np.abs(value - truth).max() < 4 * np.sqrt(np.diag(sandwich)).max()


def test_slopes_of_the_wrong_sign_are_not_found_again() -> None:
    """The same bookings with a model that answers the other way round: far from the truth, at a bound or beyond."""
    observed = days_of(BASE + SLOPES @ np.array([4.0, 6.5]) + noise(20, 1))
    found = estimate(observed, lambda values: simulated(values, slopes=-SLOPES), unknowns(), 0.95)
    assert np.abs(10 * found.coordinates - [4.0, 6.5]).max() > 2


def test_what_a_scenario_never_reaches_does_not_bend_what_has_nothing_to_do_with_it() -> None:
    """As many ask as with a level of 5; rejections lie far off whatever the level, and are told, not fitted."""
    level = replace(KIND, moments=("requests",))
    asks = [replace(one, kind=level) for one in unknowns(1)]
    observed = days_of(BASE + SLOPES[:, :1] @ np.array([5.0]) + [0, 0, 80, 0, *[0] * (ALL - 4)] + noise(20, 1))
    found = estimate(observed, simulated, asks, 0.95)
    of_all = estimate(observed, simulated, unknowns(1), 0.95)
    assert 10 * found.coordinates[0] == pytest.approx(5, abs=0.1)
    assert abs(10 * of_all.coordinates[0] - 5) > 1
    assert found.gap.observed[2] - found.gap.simulated[2] == pytest.approx(80, abs=2)


def test_what_no_moment_moves_with_stays_as_it_is() -> None:
    observed = days_of(BASE + SLOPES @ np.array([4.0, 0.0]) + noise(20, 1))
    flat = SLOPES * [1.0, 0.0]
    found = estimate(observed, lambda values: simulated(values, slopes=flat), unknowns(), 0.95)
    assert found.told == [0]
    assert found.apart_from == {1: None}
    assert found.coordinates[1] == 0.3
    assert abs(10 * found.coordinates[0] - 4) < 0.5


def test_of_two_that_do_the_same_one_is_fitted_and_the_other_named() -> None:
    observed = days_of(BASE + SLOPES @ np.array([4.0, 0.0]) + noise(20, 1))
    alike = SLOPES[:, [0, 0]]
    found = estimate(observed, lambda values: simulated(values, slopes=alike), unknowns(), 0.95)
    assert len(found.told) == 1
    kept, left = found.told[0], 1 - found.told[0]
    assert found.apart_from == {left: kept}
    assert abs(10 * found.coordinates[kept] - (4 - 3)) < 0.5  # the other one adds 3 as it is


def test_days_of_each_type_count_as_often_as_they_are_observed() -> None:
    """Five workdays of 50 and one Saturday of 20 each week observed, as many of both simulated: the mean is 45."""
    kinds = np.tile([0, 0, 0, 0, 0, 2], 4)
    observed = days_of(np.where(kinds[:, None] == 2, 20.0, 50.0) + noise(24, 1), told=1)._replace(types=kinds)
    both = np.tile([0, 2], 30)

    def weekly(values) -> Days:
        level = values[0] / 5
        return days_of(level * np.where(both[:, None] == 2, 20.0, 50.0) + noise(60, 2), told=1)._replace(types=both)

    found = estimate(observed, weekly, unknowns(1), 0.95)
    assert found.gap.observed[0] == pytest.approx(45, abs=1)
    assert 10 * found.coordinates[0] == pytest.approx(5, abs=0.2)
    assert found.gap.freedom == 22


def test_too_few_days_and_types_that_nobody_simulates_are_refused() -> None:
    with pytest.raises(RequestFileError, match="3 days are too few to calibrate to; expected at least 5 with 1 types"):
        estimate(days_of(BASE + noise(3, 1)), simulated, unknowns(), 0.95)
    sundays = days_of(BASE + noise(8, 1))._replace(types=np.array([0, 0, 0, 0, 0, 0, 2, 2]))
    with pytest.raises(RequestFileError, match="no day like them is simulated: saturday"):
        estimate(sundays, simulated, unknowns(), 0.95)


def test_intervals_of_few_days_are_as_wide_as_student_says() -> None:
    """Gosset (1908) for 4 degrees of freedom: 2.776 standard errors, not 1.96."""
    assert half_widths(np.array([4.0]), 4, 0.95)[0] == pytest.approx(2 * 2.776, abs=2e-3)
    assert student.ppf(0.975, 4) == pytest.approx(2.776, abs=1e-3)


def with_noise(there: np.ndarray):
    return lambda values: days_of(BASE + SLOPES @ np.array(values) + there)


@pytest.mark.slow(0.1)
def test_intervals_cover_in_95_of_100_with_few_days_and_weights_of_simulated_ones() -> None:
    """100 linear cases with six days and two parameters: 200 intervals, within three standard errors of 0.95."""
    truth, covered = np.array([4.0, 6.5]), 0
    for case in range(100):
        observed = days_of(BASE + SLOPES @ truth + noise(6, 1000 + case))
        there = noise(18, 50_000 + case)
        found = estimate(observed, with_noise(there), unknowns(), 0.95)
        half = half_widths(np.diag(found.covariance), found.gap.freedom, 0.95)
        covered += int((np.abs(10 * found.coordinates - truth) <= 10 * half).sum())
    assert abs(covered / 200 - 0.95) < 0.046


def test_where_nothing_is_told_nothing_moves() -> None:
    observed = days_of(BASE + noise(20, 1))
    found = estimate(observed, lambda values: simulated(values, slopes=0 * SLOPES), unknowns(), 0.95)
    assert found.told == []
    assert found.coordinates.tolist() == [0.3, 0.3]
    assert found.covariance.shape == (0, 0)
