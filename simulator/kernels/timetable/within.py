"""Whether and how soon one is there, of many trips at once, as far as it takes no longer than some time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.jit import jit
from simulator.kernels.timetable.arrays import UNREACHED
from simulator.kernels.timetable.rounds import Place, be_ready, begin, ride, rounds_at

Places = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]  # offsets of each, stops near it, walks [s]


@jit
def within(at: Address, starts: Places, ends: Places, at_s: NDArray[np.int64], most_s: int) -> NDArray[np.int32]:
    """Return how long it takes at least from wanting to leave to being there [s], UNREACHED if longer than most_s.

    int32 (trips,). at: of ``Rounds``; of lines told backwards, at_s are times of arrival with the other sign, and
    starts are where trips end. O(trips * that of ``arrive`` in so short a time).
    """
    work = rounds_at(at)
    found = np.full(len(at_s), UNREACHED, dtype=np.int32)
    for trip in range(len(at_s)):
        first, last = starts[0][trip], starts[0][trip + 1]
        end = slice(ends[0][trip], ends[0][trip + 1])
        if first == last or end.start == end.stop:
            continue
        place: Place = (ends[1][end], ends[2][end])
        begin(work, place)
        work.best_s[:] = at_s[trip] + most_s + 1
        count = 0
        for index in range(first, last):
            count = be_ready(work, 0, starts[1][index], at_s[trip] + starts[2][index], index, count)
        ride(work, count, False)
        takes_s = work.best_s[-1] - at_s[trip]
        if takes_s <= most_s:
            found[trip] = takes_s
    return found
