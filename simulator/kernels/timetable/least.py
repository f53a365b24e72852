"""How long it takes at least from each stop to a place, whenever one leaves: bounds that searches need not go beyond.

A ride is as short as its fastest hops together, and nobody waits: so whenever one leaves, one is no sooner there, and a
bound is never more than a ride or walk and the bound behind it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address, Bundle, dimensions, opener
from simulator.kernels.jit import jit_in_place
from simulator.kernels.timetable.arrays import UNREACHED, Lines, Walks
from simulator.kernels.timetable.rounds import Place, Rounds

NEVER = 32767  # in place of a bound: however long one takes, there is no way with so few rides
MOST = 32000  # bounds that would be greater are as great as this


class Least(Bundle):
    """Bounds of a timetable, those of a stop found when it is first asked for; of no stops where there are none.

    Positions are those of the lines.
    """

    lines: Lines
    least_s: NDArray[np.int16] = dimensions(3)  # (stops, rides, stops): to the first, with at most row + 1 rides,
    is_known: NDArray[np.bool_]  # (stops,)         from being ready at the last
    hop_s: NDArray[np.int32]  # (positions,) least time to the next one
    stay_s: NDArray[np.int32]  # (positions,) least time from arriving to leaving
    off_s: NDArray[np.int32]  # (stops,) to work in: least time from where one gets off


least_at = opener(Least)


@jit_in_place
def _note(least: Least, walks: Walks, stop: int) -> None:
    """Find the bounds of a stop. O(rides * (positions of lines + walks))."""
    bound, off_s, lines = least.least_s, least.off_s, least.lines
    least.is_known[stop] = True
    for ridden in range(bound.shape[1]):
        for other in range(len(off_s)):
            off_s[other] = UNREACHED
            if ridden > 0:
                for walk in range(walks.offsets[other], walks.offsets[other + 1]):
                    onward = bound[stop, ridden - 1, walks.stop[walk]]
                    if onward != NEVER:
                        off_s[other] = min(off_s[other], walks.walk_s[walk] + onward)
            bound[stop, ridden, other] = NEVER
        off_s[stop] = 0
        for line in range(len(lines.trip_offsets) - 1):
            aboard_s = UNREACHED
            for place in range(lines.stop_offsets[line + 1] - 1, lines.stop_offsets[line] - 1, -1):
                here = lines.stop[place]
                if aboard_s < UNREACHED:
                    aboard_s += least.hop_s[place]
                    if lines.may_board[place] and aboard_s < bound[stop, ridden, here]:
                        bound[stop, ridden, here] = min(aboard_s, MOST)
                    aboard_s += least.stay_s[place]
                if lines.may_alight[place]:
                    aboard_s = min(aboard_s, off_s[here])


@jit_in_place
def aim(work: Rounds, at: Address, end: Place) -> None:
    """Let a search follow only what may bring somebody to a place sooner, where there are bounds. at: of ``Least``."""
    least = least_at(at)
    if len(least.is_known) == 0:
        return
    if len(end[0]) == 0:
        work.onward_s[:] = UNREACHED
    for index in range(len(end[0])):
        stop, walk_s = end[0][index], end[1][index]
        if not least.is_known[stop]:
            _note(least, work.walks, stop)
        for ridden in range(least.least_s.shape[1]):
            if index == 0:
                _note_all(work.onward_s[ridden + 1], least.least_s[stop, ridden], walk_s)
            else:
                _lower_all(work.onward_s[ridden + 1], least.least_s[stop, ridden], walk_s)


@jit_in_place
def _note_all(onward_s: NDArray[np.int32], least_s: NDArray[np.int16], walk_s: int) -> None:
    """Let bounds be those of a stop, and the walk behind it."""
    for stop in range(len(onward_s)):
        onward_s[stop] = np.int32(UNREACHED) if least_s[stop] == NEVER else np.int32(least_s[stop]) + np.int32(walk_s)


@jit_in_place
def _lower_all(onward_s: NDArray[np.int32], least_s: NDArray[np.int16], walk_s: int) -> None:
    """Lower bounds to those of a stop, and the walk behind it."""
    for stop in range(len(onward_s)):
        bound = np.int32(UNREACHED) if least_s[stop] == NEVER else np.int32(least_s[stop]) + np.int32(walk_s)
        onward_s[stop] = min(onward_s[stop], bound)
