"""The travel-time table as the kernels read it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.handles import Handle, Kind, array_at
from simulator.kernels.jit import jit_for_threads, jit_in_place, jit_inline
from simulator.kernels.layout import FOREVER, UNREACHABLE

NEVER = 2 * FOREVER  # a drive that no plan has time for


class Times(NamedTuple):
    """Drive times between places, in units of ``unit_s`` seconds, rounded up; UNREACHABLE: no way.

    A place is a row of the matrix. seconds: uint16 (places, places), [from, to]. to_seconds: its transpose, [to, from],
    so that times to one place lie side by side. cell: int16 (places,), the part of the region a place lies in.
    least: uint16 (cells, cells), [to, from], no drive between two cells is shorter. All read only.
    """

    seconds: NDArray[np.uint16]
    to_seconds: NDArray[np.uint16]
    cell: NDArray[np.int16]
    least: NDArray[np.uint16]
    unit_s: int


KINDS_OF_TIMES = (
    Kind("seconds", np.uint16, 2), Kind("to_seconds", np.uint16, 2), Kind("cell", np.int16, 1),
    Kind("least", np.uint16, 2), Kind("unit_s", np.int64, 0),
)  # fmt: skip


@jit_inline
def times_at(at: Handle) -> Times:
    """Return the table that a handle begins with."""
    return Times(
        array_at(at[0, 0], (at[0, 1], at[0, 2]), np.uint16),
        array_at(at[1, 0], (at[1, 1], at[1, 2]), np.uint16),
        array_at(at[2, 0], (at[2, 1],), np.int16),
        array_at(at[3, 0], (at[3, 1], at[3, 2]), np.uint16),
        at[4, 0],
    )


@jit_in_place
def drive_s(times: Times, origin: int, destination: int) -> int:
    """Return the drive time between two places [s], NEVER where there is no way."""
    units = times.seconds[origin, destination]
    if units == UNREACHABLE:
        return NEVER
    return np.int64(units) * times.unit_s


@jit_in_place
def drive_to_s(times: Times, destination: int, origin: int) -> int:
    """Return the same as ``drive_s``; reads the transpose, for callers who ask for many origins."""
    units = times.to_seconds[destination, origin]
    if units == UNREACHABLE:
        return NEVER
    return np.int64(units) * times.unit_s


@jit_for_threads
def least_by_cell(
    seconds: NDArray[np.uint16], cell: NDArray[np.int16], first: int, end: int, least: NDArray[np.uint16]
) -> None:
    """Lower, in place, the shortest drives between two cells to those from some places.

    seconds: uint16 (places, places), cell: int16 (places,), both read only. first, end: the places. least: uint16
    (cells, cells), [to, from], UNREACHABLE to begin with. O(places^2).
    """
    nearest = np.empty(len(least), dtype=np.uint16)
    for origin in range(first, end):
        row = seconds[origin]
        nearest[:] = UNREACHABLE
        for destination in range(len(cell)):
            to = cell[destination]
            if row[destination] < nearest[to]:
                nearest[to] = row[destination]
        here = cell[origin]
        for to in range(len(least)):
            if nearest[to] < least[to, here]:
                least[to, here] = nearest[to]
