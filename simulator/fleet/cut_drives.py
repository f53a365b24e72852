"""Drives that end elsewhere, or later, than they were to: on a street that is closed, or before it; see ``mended``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f

Array = NDArray[np.int32]


class OnStreet(NamedTuple):
    """Which street of its leg a vehicle is on: it has reached the node at ``position``, and not the next one.

    tail, head: locations. since_s, until_s: when it was, or would be, there [s]. tail_m, head_m: driven until there.
    """

    position: int
    tail: int
    head: int
    since_s: int
    until_s: int
    tail_m: int
    head_m: int


class EndOfDrive(NamedTuple):
    """Where a drive ends, and when [s]; position: of its last node on the leg; metres: driven until there."""

    position: int
    location: int
    at_s: int
    metres: int


def street_of(vehicles: Array, legs: Array, duty: Array, vehicle: int, now_s: int) -> OnStreet | None:
    """Return the street a vehicle is on, None where it stands, or is at the end of its drive."""
    if not duty[vehicle, f.DRIVING] or now_s >= duty[vehicle, f.LEG_END_S]:
        return None
    times_s = legs[vehicle, f.LEG_TIME, : vehicles[f.LEG_NODES, vehicle]]
    position = int(np.searchsorted(times_s, now_s, side="right")) - 1
    if position + 1 >= len(times_s):
        return None
    ends = legs[vehicle, :, position : position + 2].tolist()
    return OnStreet(position, *ends[f.LEG_NODE], *ends[f.LEG_TIME], *ends[f.LEG_METRES])


def end_there(vehicles: Array, legs: Array, duty: Array, vehicle: int, end: EndOfDrive) -> None:
    """Let the drive of a vehicle under way end elsewhere; slot 0 is for the caller."""
    legs[vehicle, f.LEG_NODE, end.position] = end.location
    legs[vehicle, f.LEG_TIME, end.position] = end.at_s
    legs[vehicle, f.LEG_METRES, end.position] = end.metres
    vehicles[f.LEG_NODES, vehicle] = end.position + 1
    duty[vehicle, f.LEG_END], duty[vehicle, f.LEG_END_S] = end.location, end.at_s
