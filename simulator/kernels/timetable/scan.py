"""Earliest arrivals at all stops, by one scan of the connections in order of time.

After Dibbelt, Pajor, Strasser and Wagner (2018, doi:10.1145/3274661).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address, Bundle, opener
from simulator.kernels.jit import jit_in_place
from simulator.kernels.timetable.arrays import UNREACHED, Connections, Walks, first_at_or_after


class Scan(Bundle):
    """What a scan reads, and works in."""

    connections: Connections
    walks: Walks
    ready_s: NDArray[np.int32]  # (stops,) from when on riders can get on
    boarded: NDArray[np.int32]  # (chains,) first hop riders sit in


scan_at = opener(Scan)


@jit_in_place
def scan(
    at: Address, start: NDArray[np.int32], walk_s: NDArray[np.int32], from_s: int, arrival_s: NDArray[np.int32]
) -> None:
    """Write when riders who leave the origin at from_s can first get off at each stop.

    at: of a ``Scan``. start, walk_s: int32 (n,), stops near the origin and the walks to them, read only. arrival_s:
    int32 (stops,), changed in place: UNREACHED where no ride leads to. O(connections + walks).
    """
    work = scan_at(at)
    ready_s, boarded, connections = work.ready_s, work.boarded, work.connections
    ready_s[:] = UNREACHED
    arrival_s[:] = UNREACHED
    boarded[:] = UNREACHED
    for index in range(len(start)):
        ready_s[start[index]] = min(ready_s[start[index]], from_s + walk_s[index])
    departure_s, arrive_s, chain = connections.departure_s, connections.arrival_s, connections.chain
    from_stop, to_stop = connections.from_stop, connections.to_stop
    may_board, may_alight = connections.may_board, connections.may_alight
    count = len(departure_s)
    at_hop = first_at_or_after(departure_s, 0, count, from_s)
    while at_hop < count:
        hop = at_hop
        at_hop += 1
        if boarded[chain[hop]] > hop:
            if not may_board[hop] or ready_s[from_stop[hop]] > departure_s[hop]:
                continue
            boarded[chain[hop]] = hop
        stop = to_stop[hop]
        if may_alight[hop] and arrive_s[hop] < arrival_s[stop]:
            arrival_s[stop] = arrive_s[hop]
            if _walk_on(work.walks, stop, arrive_s[hop], ready_s) <= departure_s[hop]:
                at_hop = first_at_or_after(departure_s, 0, hop, departure_s[hop])  # all of this second once more


@jit_in_place
def _walk_on(walks: Walks, stop: int, time: int, ready_s: NDArray[np.int32]) -> int:
    """Be ready wherever one walks to from a stop; return the earliest time at which that is news."""
    first = UNREACHED
    for walk in range(walks.offsets[stop], walks.offsets[stop + 1]):
        ready = time + walks.walk_s[walk]
        if ready < ready_s[walks.stop[walk]]:
            ready_s[walks.stop[walk]] = ready
            first = min(first, ready)
    return first
