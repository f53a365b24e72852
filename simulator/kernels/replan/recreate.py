"""Putting absent requests back into plans: one after the other, or who would regret waiting most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.replan.places import AFTER, COST, UNTIL, cheapest, look_at
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch
from simulator.kernels.replan.rng import below
from simulator.kernels.replan.routes import insert

REGRET_IN = 8


@jit_in_place
def recreate(problem: Problem, routes: Routes, scratch: Scratch, rng: NDArray[np.uint64]) -> None:
    """Serve as many absent requests as possible."""
    absent = scratch.absent
    count = np.int64(0)
    for request in range(len(problem.pickup)):
        if routes.vehicle[request] == NOBODY and problem.pickup[request] != NOBODY:
            absent[count] = request
            count += 1
    if below(rng, REGRET_IN) == 0:
        _by_regret(problem, routes, scratch, rng, count)
    else:
        _in_order(problem, routes, scratch, rng, count)


@jit_in_place
def _in_order(problem: Problem, routes: Routes, scratch: Scratch, rng: NDArray[np.uint64], count: int) -> None:
    """Insert requests one by one where they are cheapest, in one of several orders, blinking."""
    order = below(rng, 8)
    for index in range(count):
        request = scratch.absent[index]
        pickup, dropoff = problem.pickup[request], problem.dropoff[request]
        if order < 3:
            key = np.int64(below(rng, 1 << 30))
        elif order < 5:
            key = (
                problem.latest[pickup] - problem.earliest[pickup] + problem.latest[dropoff] - problem.earliest[dropoff]
            )
        elif order == 5:
            key = -problem.drive[pickup, dropoff]
        elif order == 6:
            key = -problem.drive[problem.start[0], pickup] - problem.drive[dropoff, problem.end[0]]
        else:
            key = problem.earliest[pickup]
        scratch.key[request] = key
    _sort(scratch.absent, scratch.key, count)
    for index in range(count):
        request = np.int64(scratch.absent[index])
        # Where it was is seldom bad: what is found there rules out most of the other places.
        which = (np.int64(scratch.left[request]), np.int64(len(problem.start)))
        _, vehicle, after, until = cheapest(problem, routes, scratch, rng, request, which)
        if vehicle >= 0:
            insert(problem, routes, scratch, request, vehicle, after, until)


@jit_in_place
def _sort(items: NDArray[np.int32], key: NDArray[np.int64], count: int) -> None:
    """Sort the first items by (key, item). O(count^2) at worst; they are few."""
    for index in range(1, count):
        item = items[index]
        position = index
        while position > 0:
            above = items[position - 1]
            if key[above] < key[item] or (key[above] == key[item] and above < item):
                break
            items[position] = above
            position -= 1
        items[position] = item


@jit_in_place
def _by_regret(problem: Problem, routes: Routes, scratch: Scratch, rng: NDArray[np.uint64], count: int) -> None:
    """Insert next whose second-best route is so much dearer than the best (regret-2)."""
    place, absent = scratch.place, scratch.absent
    vehicles = len(problem.start)
    for index in range(count):
        for vehicle in range(vehicles):
            request = np.int64(absent[index])
            look_at(problem, routes, scratch, rng, request, np.int64(vehicle), problem.penalty[request])
    while count > 0:
        chosen, most, where = np.int64(-1), np.int64(-1), np.int64(-1)
        for index in range(count):
            request = absent[index]
            limit = problem.penalty[request]
            first, second, vehicle = limit, limit, np.int64(-1)
            for other in range(vehicles):
                cost = place[request, other, COST]
                if cost < first:
                    first, second, vehicle = cost, first, np.int64(other)
                elif cost < second:
                    second = cost
            if vehicle >= 0 and second - first > most:
                chosen, most, where = np.int64(index), second - first, vehicle
        if chosen < 0:
            return
        request = np.int64(absent[chosen])
        insert(problem, routes, scratch, request, where, place[request, where, AFTER], place[request, where, UNTIL])
        count -= 1
        absent[chosen] = absent[count]
        for index in range(count):
            waiting = np.int64(absent[index])
            look_at(problem, routes, scratch, rng, waiting, where, problem.penalty[waiting])
