"""All that belongs to a fleet, in one tuple: handed on between compiled functions it costs nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.times import Times


class Fleet(NamedTuple):
    """Plans, vehicles and what finds them, int32; see ``layout`` for the fields.

    plan: (fields, slots, vehicles). vehicles: (fields, vehicles). legs: (vehicles, fields, positions). directory:
    (lists, fields, n). moving: (vehicles + 1,). duty: (vehicles, fields). rows: the event log's, which are appended to.
    places: (places,), their nodes, read only. times: of the roads, read only.
    """

    plan: NDArray[np.int32]
    vehicles: NDArray[np.int32]
    legs: NDArray[np.int32]
    directory: NDArray[np.int32]
    moving: NDArray[np.int32]
    duty: NDArray[np.int32]
    rows: NDArray[np.int32]
    places: NDArray[np.int32]
    times: Times
