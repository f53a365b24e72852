"""Drive times between places as the kernels read them: from a table, or from labels where there is no room for one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.kernels.bundle import Address, Bundle, dimensions, opener
from simulator.kernels.jit import jit_for_threads, jit_in_place
from simulator.kernels.labels import IN, NO_LABELS, OUT, Labels, label_ms
from simulator.kernels.layout import FOREVER, UNREACHABLE

NEVER = 2 * FOREVER  # a drive that no plan has time for


class Times(Bundle):
    """Drive times between places, in units of ``unit_s`` seconds, rounded up; UNREACHABLE: no way.

    A place is a row of the matrix. All is read only. Without a matrix, (0, 0), times are searched in the labels, which
    a look-up changes.
    """

    seconds: NDArray[np.uint16] = dimensions(2)  # (places, places), [from, to]
    to_seconds: NDArray[np.uint16] = dimensions(2)  # its transpose, so that times to one place lie side by side
    cell: NDArray[np.int16]  # (places,), the part of the region a place lies in
    least: NDArray[np.uint16] = dimensions(2)  # (cells, cells), [to, from], no drive between two cells is shorter
    unit_s: int
    labels: Labels = NO_LABELS


times_at = opener(Times)


@jit_in_place
def units_from(times: Times, origin: int, destination: int) -> int:
    """Return the drive time between two places in units, UNREACHABLE where there is no way."""
    if len(times.seconds) > 0:
        return np.int64(times.seconds[origin, destination])
    return _searched(times, np.int64(origin), np.int64(destination), OUT)


@jit_in_place
def units_to(times: Times, destination: int, origin: int) -> int:
    """Return the same as ``units_from``, faster for callers who ask for many origins."""
    if len(times.seconds) > 0:
        return np.int64(times.to_seconds[destination, origin])
    return _searched(times, np.int64(destination), np.int64(origin), IN)


@jit_in_place
def _searched(times: Times, place: int, other: int, side: int) -> int:
    """Return the drive time in units from a place to another one, or with side IN the other way round."""
    ms = label_ms(times.labels, place, other, side)
    return np.int64(UNREACHABLE) if ms < 0 else -(-ms // (1000 * times.unit_s))


@jit_in_place
def drive_s(times: Times, origin: int, destination: int) -> int:
    """Return the drive time between two places [s], NEVER where there is no way."""
    units = units_from(times, origin, destination)
    return np.int64(NEVER) if units == UNREACHABLE else units * times.unit_s


@jit_in_place
def drive_to_s(times: Times, destination: int, origin: int) -> int:
    """Return the same as ``drive_s``, faster for callers who ask for many origins."""
    units = units_to(times, destination, origin)
    return np.int64(NEVER) if units == UNREACHABLE else units * times.unit_s


def look_up(times: Times, origins: ArrayLike, destinations: ArrayLike) -> NDArray[np.int64]:
    """Return drive times between places in units, int64, UNREACHABLE where there is no way.

    origins, destinations: places, or arrays of them of shapes that numpy broadcasts.
    """
    rows, columns = np.broadcast_arrays(origins, destinations)
    if len(times.seconds) > 0:
        units: NDArray[np.int64] = times.seconds[rows, columns].astype(np.int64)
        return units
    found = np.empty(rows.shape, dtype=np.int64)
    rows, columns = (np.array(end, dtype=np.int64).ravel() for end in (rows, columns))
    _look_up(times.address, rows, columns, found.reshape(-1))
    return found


@jit_in_place
def _look_up(
    at: Address, origins: NDArray[np.int64], destinations: NDArray[np.int64], found: NDArray[np.int64]
) -> None:
    """Write drive times between places in units to ``found``; all int64 (drives,). at: of ``Times``."""
    times = times_at(at)
    for drive in range(len(found)):
        found[drive] = units_from(times, origins[drive], destinations[drive])


@jit_in_place
def write_drives_s(at: Address, places: NDArray[np.int32], drives_s: NDArray[np.int64]) -> None:
    """Write the drive times between places to ``drives_s``, int64 (n, n) [s], NEVER where there is no way.

    at: of ``Times``. Rows and columns of what is no place, below 0, stay as they are.
    """
    times = times_at(at)
    for row in range(len(places)):
        for column in range(len(places)):
            if places[row] >= 0 and places[column] >= 0:
                drives_s[row, column] = drive_s(times, places[row], places[column])


@jit_for_threads
def least_by_cell(
    seconds: NDArray[np.uint16], cell: NDArray[np.int16], first: int, end: int, least: NDArray[np.uint16]
) -> None:
    """Lower, in place, the shortest drives between two cells to those from some places.

    seconds: uint16 (places, places), cell: int16 (places,), both read only. first, end: the places. least: uint16
    (cells, cells), [to, from], UNREACHABLE to begin with. O(places^2).
    """
    nearest = np.full(len(cell), UNREACHABLE, dtype=np.uint16)  # from origins side by side in one cell
    for origin in range(first, end):
        row = seconds[origin]
        for destination in range(len(cell)):
            nearest[destination] = min(nearest[destination], row[destination])
        here = cell[origin]
        if origin + 1 < end and cell[origin + 1] == here:
            continue
        for destination in range(len(cell)):
            to = cell[destination]
            least[to, here] = min(least[to, here], nearest[destination])
            nearest[destination] = UNREACHABLE
