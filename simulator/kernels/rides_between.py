"""What direct rides between the places of a request and some other places are like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import OPTION_NODE, OPTION_WALK
from simulator.kernels.times import NEVER, Times, drive_s, times_at

NO_WAY = -1
TO, FROM, TO_LEAST, FROM_LEAST = range(4)  # rows of what is found
FIELDS = 4


@jit_in_place
def rides_between(
    at: Address,
    ends: tuple[NDArray[np.int32], int],
    places: NDArray[np.int32],
    terms: tuple[int, int, int],
    found: NDArray[np.int64],
) -> None:
    """Write what rides from the first pickup to places, and from places to the first dropoff, are like.

    at: of ``Times``. ends: options of the request, int32 (options, fields), and how many are pickups. places: int32
    (places,). terms: what boarding takes [s], and what a second of ride and of walk costs all riders. found: int64
    (FIELDS, places): how long rides take with walk and boarding, NO_WAY where there is none; and what ride and walk
    cost at least, between any of the options. O(options * places).
    """
    (options, pickups), (dwell, ride, walk) = ends, terms
    times = times_at(at)
    for place in range(len(places)):
        for side in range(2):
            first, last = (0, pickups) if side == TO else (pickups, len(options))
            least = np.int64(NEVER) * max(1, ride + walk)
            for option in range(first, last):
                drive = _drive_s(times, options[option, OPTION_NODE], places[place], side)
                walks = np.int64(options[option, OPTION_WALK])
                if option == first:
                    found[side, place] = NO_WAY if drive >= NEVER else drive + dwell + walks
                if drive < NEVER:
                    least = min(least, ride * drive + walk * walks)
            found[TO_LEAST + side, place] = least


@jit_in_place
def _drive_s(times: Times, own: int, place: int, side: int) -> int:
    """Return the drive from one's own place to another, or with side FROM from there [s], NEVER where there is none."""
    return drive_s(times, own, place) if side == TO else drive_s(times, place, own)
