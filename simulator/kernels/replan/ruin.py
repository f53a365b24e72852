"""Taking requests out of plans: at random, alike ones, dear ones, neighbours on routes, whole routes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.jit import jit_in_place
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch
from simulator.kernels.replan.rng import below
from simulator.kernels.replan.routes import remove

# Shares of the ways to ruin, in percent; strings of neighbours get what is left.
RANDOM, ALIKE, DEAR, ROUTE = 5, 25, 5, 5
LONGEST_STRING = 10
ELSEWHERE_IN = 4  # one ruin in so many is not around the request that is to fit in
DETERMINISM = 4  # how strongly ruins prefer the first of their order: the power of a random share (Shaw 1998)


@jit_in_place
def ruin(problem: Problem, routes: Routes, scratch: Scratch, rng: NDArray[np.uint64], most: int, focus: int) -> None:
    """Take some requests, ``most`` or a few more, out of their routes; many of them around ``focus``, if not NOBODY.

    After Shaw (1998, doi:10.1007/3-540-49481-2_30), Ropke and Pisinger (2006, doi:10.1287/trsc.1050.0135) and, for
    strings, Christiaens and Vanden Berghe (2020, doi:10.1287/trsc.2019.0914).
    """
    requests = len(problem.pickup)
    wanted = 1 + below(rng, most)
    seed = below(rng, requests)
    if focus != NOBODY and below(rng, ELSEWHERE_IN) > 0:
        seed = np.int64(focus)
    way = below(rng, 100)
    if way < RANDOM:
        for _ in range(wanted):
            _take(problem, routes, scratch, below(rng, requests))
    elif way < RANDOM + ALIKE:
        _take(problem, routes, scratch, seed)
        for _ in range(wanted):
            _take(problem, routes, scratch, np.int64(problem.near[seed, _early(rng, requests)]))
    elif way < RANDOM + ALIKE + DEAR:
        for _ in range(wanted):
            _take_dear(problem, routes, scratch, rng)
    elif way < RANDOM + ALIKE + DEAR + ROUTE:
        vehicle = np.int64(routes.vehicle[seed])
        for index in range(routes.length[vehicle] - 2 if vehicle >= 0 else 0, 0, -1):
            # From the back: what is taken out leaves the positions before it as they are, or one shorter.
            if index < routes.length[vehicle] - 1:
                _take(problem, routes, scratch, np.int64(problem.request[routes.stops[vehicle, index]]))
    else:
        _take_strings(problem, routes, scratch, rng, seed, wanted)


@jit_in_place
def _take(problem: Problem, routes: Routes, scratch: Scratch, request: int) -> None:
    """Take a request out unless it is bound to stay: on board, or in the frozen part of a route."""
    vehicle = routes.vehicle[request]
    if vehicle == NOBODY or problem.pickup[request] == NOBODY:
        return
    for index in range(1, problem.frozen[vehicle] + 1):
        if problem.request[routes.stops[vehicle, index]] == request:
            return
    scratch.left[request] = vehicle
    remove(problem, routes, request)


@jit_in_place
def _early(rng: NDArray[np.uint64], count: int) -> int:
    """Return a position below count, low ones far more likely: count * share ** DETERMINISM in whole numbers."""
    position = np.int64(count)
    for _ in range(DETERMINISM):
        position = (position * below(rng, 1 << 20)) >> 20
    return position


@jit_in_place
def _take_dear(problem: Problem, routes: Routes, scratch: Scratch, rng: NDArray[np.uint64]) -> None:
    """Take out one of those requests that cost most where they are: the dearest of a few random ones."""
    requests = len(problem.pickup)
    worst, most = np.int64(-1), np.int64(-1)
    for _ in range(5):
        request = below(rng, requests)
        vehicle = routes.vehicle[request]
        if vehicle == NOBODY or problem.pickup[request] == NOBODY:
            continue
        saved = _saved_without(problem, routes, request, vehicle)
        if saved > most:
            worst, most = request, saved
    if worst >= 0:
        _take(problem, routes, scratch, worst)


@jit_in_place
def _saved_without(problem: Problem, routes: Routes, request: int, vehicle: int) -> int:
    """Return how much cheaper a route is without a request. O(stops)."""
    stops = routes.stops[vehicle]
    driven = np.int64(0)
    before = stops[0]
    for index in range(1, routes.length[vehicle]):
        here = stops[index]
        if problem.request[here] != request:
            driven += problem.drive[before, here]
            before = here
    return np.int64(routes.cost[vehicle] - problem.weight * driven)


@jit_in_place
def _take_strings(
    problem: Problem, routes: Routes, scratch: Scratch, rng: NDArray[np.uint64], seed: int, wanted: int
) -> None:
    """Take out strings of stops around the requests most like ``seed``, at most one from each route."""
    marked = scratch.marked
    marked[:] = False
    longest = 1 + below(rng, LONGEST_STRING)
    strings = 1 + below(rng, max(1, 2 * wanted // longest))
    for position in range(len(problem.near)):
        request = np.int64(problem.near[seed, position])
        vehicle = np.int64(routes.vehicle[request])
        if vehicle == NOBODY or marked[vehicle]:
            continue
        marked[vehicle] = True
        _take_string(problem, routes, scratch, rng, request, vehicle, longest)
        strings -= 1
        if strings == 0:
            return


@jit_in_place
def _take_string(
    problem: Problem,
    routes: Routes,
    scratch: Scratch,
    rng: NDArray[np.uint64],
    request: int,
    vehicle: int,
    longest: int,
) -> None:
    """Take out all requests with a stop in a string of neighbours that holds a stop of ``request``."""
    stops, last = routes.stops[vehicle], routes.length[vehicle] - 2
    length = min(longest, last)
    at = np.int64(1)
    while problem.request[stops[at]] != request:
        at += 1
    first = max(np.int64(1), at - below(rng, length))
    count = min(length, last - first + 1)
    for index in range(count):
        scratch.trial[index] = problem.request[stops[first + index]]
    for index in range(count):
        if routes.vehicle[scratch.trial[index]] == vehicle:
            _take(problem, routes, scratch, np.int64(scratch.trial[index]))
