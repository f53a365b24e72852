"""Plans as others see them: to be read, not to be written."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


class Stop(NamedTuple):
    """One stop of a plan, for reading."""

    kind: int
    node: int
    request: int
    arrival_s: int
    start_s: int
    departure_s: int
    drive_s: int
    dwell_s: int


def read_only(array: NDArray[Number]) -> NDArray[Number]:
    """Return an array as those see it who may not write it."""
    view = array.view()
    view.flags.writeable = False
    return view
