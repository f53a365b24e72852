"""The number of requests of a day, against what is known of the negative binomial distribution."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from simulator.demand.volume import _quantile, volume_of_day
from tests.demand.test_synthesis import day
from tests.demand.worlds import FIXED

DAYS = 4000


def volumes(mean: int, varies: float) -> np.ndarray:
    return np.array([volume_of_day(mean, SimpleNamespace(fixed=False, varies=varies), seed) for seed in range(DAYS)])


@pytest.mark.parametrize(("mean", "varies"), [(600, 0.15), (40, 0.5), (600, 0.0)])
def test_mean_and_variance_are_those_of_the_closed_form(mean, varies) -> None:
    drawn = volumes(mean, varies)
    variance = mean + (varies * mean) ** 2
    assert drawn.mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / DAYS))
    assert drawn.var() == pytest.approx(variance, rel=4 * np.sqrt(2 / DAYS) + 0.04)
    # Gamma, then Poisson, is what the numbers are said to be.
    random = np.random.default_rng(1)
    rate = mean if varies == 0 else random.gamma(varies**-2, mean * varies**2, DAYS)
    assert stats.ks_2samp(drawn, random.poisson(rate, DAYS)).pvalue > 0.001


def test_a_fixed_volume_is_the_mean_on_every_day() -> None:
    assert {volume_of_day(600, FIXED, seed) for seed in range(20)} == {600}
    assert volume_of_day(0, SimpleNamespace(fixed=False, varies=0.15), 1) == 0


def test_of_one_seed_a_higher_mean_never_brings_fewer() -> None:
    for seed in range(50):
        drawn = [
            volume_of_day(mean, SimpleNamespace(fixed=False, varies=0.15), seed) for mean in (100, 101, 150, 600, 610)
        ]
        assert drawn == sorted(drawn)


def test_variants_of_one_seed_meet_the_same_people() -> None:
    varies = {"volume": SimpleNamespace(fixed=False, varies=0.15)}
    first, second = day(5, **varies), day(5, prebooked_share=0.1, **varies)
    assert len(first) == len(second) != 600
    same = ["request_id", "earliest_departure_s", "origin_lon", "destination_lat", "party_size"]
    both = [table.sort_values("request_id", ignore_index=True)[same] for table in (first, second)]
    assert both[0].equals(both[1])
    assert len({len(day(seed, **varies)) for seed in range(10)}) > 5


@pytest.mark.parametrize("mean", [1, 7, 600, 20_000])
@pytest.mark.parametrize("varies", [0.0, 0.02, 0.15, 1.0, 3.0])
def test_the_quantile_is_the_one_of_scipy(mean, varies) -> None:
    shares = [1e-9, 0.003, 0.5, 0.77, 0.9999, 1 - 1e-6, *np.random.default_rng(mean).random(40)]
    size = np.inf if varies == 0 else varies**-2
    known = stats.poisson(mean) if varies == 0 else stats.nbinom(size, size / (size + mean))
    assert [_quantile(share, mean, varies) for share in shares] == np.maximum(known.ppf(shares), 0).tolist()


def test_a_share_that_no_number_reaches_ends_where_nothing_is_left_to_be_added() -> None:
    assert 600 < _quantile(1.0, 600, 0.15) < 2000
