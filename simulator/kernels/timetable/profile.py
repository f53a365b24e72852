"""All useful departures to a place, from every stop, by one scan of the connections against time.

Profile connection scan, after Dibbelt, Pajor, Strasser and Wagner (2018, doi:10.1145/3274661). How often one changes is
not looked at.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address, Bundle, opener
from simulator.kernels.jit import jit, jit_in_place
from simulator.kernels.timetable.arrays import UNREACHED, Connections, Walks, first_at_or_after
from simulator.kernels.timetable.rounds import Place

NONE = -1
Useful = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]  # offsets by stop, departures, arrivals


class Departures(Bundle):
    """Useful departures by stop, in order of time: whoever leaves later arrives later; read only."""

    offsets: NDArray[np.int32]  # (stops + 1,)
    departure_s: NDArray[np.int32]  # at the stop
    arrival_s: NDArray[np.int32]  # at the place


class Profiling(Bundle):
    """What a scan against time reads, and works in. Departures found are a list for each stop, the earliest first."""

    connections: Connections
    walks: Walks
    at_once: int  # whether any walk takes no time
    onward: NDArray[np.int32]  # (connections,) next hop of the chain, NONE behind the last one; read only
    aboard_s: NDArray[np.int32]  # (connections,) arrival at the place of those who sit in it
    egress_s: NDArray[np.int32]  # (stops,)
    first: NDArray[np.int32]  # (stops,) first departure of a list
    departure_s: NDArray[np.int32]  # (connections,) of departures
    arrival_s: NDArray[np.int32]
    following: NDArray[np.int32]  # (connections,) departure behind it in the list


departures_at = opener(Departures)
profiling_at = opener(Profiling)


@jit_in_place
def look_up(departures: Departures, stop: int, ready_s: int) -> int:
    """Return the index of the first useful departure at a stop from a time on, NONE if there is none. O(log n)."""
    last = departures.offsets[stop + 1]
    found = first_at_or_after(departures.departure_s, departures.offsets[stop], last, ready_s)
    return found if found < last else NONE


@jit
def profile_to(at: Address, end: Place) -> Useful:
    """Return the parts of the ``Departures`` to a place. at: of ``Profiling``. O(connections * walks at a stop)."""
    work = profiling_at(at)
    work.first[:] = NONE
    work.egress_s[:] = UNREACHED
    for index in range(len(end[0])):
        work.egress_s[end[0][index]] = min(work.egress_s[end[0][index]], end[1][index])
    departure_s = work.connections.departure_s
    hop, found = len(departure_s) - 1, 0
    while hop >= 0:
        last = hop
        news = False
        while hop >= 0 and departure_s[hop] == departure_s[last]:
            arrival_s = _aboard(work, hop)
            work.aboard_s[hop] = arrival_s
            if work.connections.may_board[hop] and arrival_s < _best(work, work.connections.from_stop[hop]):
                found = _add(work, hop, arrival_s, found)
                news = True
            hop -= 1
        if news and work.at_once:
            hop = last  # those who get off in this second may change to what has been found later
    return _in_order(work, found)


@jit_in_place
def _aboard(work: Profiling, hop: int) -> int:
    """Return when those who sit in a hop arrive at the place: seated on, from where it ends, or by a change there."""
    best_s = UNREACHED if work.onward[hop] == NONE else work.aboard_s[work.onward[hop]]
    if not work.connections.may_alight[hop]:
        return best_s
    stop, time, walks = work.connections.to_stop[hop], work.connections.arrival_s[hop], work.walks
    if work.egress_s[stop] < UNREACHED:
        best_s = min(best_s, time + work.egress_s[stop])
    for walk in range(walks.offsets[stop], walks.offsets[stop + 1]):
        departure = work.first[walks.stop[walk]]
        while departure != NONE and work.departure_s[departure] < time + walks.walk_s[walk]:
            departure = work.following[departure]
        if departure != NONE:
            best_s = min(best_s, work.arrival_s[departure])
    return best_s


@jit_in_place
def _best(work: Profiling, stop: int) -> int:
    """Return the earliest arrival from a stop so far."""
    return UNREACHED if work.first[stop] == NONE else work.arrival_s[work.first[stop]]


@jit_in_place
def _add(work: Profiling, hop: int, arrival_s: int, found: int) -> int:
    """Put a departure first in the list of its stop, instead of one at the same time; return how many there are."""
    stop, time = work.connections.from_stop[hop], work.connections.departure_s[hop]
    first = work.first[stop]
    if first != NONE and work.departure_s[first] == time:
        work.arrival_s[first] = arrival_s
        return found
    work.departure_s[found], work.arrival_s[found], work.following[found] = time, arrival_s, first
    work.first[stop] = found
    return found + 1


@jit
def _in_order(work: Profiling, found: int) -> Useful:
    """Return the lists of all stops one behind the other."""
    offsets = np.zeros(len(work.first) + 1, dtype=np.int32)
    departure_s, arrival_s = np.empty(found, dtype=np.int32), np.empty(found, dtype=np.int32)
    count = 0
    for stop in range(len(work.first)):
        departure = work.first[stop]
        while departure != NONE:
            departure_s[count], arrival_s[count] = work.departure_s[departure], work.arrival_s[departure]
            departure = work.following[departure]
            count += 1
        offsets[stop + 1] = count
    return offsets, departure_s, arrival_s
