"""Splits by hand, and what drawing days anew says of them."""

import numpy as np
import pytest

from simulator.analysis.payers.draws import Goals, Tried, cheapest, drawn_days, interval, ranking
from simulator.analysis.payers.splits import SPLITS, CostOfAll, Use, exact_splits, in_cents


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


USE = Use(array(300, 100), array(10, 30), array(5, 15), array(90, 10), array(6000, 4000))
COST = CostOfAll(array(100_000)[0], array(60_000)[0], array(20_000)[0])


def test_each_split_by_hand():
    found = in_cents(exact_splits(USE, COST, array(0, 70_000, 50_000, 100_000)), 100_000)
    assert tuple(found) == SPLITS
    assert {name: its.tolist() for name, its in found.items()} == {
        "territory_km": [75_000, 25_000],
        "territory_hours": [25_000, 75_000],
        "residents_rides": [25_000, 75_000],
        "residents_ride_km": [90_000, 10_000],
        "two_variable": [37_500, 62_500],  # 60 000 by hours: 15, 45; 20 000 by km: 15, 5; so 30 : 50 of all
        "population": [60_000, 40_000],
        "shapley": [60_000, 40_000],
    }


def test_two_alike_pay_half_each():
    use = Use(*(array(7, 7) for _ in range(5)))
    found = in_cents(exact_splits(use, COST, array(0, 80_000, 80_000, 100_000)), 100_001)
    assert all(its.tolist() == [50_001, 50_000] for its in found.values())


def test_what_splits_by_nothing_is_left_out():
    use = Use(array(3, 1), array(1, 1), array(0, 0), array(0, 0), array(1, 1))
    assert list(exact_splits(use, COST, None)) == ["territory_km", "territory_hours", "two_variable", "population"]


def test_draws_stand_before_territories():
    several = Use(*(np.stack([its, its]) for its in (USE.km, USE.hours, USE.rides, USE.ride_km)), USE.inhabitants)
    cost = CostOfAll(array(100_000, 50_000), array(60_000, 60_000), array(20_000, 20_000))
    found, once = exact_splits(several, cost, None), exact_splits(USE, COST, None)
    for name, shares in once.items():
        assert found[name] == pytest.approx(np.stack([shares, shares / 2]))


def tried(size: int, served: list[float], cost: float, wait: list[float] | None = None) -> Tried:
    asked = np.full(len(served), 10.0)
    return Tried(size, np.full(len(served), cost), asked, np.array(served), np.array(wait or [600.0] * len(served)))


def test_goals_hold_over_all_days_together():
    goals = Goals(0.9)
    assert tried(1, [10, 8], 1).meets(goals).tolist() == [True]
    assert tried(1, [10, 7.9], 1).meets(goals).tolist() == [False]
    assert tried(1, [9, 9], 1, [900, 901]).meets(Goals(0.9, 900)).tolist() == [False]
    assert tried(1, [9, 9], 1, [900, np.nan]).meets(Goals(0.9, 900)).tolist() == [True]


def test_the_smallest_fleet_is_found_in_each_draw():
    sizes = [tried(1, [6, 9], 100), tried(2, [9, 10], 150), tried(3, [10, 10], 210)]
    weights = array(2, 0, 1, 1, 0, 2).reshape(3, 2)
    cost, none = cheapest(sizes, Goals(0.9), weights)
    assert cost.tolist() == [150, 150, 100]
    assert none.tolist() == [0, 0, 0]
    cost, none = cheapest(sizes[:2], Goals(1.0), weights)
    assert cost.tolist() == [150, 150, 150]  # the largest that was tried, and that is told
    assert none.tolist() == [1, 1, 0]


def test_days_are_drawn_with_replacement_and_alike():
    counts = drawn_days(8, seed=4, draws=500)
    assert counts.shape == (500, 8)
    assert (counts.sum(axis=1) == 8).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(8), abs=0.15)
    assert (counts == drawn_days(8, seed=4, draws=500)).all()


def test_who_pays_more_beyond_luck():
    rng = np.random.default_rng(2)
    common = rng.normal(0, 1000, 2000)  # both share the luck of the days, so that the order is sure all the same
    sure = np.stack([10_000 + common, 9_000 + common, 9_001 + common + rng.normal(0, 50, 2000)], axis=1)
    table = ranking({"a": sure}, {"a": array(10_000, 9_000, 9_001)}, ["A", "B", "C"])
    assert table[["more", "less", "beyond_luck"]].values.tolist() == [
        ["A", "B", True], ["A", "C", True], ["C", "B", False],
    ]  # fmt: skip
    assert table["difference_eur"].tolist() == pytest.approx([10, 9.99, 0.01])
    assert table["low_eur"].iloc[0] == pytest.approx(10)
    low, high = interval(sure[:, :1])
    assert high - low == pytest.approx([2 * 1.96 * 1000], rel=0.1)
