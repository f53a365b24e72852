"""All that belongs to a fleet, as one for compiled functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle, dimensions, opener
from simulator.kernels.layout import ROW_FIELDS
from simulator.kernels.paths import NO_ROADS, Router
from simulator.kernels.slot_index import SlotIndex
from simulator.kernels.times import Times

NO_ROWS: NDArray[np.int32] = np.zeros((1, ROW_FIELDS), dtype=np.int32)


class Fleet(Bundle):
    """Plans, vehicles and what finds them; see ``layout`` for the fields. known_nodes: see ``RoadNetwork``."""

    plan: NDArray[np.int32] = dimensions(3, "F")  # (fields, slots, vehicles)
    vehicles: NDArray[np.int32] = dimensions(2, "F")  # (fields, vehicles)
    legs: NDArray[np.int32] = dimensions(3)  # (vehicles, fields, positions)
    index: SlotIndex
    duty: NDArray[np.int32] = dimensions(2)  # (vehicles, fields)
    places: NDArray[np.int32]  # (places,), their nodes, read only
    times: Times  # read only
    router: Router = NO_ROADS
    rows: NDArray[np.int32] = dimensions(2)  # of the event log, which are appended to
    known_nodes: int


fleet_at = opener(Fleet)
