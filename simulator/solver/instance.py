"""A static problem: nodes to visit in pairs, vehicles, and what binds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Instance:
    """A dial-a-ride problem, or a pickup and delivery problem with time windows.

    Nodes are numbered as in the file; node 0 is where vehicles start. All arrays are float64 or int64 (nodes,), in the
    units of the file; time and cost of a drive are its unrounded Euclidean length. pickup, dropoff: int64 (requests,),
    nodes. start, end: nodes. max_duration, max_ride: inf where the problem knows none. counts_vehicles: fewer vehicles
    come before shorter ways.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    service: NDArray[np.float64]
    load: NDArray[np.int64]
    earliest: NDArray[np.float64]
    latest: NDArray[np.float64]
    pickup: NDArray[np.int64]
    dropoff: NDArray[np.int64]
    vehicles: int
    capacity: int
    max_duration: float
    max_ride: float
    start: int
    end: int
    counts_vehicles: bool

    def distance(self) -> NDArray[np.float64]:
        """Return the length of the drives between all nodes, float64 (nodes, nodes)."""
        return np.hypot(self.x[:, None] - self.x[None], self.y[:, None] - self.y[None])
