"""A drive along the road graph, junction by junction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.network.travel_times import TravelTimes
from simulator.tables import LegPurpose


@dataclass(frozen=True)
class Leg:
    """The fastest path from one node to another, left at ``departed_s``.

    nodes: int32 (k,) from first to last. offsets_s: int64 (k,) drive time from the start. metres: float64 (k,) length
    from the start.
    """

    nodes: NDArray[np.int32]
    offsets_s: NDArray[np.int64]
    metres: NDArray[np.float64]
    departed_s: int
    purpose: LegPurpose

    @property
    def destination(self) -> int:
        """Return the last node."""
        return int(self.nodes[-1])

    @property
    def arrival_s(self) -> int:
        """Return when the last node is reached."""
        return self.departed_s + int(self.offsets_s[-1])

    def next_junction(self, now_s: int) -> tuple[int, int]:
        """Return (node, time [s]) of the first junction that is not yet passed."""
        position = int(np.searchsorted(self.offsets_s, now_s - self.departed_s))
        position = min(position, len(self.nodes) - 1)
        return int(self.nodes[position]), self.departed_s + int(self.offsets_s[position])

    def metres_until(self, node: int, time_s: int) -> int:
        """Return the metres driven until ``node`` is reached at ``time_s``, rounded."""
        if node == self.destination:
            return round(float(self.metres[-1]))
        return round(float(self.metres[np.searchsorted(self.offsets_s, time_s - self.departed_s)]))


def make_leg(times: TravelTimes, origin: int, destination: int, now_s: int, purpose: LegPurpose) -> Leg:
    """Return the leg from one node to another that starts now."""
    nodes = times.path(origin, destination)
    offsets = times.seconds[origin, nodes].astype(np.int64)
    return Leg(nodes, offsets, times.metres_along(nodes), now_s, purpose)
