"""Journeys by rounds, each with one ride more, along lines instead of connections.

RAPTOR, after Delling, Pajor and Werneck (2015, doi:10.1287/trsc.2014.0534). Over a span of departures it begins with
the latest; what an earlier departure reaches no sooner than a later one is not followed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address, Bundle, dimensions, opener
from simulator.kernels.jit import jit_in_place
from simulator.kernels.timetable.arrays import UNREACHED, Lines, Walks, first_at_or_after

NOWHERE = -1
Place = tuple[NDArray[np.int32], NDArray[np.int32]]  # (n,) stops near a place, and the walks to or from them [s]


class Rounds(Bundle):
    """What rounds read, and work in. Row r of a label is for at most r rides; its calls are those of ride r."""

    lines: Lines
    walks: Walks
    arrival_s: NDArray[np.int32] = dimensions(2)  # (rides + 1, stops) when one gets off there
    ready_s: NDArray[np.int32] = dimensions(2)  # (rides + 1, stops) from when on one can get on there
    boarded: NDArray[np.int32] = dimensions(2)  # (rides + 1, stops) call where one got on to get off here
    alighted: NDArray[np.int32] = dimensions(2)  # (rides + 1, stops) call where one got off
    came_from: NDArray[np.int32] = dimensions(2)  # (rides + 1, stops) stop one got off at before getting on here
    egress_s: NDArray[np.int32]  # (stops,) walk to the destination, UNREACHED where it is too far
    best_s: NDArray[np.int32]  # (rides + 1,) arrival at the destination
    best_stop: NDArray[np.int32]  # (rides + 1,) where one got off for it, NOWHERE if that is no news
    new: NDArray[np.int32]  # (stops,) stops where one is ready earlier than before
    is_new: NDArray[np.bool_]  # (stops,)
    touched: NDArray[np.int32]  # (lines,) lines that stop at any of them
    first: NDArray[np.int32]  # (lines,) first position where one does, NOWHERE where none does
    onward_s: NDArray[np.int32] = dimensions(2)  # (rides + 1, stops) least time from there on with so many rides
    same_ride: NDArray[np.bool_] = dimensions(2)  # (rides + 1, stops) whether another ride gets there at the same time
    same_end: NDArray[np.bool_]  # (rides + 1,)
    same_walk: NDArray[np.bool_] = dimensions(2)  # (rides + 1, stops) whether another walk does


rounds_at = opener(Rounds)


@jit_in_place
def begin(work: Rounds, end: Place) -> None:
    """Forget what is reached, and note how one gets to the destination; from everywhere it may be at once."""
    forget(work)
    head_for(work, end)


@jit_in_place
def head_for(work: Rounds, end: Place) -> None:
    """Note how one gets to the destination; from everywhere it may be at once."""
    work.egress_s[:] = UNREACHED
    work.onward_s[:] = -UNREACHED
    for index in range(len(end[0])):
        work.egress_s[end[0][index]] = min(work.egress_s[end[0][index]], end[1][index])


@jit_in_place
def forget(work: Rounds) -> None:
    """Forget what is reached."""
    work.arrival_s[:] = UNREACHED
    work.ready_s[:] = UNREACHED
    work.best_s[:] = UNREACHED


@jit_in_place
def arrive(at: Address, start: Place, end: Place, from_s: int) -> None:
    """Fill the labels for riders who leave the origin at from_s.

    at: of ``Rounds``. end: of the destination; with stops, labels later than the arrival there are left out.
    O(rides * (times of lines touched + walks)).
    """
    work = rounds_at(at)
    begin(work, end)
    count = 0
    for index in range(len(start[0])):
        count = be_ready(work, 0, start[0][index], from_s + start[1][index], index, count)
    ride(work, count, False)


@jit_in_place
def ride(work: Rounds, count: int, at_once: bool) -> None:
    """Ride as often as there are rows for, from stops where one is ready earlier than before; count: of them.

    at_once: on the first ride, wait for nothing.
    """
    for ridden in range(1, len(work.best_s)):
        lines = _touch(work, count)
        count = 0
        for index in range(lines):
            count = _follow(work, ridden, work.touched[index], count, at_once and ridden == 1)


@jit_in_place
def _touch(work: Rounds, count: int) -> int:
    """List lines that take riders on at new stops, and from which position on; return how many. None is new then."""
    lines, first, found = work.lines, work.first, 0
    for index in range(count):
        stop = work.new[index]
        work.is_new[stop] = False
        for visit in range(lines.visit_offsets[stop], lines.visit_offsets[stop + 1]):
            line = lines.visit_line[visit]
            if first[line] == NOWHERE:
                work.touched[found] = line
                found += 1
                first[line] = lines.visit_position[visit]
            else:
                first[line] = min(first[line], lines.visit_position[visit])
    return found


@jit_in_place
def _follow(work: Rounds, ridden: int, line: int, count: int, at_once: bool) -> int:
    """Take the first trip of a line at each stop; return how many stops are new by now."""
    lines = work.lines
    position = work.first[line]
    work.first[line] = NOWHERE
    begin = lines.stop_offsets[line]
    trips = lines.trip_offsets[line + 1] - lines.trip_offsets[line]
    trip, boarded_at = trips, position
    for place in range(begin + position, lines.stop_offsets[line + 1]):
        stop = lines.stop[place]
        position = place - begin
        times = lines.time_offsets[line] + position * trips
        if trip < trips and lines.may_alight[place]:
            time = lines.arrival_s[times + trip]
            if time == work.arrival_s[ridden, stop]:
                work.same_ride[ridden, stop] = True
            elif time < work.arrival_s[ridden, stop] and time < work.best_s[ridden]:
                call = lines.first_call[lines.trip_offsets[line] + trip]
                work.boarded[ridden, stop] = call + boarded_at
                work.alighted[ridden, stop] = call + position
                work.same_ride[ridden, stop] = False
                count = _get_off(work, ridden, stop, time, count)
        if lines.may_board[place]:
            ready = work.ready_s[ridden - 1, stop]
            if trip == trips or (trip > 0 and lines.departure_s[times + trip - 1] >= ready):
                taken = first_at_or_after(lines.departure_s, times, times + trip, ready) - times
                if taken < trip and (not at_once or lines.departure_s[times + taken] == ready):
                    trip, boarded_at = taken, position
    return count


@jit_in_place
def _get_off(work: Rounds, ridden: int, stop: int, time: int, count: int) -> int:
    """Get off at a stop and walk on from there; return how many stops are new by now."""
    _lower(work.arrival_s, ridden, stop, time)
    there = time + work.egress_s[stop]
    if there == work.best_s[ridden]:
        work.same_end[ridden] = True
    if work.egress_s[stop] < UNREACHED and there < work.best_s[ridden]:
        work.best_stop[ridden] = stop
        work.same_end[ridden] = False
        for more in range(ridden, len(work.best_s)):
            work.best_s[more] = min(work.best_s[more], there)
    if ridden + 1 < len(work.best_s):
        walks = work.walks
        for walk in range(walks.offsets[stop], walks.offsets[stop + 1]):
            count = be_ready(work, ridden, walks.stop[walk], time + walks.walk_s[walk], stop, count)
    return count


@jit_in_place
def be_ready(work: Rounds, ridden: int, stop: int, time: int, source: int, count: int) -> int:
    """Be ready at a stop after so many rides; source: stop or, before any ride, index one came from."""
    if time == work.ready_s[ridden, stop]:
        work.same_walk[ridden, stop] = True
    if time >= work.ready_s[ridden, stop] or not may_help(work, ridden, stop, time):
        return count
    work.same_walk[ridden, stop] = False
    _lower(work.ready_s, ridden, stop, time)
    work.came_from[ridden, stop] = source
    return note(work, stop, count)


@jit_in_place
def may_help(work: Rounds, ridden: int, stop: int, time: int) -> bool:
    """Return whether who is ready at a stop after so many rides might be at the destination sooner than anybody yet."""
    for rides in range(ridden + 1, len(work.best_s)):
        if time + work.onward_s[rides - ridden, stop] < work.best_s[rides]:
            return True
    return False


@jit_in_place
def note(work: Rounds, stop: int, count: int) -> int:
    """List a stop as new; return how many are."""
    if not work.is_new[stop]:
        work.is_new[stop] = True
        work.new[count] = stop
        count += 1
    return count


@jit_in_place
def _lower(label: NDArray[np.int32], ridden: int, stop: int, time: int) -> None:
    """Write a time of a stop for so many rides, and for more where that is better."""
    for more in range(ridden, label.shape[0]):
        if label[more, stop] <= time:
            break
        label[more, stop] = time
