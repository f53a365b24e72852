"""Travel times that are searched when they are asked for, where a table would take too long or too much memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import Hierarchy
from simulator.kernels.labels import Labels, longest_bound_ms, longest_ms
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.phast import least_by_sweeps
from simulator.kernels.times import Times
from simulator.network.state import LONGEST_UNITS

BYTES_PER_PAIR = 4  # in a table: two bytes in the matrix, two in its transpose
ALWAYS_A_TABLE = 16_384  # places: 1 GiB, made in two or three seconds and then kept
PAIRS_PER_REQUEST = 10_000  # take about as long to compute as the searches for a request


class Wanted(NamedTuple):
    """How times are to be had. how: in a table, searched, or auto. requests: how many there are, if that is known.

    limit_bytes: of the memory that a table may take.
    """

    how: str
    requests: int | None
    limit_bytes: int

    def searches(self, places: int) -> bool:
        """Return whether the times between so many places are searched."""
        if self.how != "auto":
            return self.how == "search"
        if BYTES_PER_PAIR * places**2 > self.limit_bytes:
            return True
        many = places**2 if self.requests is None else PAIRS_PER_REQUEST * self.requests
        return places > ALWAYS_A_TABLE and places**2 > many


def times_to_search(
    labels: Labels, hierarchy: Hierarchy, names: NDArray[np.int32], cell: NDArray[np.int16], cells: int
) -> Times:
    """Return what searches for the times between places look at; they are those of a table, and in its unit.

    labels: of the places. names: int32 (places,), what the hierarchy calls these. cell: int16 (places,), their cells;
    cells: the number.
    """
    most_ms, unit_s = 1000 * LONGEST_UNITS, 1
    if longest_bound_ms(labels, labels.spread.shape[1]) > most_ms:
        unit_s = max(1, -(-int(longest_ms(labels)) // most_ms))
    least = np.full((cells, cells), UNREACHABLE, dtype=np.uint16)
    least_by_sweeps(hierarchy, names, cell, 1000 * unit_s, least)
    none = np.zeros((0, 0), dtype=np.uint16)
    return Times(none, none, cell, least, unit_s, labels)
