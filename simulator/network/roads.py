"""The roads of a run: their states, one after the other, each with its travel times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.layout import FOREVER
from simulator.network.travel_times import TravelTimes


@dataclass(frozen=True, eq=False)
class RoadState:
    """What the roads are like from ``from_s`` until before ``until_s``; the first state begins long before all."""

    number: int
    name: str
    from_s: int
    until_s: int
    times: TravelTimes


class Roads:
    """The states of the roads in their order, between the same places and nodes. Whoever asks says when it is."""

    def __init__(self, states: tuple[RoadState, ...]) -> None:
        self.states = states
        self._first = states[0].times
        self.places: NDArray[np.int32] = self._first.places
        self.location: NDArray[np.int32] = self._first.location
        self.node_at = self._first.node_at
        self.covers_all_nodes = self._first.covers_all_nodes

    @classmethod
    def steady(cls, times: TravelTimes) -> Roads:
        """Return roads that never change."""
        return cls((RoadState(0, "", -FOREVER, FOREVER, times),))

    def __repr__(self) -> str:
        """Return the number of states and the size of their tables."""
        return f"<Roads in {len(self.states)} states, {self._first!r}>"

    def at(self, _now_s: int) -> TravelTimes:
        """Return the travel times of the state in force."""
        return self._first

    def for_plans(self, _now_s: int) -> TravelTimes:
        """Return the times that plans count with from now on; no drive takes longer, whenever it begins."""
        return self._first

    def drive_s(self, origin: int, destination: int, now_s: int) -> int:
        """Return the drive between two locations that plans count with from now on [s], NO_WAY where there is none."""
        return self.for_plans(now_s).drive_s(origin, destination)

    def leg(self, origin: int, destination: int, _now_s: int) -> NDArray[np.int32]:
        """Return the drive between two nodes that begins now, int32 (fields of a leg, nodes), times since now."""
        return self._first.leg(origin, destination)

    def between(self, origin: int, destination: int, _now_s: int = 0) -> int:
        """Return how long the drive between two nodes takes that begins now [s], NO_WAY where there is none."""
        return self._first.between(origin, destination)

    def direct_s(
        self, origins: NDArray[np.int32], destinations: NDArray[np.int32], when_s: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Return how long drives between places take as the roads are at these times [s], NO_WAY where there is none.

        Arrays of one shape, or of shapes that numpy broadcasts.
        """
        return self._first.direct_s(origins, destinations)

    def lengths_m(
        self, origins: NDArray[np.int32], destinations: NDArray[np.int32], when_s: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Return the metres of such drives, NO_WAY where there is none."""
        return self._first.lengths_m(origins, destinations)

    def length_m(self, origin: int, destination: int, _now_s: int = 0) -> int:
        """Return the metres of that drive. Raises NetworkError where there is no way."""
        return self._first.length_m(origin, destination)
