"""A fleet under way as a problem for ruin and recreate: everything not yet served may be planned anew.

The problem is a little stricter than the simulation, because the drive from the junction where a vehicle under way may
turn off is rounded up once more. What the problem allows, the simulation can do, not later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.kernels.replan.nearness import held_back_all
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch, alike, new_routes, new_scratch
from simulator.kernels.replan.routes import schedule
from simulator.kernels.replan.under_way import follow_plans, where_plans_begin

MUST = 1 << 45  # cost of leaving somebody out who was promised a ride: never paid
WISH = 1 << 36  # of not taking on who asks: more than any drive

Drives = Callable[[NDArray[np.int32]], NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class Fleet:
    """What is to come for a fleet. Arrays as the kernels know them, read only.

    window_s: int32 (requests, 2), earliest and latest boarding promised, by request. drives: locations (n,) -> times
    between them [s], int64 (n, n), far too long where there is no way.
    """

    plan: NDArray[np.int32]
    vehicles: NDArray[np.int32]
    legs: NDArray[np.int32]
    window_s: NDArray[np.int32]
    drives: Drives
    now_s: int
    weights: NDArray[np.int64]  # (4,), as for insertions: thousandths a second

    def of(self, numbers: NDArray[np.int64]) -> Fleet:
        """Return some of its vehicles alone, known by their positions in ``numbers``, int64 (n,)."""
        vehicles, legs = self.vehicles[:, numbers], self.legs[numbers]
        slots = 2 + vehicles[f.STOPS].max(initial=0)  # the first drive of who has no stops is looked at too
        plan = self.plan[:, :slots, numbers]
        return replace(self, plan=plan, vehicles=vehicles, legs=legs)


@dataclass(frozen=True, eq=False)
class FleetProblem:
    """The problem, the plans as they are, and one column of the plan array per stop, loads being changes.

    scratch: to work in.
    """

    problem: Problem
    routes: Routes
    columns: NDArray[np.int32]  # (fields, stops)
    scratch: Scratch


def fleet_problem(fleet: Fleet, newcomer: NDArray[np.int32] | None = None) -> FleetProblem:
    """Return everything that is still to be served as a problem.

    newcomer: int32 (fields, 2 n), pickups and dropoffs of requests that ask for a ride, as columns; EARLIEST and LATEST
    of a pickup are its limits.
    """
    held = held_back_all(fleet.plan, fleet.vehicles)
    counts = np.where(held, 0, fleet.vehicles[f.STOPS]).astype(np.int64)
    vehicle = np.repeat(np.arange(len(counts)), counts)
    slot = np.arange(len(vehicle)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    columns = fleet.plan[:, slot, vehicle].copy()
    loads = slice(f.LOAD, f.LOAD + f.LOADS)
    columns[loads] -= fleet.plan[loads, slot - 1, vehicle]
    if newcomer is not None:
        columns = np.concatenate([columns, newcomer], axis=1)
    problem = _problem(fleet, columns, counts)
    problem.capacity[held] = -1
    routes, scratch = new_routes(problem), new_scratch(problem)
    follow_plans(problem, routes, scratch, counts)
    return FleetProblem(problem, routes, columns, scratch)


def energy_lasts(fleet: Fleet, before: FleetProblem, after: Routes) -> bool:
    """Return whether the energy of every vehicle lasts for its new plan and straight home, without charging.

    Plans that rely on charging are held back; what is put together anew does not rely on it either.
    """
    problem, vehicles = before.problem, fleet.vehicles
    left = vehicles[f.RANGE].astype(np.int64)
    turns_off = (vehicles[f.MOVING] == 1) & (vehicles[f.FIRST] == 0)
    left[turns_off] -= (problem.earliest[problem.start] - fleet.plan[f.DEPARTURE, 0])[turns_off]
    on_route = np.arange(1, after.stops.shape[1]) < after.length[:, None]
    drives = np.where(on_route, problem.drive[after.stops[:, :-1], after.stops[:, 1:]], 0).sum(axis=1)
    counts = (vehicles[f.RANGE] < f.FOREVER) & (after.length > 2)
    return bool((left >= drives)[counts].all())


def _problem(fleet: Fleet, columns: NDArray[np.int32], counts: NDArray[np.int64]) -> Problem:
    vehicle = np.repeat(np.arange(len(counts)), counts)
    stops, fleet_size = columns.shape[1], fleet.vehicles.shape[1]
    place, ready = where_plans_begin(fleet.plan, fleet.vehicles, fleet.legs, fleet.now_s)
    points = np.concatenate([columns[f.NODE], place, fleet.vehicles[f.DEPOT]]).astype(np.int32)
    starts = np.arange(stops, stops + fleet_size, dtype=np.int32)
    numbers, request = np.unique(columns[f.REQUEST], return_inverse=True)
    is_pickup = columns[f.KIND] == f.PICKUP
    pickup, dropoff = np.full(len(numbers), NOBODY, np.int32), np.zeros(len(numbers), np.int32)
    pickup[request[is_pickup]], dropoff[request[~is_pickup]] = np.flatnonzero(is_pickup), np.flatnonzero(~is_pickup)
    on_board = pickup == NOBODY
    earliest, latest = np.zeros(len(points), np.int64), np.zeros(len(points), np.int64)
    promised = len(vehicle)
    earliest[:stops] = np.where(is_pickup, columns[f.EARLIEST], 0)
    latest[:stops] = columns[f.LATEST]
    known = np.flatnonzero(is_pickup[:promised])
    earliest[known], latest[known] = fleet.window_s[columns[f.REQUEST, known]].T
    seated = dropoff[on_board]
    latest[seated] = np.minimum(
        latest[seated], columns[f.RIDE_START, seated].astype(np.int64) + columns[f.MAX_RIDE, seated]
    )
    # Whoever boards at the last moment has to alight so much later: a search that knows need not try what is later.
    awaited = ~on_board
    boards, alights = pickup[awaited], dropoff[awaited]
    within_s = columns[f.DWELL, boards].astype(np.int64) + columns[f.MAX_RIDE, alights]
    latest[alights] = np.minimum(latest[alights], latest[boards] + within_s)
    earliest[starts], latest[starts] = ready, f.FOREVER
    latest[starts + fleet_size] = fleet.vehicles[f.SHIFT_END]
    load = np.zeros((len(points), f.LOADS), np.int64)
    load[:stops] = columns[f.LOAD : f.LOAD + f.LOADS].T
    load[starts] = fleet.plan[f.LOAD : f.LOAD + f.LOADS, 0].T
    penalty = np.full(len(numbers), MUST, np.int64)
    penalty[request[promised:]] = WISH
    bound_to = np.full(len(numbers), NOBODY, np.int32)
    bound_to[on_board] = vehicle[dropoff[on_board]]
    where = points.copy()
    where[starts + fleet_size] = -1 - np.arange(fleet_size)  # a shift ends when the last service in the depot is over
    due = np.full(len(points), fleet.now_s, np.int64)
    due[:stops] = np.where(
        is_pickup, earliest[:stops], np.maximum(fleet.now_s, earliest[pickup[request]] * ~on_board[request])
    )
    drive = fleet.drives(points)
    _keep_first_drives(fleet, drive, earliest, np.where(counts > 0, np.cumsum(counts) - counts, NOBODY), starts)
    of_point = np.full(len(points), NOBODY, np.int32)
    of_point[:stops] = request
    dwell = np.zeros(len(points), np.int64)
    dwell[:stops] = columns[f.DWELL]
    return Problem(
        drive=drive,
        back=np.ascontiguousarray(drive.T),
        weight=int(fleet.weights[f.WEIGHT_VEHICLE]),
        opening=np.zeros(fleet_size, np.int64),
        late=_cost_of_lateness(fleet, columns, len(points)),
        due=due,
        earliest=earliest,
        latest=latest,
        dwell=dwell,
        place=where,
        load=load,
        request=of_point,
        pickup=pickup,
        dropoff=dropoff,
        max_ride=columns[f.MAX_RIDE, dropoff].astype(np.int64),
        penalty=penalty,
        bound_to=bound_to,
        start=starts,
        end=starts + np.int32(fleet_size),
        capacity=fleet.vehicles[f.CAPACITY : f.CAPACITY + f.LOADS].T.astype(np.int64),
        max_duration=np.full(fleet_size, f.FOREVER, np.int64),
        kind=np.arange(fleet_size, dtype=np.int32),
        frozen=fleet.vehicles[f.FIRST].astype(np.int64),
        near=alike(drive, earliest, latest, np.where(on_board, dropoff, pickup), dropoff),
    )


def _cost_of_lateness(fleet: Fleet, columns: NDArray[np.int32], points: int) -> NDArray[np.int64]:
    """Return the cost of a second that a stop is later: riders wait longer, or ride longer instead of waiting."""
    wait, ride = fleet.weights[f.WEIGHT_WAIT], fleet.weights[f.WEIGHT_RIDE]
    late = np.zeros(points, np.int64)
    late[: columns.shape[1]] = columns[f.SIZE] * np.where(columns[f.KIND] == f.PICKUP, wait - ride, ride)
    return late


def _keep_first_drives(
    fleet: Fleet, drive: NDArray[np.int64], ready: NDArray[np.int64], first: NDArray[np.int64], start: NDArray[np.int32]
) -> None:
    """Let those under way reach their first stops as they do by their plans, whatever is counted with now.

    first, start: points by vehicle, ``first`` below 0 where there is none. drive, and ``ready`` by point: changed.
    """
    moving = (fleet.vehicles[f.MOVING] == 1) & (first >= 0)
    bound = fleet.vehicles[f.FIRST] == 1
    planned_s = fleet.plan[f.DRIVE, 1].astype(np.int64)
    here, there = start[moving & bound], first[moving & bound]
    ready[here] += planned_s[moving & bound] - drive[here, there]
    free = moving & ~bound
    here, there = start[free], first[free]
    left_s = fleet.plan[f.DEPARTURE, 0, free] + planned_s[free] - ready[here]
    drive[here, there] = np.maximum(drive[here, there], left_s)


def planned_times(before: FleetProblem, after: Routes, number: int) -> tuple[int, int]:
    """Return when a request of the problem boards and alights by the new plans [s]."""
    problem, scratch = before.problem, before.scratch
    vehicle = int(after.vehicle[number])
    length = int(after.length[vehicle])
    points = after.stops[vehicle, :length]
    schedule(problem, scratch, vehicle, points, length)
    pickup, dropoff = (int(np.flatnonzero(points == end[number])[0]) for end in (problem.pickup, problem.dropoff))
    return int(scratch.time[pickup]), int(scratch.time[dropoff])


def changed_vehicles(before: FleetProblem, after: Routes) -> list[int]:
    """Return the vehicles whose stops are others now, or come in another order."""
    inside = np.arange(after.stops.shape[1]) < after.length[:, None]
    others = ((after.stops != before.routes.stops) & inside).any(axis=1)
    return np.flatnonzero(others | (after.length != before.routes.length)).tolist()


def changed_plans(before: FleetProblem, after: Routes) -> list[tuple[int, NDArray[np.int32]]]:
    """Return the vehicles whose stops are others now, each with the columns of its new plan.

    EARLIEST of a pickup is its time in the schedule: now and then one has to be put off, so that nobody rides too long.
    """
    problem, scratch, changed = before.problem, before.scratch, []
    for vehicle in changed_vehicles(before, after):
        length = int(after.length[vehicle])
        points = after.stops[vehicle, :length]
        if not schedule(problem, scratch, vehicle, points, length):
            raise AssertionError(f"the new plan of vehicle {vehicle} cannot be driven: a defect of this program")
        stops = points[1:-1]
        columns = before.columns[:, stops].copy()
        is_pickup = columns[f.KIND] == f.PICKUP
        columns[f.EARLIEST, is_pickup] = scratch.time[1 : length - 1][is_pickup]
        if len(stops):
            columns[f.DRIVE, 0] = problem.drive[points[0], stops[0]]
        changed.append((vehicle, columns))
    return changed
