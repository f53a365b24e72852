"""Charging sites that a vehicle can go to without need."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import DRIVE, STOPS, UNREACHABLE
from simulator.kernels.range import Drives, gets_home, plan_lasts

SHORTEST_VISIT_S = 600  # to be worth the way


@jit_in_place
def sites_in_reach(
    plan: NDArray[np.int32],
    vehicles: NDArray[np.int32],
    seconds: NDArray[np.uint16],
    unit_s: int,
    vehicle: int,
    left: int,
    now: int,
    until: int,
    onward: int,
    place: NDArray[np.int32],
    drive: NDArray[np.int64],
    found: NDArray[np.int64],
) -> int:
    """Find the sites a vehicle can drive to now and leave in time; whatever happens there, its energy lasts.

    left: its range [s]. until: when it must be at ``onward``, the place of its next stop or its depot [s]. place: int32
    (sites,); drive: int64 (sites,), from where it stands [s]. found: int64 (sites,), changed: their positions. Returns
    how many there are. O(sites slots).
    """
    drives = Drives(plan, vehicles, seconds, unit_s)
    count = 0
    ahead = vehicles[STOPS, vehicle] > 0
    for site in range(len(place)):
        units = seconds[place[site], onward]
        after = left - drive[site]
        if after < 0 or units == UNREACHABLE:
            continue
        onward_s = np.int64(units) * unit_s
        if now + drive[site] + SHORTEST_VISIT_S + onward_s > until:
            continue
        if ahead:
            after += plan[DRIVE, 1, vehicle] - onward_s
            lasts = plan_lasts(plan, vehicles, seconds, unit_s, vehicle, after, now)
        else:
            lasts = gets_home(drives, vehicle, np.int64(place[site]), after, now + drive[site])
        if lasts:
            found[count] = site
            count += 1
    return count
