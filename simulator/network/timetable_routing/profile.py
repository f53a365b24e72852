"""All useful departures to a place, from every stop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.timetable.arrays import UNREACHED, Connections, Walks
from simulator.kernels.timetable.profile import NONE, Departures, Profiling, look_up


class Profile:
    """Useful departures by stop: none leaves as late as another and arrives as early.

    departures: for compiled functions, with ``look_up`` of ``kernels.timetable.profile``.
    """

    def __init__(self, departures: Departures) -> None:
        self.departures = departures

    def look_up(self, stop: int, ready_s: int) -> tuple[int, int]:
        """Return departure and earliest arrival at the place of those who are at a stop, UNREACHED if there is none."""
        found = look_up(self.departures, stop, ready_s)
        if found == NONE:
            return UNREACHED, UNREACHED
        return int(self.departures.departure_s[found]), int(self.departures.arrival_s[found])

    def at(self, stop: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return all useful departures at a stop, and the arrivals at the place."""
        here = slice(self.departures.offsets[stop], self.departures.offsets[stop + 1])
        return self.departures.departure_s[here], self.departures.arrival_s[here]


def profiling(connections: Connections, walks: Walks) -> Profiling:
    """Return what scans against time work in."""
    hops, stops = len(connections.chain), len(walks.offsets) - 1
    of_hop = (np.empty(hops, dtype=np.int32) for _ in range(4))
    return Profiling(
        connections,
        walks,
        int((walks.walk_s == 0).any()),
        onward=_onward(connections.chain),
        aboard_s=next(of_hop),
        egress_s=np.empty(stops, dtype=np.int32),
        first=np.empty(stops, dtype=np.int32),
        departure_s=next(of_hop),
        arrival_s=next(of_hop),
        following=next(of_hop),
    )


def _onward(chain: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the hop that follows each in its chain; hops of a chain stand in its order."""
    order = np.argsort(chain, kind="stable")
    onward = np.full(len(chain), NONE, dtype=np.int32)
    same = chain[order[:-1]] == chain[order[1:]]
    onward[order[:-1][same]] = order[1:][same]
    return onward
