"""All best journeys from a place to many stops at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.jit import jit
from simulator.kernels.timetable.arrays import UNREACHED
from simulator.kernels.timetable.departures import last_departure, leave_at
from simulator.kernels.timetable.rounds import Place, begin, rounds_at

STOP, LEAVES, ARRIVES, RIDES = range(4)  # columns
FEW = 256  # journeys there is room for at first


@jit
def spread(at: Address, start: Place, stops: NDArray[np.int32], nowhere: Place, most_s: int) -> NDArray[np.int32]:
    """Return the best journeys to each of some stops, the latest first, then by stop and rides.

    Best: none leaves as late, gets off as early and has as few rides, and is better in one of them. int32 (journeys,
    4): position in stops, when one leaves the place and gets off at the stop, rides. at: of ``Rounds``. nowhere: no
    stops. most_s: later than all times, which are not before -most_s. O(departures * that of ``arrive``).
    """
    work = rounds_at(at)
    begin(work, nowhere)
    visits = 0
    for stop in start[0]:
        visits += work.lines.visit_offsets[stop + 1] - work.lines.visit_offsets[stop]
    ahead = np.empty((2, visits), dtype=np.int32)
    rounds = len(work.best_s)
    known_s = np.full((rounds, len(stops)), UNREACHED, dtype=np.int32)
    found = np.empty((FEW, 4), dtype=np.int32)
    count = 0
    leave_s = last_departure(work.lines, start, most_s, ahead)
    while leave_s >= -most_s:
        before_s = leave_at(work, start, leave_s, ahead)
        for place in range(len(stops)):
            for ridden in range(1, rounds):
                time = work.arrival_s[ridden, stops[place]]
                if time >= known_s[ridden, place]:
                    continue
                known_s[ridden, place] = time
                if time < work.arrival_s[ridden - 1, stops[place]]:
                    if count == len(found):
                        found = np.concatenate((found, np.empty_like(found)))
                    found[count, STOP], found[count, LEAVES] = place, leave_s
                    found[count, ARRIVES], found[count, RIDES] = time, ridden
                    count += 1
        leave_s = before_s
    return found[:count]
