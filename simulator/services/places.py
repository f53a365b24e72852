"""Where the ways that are asked for begin and end, as places on the map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.services.protocol import Attempt
from simulator.tables import NO_NODE
from simulator.world.build import World

Place = tuple[float, float]  # longitude and latitude [degrees]
ENDS = ("origin", "destination")


class Places:
    """The places of all requests: those they name, or that of the road node they name.

    of_all: of all origins and of all destinations, each float64 (requests, 2).
    """

    def __init__(self, world: World) -> None:
        self._lon, self._lat = world.network.lon, world.network.lat
        self._origin, self._destination = self.of_all = tuple(self._places(world, end) for end in ENDS)

    def _places(self, world: World, end: str) -> NDArray[np.float64]:
        """Return longitude and latitude of one end of every request, float64 (requests, 2)."""
        node = world.demand[f"{end}_node"].to_numpy()
        given = world.demand[[f"{end}_lon", f"{end}_lat"]].to_numpy(np.float64)
        of_node = np.column_stack([self._lon[node], self._lat[node]])
        return np.where((node != NO_NODE)[:, None], of_node, given)

    def all(self) -> NDArray[np.float64]:
        """Return each place at which any request begins or ends once, float64 (places, 2)."""
        return np.unique(np.concatenate([self._origin, self._destination]), axis=0)

    def ends(self, attempt: Attempt) -> tuple[Place, Place]:
        """Return from where to where an attempt goes; of a part of a way, its own ends."""
        origin, destination = (self._place(of_all[attempt.request]) for of_all in (self._origin, self._destination))
        if attempt.ends is not None:
            origin = self._of_node(attempt.ends.origin_node, origin)
            destination = self._of_node(attempt.ends.destination_node, destination)
        return origin, destination

    def _place(self, place: NDArray[np.float64]) -> Place:
        return float(place[0]), float(place[1])

    def _of_node(self, node: int, otherwise: Place) -> Place:
        return otherwise if node == NO_NODE else (float(self._lon[node]), float(self._lat[node]))
