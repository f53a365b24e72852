"""People from shares of people: sums stay, and nobody is more than one off."""

from __future__ import annotations

import numpy as np

from simulator.demand.rounding import chosen, first_by_weight, rounded


def test_by_hand() -> None:
    assert rounded(np.array([0.5, 0.5, 2.0, 0.4, 0.6]), 0.3).tolist() == [1, 0, 2, 1, 0]
    assert rounded(np.array([0.5, 0.5, 2.0, 0.4, 0.6]), 0.6).tolist() == [0, 1, 2, 0, 1]
    assert chosen(np.array([0.5, 0.25, 0.25, 1.0]), np.array([0, 1, 2, 3]), 0.6).tolist() == [True, False, False, True]
    assert rounded(np.empty(0), 0.3).tolist() == []


def test_sums_stretches_and_means() -> None:
    amounts = np.array([0.3, 1.7, 0.05, 2.95, 0.6, 0.4])
    drawn = np.array([rounded(amounts, chance) for chance in (np.arange(200) + 0.5) / 200])
    assert (drawn.sum(axis=1) == 6).all()
    assert (abs(drawn - amounts) < 1).all()
    assert (abs(np.cumsum(drawn, axis=1) - np.cumsum(amounts)) < 1).all()
    np.testing.assert_allclose(drawn.mean(axis=0), amounts, atol=0.006)


def test_whoever_has_twice_the_weight_is_drawn_first_twice_as_often() -> None:
    uniform = np.random.default_rng(5).random((4000, 3))
    first = np.array([first_by_weight(np.array([2.0, 1.0, 0.0]), 1, row)[0] for row in uniform])
    assert abs((first == 0).mean() - 2 / 3) < 0.02
    assert not (first == 2).any()
