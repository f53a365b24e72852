"""Travel times where who leaves may also wait at the kerb until roads have changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_for_threads
from simulator.kernels.layout import UNREACHABLE


@jit_for_threads
def pays_to_wait(now: NDArray[np.uint16], later: NDArray[np.uint16], wait: int) -> bool:
    """Return whether some drive ends sooner where one waits so long for later times; all in the same unit.

    now, later: uint16 (places, places), UNREACHABLE where there is no way; read only. O(places^2).
    """
    for row in range(len(now)):
        sooner = False
        for column in range(len(now)):
            sooner |= np.int32(later[row, column]) + np.int32(wait) < np.int32(now[row, column])
        if sooner:
            return True
    return False


@jit_for_threads
def sooner_of(now: NDArray[np.uint16], later: NDArray[np.uint16], wait: int) -> NDArray[np.uint16]:
    """Return the sooner of driving at once and waiting so long for later times, of a shape and in a unit with these.

    now, later: uint16 (n, n), UNREACHABLE where there is no way; read only. O(n^2).
    """
    found = np.empty_like(now)
    for row in range(now.shape[0]):
        for column in range(now.shape[1]):
            waited = min(np.int32(later[row, column]) + np.int32(wait), np.int32(UNREACHABLE))
            found[row, column] = np.uint16(min(np.int32(now[row, column]), waited))
    return found
