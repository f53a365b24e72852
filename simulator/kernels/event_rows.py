"""The event log as the kernels write it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ROW_KIND,
    ROW_NODE,
    ROW_REQUEST,
    ROW_RIDE,
    ROW_SERVICE,
    ROW_TIME,
    ROW_VALUE,
    ROW_VEHICLE,
)


@jit_in_place
def room_left(rows: NDArray[np.int32]) -> int:
    """Return how many more rows fit. rows: int32 (n, fields), read only."""
    return int(len(rows) - 1 - rows[-1, 0])


@jit_in_place
def write_row(rows: NDArray[np.int32], time: int, kind: int, vehicle: int, ride: int, node: int, value: int) -> bool:
    """Append a row of the service whose turn it is, in place; return False when there is no room. O(1).

    The last row of ``rows`` tells the service and the number of its first vehicle. The request is that of the ride.
    """
    if vehicle >= 0:
        vehicle += rows[-1, ROW_VEHICLE]
    return append_row(rows, rows[-1, ROW_SERVICE], time, kind, vehicle, -1, ride, node, value)


@jit_in_place
def append_row(
    rows: NDArray[np.int32],
    service: int,
    time: int,
    kind: int,
    vehicle: int,
    request: int,
    ride: int,
    node: int,
    value: int,
) -> bool:
    """Append a row as it is, in place; return False when there is no room. O(1)."""
    row = rows[-1, 0]
    if row == len(rows) - 1:
        return False
    rows[row, ROW_TIME] = time
    rows[row, ROW_SERVICE] = service
    rows[row, ROW_KIND] = kind
    rows[row, ROW_VEHICLE] = vehicle
    rows[row, ROW_REQUEST] = request
    rows[row, ROW_RIDE] = ride
    rows[row, ROW_NODE] = node
    rows[row, ROW_VALUE] = value
    rows[-1, 0] = row + 1
    return True
