"""The order of all that happens, as one number: the time, the rank within a second, then who was scheduled first."""

from __future__ import annotations

NUMBER_BITS, RANK_BITS = 33, 3  # what is left is for four years
NOTHING = (1 << 63) - 1  # later than any key
VEHICLES = 1  # rank of vehicles that wake


def key_of(time_s: int, rank: int, number: int) -> int:
    """Return what puts an event into its order. rank: 0 to 7."""
    return (((time_s << RANK_BITS) + rank) << NUMBER_BITS) + number


def time_of(key: int) -> int:
    """Return the time of a key [s]."""
    return key >> (RANK_BITS + NUMBER_BITS)
