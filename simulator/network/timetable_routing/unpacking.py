"""What a search found, told as journeys."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.timetable.arrays import Walks
from simulator.kernels.timetable.departures import ARRIVES, CALLS, LEAVES, RIDES, STARTS
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.connections import Calls
from simulator.network.timetable_routing.journeys import Journey, Leg


class Unpacking:
    """The tables that journeys are told with."""

    def __init__(self, timetable: Timetable, calls: Calls, walks: Walks) -> None:
        self._calls = calls
        self._trip = timetable.calls["gtfs_trip"].to_numpy()
        self._position = timetable.calls["position"].to_numpy()
        self._walks = walks

    def journey(self, row: NDArray[np.int32], access_s: NDArray[np.int32]) -> Journey:
        """Return a journey; row: as ``journeys_between`` has it, access_s: walks to the stops it may begin at."""
        rides = row[CALLS : CALLS + 2 * row[RIDES]].reshape(-1, 2).tolist()
        alighted = rides[-1][1]
        return Journey(
            departure_s=int(row[LEAVES]),
            arrival_s=int(row[ARRIVES]),
            legs=tuple(leg for board, alight in rides for leg in self._legs(board, alight)),
            access_s=int(access_s[row[STARTS]]),
            walks_s=tuple(self._walk_s(off, on) for (_, off), (on, _) in pairwise(rides)),
            egress_s=int(row[ARRIVES] - self._calls.arrival_s[alighted]),
        )

    def _walk_s(self, alight: int, board: int) -> int:
        """Return how long one walks from a call to another."""
        stop, other = self._calls.stop[alight], self._calls.stop[board]
        first, last = self._walks.offsets[stop], self._walks.offsets[stop + 1]
        return int(self._walks.walk_s[first + np.searchsorted(self._walks.stop[first:last], other)])

    def _legs(self, board: int, alight: int) -> Iterator[Leg]:
        """Yield the legs of a ride, one for each trip of the chain in which one gets from stop to stop."""
        if self._trip[board] == self._trip[alight]:
            yield self._leg(board, alight, stays_seated=False)
            return
        changed = np.flatnonzero(np.diff(self._trip[board : alight + 1])) + board + 1
        bounds = [board, *changed.tolist(), alight + 1]
        for first, last in pairwise(bounds):
            yield self._leg(first, last - 1, stays_seated=first != board)

    def _leg(self, board: int, alight: int, *, stays_seated: bool) -> Leg:
        return Leg(
            gtfs_trip=int(self._trip[board]),
            board_position=int(self._position[board]),
            alight_position=int(self._position[alight]),
            board_stop=int(self._calls.stop[board]),
            alight_stop=int(self._calls.stop[alight]),
            boarding_s=int(self._calls.departure_s[board]),
            alighting_s=int(self._calls.arrival_s[alight]),
            stays_seated=stays_seated,
        )
