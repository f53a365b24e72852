"""How far it is to a pickup for vehicles at nodes that the travel-time table does not cover."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address, Bundle, opener
from simulator.kernels.jit import jit
from simulator.kernels.labels import IN, Labels, label_ms
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


class Ways(Bundle):
    """What tells how far it is between nodes: the times between places, and the labels of all nodes."""

    times: Times
    places: NDArray[np.int32]  # (places,), their nodes, read only
    labels: Labels


ways_at = opener(Ways)


@jit
def reach_pickups(
    plans: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
    at: Address,
    request: NDArray[np.int64],
    options: NDArray[np.int32],
    now: int,
) -> NDArray[np.int64]:
    """Return the drive to each pickup [s], int64 (pickups, vehicles), NEVER where a bound rules the vehicle out.

    Only vehicles are asked that stand at, or next pass, a node that is no place of the table. plans: plan, vehicles,
    legs, read only. at: of the ``Ways``. The rest is as in ``best_insertion``. O(pickups vehicles).
    """
    plan, vehicles, legs = plans
    ways = ways_at(at)
    times, places, labels = ways.times, ways.places, ways.labels
    pickups = request[REQ_PICKUPS]
    count = vehicles.shape[1]
    reach = np.full((pickups, count), NEVER, dtype=np.int64)
    unit_ms = 1000 * times.unit_s
    for option in range(pickups):
        pickup = options[option, OPTION_NODE]
        near = times.least[times.cell[pickup]]  # least drive from each cell to the pickup's
        latest = request[REQ_EARLIEST] + options[option, OPTION_WALK] + request[REQ_MAX_WAIT]
        for vehicle in range(count):
            location = plan[NODE, 0, vehicle]
            board = np.int64(now)
            if vehicles[MOVING, vehicle] == 1:
                if location >= 0:
                    left = np.int64(plan[DEPARTURE, 0, vehicle])
                    if left + near[times.cell[location]] * times.unit_s > latest:
                        continue
                    board = max(board, left + drive_to_s(times, pickup, location))
                _, location, at = next_junction(legs, vehicles, vehicle, now)
                board = max(board, np.int64(at))
            if location >= 0 or board > latest:
                continue
            if vehicles[STOPS, vehicle] > 0:
                onward = drive_s(times, pickup, plan[NODE, 1, vehicle])
                if board + onward > plan[LATEST_START, 1, vehicle]:
                    continue
            ms = label_ms(labels, np.int64(places[pickup]), np.int64(~location), IN)
            if ms >= 0:
                reach[option, vehicle] = -(-ms // unit_ms) * times.unit_s
    return reach
