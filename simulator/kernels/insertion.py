"""What it costs to put one request into one plan after a given slot."""

from __future__ import annotations

import numpy as np

from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    ARRIVAL,
    BREAK,
    CAPACITY,
    COST,
    DEPARTURE,
    DEPOT,
    DRIVE,
    DWELL,
    EARLIEST,
    FOREVER,
    HOME,
    KIND,
    LATEST,
    LOAD,
    LOADS,
    MAX_RIDE,
    NO_COST,
    NODE,
    PAUSE,
    PICKUP,
    PICKUP_SLOT,
    REQ_DROPOFF_DWELL,
    REQ_LOAD,
    REQ_MAX_RIDE,
    REQ_PICKUP_DWELL,
    REQ_SIZE,
    RIDE_START,
    SHIFT_END,
    SIZE,
    START,
    STOPS,
    WEIGHT_RIDE,
    WEIGHT_VEHICLE,
    WEIGHT_WAIT,
)
from simulator.kernels.question import Boarding, Question, Service
from simulator.kernels.range import Drives, Pause, gets_home, range_along, refill
from simulator.kernels.times import NEVER, drive_s, drive_to_s
from simulator.kernels.timing import begins_at, latest_arrival, stop_times

ANYWHERE = -1


@jit_in_place
def fits(question: Question, vehicle: int, slot: int) -> bool:
    """Return whether the request's load fits on top of the load after a slot."""
    shared = question.shared
    for component in range(LOADS):
        load = shared.plan[LOAD + component, slot, vehicle] + question.request[REQ_LOAD + component]
        if load > shared.vehicles[CAPACITY + component, vehicle]:
            return False
    return True


@jit_in_place
def serve_slot(question: Question, vehicle: int, slot: int, last: Service, drive: int) -> tuple[bool, int, int, int]:
    """Serve an existing stop, ``drive`` after the last one that was served [s].

    delay[slot] is set, so that the ride limit of a later dropoff moves with its pickup. Returns (feasible, start,
    departure, cost of the riders' delay).
    """
    shared = question.shared
    plan, weights, delay = shared.plan, shared.weights, shared.delay
    earliest = np.int64(plan[EARLIEST, slot, vehicle])
    is_pickup = plan[KIND, slot, vehicle] == PICKUP
    ride_start = earliest
    if not is_pickup:
        ride_start = plan[RIDE_START, slot, vehicle] + delay[plan[PICKUP_SLOT, slot, vehicle]]
    _, start, left = stop_times(
        plan[NODE, slot, vehicle] == last.place, last.began, last.departure, drive,
        np.int64(plan[PAUSE, slot, vehicle]), earliest, ride_start, np.int64(plan[DWELL, slot, vehicle]),
    )  # fmt: skip
    late = start - plan[START, slot, vehicle]
    size = np.int64(plan[SIZE, slot, vehicle])
    if is_pickup:
        cost = late * size * (weights[WEIGHT_WAIT] - weights[WEIGHT_RIDE])
    else:
        if start - ride_start > plan[MAX_RIDE, slot, vehicle]:
            return False, start, left, np.int64(0)
        cost = late * size * weights[WEIGHT_RIDE]
    if start > plan[LATEST, slot, vehicle]:
        return False, start, left, cost
    delay[slot] = late
    return True, start, left, cost


@jit_in_place
def finish_plan(question: Question, vehicle: int, slot: int, last: Service, budget: int) -> tuple[int, int]:
    """Serve the stops from ``slot`` to the end; return (added cost, NO_COST when a limit breaks; end of the plan [s]).

    last: served before them. Stops as soon as a stop is left at its old time, because nothing later changes then; gives
    up when the cost so far exceeds ``budget`` and can only grow. The first leg's old drive time is subtracted.
    """
    shared = question.shared
    plan, vehicles, weights = shared.plan, shared.vehicles, shared.weights
    times, count = shared.times, vehicles[STOPS, vehicle]
    if slot > count:
        home = drive_s(times, last.place, vehicles[DEPOT, vehicle])
        in_time = last.departure + home <= vehicles[SHIFT_END, vehicle]
        return (np.int64(0) if in_time else np.int64(NO_COST)), last.departure
    drive = drive_s(times, last.place, plan[NODE, slot, vehicle])
    cost = np.int64(weights[WEIGHT_VEHICLE] * (drive - plan[DRIVE, slot, vehicle]))
    only_grows = weights[WEIGHT_WAIT] >= weights[WEIGHT_RIDE]
    first = slot
    while slot <= count:
        if slot > first:
            drive = np.int64(plan[DRIVE, slot, vehicle])
        ok, began, departure, added = serve_slot(question, vehicle, slot, last, drive)
        if not ok:
            return np.int64(NO_COST), departure
        cost += added
        if only_grows and cost > budget:
            return np.int64(NO_COST), departure
        last = Service(np.int64(plan[NODE, slot, vehicle]), began, departure)
        # May be a dropoff whose pickup was put off here.
        shares = slot < count and plan[NODE, slot + 1, vehicle] == last.place
        if departure == plan[DEPARTURE, slot, vehicle] and not shares:
            return cost, np.int64(plan[DEPARTURE, count, vehicle])
        slot += 1
    in_time = last.departure + vehicles[HOME, vehicle] <= vehicles[SHIFT_END, vehicle]
    return (cost if in_time else np.int64(NO_COST)), last.departure


@jit_in_place
def insert_after(
    question: Question, boarding: Boarding, dropoff: int, egress_walk: int, cost: int, only: int
) -> tuple[int, int]:
    """Find the cheapest place for the dropoff when the pickup comes directly after a slot.

    dropoff: place. cost: of the pickup itself (its drive, the rider's wait and walks); what would cost more than the
    best so far is of no interest. only: the one slot after which the dropoff may come, ANYWHERE for any. Returns (cost,
    dropoff_index), the last of equals, (NO_COST, -1) when there is none. O(stops^2) when every stop is delayed; most
    plans catch up soon. The caller has checked the load after the slot.
    """
    shared = question.shared
    plan, vehicles, request, weights = shared.plan, shared.vehicles, question.request, shared.weights
    times = shared.times
    vehicle, slot, old_drive = boarding.vehicle, boarding.slot, boarding.old_drive
    budget = shared.best[COST]
    count = vehicles[STOPS, vehicle]
    size = request[REQ_SIZE]
    latest_dropoff = latest_arrival(request) - egress_walk
    ride_start = boarding.board + request[REQ_PICKUP_DWELL]
    last = Service(boarding.place, boarding.board, boarding.departure)
    best_cost, best_j = np.int64(NO_COST), -1
    shared.delay[: count + 1] = 0
    driven = np.int64(boarding.drive)  # since the slot
    for j in range(slot, count + 1):
        if j > slot:
            if plan[KIND, j, vehicle] >= BREAK or not fits(question, vehicle, j):
                break
            onward = np.int64(plan[DRIVE, j, vehicle])
            if j == slot + 1:
                onward = drive_s(times, boarding.place, plan[NODE, j, vehicle])
                cost += weights[WEIGHT_VEHICLE] * (onward - old_drive)
            driven += onward
            ok, began, departure, added = serve_slot(question, vehicle, j, last, onward)
            if not ok:
                break
            cost += added
            last = Service(np.int64(plan[NODE, j, vehicle]), began, departure)
        if only != ANYWHERE and j != only:
            continue
        drive = drive_to_s(times, dropoff, last.place)
        if drive >= NEVER:
            continue
        _, alight, gone = stop_times(
            last.place == dropoff, last.began, last.departure, drive, np.int64(0), ride_start, ride_start,
            request[REQ_DROPOFF_DWELL],
        )  # fmt: skip
        ride = alight - ride_start
        if ride > request[REQ_MAX_RIDE] or alight > latest_dropoff:
            break  # later positions only arrive later: travel times keep the triangle inequality
        so_far = cost + weights[WEIGHT_VEHICLE] * drive + weights[WEIGHT_RIDE] * size * ride
        # The drive that the first gap had before is paid back once, by whoever comes first after the pickup.
        if slot == j < count:
            so_far += weights[WEIGHT_VEHICLE] * (plan[DRIVE, j + 1, vehicle] - old_drive)
        alighted = Service(dropoff, alight, gone)
        tail, ends = finish_plan(question, vehicle, j + 1, alighted, min(budget, best_cost) - so_far)
        if tail < NO_COST and so_far + tail <= best_cost and so_far + tail <= budget:
            if boarding.range_left < FOREVER:
                left = boarding.range_left - driven - drive
                if not lasts(question, vehicle, j, alighted, left, ends):
                    continue
            best_cost, best_j = so_far + tail, j
    return best_cost, best_j


@jit_in_place
def lasts(question: Question, vehicle: int, slot: int, alighted: Service, left: int, ends: int) -> bool:
    """Return whether the energy lasts from a dropoff after a slot to the plan's end, and home.

    left: how far it lasts at the dropoff [s]. ends: the plan [s].
    """
    shared = question.shared
    plan, vehicles = shared.plan, shared.vehicles
    drives = Drives(plan, vehicles, shared.times)
    count, last = np.int64(vehicles[STOPS, vehicle]), alighted.place
    if slot < count:
        last, after = np.int64(plan[NODE, count, vehicle]), np.int64(plan[NODE, slot + 1, vehicle])
        onward = drive_s(drives.times, alighted.place, after)
        if left >= 0 and plan[LOAD + LOADS - 1, slot, vehicle] == 0:
            due = np.int64(begins_at(plan, slot + 1, vehicle))
            left = refill(drives, vehicle, left, Pause(alighted.place, after, onward, alighted.departure, due))
        left -= onward
        late = max(np.int64(0), alighted.departure + onward - plan[ARRIVAL, slot + 1, vehicle])
        if left >= 0:
            left = range_along(drives, vehicle, left, slot + 2, count, late, question.now)
    return left >= 0 and gets_home(drives, vehicle, last, left, ends)
