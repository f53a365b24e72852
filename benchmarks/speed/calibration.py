"""A piece of work that never changes: what other times are divided by, so that machines can be compared.

Half of it follows a chain of look-ups in 32 MB, each dependent on the one before, as insertion does in the matrix of
travel times; half is work with Python objects, as the events of a day are.
"""

from __future__ import annotations

import heapq
import time
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit

CHAIN = 1 << 22  # entries of 8 bytes: more than the second-level cache holds
STEPS = 500_000
OBJECTS = 40_000


class Item:
    """Something with attributes, to be sorted."""

    __slots__ = ("name", "time_s")

    def __init__(self, time_s: int, name: int) -> None:
        self.time_s, self.name = time_s, name

    def __lt__(self, other: Item) -> bool:
        return (self.time_s, self.name) < (other.time_s, other.name)


@jit
def _follow(following: NDArray[np.int64], steps: int) -> int:
    position = 0
    for _ in range(steps):
        position = following[position]
    return position


@cache
def _chain() -> NDArray[np.int64]:
    """Return one cycle through all entries in random order."""
    order = np.random.default_rng(1).permutation(CHAIN)
    following = np.empty(CHAIN, dtype=np.int64)
    following[order] = np.roll(order, -1)
    return following


def objects(count: int) -> int:
    queue: list[Item] = []
    seen: dict[int, int] = {}
    state = 1
    for number in range(count):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        heapq.heappush(queue, Item(state % 86_400, number))
        if number % 2:
            item = heapq.heappop(queue)
            seen[item.time_s] = seen.get(item.time_s, 0) + item.name
    return len(seen)


def calibrate() -> float:
    """Do the work once and return its CPU seconds; the first call also prepares it, outside the time."""
    following = _chain()
    _follow(following, 1)
    start = time.process_time()
    _follow(following, STEPS)
    objects(OBJECTS)
    return time.process_time() - start
