"""The random numbers of the study's program, with which its random networks can be drawn again."""

from __future__ import annotations

from collections.abc import Iterator

_WORDS, _MIDDLE = 312, 156
_UPPER, _LOWER, _ALL = 0xFFFFFFFF80000000, 0x7FFFFFFF, 2**64 - 1


def mersenne_twister(seed: int) -> Iterator[int]:
    """Give the numbers of 64 bits that C++ calls ``mt19937_64``, after Nishimura (2000, ACM TOMACS 10, 348)."""
    state = [seed]
    for number in range(1, _WORDS):
        before = state[-1]
        state.append((6364136223846793005 * (before ^ (before >> 62)) + number) & _ALL)
    while True:
        for word in range(_WORDS):
            mixed = (state[word] & _UPPER) | (state[(word + 1) % _WORDS] & _LOWER)
            odd = 0xB5026F5AA96619E9 if mixed & 1 else 0
            state[word] = state[(word + _MIDDLE) % _WORDS] ^ (mixed >> 1) ^ odd
        for told in state:
            number = told ^ ((told >> 29) & 0x5555555555555555)
            number ^= (number << 17) & 0x71D67FFFEDA60000
            number ^= (number << 37) & 0xFFF7EEE000000000
            yield number ^ (number >> 43)
