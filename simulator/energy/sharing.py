"""How the power of one grid connection is shared among the plugs behind it."""

from __future__ import annotations

from collections.abc import Sequence


def shared_w(takes_w: Sequence[int], grid_w: int) -> list[int]:
    """Return what each plug gives [W]: what is taken there, at most an equal part of what the others leave.

    takes_w: what would be drawn at each plug. Who takes least is served first; of the same, who came first.
    """
    if sum(takes_w) <= grid_w:  # so it is nearly always
        return list(takes_w)
    given_w, left_w = [0] * len(takes_w), grid_w
    for number, (take_w, place) in enumerate(sorted((take_w, place) for place, take_w in enumerate(takes_w))):
        given_w[place] = min(take_w, left_w // (len(takes_w) - number))
        left_w -= given_w[place]
    return given_w


def sure_w(power_w: int, grid_w: int, plugs: int) -> int:
    """Return what a plug gives even when all are taken [W]."""
    return min(power_w, grid_w // plugs)
