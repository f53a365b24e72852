"""Better plans for many requests at once: ruin and recreate, then the best of all routes met, put together anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from simulator.kernels.replan.anneal import Cooling, Pool, Search, anneal, new_pool, remember, total_cost
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, Scratch, new_routes, new_scratch
from simulator.kernels.replan.recreate import recreate
from simulator.kernels.replan.routes import refresh

STAGES = 1000


@dataclass(frozen=True)
class Effort:
    """How hard to search; a number of iterations, never a time, so that the result is the same everywhere.

    hot, cold: what a plan may be worse by, on average, at the beginning and in the end, as a share of the cost of the
    first plan. most: requests taken out at a time, and no more than one in ``one_in``. polish: routes that are put
    together anew, at most, 0: none. branches: of the search for the best combination.
    """

    iterations: int
    hot: float = 0.01
    cold: float = 0.0001
    most: int = 20
    one_in: int = 4
    polish: int = 1000
    branches: int = 50


def improve(
    problem: Problem, start: Routes, effort: Effort, seed: int, focus: int = NOBODY, scratch: Scratch | None = None
) -> Routes:
    """Return plans that are at least as good as those to start with.

    focus: a request without a vehicle; the search looks around it, and soon ends when it fits in. NOBODY: everywhere.

    start: feasible plans, left as they are. In the second round the search goes on, colder, from the best combination
    of routes met in the first one. scratch: to search in, if there is one that nobody has searched in yet.
    """
    if not len(problem.pickup) or not len(problem.start):
        return copy_routes(start)
    rng = np.array([seed], dtype=np.uint64)
    current, trial, best = copy_routes(start), _room_for(start), _room_for(start)
    scratch = scratch or new_scratch(problem)
    pool = new_pool(problem, effort.polish, rng)
    recreate(problem, current, scratch, rng)
    scale = max(1, int(current.cost.sum()))
    most = max(4, min(effort.most, len(problem.pickup) // effort.one_in))
    rounds = ((0.8, effort.hot), (0.2, effort.hot / 10)) if effort.polish else ((1.0, effort.hot),)
    for share, hot in rounds:
        temperature = (scale * _cooling(hot, min(hot, effort.cold))).round().astype(np.int64)
        iterations = round(share * effort.iterations)
        search = Search(current, trial, best, scratch, pool)
        anneal(problem, search, rng, iterations, Cooling(temperature, _FALL), most, focus)
        current = _put_together(problem, pool, best, effort) if effort.polish else best
    return current


@cache
def _cooling(hot: float, cold: float) -> NDArray[np.float64]:
    return np.geomspace(hot, cold, STAGES)


# Multiples of the temperature that a worse plan may cost: quantiles of the exponential distribution, in thousandths.
_FALL = (-1000 * np.log((np.arange(1024) + 0.5) / 1024)).round().astype(np.int64)


def empty_routes(problem: Problem) -> Routes:
    """Return plans that serve nobody."""
    routes = new_routes(problem)
    for vehicle in range(len(problem.start)):
        refresh(problem, routes, vehicle)
    return routes


def copy_routes(routes: Routes) -> Routes:
    """Return the same plans in arrays of their own."""
    return Routes(*(part.copy() for part in routes))


def _room_for(routes: Routes) -> Routes:
    """Return arrays of the same shapes for plans to come."""
    return Routes(*(np.zeros(part.shape, part.dtype) for part in routes))


def _put_together(problem: Problem, pool: Pool, best: Routes, effort: Effort) -> Routes:
    """Return the cheapest combination of routes in the pool that serves everybody once, or ``best``.

    A set partitioning problem, solved within a number of branches (Subramanian, Uchoa and Ochi 2013,
    doi:10.1016/j.cor.2013.01.013).
    """
    for vehicle in range(len(problem.start)):
        remember(problem, pool, best, vehicle)
    chosen = np.flatnonzero(pool.length)
    requests, kinds = len(problem.pickup), int(problem.kind.max()) + 1
    rows, columns = [], []
    for column, row in enumerate(chosen.tolist()):
        on_route = problem.request[pool.stops[row, 1 : pool.length[row] - 1]]
        served = np.unique(on_route)
        rows += [*served.tolist(), requests + int(pool.kind[row])]
        columns += [column] * (len(served) + 1)
    routes = len(chosen)
    rows += range(requests)
    columns += range(routes, routes + requests)
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=(requests + kinds, routes + requests))
    fleet = np.bincount(problem.kind, minlength=kinds)
    solution = milp(
        np.concatenate([pool.cost[chosen], problem.penalty]) / max(1, int(pool.cost[chosen].max())),
        integrality=np.ones(routes + requests, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            matrix, np.r_[np.ones(requests), np.zeros(kinds)], np.r_[np.ones(requests), fleet]
        ),
        options={"node_limit": effort.branches, "mip_rel_gap": 1e-6},
    )
    if solution.x is None:
        return copy_routes(best)
    found = _as_routes(problem, pool, chosen[np.flatnonzero(solution.x[:routes] > 0.5)])
    return found if total_cost(problem, found) < total_cost(problem, best) else copy_routes(best)


def _as_routes(problem: Problem, pool: Pool, rows: NDArray[np.int64]) -> Routes:
    """Return plans made of routes of the pool, each driven by the first free vehicle of its kind."""
    routes = empty_routes(problem)
    free = {kind: np.flatnonzero(problem.kind == kind).tolist() for kind in np.unique(problem.kind).tolist()}
    for row in rows.tolist():
        vehicle = free[int(pool.kind[row])].pop(0)
        length = int(pool.length[row])
        stops = pool.stops[row, 1 : length - 1]
        routes.stops[vehicle, 1 : length - 1] = stops
        routes.stops[vehicle, length - 1] = problem.end[vehicle]
        routes.length[vehicle] = length
        routes.vehicle[problem.request[stops]] = vehicle
        refresh(problem, routes, vehicle)
    return routes


def unserved(routes: Routes) -> list[int]:
    """Return the requests without a vehicle."""
    return np.flatnonzero(routes.vehicle == NOBODY).tolist()
