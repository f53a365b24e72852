"""Places on the roads of a world as they are: what is asked for adds no node to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.network.near import Near
from simulator.network.snapping import StreetSnapper
from simulator.tables import NO_NODE
from simulator.world.build import World

Floats = NDArray[np.float64]


class OnRoads:
    """Finds the node nearest to a place, among those between which travel times are known.

    A place is on the roads where any street is as near as the scenario says, however far it is to the nearest node.
    """

    def __init__(self, world: World) -> None:
        self._network, self._nodes = world.network, np.sort(world.roads.places)
        self._near, self._streets = Near(world.network.xy_m()[self._nodes]), StreetSnapper(world.network)
        self._limit_m = world.scenario.network.max_snap_m

    def nearest(self, lon: Floats, lat: Floats) -> tuple[NDArray[np.int32], Floats]:
        """Return the nodes nearest to some places, int32, and how far the nearest street is, float64 [m]."""
        row = self._near.nearest(self._network.project(lon, lat))[0]
        return self._nodes[row].astype(np.int32), self._streets.distance_m(lon, lat)

    def are_far(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Return which places are farther from all streets than places may be, bool (places,)."""
        return self._streets.distance_m(lon, lat) > self._limit_m

    def node(self, lon: float, lat: float) -> int:
        """Return the node of a place, NO_NODE where it is too far from the roads."""
        place = np.array([lon]), np.array([lat])
        return NO_NODE if self.are_far(*place)[0] else int(self.nearest(*place)[0][0])

    def far_m(self, lon: float, lat: float) -> float:
        """Return how far a place is from the roads [m]."""
        return float(self.nearest(np.array([lon]), np.array([lat]))[1][0])
