"""One request at several departures: where it fits into plans, and what its rider may be told."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import REQ_EARLIEST
from simulator.kernels.search import best_insertion
from simulator.kernels.told import times_when_inserted

BOARDING, ALIGHTING = 6, 7  # planned starts [s], behind the fields of an Insertion
FOUND_FIELDS = 8


@jit_in_place
def insertions_at(
    at: Address,
    reach: NDArray[np.int64],
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    departures: NDArray[np.int64],
    found: NDArray[np.int64],
    now: int,
) -> None:
    """Find the cheapest insertion for each earliest departure [s]; the plans do not change in between.

    Arguments as for ``best_insertion``, but for ``request``, whose departure is changed, and found: int64 (departures,
    FOUND_FIELDS), written: an Insertion, and if there is one, its times.
    """
    for number in range(len(departures)):
        request[REQ_EARLIEST] = departures[number]
        insertion = best_insertion(at, reach, request, options, now)
        for field in range(BOARDING):
            found[number, field] = insertion[field]
        _, vehicle, pickup, dropoff, pickup_option, dropoff_option = insertion
        if vehicle < 0:
            continue
        drive = np.int64(0)
        if len(reach) > 0:
            drive = reach[pickup_option, vehicle]
        slots = (vehicle, pickup, dropoff, pickup_option, dropoff_option, drive)
        boarding, alighting = times_when_inserted(at, np.int64(0), request, options, slots, now)
        found[number, BOARDING], found[number, ALIGHTING] = boarding, alighting
