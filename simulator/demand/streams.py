"""Named streams of random numbers, so that one part of a day can change while the others stay."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of one named attribute; streams of different names are independent.

    Same seed and name, same numbers, on every machine. Raises ValueError for a negative seed.
    """
    return np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(name.encode("utf-8"))]))


def uniforms(seed: int, name: str, count: int) -> NDArray[np.float64]:
    """Return the first ``count`` numbers in [0, 1) of a stream: fewer of them are a prefix of more of them.

    One number per tour or request and attribute, turned into a value by inverting its distribution, keeps request i
    the same when more requests follow it (common random numbers).
    """
    return stream(seed, name).random(count)
