"""How much better a day could have gone: the best plan found in hindsight, and what no plan can do better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.bounds.events import EventGraph, TooManyArcsError, event_graph
from simulator.bounds.relaxation import least_driving, most_served
from simulator.dispatch.replan import Effort, empty_routes, improve, unserved
from simulator.kernels.replan.problem import Problem

MOST_ARCS = 250_000  # in the graph whose relaxation is solved; half a minute or so
MOST_ARCS_EXACT = 20_000  # where times are put in and vehicles are whole
FULL_MEMORY = 8


@dataclass(frozen=True)
class Found:
    """A value between two others. found: of the best plan; bound: no plan is better. memory: of the event graph.

    exact: the bound is the optimum of the exact program, but for depots counting together.
    """

    found: int
    bound: int
    memory: int
    exact: bool

    @property
    def is_optimal(self) -> bool:
        """Return whether the plan found is proved to be the best."""
        return self.found == self.bound


def driving(problem: Problem, effort: Effort, seed: int, seconds: float, run_s: int) -> Found:
    """Return how little driving [s] serves everybody in a problem; run_s: a plan is known that drives so much."""
    if not len(problem.pickup):
        return Found(0, 0, 0, exact=True)
    routes = improve(problem, empty_routes(problem), effort, seed)
    best = run_s if unserved(routes) else min(run_s, int(routes.cost.sum()) // 1000)
    tight = tightened(problem)
    graph, memory = _largest(tight)
    bound, optimal = least_driving(tight, graph, _seconds(graph, seconds))
    return Found(best, min(best, _up(bound)), memory, optimal)


def service(problem: Problem, effort: Effort, seed: int, seconds: float, run_served: int) -> Found:
    """Return how many of the requests of a problem can be served; run_served: a plan is known that serves so many."""
    if not len(problem.pickup):
        return Found(0, 0, 0, exact=True)
    routes = improve(problem, empty_routes(problem), effort, seed)
    best = max(run_served, len(problem.pickup) - len(unserved(routes)))
    tight = tightened(problem)
    graph, memory = _largest(tight)
    bound, optimal = most_served(tight, graph, _seconds(graph, seconds))
    return Found(best, max(best, bound), memory, optimal)


def tightened(problem: Problem) -> Problem:
    """Return the problem with windows cut down to what any ride leaves of them (Cordeau 2006)."""
    earliest, latest = problem.earliest.copy(), problem.latest.copy()
    pickup, dropoff = problem.pickup, problem.dropoff
    boarding, direct = problem.dwell[pickup], problem.drive[pickup, dropoff]
    earliest[dropoff] = np.maximum(earliest[dropoff], earliest[pickup] + boarding + direct)
    latest[dropoff] = np.minimum(latest[dropoff], latest[pickup] + boarding + problem.max_ride)
    latest[pickup] = np.minimum(latest[pickup], latest[dropoff] - boarding - direct)
    return problem.with_other(earliest=earliest, latest=latest)


def _largest(problem: Problem) -> tuple[EventGraph, int]:
    """Return the graph with the longest memory that is not too large, and the memory."""
    graph, memory = event_graph(problem, 0, len(problem.earliest) ** 2), 0
    while not graph.complete and memory < FULL_MEMORY:
        try:
            graph = event_graph(problem, memory + 1, MOST_ARCS)
        except TooManyArcsError:
            break
        memory += 1
    return graph, memory


def _seconds(graph: EventGraph, seconds: float) -> float | None:
    return seconds if graph.complete and len(graph.tail) <= MOST_ARCS_EXACT else None


def _up(bound: float) -> int:
    return 0 if not np.isfinite(bound) else max(0, int(np.ceil(bound)))
