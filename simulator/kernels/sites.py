"""Charging sites that a vehicle can go to without need."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.fleet import fleet_at
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import DRIVE, STOPS
from simulator.kernels.range import Drives, gets_home, plan_lasts
from simulator.kernels.times import NEVER, drive_to_s

SHORTEST_VISIT_S = 600  # to be worth the way


@jit_in_place
def sites_in_reach(
    at: Address,
    vehicle: int,
    left: int,
    now: int,
    due: tuple[int, int],
    sites: tuple[NDArray[np.int32], NDArray[np.int64]],
    found: NDArray[np.int64],
) -> int:
    """Find the sites a vehicle can drive to now and leave in time; whatever happens there, its energy lasts.

    at: of the fleet, see ``kernels.fleet``, read only. left: its range [s]. due: the place of its next stop, or its
    depot, and when it must be there [s]. sites: their places, and the drives there from where it stands [s]. found:
    int64 (sites,), changed: their positions. Returns how many there are. O(sites slots).
    """
    fleet = fleet_at(at)
    plan, vehicles, times = fleet.plan, fleet.vehicles, fleet.times
    drives = Drives(plan, vehicles, times)
    (onward, until), (place, drive) = due, sites
    count = 0
    ahead = vehicles[STOPS, vehicle] > 0
    for site in range(len(place)):
        onward_s = drive_to_s(times, onward, place[site])
        after = left - drive[site]
        if after < 0 or onward_s >= NEVER:
            continue
        if now + drive[site] + SHORTEST_VISIT_S + onward_s > until:
            continue
        if ahead:
            after += plan[DRIVE, 1, vehicle] - onward_s
            lasts = plan_lasts(plan, vehicles, times, vehicle, after, now)
        else:
            lasts = gets_home(drives, vehicle, np.int64(place[site]), after, now + drive[site])
        if lasts:
            found[count] = site
            count += 1
    return count
