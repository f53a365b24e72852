"""One journey instead of all best ones: by which one is there first, or leaves last.

Finds what choosing from ``departures.journeys_between`` would, and follows little else: by the bounds of ``least`` only
what may bring somebody there in time. Of journeys that are equal that search takes the first it comes across, which
depends on all it follows; so here it is told when there is more than one.

Why it is the same otherwise: what a bound leaves out is no part of a journey that would still be better, and neither is
what that would have kept from being followed, as it comes no sooner, and no bound is less behind it. When one comes to
a stop depends on no order in which lines are followed; by which of several rides one comes there just then does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.jit import jit, jit_in_place
from simulator.kernels.timetable.arrays import UNREACHED
from simulator.kernels.timetable.departures import last_departure, leave_at, tell, visits_at
from simulator.kernels.timetable.least import aim
from simulator.kernels.timetable.rounds import (
    NOWHERE,
    Place,
    Rounds,
    be_ready,
    begin,
    forget,
    head_for,
    ride,
    rounds_at,
)
from simulator.units import HOUR_S

NONE, ONE, MORE = range(3)  # journeys found that are as good
SOON_S = HOUR_S  # searches look first whether waits together are no longer
Row = NDArray[np.int32]  # (columns,) of a journey, see ``departures``


@jit
def last_in_time(at: Address, least: Address, start: Place, end: Place, from_s: int, by_s: int, row: Row) -> int:
    """Write the journey that leaves last, from from_s on, to arrive by by_s; of these that with fewest rides.

    Returns how many there are. at: of ``Rounds``. least: of ``Least``.
    """
    work = rounds_at(at)
    begin(work, end)
    aim(work, least, end)
    work.best_s[:] = by_s + 1
    ahead = np.empty((2, visits_at(work.lines, start)), dtype=np.int32)
    leave_s = last_departure(work.lines, start, by_s, ahead)
    while leave_s >= from_s:
        work.best_stop[:] = NOWHERE
        before_s = leave_at(work, start, leave_s, ahead)
        for ridden in range(1, len(work.best_s)):
            if work.best_stop[ridden] != NOWHERE:
                return ONE if tell(work, ridden, leave_s, row) else MORE
        leave_s = before_s
    return NONE


@jit
def soonest(
    at: Address, least: Address, start: Place, end: Place, span: tuple[int, int, int], longest_s: int, row: Row
) -> int:
    """Write the journey of which the time that it leaves off a wish and the time it takes are least together.

    Of equal ones that with fewest rides, then that which leaves last. What leaves before the wish takes no longer than
    longest_s. Returns how many there are. span: from when on, when somebody wishes to leave, and until when. at: of
    ``Rounds``. least: of ``Least``.
    """
    work, (from_s, wish_s, until_s) = rounds_at(at), span
    head_for(work, end)  # what is reached is forgotten whenever one sets out
    aim(work, least, end)
    ahead = np.empty((2, visits_at(work.lines, start)), dtype=np.int32)
    there_s = _first_there(work, start, wish_s)
    fewest = np.argmax(work.best_s == there_s)
    found = NONE
    if there_s < UNREACHED:
        found = _leaves_last(work, start, (wish_s, until_s), (there_s, fewest), ahead, row)
    if there_s < UNREACHED and found == NONE:  # whoever is there first leaves too late
        return _least_off(work, start, span, longest_s, (UNREACHED, 0), ahead, row)
    sooner = _least_off(work, start, (from_s, wish_s, wish_s - 1), longest_s, (there_s, fewest), ahead, row)
    return found if sooner == NONE else sooner


@jit_in_place
def _first_there(work: Rounds, start: Place, wish_s: int) -> int:
    """Return when one is there at the earliest who leaves at a time or later, UNREACHED if never."""
    last = len(work.best_s) - 1
    takes_s = UNREACHED
    for index in range(len(start[0])):
        takes_s = min(takes_s, start[1][index] + work.onward_s[last, start[0][index]])
    if takes_s == UNREACHED:
        return UNREACHED
    for waits_s in (SOON_S, UNREACHED):
        forget(work)
        work.best_s[:] = min(UNREACHED, wish_s + 2 * max(0, takes_s) + waits_s)
        soon_s, count = work.best_s[last], 0
        for index in range(len(start[0])):
            count = be_ready(work, 0, start[0][index], wish_s + start[1][index], index, count)
        ride(work, count, False)
        if work.best_s[last] < soon_s:
            return int(work.best_s[last])
    return UNREACHED


@jit_in_place
def _leaves_last(
    work: Rounds, start: Place, span: tuple[int, int], wanted: tuple[int, int], ahead: NDArray[np.int32], row: Row
) -> int:
    """Write the journey that leaves last within a span.

    wanted: when it arrives, as soon as anybody can, and with how many rides, the fewest.
    """
    (wish_s, until_s), (there_s, rides) = span, wanted
    forget(work)
    for ridden in range(len(work.best_s)):
        work.best_s[ridden] = there_s + 1 if ridden <= rides else -UNREACHED
    leave_s = last_departure(work.lines, start, min(until_s, there_s), ahead)
    while leave_s >= wish_s:
        work.best_stop[:] = NOWHERE
        before_s = leave_at(work, start, leave_s, ahead)
        if work.best_stop[rides] != NOWHERE:
            return ONE if tell(work, rides, leave_s, row) else MORE
        leave_s = before_s
    return NONE


@jit_in_place
def _least_off(
    work: Rounds,
    start: Place,
    span: tuple[int, int, int],
    longest_s: int,
    beaten: tuple[int, int],
    ahead: NDArray[np.int32],
    row: Row,
) -> int:
    """Do as ``soonest``, among journeys that are better than one.

    beaten: when that one arrives, which leaves at the wish or later, and its rides.
    """
    (from_s, wish_s, until_s), (least_s, fewest) = span, beaten
    forget(work)
    found = NONE
    leave_s = last_departure(work.lines, start, until_s, ahead)
    while leave_s >= from_s:
        off_s = max(0, wish_s - leave_s)
        latest_s = least_s - 2 * off_s
        if off_s > 0:
            latest_s = min(latest_s, leave_s + longest_s)
        for ridden in range(len(work.best_s)):
            work.best_s[ridden] = min(work.best_s[ridden], latest_s + 1)
        work.best_stop[:] = NOWHERE
        before_s = leave_at(work, start, leave_s, ahead)
        for ridden in range(1, len(work.best_s)):
            if work.best_stop[ridden] == NOWHERE:
                continue
            takes_s = work.best_s[ridden] + 2 * off_s  # since the wish, and what it leaves before it once more
            if takes_s < least_s or (takes_s == least_s and ridden < fewest):
                least_s, fewest = takes_s, ridden
                found = ONE if tell(work, ridden, leave_s, row) else MORE
        leave_s = before_s
    return found
