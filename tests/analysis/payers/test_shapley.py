"""Values that are known, a brute force over all orders, and splits in whole cents."""

from itertools import permutations

import numpy as np
import pytest

from simulator.analysis.payers.cents import whole_cents
from simulator.analysis.payers.core import Dearer, Leaving, leaving, members, not_subadditive
from simulator.analysis.payers.shapley import shapley

AIRPORT = (1, 1, 2, 5, 9)  # the runway each needs; a coalition pays the longest


def by_orders(cost: np.ndarray, players: int) -> np.ndarray:
    """Return what each player adds when joining, averaged over all orders."""
    added = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        mask = 0
        for player in order:
            added[player] += cost[mask | 1 << player] - cost[mask]
            mask |= 1 << player
    return added / len(orders)


def of_masks(cost, players: int) -> np.ndarray:
    return np.array([cost([*members(mask)]) if mask else 0 for mask in range(1 << players)], dtype=float)


@pytest.mark.parametrize("players", [1, 2, 3, 4, 5, 6])
def test_value_is_the_mean_over_all_orders(players):
    cost = np.random.default_rng(players).uniform(0, 1000, 1 << players)
    cost[0] = 0
    assert shapley(cost) == pytest.approx(by_orders(cost, players), abs=1e-9)
    assert shapley(cost).sum() == pytest.approx(cost[-1])


def test_airport_game():
    """Each piece of the runway is paid in equal parts by all who need it (Littlechild and Owen 1973)."""
    cost = of_masks(lambda who: max(AIRPORT[player] for player in who), 5)
    by_hand = [1 / 5, 1 / 5, 1 / 5 + 1 / 3, 1 / 5 + 1 / 3 + 3 / 2, 1 / 5 + 1 / 3 + 3 / 2 + 4]
    assert shapley(cost) == pytest.approx(by_hand)


def test_known_games():
    assert shapley([0, 700, 700, 1000]).tolist() == [500, 500]  # two alike: half each
    own = np.array([3.0, 5.0, 11.0, 2.0])
    assert shapley(of_masks(lambda who: own[who].sum(), 4)) == pytest.approx(own)  # additive: one's own cost
    dummy = of_masks(lambda who: 100.0 * any(player < 2 for player in who) + 7.0 * (2 in who), 3)
    assert shapley(dummy) == pytest.approx([50, 50, 7])
    ten = of_masks(lambda who: len(who) ** 0.5, 10)
    assert shapley(ten) == pytest.approx(np.full(10, 10**0.5 / 10))


def test_value_is_taken_of_each_draw():
    draws = np.random.default_rng(1).uniform(0, 9, (4, 8))
    assert shapley(draws) == pytest.approx(np.array([shapley(draw) for draw in draws]))


@pytest.mark.parametrize("entries", [1, 3, 6, 2048])
def test_no_cost_of_coalitions_is_refused(entries):
    with pytest.raises(ValueError, match="1 to 10 players"):
        shapley(np.zeros(entries))


def test_whole_cents_add_up():
    assert whole_cents([33.34, 33.33, 33.33], 100).tolist() == [34, 33, 33]
    assert whole_cents([100 / 3] * 3, 100).tolist() == [34, 33, 33]  # of equal remainders the first
    assert whole_cents([-0.5, 10.9, 5.6], 16).tolist() == [-1, 11, 6]
    rng = np.random.default_rng(3)
    for _ in range(50):
        total = int(rng.integers(0, 10**11))
        weights = rng.uniform(0, 1, 7)
        assert whole_cents(total * weights / weights.sum(), total).sum() == total


def test_who_would_leave():
    cost = [0, 40, 50, 80, 60, 90, 95, 120]  # A 40, B 50, AB 80, C 60, AC 90, BC 95, ABC 120
    assert leaving([30, 40, 50], cost) == []
    assert leaving([45, 40, 35], cost) == [Leaving(0b001, 5), Leaving(0b011, 5)]
    assert leaving([20, 40, 60], cost) == [Leaving(0b110, 5)]  # no one alone, but two together


def test_what_is_dearer_together():
    assert not_subadditive([0, 4, 5, 9, 6, 9, 9, 12]) == []
    assert not_subadditive([0, 4, 5, 10, 6, 9, 12, 14]) == [Dearer(1, 2, 1), Dearer(2, 4, 1)]
    assert not_subadditive([0, 1, 1, 2, 1, 2, 2, 5]) == [Dearer(1, 6, 2), Dearer(2, 5, 2), Dearer(3, 4, 2)]
