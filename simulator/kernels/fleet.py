"""All that belongs to a fleet, in one tuple: handed on between compiled functions it costs nothing.

From outside it comes as a handle, see ``handles``: of the arrays of a ``Fleet``, then of its roads. Those of the event
log are part ``ROWS`` of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.handles import Handle, Kind, Packed, array_at, columns_at
from simulator.kernels.jit import jit_inline
from simulator.kernels.layout import ROW_FIELDS
from simulator.kernels.paths import NO_ROADS, Router, Scratch
from simulator.kernels.slot_index import KINDS_OF_INDEX, SlotIndex, index_at
from simulator.kernels.times import KINDS_OF_TIMES, Times, times_at


class Fleet(NamedTuple):
    """Plans, vehicles and what finds them, int32; see ``layout`` for the fields.

    plan: (fields, slots, vehicles), vehicles: (fields, vehicles), both with the fields side by side. legs: (vehicles,
    fields, positions). index: of the slots. duty: (vehicles, fields). rows: the event log's, which are appended to.
    places: (places,), their nodes, read only. times: of the roads, read only.
    """

    plan: NDArray[np.int32]
    vehicles: NDArray[np.int32]
    legs: NDArray[np.int32]
    index: SlotIndex
    duty: NDArray[np.int32]
    rows: NDArray[np.int32]
    places: NDArray[np.int32]
    times: Times


_KINDS = (
    Kind("plan", np.int32, 3, "F"), Kind("vehicles", np.int32, 2, "F"), Kind("legs", np.int32, 3), *KINDS_OF_INDEX,
    Kind("duty", np.int32, 2),
    Kind("places", np.int32, 1), *KINDS_OF_TIMES, Kind("offsets", np.int32, 1), Kind("head", np.int32, 1),
    Kind("time_ms", np.int32, 1), Kind("length_m", np.float64, 1), Kind("best", np.int64, 1),
    Kind("before", np.int32, 1), Kind("found", np.int32, 1), Kind("heap", np.int64, 1), Kind("rows", np.int32, 2),
)  # fmt: skip
ROWS = len(_KINDS) - 1
NO_ROWS: NDArray[np.int32] = np.zeros((1, ROW_FIELDS), dtype=np.int32)


def pack_fleet(
    arrays: tuple[NDArray[np.int32], ...],
    places: NDArray[np.int32],
    times: Times,
    router: Router = NO_ROADS,
    rows: NDArray[np.int32] = NO_ROWS,
) -> Packed:
    """Return as one what belongs to a fleet. arrays: plan, vehicles, legs, those of the index, and duty."""
    streets = (router.offsets, router.head, router.time_ms, router.length_m)
    return Packed(_KINDS, (*arrays, places, *times, *streets, *router.scratch, rows))


@jit_inline
def fleet_at(at: Handle) -> Fleet:
    """Return the fleet of a handle."""
    return Fleet(
        columns_at(at[0, 0], (at[0, 1], at[0, 2], at[0, 3]), np.int32),
        columns_at(at[1, 0], (at[1, 1], at[1, 2]), np.int32),
        array_at(at[2, 0], (at[2, 1], at[2, 2], at[2, 3]), np.int32),
        index_at(at[3:]),
        array_at(at[6, 0], (at[6, 1], at[6, 2]), np.int32),
        array_at(at[22, 0], (at[22, 1], at[22, 2]), np.int32),
        array_at(at[7, 0], (at[7, 1],), np.int32),
        times_at(at[8:]),
    )


@jit_inline
def router_at(at: Handle) -> Router:
    """Return the streets of a handle, and the scratch for searches on them."""
    return Router(
        array_at(at[14, 0], (at[14, 1],), np.int32),
        array_at(at[15, 0], (at[15, 1],), np.int32),
        array_at(at[16, 0], (at[16, 1],), np.int32),
        array_at(at[17, 0], (at[17, 1],), np.float64),
        Scratch(
            array_at(at[18, 0], (at[18, 1],), np.int64),
            array_at(at[19, 0], (at[19, 1],), np.int32),
            array_at(at[20, 0], (at[20, 1],), np.int32),
            array_at(at[21, 0], (at[21, 1],), np.int64),
        ),
    )
