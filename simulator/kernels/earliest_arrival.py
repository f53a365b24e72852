"""The insertion with which one request arrives earliest while nobody who has a place is served any later."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.gaps import Insertion, boarding_after, open_search
from simulator.kernels.insertion import fits, lasts
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    BREAK,
    DEPARTURE,
    DEPOT,
    DWELL,
    EARLIEST,
    FIRST,
    FOREVER,
    KIND,
    LOAD,
    LOADS,
    MOVING,
    NODE,
    OPTION_NODE,
    OPTION_WALK,
    PAUSE,
    PICKUP,
    REQ_DROPOFF_DWELL,
    REQ_MAX_RIDE,
    REQ_PICKUP_DWELL,
    REQ_PICKUPS,
    RIDE_START,
    SHIFT_END,
    START,
    STOPS,
)
from simulator.kernels.question import Boarding, Question, Service, shared_at
from simulator.kernels.times import NEVER, drive_s, drive_to_s
from simulator.kernels.timing import latest_arrival, stop_times

# What is compared, all the less the better: arrival, minus boarding, minus riders on board, vehicle, minus pickup
# position, minus dropoff position.
Rank = tuple[int, int, int, int, int, int]


@jit_in_place
def earliest_arrival(
    at: Address, reach: NDArray[np.int64], request: NDArray[np.int64], options: NDArray[np.int32], now: int
) -> Insertion:
    """Find the insertion with the earliest arrival that puts off no stop of any plan, over all vehicles, exactly.

    Of equal arrivals the latest boarding wins, then the vehicle with most requests on board, then as in
    ``gaps.keep_better``: the lowest vehicle, the last pickup position, the last dropoff position. Its cost is the time
    from being ready until the arrival, in thousandths of a second. Both ends are the nearest places only.

    Arguments as for ``search.best_insertion``. O(stops^2) for each vehicle; a plan is left where nothing further on can
    arrive as early. After Zech et al. (2022, doi:10.1038/s41598-022-14960-x).
    """
    question = Question(shared_at(at), reach, request, options, now)
    shared = question.shared
    plan, vehicles, times = shared.plan, shared.vehicles, shared.times
    search = open_search(question, np.int64(0))
    dropoff = np.int64(options[request[REQ_PICKUPS], OPTION_NODE])
    direct = drive_s(times, search.pickup, dropoff)
    best = (np.int64(NEVER), np.int64(0), np.int64(0), np.int64(-1), np.int64(0), np.int64(0))
    if direct >= NEVER:
        return np.int64(0), np.int64(-1), np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    for vehicle in range(vehicles.shape[1]):
        for slot in range(vehicles[FIRST, vehicle], vehicles[STOPS, vehicle] + 1):
            if slot > 0 or vehicles[MOVING, vehicle] == 0:
                here = np.int64(plan[NODE, slot, vehicle])
                away = drive_to_s(times, search.pickup, here) if here >= 0 else np.int64(0)
                soonest = max(max(np.int64(plan[DEPARTURE, slot, vehicle]), now) + away, search.ready)
                if here != search.pickup and soonest + direct > best[0]:
                    break
            if fits(question, vehicle, slot):
                boarding = boarding_after(question, search, vehicle, slot)
                if boarding.vehicle >= 0:
                    best = _with_dropoff(question, boarding, best)
    cost = 1000 * (best[0] - search.ready) if best[3] >= 0 else np.int64(0)
    return cost, best[3], -best[4], -best[5], np.int64(0), np.int64(0)


@jit_in_place
def _with_dropoff(question: Question, boarding: Boarding, best: Rank) -> Rank:
    """Return the better one of the best so far and all dropoffs that go with a pickup."""
    shared, request = question.shared, question.request
    plan, times = shared.plan, shared.times
    option = request[REQ_PICKUPS]
    dropoff = np.int64(question.options[option, OPTION_NODE])
    latest = latest_arrival(request) - question.options[option, OPTION_WALK]
    vehicle, slot, count = boarding.vehicle, boarding.slot, shared.vehicles[STOPS, boarding.vehicle]
    on_board = np.int64(plan[LOAD + LOADS - 1, 0, vehicle])
    ride_start = boarding.board + request[REQ_PICKUP_DWELL]
    last = Service(boarding.place, boarding.board, boarding.departure)
    driven = np.int64(boarding.drive)
    for j in range(slot, count + 1):
        if j > slot:
            if plan[KIND, j, vehicle] >= BREAK or not fits(question, vehicle, j):
                break
            driven += drive_s(times, last.place, plan[NODE, j, vehicle])
            in_time, last = _serve(question, vehicle, j, last)
            if not in_time:
                break
        drive = drive_to_s(times, dropoff, last.place)
        if drive >= NEVER:
            continue
        _, alight, gone = stop_times(
            last.place == dropoff, last.began, last.departure, drive, np.int64(0), ride_start, ride_start,
            request[REQ_DROPOFF_DWELL],
        )  # fmt: skip
        if alight - ride_start > request[REQ_MAX_RIDE] or alight > latest or alight > best[0]:
            break  # further on only later
        rank = (np.int64(alight), -boarding.board, -on_board, vehicle, -slot, -np.int64(j))
        if not _is_less(rank, best):
            continue
        alighted, left = Service(dropoff, alight, gone), boarding.range_left
        ends = _end(question, vehicle, j + 1, alighted)
        if ends >= 0 and (left >= FOREVER or lasts(question, vehicle, j, alighted, left - driven - drive, ends)):
            best = rank
    return best


@jit_in_place
def _serve(question: Question, vehicle: int, slot: int, last: Service) -> tuple[bool, Service]:
    """Return whether a stop is served no later than planned when it is served after another one, and how. O(1)."""
    shared = question.shared
    plan, place = shared.plan, np.int64(shared.plan[NODE, slot, vehicle])
    earliest = np.int64(plan[EARLIEST, slot, vehicle])
    boarded = earliest if plan[KIND, slot, vehicle] == PICKUP else np.int64(plan[RIDE_START, slot, vehicle])
    _, start, left = stop_times(
        place == last.place, last.began, last.departure, drive_s(shared.times, last.place, place),
        np.int64(plan[PAUSE, slot, vehicle]), earliest, boarded, np.int64(plan[DWELL, slot, vehicle]),
    )  # fmt: skip
    return bool(start <= plan[START, slot, vehicle]), Service(place, start, left)


@jit_in_place
def _end(question: Question, vehicle: int, slot: int, last: Service) -> int:
    """Return when a plan ends whose stops from a slot on are served after another one [s]; -1: not all as planned.

    O(1) mostly: it looks on only as long as the vehicle leaves later than planned, where several stops are at a place.
    """
    shared = question.shared
    plan, vehicles, count = shared.plan, shared.vehicles, shared.vehicles[STOPS, vehicle]
    for later in range(slot, count + 1):
        in_time, last = _serve(question, vehicle, later, last)
        if not in_time:
            return np.int64(-1)
        if last.departure == plan[DEPARTURE, later, vehicle]:
            return np.int64(plan[DEPARTURE, count, vehicle])
    home = drive_s(shared.times, last.place, vehicles[DEPOT, vehicle])
    return last.departure if last.departure + home <= vehicles[SHIFT_END, vehicle] else np.int64(-1)


@jit_in_place
def _is_less(rank: Rank, other: Rank) -> bool:
    """Return whether a rank comes before another one."""
    for field in range(6):
        if rank[field] != other[field]:
            return bool(rank[field] < other[field])
    return False
