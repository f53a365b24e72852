"""The Shapley value of a cost: what each player adds to those before, on average over all orders of joining.

A coalition is a bit mask: bit i stands for player i; a cost is an array with an entry for each mask, 0 for nobody.
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_PLAYERS = 10


def players_of(cost: ArrayLike) -> int:
    """Return how many players there are. Raises ValueError where an array is no cost of coalitions."""
    entries = int(np.asarray(cost).shape[-1])
    players = entries.bit_length() - 1
    if entries != 1 << players or not 1 <= players <= MOST_PLAYERS:
        raise ValueError(f"expected an entry for each coalition of 1 to {MOST_PLAYERS} players, not {entries}")
    return players


@lru_cache(maxsize=MOST_PLAYERS)
def _weights(players: int) -> NDArray[np.float64]:
    """Return what a coalition's cost counts in each player's value, float64 (players, 2**players)."""
    found = np.zeros((players, 1 << players))
    for mask in range(1 << players):
        size = mask.bit_count()
        for player in range(players):
            if mask >> player & 1:
                found[player, mask] = factorial(size - 1) * factorial(players - size) / factorial(players)
            else:
                found[player, mask] = -factorial(size) * factorial(players - size - 1) / factorial(players)
    return found


def shapley(cost: ArrayLike) -> NDArray[np.float64]:
    """Return each player's value, float64 (..., players); they add up to the cost of all.

    cost: (..., 2**players), the last axis by mask; what stands before it are draws. After Shapley (1953),
    doi:10.1515/9781400881970-018. O(players 2**players). Raises ValueError.
    """
    values = np.asarray(cost, dtype=np.float64)
    found: NDArray[np.float64] = values @ _weights(players_of(values)).T
    return found
