"""Arrays of a timetable for compiled searches. Times are seconds of the run, and may be negative.

Riders get on at a call of a chain, stay seated, and get off at a later one. Between two rides they take one walk.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle
from simulator.kernels.jit import jit_in_place

UNREACHED = 2**30  # later than all times; with a walk added it is still a number


class Walks(Bundle):
    """Walks between rides, by the stop they begin at or, told backwards, by the one they end at; read only."""

    offsets: NDArray[np.int32]  # (stops + 1,)
    stop: NDArray[np.int32]  # (walks,) the other stop
    walk_s: NDArray[np.int32]  # (walks,) not negative


class Connections(Bundle):
    """Hops from call to call by departure, those of one second along their chains; read only."""

    departure_s: NDArray[np.int32]  # (connections,)
    arrival_s: NDArray[np.int32]
    from_stop: NDArray[np.int32]
    to_stop: NDArray[np.int32]
    chain: NDArray[np.int32]
    may_board: NDArray[np.bool_]  # at the call it begins with
    may_alight: NDArray[np.bool_]  # at the call it ends with


class Lines(Bundle):
    """Chains with the same stops of which none overtakes another: lines, with trips in order of time; read only.

    The times of a line stand position by position, and those of its trips side by side: of a trip at a position at
    ``time_offsets[line] + position * trips + trip``.
    """

    stop_offsets: NDArray[np.int32]  # (lines + 1,)
    stop: NDArray[np.int32]  # (positions of all lines,)
    may_board: NDArray[np.bool_]  # never at the last position of a line
    may_alight: NDArray[np.bool_]
    trip_offsets: NDArray[np.int32]  # (lines + 1,)
    first_call: NDArray[np.int32]  # (trips of all lines,) row of the calls
    time_offsets: NDArray[np.int64]  # (lines + 1,)
    departure_s: NDArray[np.int32]
    arrival_s: NDArray[np.int32]
    visit_offsets: NDArray[np.int32]  # (stops + 1,) where lines let riders on, by stop
    visit_line: NDArray[np.int32]
    visit_position: NDArray[np.int32]
    call_stop: NDArray[np.int32]  # (calls,)


@jit_in_place
def first_at_or_after(times: NDArray[np.int32], first: int, last: int, time: int) -> int:
    """Return the least index from first on of a time that is not before another, last if there is none.

    times: int32, never falling from first to last, read only. O(log(last - first)).
    """
    while first < last:
        middle = (first + last) >> 1
        if times[middle] < time:
            first = middle + 1
        else:
            last = middle
    return first
