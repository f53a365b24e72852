"""The search: ruin, recreate, and keep what is better, or not much worse."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Bundle, dimensions
from simulator.kernels.jit import jit_in_place
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch
from simulator.kernels.replan.recreate import recreate
from simulator.kernels.replan.rng import below, draw_all
from simulator.kernels.replan.ruin import ruin

LINGERS = 5


class Pool(Bundle):
    """Routes met on the way, for putting them together anew.

    A route is known by the kind of its vehicle and its requests, whatever the order of stops; a number made of them
    says where it is kept. It drives out what was there before, so the pool holds routes of late, which are good ones.
    """

    stops: NDArray[np.int32] = dimensions(2)  # (room, positions)
    length: NDArray[np.int64]  # (room,) 0: none
    cost: NDArray[np.int64]  # (room,)
    kind: NDArray[np.int32]  # (room,) of vehicle
    name: NDArray[np.uint64]  # (room,)
    token: NDArray[np.uint64]  # (requests,) random numbers that names are made of


class Search(Bundle):
    """What a search works in: the plans to begin with, which must be feasible, others of the same shapes, scratch."""

    current: Routes
    trial: Routes
    best: Routes
    scratch: Scratch
    pool: Pool


class Cooling(NamedTuple):
    """How much worse a plan may be that is kept: a random multiple of the temperature."""

    temperature: NDArray[np.int64]  # (stages,) one after the other
    fall: NDArray[np.int64]  # (n,) thousandths, the multiples to draw from


def new_pool(problem: Problem, room: int, rng: NDArray[np.uint64]) -> Pool:
    """Return an empty pool for so many routes."""
    requests = len(problem.pickup)
    token = np.empty(requests, np.uint64)
    draw_all(rng, token)
    return Pool(
        np.zeros((room, 2 * requests + 2), np.int32),
        np.zeros(room, np.int64),
        np.zeros(room, np.int64),
        np.zeros(room, np.int32),
        np.zeros(room, np.uint64),
        token,
    )


@jit_in_place
def total_cost(problem: Problem, routes: Routes) -> int:
    """Return the cost of all routes and of who is not served. O(vehicles + requests)."""
    cost = np.int64(0)
    for vehicle in range(len(routes.cost)):
        cost += routes.cost[vehicle]
    for request in range(len(routes.vehicle)):
        if routes.vehicle[request] == NOBODY:
            cost += problem.penalty[request]
    return cost


@jit_in_place
def anneal(
    problem: Problem, search: Search, rng: NDArray[np.uint64], iterations: int, cooling: Cooling, most: int, focus: int
) -> int:
    """Improve plans for a number of iterations; return the best cost.

    A plan worse by less than a random multiple of the temperature is kept too (Kirkpatrick, Gelatt and Vecchi 1983,
    doi:10.1126/science.220.4598.671). most: requests to take out at a time. focus: a request to fit in, or NOBODY; when
    it has a place, a share of the iterations is left to make the plan cheaper. search and rng are changed.
    """
    current, trial, best = search.current, search.trial, search.best
    scratch, pool = search.scratch, search.pool
    temperature, fall = cooling
    for vehicle in range(len(current.length)):
        _copy(current, trial, vehicle)
        _copy(current, best, vehicle)
        trial.changed[vehicle] = False
    _copy_assignment(current, trial)
    _copy_assignment(current, best)
    cost_now = total_cost(problem, current)
    cost_best = cost_now
    stages = len(temperature)
    left = np.int64(iterations)
    for iteration in range(iterations):
        if left == 0:
            break
        left -= 1
        ruin(problem, trial, scratch, rng, most, focus)
        recreate(problem, trial, scratch, rng)
        cost = total_cost(problem, trial)
        allowed = temperature[iteration * stages // iterations] * fall[below(rng, len(fall))] // 1000
        keeps = cost < cost_now + allowed
        source, target = (trial, current) if keeps else (current, trial)
        for vehicle in range(len(trial.changed)):
            if trial.changed[vehicle]:
                trial.changed[vehicle] = False
                _copy(source, target, vehicle)
                if keeps:
                    remember(problem, pool, current, vehicle)
        _copy_assignment(source, target)
        if keeps:
            cost_now = cost
            if cost < cost_best:
                cost_best = cost
                if focus != NOBODY and best.vehicle[focus] == NOBODY and current.vehicle[focus] != NOBODY:
                    left = min(left, iterations // LINGERS)
                for vehicle in range(len(current.length)):
                    _copy(current, best, vehicle)
                _copy_assignment(current, best)
    return cost_best


@jit_in_place
def _copy(source: Routes, target: Routes, vehicle: int) -> None:
    """Copy one route with all that is kept about it."""
    length = source.length[vehicle]
    target.length[vehicle] = length
    target.cost[vehicle] = source.cost[vehicle]
    target.name[vehicle] = source.name[vehicle]
    for index in range(length):
        target.stops[vehicle, index] = source.stops[vehicle, index]
        target.begin[vehicle, index] = source.begin[vehicle, index]
        target.leave[vehicle, index] = source.leave[vehicle, index]
        target.onward[vehicle, index] = source.onward[vehicle, index]
        target.begin_by[vehicle, index] = source.begin_by[vehicle, index]
        for component in range(source.load.shape[2]):
            target.load[vehicle, index, component] = source.load[vehicle, index, component]


@jit_in_place
def _copy_assignment(source: Routes, target: Routes) -> None:
    for request in range(len(source.vehicle)):
        target.vehicle[request] = source.vehicle[request]


@jit_in_place
def remember(problem: Problem, pool: Pool, routes: Routes, vehicle: int) -> None:
    """Put a route into the pool, unless there is one of the same requests that is no dearer. O(stops)."""
    length = routes.length[vehicle]
    if length == 2 or len(pool.cost) == 0:
        return
    name = np.uint64(problem.kind[vehicle] + 1) * np.uint64(0x9E3779B97F4A7C15)
    for index in range(1, length - 1):
        request = problem.request[routes.stops[vehicle, index]]
        if problem.dropoff[request] == routes.stops[vehicle, index]:
            name ^= pool.token[request]
    row = np.int64(name % np.uint64(len(pool.cost)))
    if pool.length[row] > 0 and pool.name[row] == name and pool.cost[row] <= routes.cost[vehicle]:
        return
    pool.name[row] = name
    pool.kind[row] = problem.kind[vehicle]
    pool.cost[row] = routes.cost[vehicle]
    pool.length[row] = length
    for index in range(length):
        pool.stops[row, index] = routes.stops[vehicle, index]
