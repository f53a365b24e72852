"""Which fleet to try next, where more vehicles are taken to serve no worse."""

from __future__ import annotations

from collections.abc import Mapping


def next_size(tested: Mapping[int, bool], guess: int, most: int) -> int | None:
    """Return the size to try next from 1 to most; None: the smallest that serves is found, or not even most does.

    tested: whether a size serves. From a guess the steps double until one size serves and a smaller one does not, then
    the gap is halved: a good guess takes two sizes.
    """
    serving = min((size for size, serves in tested.items() if serves), default=None)
    below = [size for size, serves in tested.items() if not serves and (serving is None or size < serving)]
    failing = max(below, default=0)
    if serving is None and not tested:
        return min(max(guess, 1), most)
    if serving is None:
        step = 1 << sum(1 for serves in tested.values() if not serves) - 1
        return None if failing == most else min(failing + step, most)
    if serving - failing == 1:
        return None
    if failing:
        return (serving + failing) // 2
    step = 1 << sum(tested.values()) - 1
    return max(serving - step, 1)


def found_size(tested: Mapping[int, bool]) -> int | None:
    """Return the smallest size that serves; None: none of those tested."""
    return min((size for size, serves in tested.items() if serves), default=None)
