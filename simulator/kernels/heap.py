"""A binary heap of numbers in an array that is given: the least is always at 0 (Williams 1964, CACM 7(6), p. 347)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place


@jit_in_place
def push(heap: NDArray[np.int64], size: int, key: int) -> int:
    """Add a key to a heap of some size in a larger array; return the new size. heap: changed in place. O(log size)."""
    position = size
    while position > 0:
        above = (position - 1) // 2
        if heap[above] <= key:
            break
        heap[position] = heap[above]
        position = above
    heap[position] = key
    return size + 1


@jit_in_place
def pop(heap: NDArray[np.int64], size: int) -> int:
    """Take the least key, the one at 0, out of a heap; return the new size. heap: changed in place. O(log size)."""
    size -= 1
    key = heap[size]
    position = 0
    while True:
        below = 2 * position + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if key <= heap[below]:
            break
        heap[position] = heap[below]
        position = below
    heap[position] = key
    return size
