"""Pairs of links that do most harm together, by greedy exchange: the exact worst one would take all pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.network.weak.harm import Drives, harm_of_closing, harm_of_links
from simulator.network.weak.links import Links

MOST_EXCHANGES = 10


def worst_pairs(
    links: Links, drives: Drives, among: NDArray[np.bool_], begin_with: list[int], cut_off_min: float
) -> list[tuple[int, int, float]]:
    """Return pairs of links and what closing both does [minutes per drive], the worst first, each once.

    among: which links may be closed; those without a way around do all they can alone. begin_with: the links to begin
    with: to each the one that adds most is found, then each of both is exchanged for a worse one until none is; of
    equal ones the first counts.
    """
    found: dict[tuple[int, int], float] = {}
    beside: dict[int, int] = {}

    def worst_beside(closed: int) -> int:
        if closed not in beside:
            minutes = harm_of_links(links, drives, (closed,), among).minutes(drives, cut_off_min)
            beside[closed] = int(np.argmax(minutes))
        return beside[closed]

    for first in begin_with:
        kept, other = first, worst_beside(first)
        for _ in range(MOST_EXCHANGES):
            again = worst_beside(other)
            if again == kept:
                break
            kept, other = other, again
        pair = (min(kept, other), max(kept, other))
        if pair not in found:
            longer_ms, cut = harm_of_closing(links, drives, pair)
            found[pair] = (longer_ms / 60_000 + cut_off_min * cut) / float(drives.weight.sum())
    return [(*pair, minutes) for pair, minutes in sorted(found.items(), key=lambda one: (-one[1], one[0]))]
