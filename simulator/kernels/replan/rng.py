"""Random numbers whose sequence is part of the result.

SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)


@jit_in_place
def draw(rng: NDArray[np.uint64]) -> np.uint64:
    """Return 64 random bits. rng: uint64 (1,), the state, changed in place."""
    rng[0] += _STEP
    z = rng[0]
    z = (z ^ (z >> _30)) * _MIX_1
    z = (z ^ (z >> _27)) * _MIX_2
    bits: np.uint64 = z ^ (z >> _31)
    return bits


@jit_in_place
def below(rng: NDArray[np.uint64], limit: int) -> int:
    """Return a random whole number from 0 to limit - 1; limit < 2**31."""
    return np.int64(((draw(rng) >> _32) * np.uint64(limit)) >> _32)


@jit_in_place
def draw_all(rng: NDArray[np.uint64], numbers: NDArray[np.uint64]) -> None:
    """Fill an array with random bits, one draw after the other."""
    for position in range(len(numbers)):
        numbers[position] = draw(rng)
