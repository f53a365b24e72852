"""Chance that belongs to a request or a booking by its name, whatever else happens on the day.

A stream of numbers gives the n-th request the n-th number: one request more in the middle, and everybody behind it has
other luck. Here every number is computed from seed, attribute and name alone, so that the same person cancels, stays
away or takes an offer in every variant of a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_PER_DIGEST = 8  # numbers of 64 bits
_AT_ONCE = 50_000  # names whose digests are held together
_STEP = 2.0**-52


def luck(seed: int, attribute: str, names: Iterable[str], draws: int = 1) -> NDArray[np.float64]:
    """Return numbers between 0 and 1, both excluded, float64 (names, draws): uniform, and independent of each other.

    The k-th number of a name is the same however many are drawn. From BLAKE2b (RFC 7693): the same on every machine.
    """
    listed = list(names)
    found = np.empty((len(listed), draws))
    for first in range(0, len(listed), _AT_ONCE):
        texts = [str(name).encode() for name in listed[first : first + _AT_ONCE]]
        found[first : first + len(texts)] = _drawn(seed, attribute, texts, draws)
    return found


def _drawn(seed: int, attribute: str, texts: Sequence[bytes], draws: int) -> NDArray[np.float64]:
    columns = []
    for block in range(-(-draws // _PER_DIGEST)):
        start = blake2b(f"{seed}\0{attribute}\0{block}\0".encode())
        digests = []
        for text in texts:
            mixed = start.copy()
            mixed.update(text)
            digests.append(mixed.digest())
        columns.append(np.frombuffer(b"".join(digests), dtype="<u8").reshape(-1, _PER_DIGEST))
    bits = np.concatenate(columns, axis=1)[:, :draws] >> np.uint64(12)
    return np.asarray((bits + 0.5) * _STEP, dtype=np.float64)


def gumbel(uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return standard Gumbel numbers from uniform ones."""
    return np.asarray(-np.log(-np.log(uniform)))


def exponential(uniform: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    """Return exponential numbers with a mean, from uniform ones."""
    return np.asarray(-mean * np.log(uniform))
