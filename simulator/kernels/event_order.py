"""The order of all that happens, as one number: the time, the rank within a second, then who was scheduled first."""

from __future__ import annotations

NUMBER_BITS, RANK_BITS = 37, 2
LAST_RANK = (1 << RANK_BITS) - 1
NOTHING = (1 << 63) - 1  # later than any key


def key_of(time_s: int, rank: int, number: int) -> int:
    """Return what puts an event into its order. rank: from 0; those above `LAST_RANK` are told apart by nobody."""
    return (((time_s << RANK_BITS) + min(rank, LAST_RANK)) << NUMBER_BITS) + number


def time_of(key: int) -> int:
    """Return the time of a key [s]."""
    return key >> (RANK_BITS + NUMBER_BITS)
