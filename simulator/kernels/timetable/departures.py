"""All best journeys from a place to another over a span of departures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.jit import jit, jit_in_place
from simulator.kernels.timetable.arrays import UNREACHED, Lines, first_at_or_after
from simulator.kernels.timetable.least import aim
from simulator.kernels.timetable.rounds import NOWHERE, Place, Rounds, begin, may_help, note, ride, rounds_at

LEAVES, ARRIVES, RIDES, STARTS, CALLS = range(5)  # columns of journeys; from CALLS on, two for each ride
FEW = 16  # journeys there is room for at first


@jit
def journeys_between(
    at: Address, least: Address, start: Place, end: Place, from_s: int, until_s: int
) -> NDArray[np.int32]:
    """Return the best journeys that leave the origin from from_s to until_s, the latest first, then by rides.

    Best: none leaves as late, arrives as early and has as few rides, and is better in one of them. int32 (journeys,
    CALLS + 2 * rides): when one leaves and arrives, how often one rides, which stop of start one begins at, and for
    each ride the calls where one gets on and off. at: of ``Rounds``. O(departures * that of ``arrive``).

    least: of ``Least``. With bounds, of those that are equal in all three it may be another one that is told.
    """
    work = rounds_at(at)
    begin(work, end)
    aim(work, least, end)
    ahead = np.empty((2, visits_at(work.lines, start)), dtype=np.int32)
    leave_s = last_departure(work.lines, start, until_s, ahead)
    found = np.empty((FEW, CALLS + 2 * (len(work.best_s) - 1)), dtype=np.int32)
    count = 0
    while leave_s >= from_s:
        work.best_stop[:] = NOWHERE
        before_s = leave_at(work, start, leave_s, ahead)
        for ridden in range(1, len(work.best_s)):
            if work.best_stop[ridden] != NOWHERE:
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                tell(work, ridden, leave_s, found[count])
                count += 1
        leave_s = before_s
    return found[:count]


@jit_in_place
def visits_at(lines: Lines, start: Place) -> int:
    """Return how often lines let riders on at the stops of a place."""
    visits = 0
    for stop in start[0]:
        visits += lines.visit_offsets[stop + 1] - lines.visit_offsets[stop]
    return visits


@jit_in_place
def last_departure(lines: Lines, start: Place, until_s: int, ahead: NDArray[np.int32]) -> int:
    """Count the trips that one can take at each visit when one leaves by until_s; return when one last does.

    ahead: int32 (2, ``visits_at``), written: trips of the line of each visit that have not been taken yet, and when one
    leaves for the last of these.
    """
    last_s, at = -UNREACHED, 0
    for index in range(len(start[0])):
        walk_s = start[1][index]
        for visit in range(lines.visit_offsets[start[0][index]], lines.visit_offsets[start[0][index] + 1]):
            times, trips = _times(lines, visit)
            ahead[0, at] = first_at_or_after(lines.departure_s, times, times + trips, until_s + walk_s + 1) - times
            ahead[1, at] = _leaves_s(lines, times + ahead[0, at] - 1, walk_s) if ahead[0, at] > 0 else -UNREACHED
            last_s = max(last_s, ahead[1, at])
            at += 1
    return last_s


@jit_in_place
def leave_at(work: Rounds, start: Place, leave_s: int, ahead: NDArray[np.int32]) -> int:
    """Ride from where something leaves just when one comes there; return when one leaves before that."""
    lines, before_s, at, count = work.lines, -UNREACHED, 0, 0
    for index in range(len(start[0])):
        stop, walk_s = start[0][index], start[1][index]
        for visit in range(lines.visit_offsets[stop], lines.visit_offsets[stop + 1]):
            while ahead[1, at] == leave_s:
                if may_help(work, 0, stop, leave_s + walk_s):
                    work.ready_s[0, stop], work.came_from[0, stop] = leave_s + walk_s, index
                    work.same_walk[0, stop] = False
                    count = note(work, stop, count)
                ahead[0, at] -= 1
                last = _times(lines, visit)[0] + ahead[0, at] - 1
                ahead[1, at] = _leaves_s(lines, last, walk_s) if ahead[0, at] > 0 else -UNREACHED
            before_s = max(before_s, ahead[1, at])
            at += 1
    ride(work, count, True)  # what leaves later has been taken, or leaves too late
    return before_s


@jit_in_place
def _leaves_s(lines: Lines, time: int, walk_s: int) -> int:
    """Return when one leaves for a departure."""
    return int(lines.departure_s[time] - walk_s)


@jit_in_place
def _times(lines: Lines, visit: int) -> tuple[int, int]:
    """Return where the times of a visit begin, and how many trips its line has."""
    line = lines.visit_line[visit]
    trips = lines.trip_offsets[line + 1] - lines.trip_offsets[line]
    return lines.time_offsets[line] + lines.visit_position[visit] * trips, trips


@jit_in_place
def tell(work: Rounds, rides: int, leave_s: int, row: NDArray[np.int32]) -> bool:
    """Write the journey with so many rides that was found last; return whether none is as good but for other rides.

    row: int32 (columns,), changed in place.
    """
    stop, is_only = work.best_stop[rides], not work.same_end[rides]
    row[LEAVES], row[ARRIVES], row[RIDES] = leave_s, work.best_s[rides], rides
    for ridden in range(rides, 0, -1):
        row[CALLS + 2 * ridden - 2] = work.boarded[ridden, stop]
        row[CALLS + 2 * ridden - 1] = work.alighted[ridden, stop]
        begins = work.lines.call_stop[work.boarded[ridden, stop]]
        is_only &= not (work.same_ride[ridden, stop] or work.same_walk[ridden - 1, begins])
        stop = work.came_from[ridden - 1, begins]
    row[STARTS] = stop
    return is_only
