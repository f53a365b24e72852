"""Named streams of random numbers, so that one part of a day can change while the others stay."""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of one named attribute; streams of different names are independent.

    Same seed and name, same numbers, on every machine. Raises ValueError for a negative seed.
    """
    return np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(name.encode("utf-8"))]))
