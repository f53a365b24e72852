"""How far it is to a pickup for vehicles at nodes that the travel-time table does not cover."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.hierarchy import Hierarchy
from simulator.kernels.jit import jit
from simulator.kernels.layout import (
    DEPARTURE,
    LATEST_START,
    MOVING,
    NODE,
    OPTION_NODE,
    OPTION_WALK,
    REQ_EARLIEST,
    REQ_MAX_WAIT,
    REQ_PICKUPS,
    STOPS,
)
from simulator.kernels.legs import next_junction
from simulator.kernels.times import NEVER, Times, drive_s, drive_to_s
from simulator.kernels.upward import Searches, forget, search_to, time_from


class Ways(NamedTuple):
    """What tells how far it is between nodes: the table of places, and searches for all others.

    places: int32 (places,), their nodes. searches: scratch. All else is read only.
    """

    times: Times
    places: NDArray[np.int32]
    hierarchy: Hierarchy
    searches: Searches


@jit
def reach_pickups(
    plans: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
    ways: Ways,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    now: int,
) -> NDArray[np.int64]:
    """Return the drive to each pickup [s], int64 (pickups, vehicles), NEVER where a bound rules the vehicle out.

    Only vehicles are asked that stand at, or next pass, a node that is no place of the table. plans: plan, vehicles,
    legs, read only. The rest is as in ``best_insertion``. O(pickups vehicles) and a search each.
    """
    plan, vehicles, legs = plans
    times, places, hierarchy, searches = ways
    pickups = request[REQ_PICKUPS]
    count = vehicles.shape[1]
    reach = np.full((pickups, count), NEVER, dtype=np.int64)
    unit_ms = 1000 * times.unit_s
    for option in range(pickups):
        pickup = options[option, OPTION_NODE]
        latest = request[REQ_EARLIEST] + options[option, OPTION_WALK] + request[REQ_MAX_WAIT]
        found = search_to(hierarchy, searches, places[pickup])
        for vehicle in range(count):
            location = plan[NODE, 0, vehicle]
            board = np.int64(now)
            if vehicles[MOVING, vehicle] == 1:
                if location >= 0:
                    board = max(board, plan[DEPARTURE, 0, vehicle] + drive_to_s(times, pickup, location))
                _, location, at = next_junction(legs, vehicles, vehicle, now)
                board = max(board, np.int64(at))
            if location >= 0 or board > latest:
                continue
            if vehicles[STOPS, vehicle] > 0:
                onward = drive_s(times, pickup, plan[NODE, 1, vehicle])
                if board + onward > plan[LATEST_START, 1, vehicle]:
                    continue
            ms = time_from(hierarchy, searches, ~location)
            if ms >= 0:
                reach[option, vehicle] = -(-ms // unit_ms) * times.unit_s
        forget(searches.backward, searches.backward_found, found)
    return reach
