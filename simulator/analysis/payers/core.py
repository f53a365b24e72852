"""Whether a split holds: who would pay less alone, and whether going together is cheaper at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simulator.analysis.payers.shapley import players_of


class Leaving(NamedTuple):
    """A coalition that would pay less alone, and how much less [cents]."""

    mask: int
    saves: int


class Dearer(NamedTuple):
    """Two coalitions without common members that pay more together than apart, and how much more [cents]."""

    one: int
    other: int
    more: int


def members(mask: int) -> Iterator[int]:
    """Yield the players of a coalition."""
    return (player for player in range(mask.bit_length()) if mask >> player & 1)


def leaving(shares: Sequence[int], cost: ArrayLike) -> list[Leaving]:
    """Return the coalitions whose shares are more than they would cost alone, those that save most first.

    None: the split lies in the core (Gillies 1959). cost: int64 (2**players,) [cents] by mask.
    """
    costs = np.asarray(cost, dtype=np.int64)
    found = []
    for mask in range(1, 1 << players_of(costs)):
        saves = sum(shares[player] for player in members(mask)) - int(costs[mask])
        if saves > 0:
            found.append(Leaving(mask, saves))
    return sorted(found, key=lambda its: (-its.saves, its.mask))


def not_subadditive(cost: ArrayLike) -> list[Dearer]:
    """Return the pairs of coalitions that are dearer together than apart, the worst first; each pair once."""
    costs = np.asarray(cost, dtype=np.int64).tolist()
    found = []
    for whole in range(1, 1 << players_of(costs)):
        one = (whole - 1) & whole
        while one:
            other = whole ^ one
            if one < other and costs[whole] > costs[one] + costs[other]:
                found.append(Dearer(one, other, costs[whole] - costs[one] - costs[other]))
            one = (one - 1) & whole
    return sorted(found, key=lambda its: (-its.more, its.one, its.other))
