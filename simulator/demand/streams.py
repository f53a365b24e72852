"""Named streams of random numbers, so that one part of a day can change while the others stay."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of one named attribute; streams of different names are independent.

    Same seed and name, same numbers, on every machine. Raises ValueError for a negative seed.
    """
    return np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(name.encode("utf-8"))]))


def numbers_of(seed: int, name: str, keys: Iterable[str]) -> NDArray[np.float64]:
    """Return one number in [0, 1) for each key, float64: the same for a key whatever other keys there are.

    Same seed, name and key, same number, on every machine.
    """
    start = hashlib.blake2b(f"{seed}:{name}:".encode(), digest_size=8)
    numbers = []
    for key in keys:
        mixed = start.copy()
        mixed.update(key.encode())
        numbers.append((int.from_bytes(mixed.digest()) >> 11) * 2.0**-53)
    return np.array(numbers, dtype=np.float64)
