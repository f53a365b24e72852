"""The least that a request costs in the plan of one vehicle, whatever else is put into it as well."""

from __future__ import annotations

import numpy as np

from simulator.kernels.gaps import Search, open_search
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ARRIVAL,
    DEPARTURE,
    DRIVE,
    FIRST,
    LATEST,
    MOVING,
    NODE,
    REQ_PICKUP_DWELL,
    REQ_PICKUPS,
    START,
    STOPS,
    WEIGHT_VEHICLE,
)
from simulator.kernels.legs import next_junction
from simulator.kernels.parts import NOWHERE
from simulator.kernels.question import Question
from simulator.kernels.times import NEVER, drive_s, drive_to_s


@jit_in_place
def least_cost(question: Question, vehicle: int) -> int:
    """Return a cost [thousandths] that no insertion into a plan falls below, nor one into it with further stops.

    That holds where a second of wait weighs no less than one of ride. Then putting off others costs something or
    nothing, and what is left is the rider's own walks, wait and ride, and the drive. Take the further stops out of a
    plan that has the request: by the triangle inequality the drive gets no longer, and nothing is later than it was. So
    the pickup lies in a gap of the plan as it is, the detour there is no longer than all the drive that is added, and
    the boarding there no later. NOWHERE when no gap can be reached in time. Energy and loads are left out, and so is
    what only holds for this plan: its latest starts. O(stops).
    """
    shared, least = question.shared, np.int64(NOWHERE)
    for option in range(question.request[REQ_PICKUPS]):
        search = open_search(question, option)
        if search.least_detour >= NOWHERE:
            continue
        for slot in range(shared.vehicles[FIRST, vehicle], shared.vehicles[STOPS, vehicle] + 1):
            least = min(least, _least_in_gap(question, search, vehicle, slot))
    return least


@jit_in_place
def _least_in_gap(question: Question, search: Search, vehicle: int, slot: int) -> int:
    """Return the same for the pickup after one slot."""
    shared, pickup = question.shared, search.pickup
    plan, vehicles, times, weights = shared.plan, shared.vehicles, shared.times, shared.weights
    node, turns_off = np.int64(plan[NODE, slot, vehicle]), slot == 0 and vehicles[MOVING, vehicle] == 1
    leave, drive = np.int64(plan[DEPARTURE, slot, vehicle]), np.int64(0)
    is_last = slot == vehicles[STOPS, vehicle]
    old_drive = np.int64(0) if is_last else np.int64(plan[DRIVE, slot + 1, vehicle])
    if turns_off:
        _, junction, at = next_junction(shared.legs, vehicles, vehicle, question.now)
        node, leave = np.int64(junction), np.int64(at)
        old_drive = np.int64(0) if is_last else np.int64(plan[ARRIVAL, 1, vehicle]) - leave
    elif node == pickup:
        leave = min(leave, np.int64(plan[START, slot, vehicle]))
    if slot == 0:
        leave = max(leave, np.int64(question.now))
    if node >= 0 and node != pickup:
        drive = drive_to_s(times, pickup, node)
    board = max(leave + drive, search.ready)
    if drive >= NEVER or board > search.latest:
        return np.int64(NOWHERE)
    cost: int = search.wait * (board - search.ready)
    if is_last:
        cost += search.least_append + weights[WEIGHT_VEHICLE] * drive
        return cost
    cost += search.least_detour
    after = np.int64(plan[NODE, slot + 1, vehicle])
    if node < 0 or after == pickup:  # how far that is, only a search on the roads knows; on the way
        return cost
    onward = drive_s(times, pickup, after)
    if board + question.request[REQ_PICKUP_DWELL] + onward > plan[LATEST, slot + 1, vehicle]:
        return np.int64(NOWHERE)
    cost += weights[WEIGHT_VEHICLE] * max(np.int64(0), drive + onward - old_drive)
    return cost
