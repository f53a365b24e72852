"""Bounds on the event graph by HiGHS: as a linear program, or exactly with whole vehicles and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array

from simulator.bounds.events import EventGraph
from simulator.kernels.replan.problem import Problem

SAFE = 1e-6  # share of a bound given away to rounding in the solver


@dataclass(frozen=True, eq=False)
class Program:
    """minimise cost x, low <= matrix x <= high, 0 <= x <= 1 (times: any), some of x whole."""

    cost: NDArray[np.float64]
    matrix: csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    upper: NDArray[np.float64]
    whole: NDArray[np.int64]


class _Rows:
    """A sparse matrix put together row block by row block."""

    def __init__(self) -> None:
        self.parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
        self.low: list[NDArray[np.float64]] = []
        self.high: list[NDArray[np.float64]] = []
        self.count = 0

    def block(self, size: int, low: object, high: object) -> int:
        first, self.count = self.count, self.count + size
        self.low.append(np.broadcast_to(np.asarray(low, dtype=float), size))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=float), size))
        return first

    def put(self, rows: NDArray[Any], columns: NDArray[np.int64], value: object) -> None:
        self.parts.append((rows, columns, np.broadcast_to(np.asarray(value, dtype=float), len(rows)).copy()))

    def matrix(self, columns: int) -> csr_array:
        rows, cols, values = (np.concatenate([part[k] for part in self.parts]) for k in range(3))
        ends = rows.astype(np.int32), cols.astype(np.int32)  # HiGHS of scipy 1.14 takes no wider ones
        return coo_array((values, ends), shape=(self.count, columns)).tocsr()


def least_driving(problem: Problem, graph: EventGraph, seconds: float | None = None) -> tuple[float, bool]:
    """Return a lower bound on the driving of plans that serve everybody [unit of drive], and whether it is the optimum.

    seconds: solve exactly, with times, for so long; what is proved by then counts. None: the linear relaxation.
    """
    return _best(problem, graph, seconds, serve_all=True)


def most_served(problem: Problem, graph: EventGraph, seconds: float | None = None) -> tuple[int, bool]:
    """Return an upper bound on the requests that can be served, and whether it is the optimum; see least_driving."""
    bound, optimal = _best(problem, graph, seconds, serve_all=False)
    return int(np.floor(min(-bound, len(problem.pickup)))), optimal


def _best(problem: Problem, graph: EventGraph, seconds: float | None, *, serve_all: bool) -> tuple[float, bool]:
    """Return the exact program's bound, or the relaxation's where time was too short for one as good."""
    if seconds is None:
        return _solve(_program(problem, graph, serve_all=serve_all, with_times=False), None)
    bound, optimal = _solve(_program(problem, graph, serve_all=serve_all, with_times=True), seconds)
    return (bound, True) if optimal else (max(bound, _best(problem, graph, None, serve_all=serve_all)[0]), False)


def _solve(program: Program, seconds: float | None) -> tuple[float, bool]:
    if seconds is None:
        equal = program.low == program.high
        rest = ~equal
        below, above = rest & np.isfinite(program.low), rest & np.isfinite(program.high)
        result = linprog(  # type: ignore[call-overload]
            program.cost,
            A_eq=program.matrix[equal],
            b_eq=program.low[equal],
            A_ub=_stack(program.matrix[above], -program.matrix[below]),
            b_ub=np.concatenate([program.high[above], -program.low[below]]),
            bounds=np.column_stack([np.zeros_like(program.upper), program.upper]).tolist(),
            method="highs-ipm",
        )
        found, optimal = (result.fun, False) if result.status == 0 else (-np.inf, False)
    else:
        result = milp(
            program.cost,
            integrality=program.whole,
            bounds=Bounds(0, program.upper),
            constraints=LinearConstraint(program.matrix, program.low, program.high),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        found = -np.inf if result.mip_dual_bound is None else result.mip_dual_bound
        optimal = result.status == 0
    return found - SAFE * abs(found) if np.isfinite(found) else -np.inf, optimal


def _stack(above: csr_array, below: csr_array) -> csr_array:
    from scipy.sparse import vstack

    return csr_array(vstack([above, below]))


def _program(problem: Problem, graph: EventGraph, *, serve_all: bool, with_times: bool) -> Program:
    """Return the flow of vehicles through the events: everybody once, depots left as often as returned to.

    Vehicles of one depot count together, and any may come home for another: a relaxation, like the rest.
    """
    requests, arcs, events = len(problem.pickup), len(graph.tail), len(graph.point)
    request = problem.request[graph.point]
    boards = problem.pickup[request] == graph.point
    first, last = np.flatnonzero(graph.alone & boards), np.flatnonzero(graph.alone & ~boards)
    alike = [
        problem.drive[problem.start[:, None], problem.pickup],
        problem.drive[problem.dropoff[:, None], problem.end].T,
        problem.earliest[problem.start][:, None],
        problem.latest[problem.end][:, None],
    ]
    kinds, kind = np.unique(np.concatenate(alike, axis=1), axis=0, return_inverse=True)
    depots = len(kinds)
    vehicle = np.array([np.flatnonzero(kind.ravel() == depot)[0] for depot in range(depots)], dtype=np.int64)
    per_depot = np.bincount(kind.ravel(), minlength=depots)
    out = arcs + np.arange(depots * len(first))
    home = arcs + len(out) + np.arange(depots * len(last))
    out_event, home_event = np.tile(first, depots), np.tile(last, depots)
    out_depot, home_depot = np.repeat(np.arange(depots), len(first)), np.repeat(np.arange(depots), len(last))
    columns = arcs + len(out) + len(home)
    starts, ends = problem.start[vehicle], problem.end[vehicle]
    reachable = problem.earliest[starts][out_depot] + problem.drive[starts[out_depot], graph.point[out_event]]
    out_open = reachable <= problem.latest[graph.point[out_event]]
    last_point = graph.point[home_event]
    back = problem.dwell[last_point] + problem.drive[last_point, ends[home_depot]]
    leave_by = problem.latest[ends][home_depot] - back
    home_open = problem.earliest[last_point] <= leave_by
    arc = np.arange(arcs)
    rows = _Rows()
    flow = rows.block(events, 0, 0)
    for tail_or_head, column, sign in (
        (graph.head, arc, 1), (graph.tail, arc, -1), (out_event, out, 1), (home_event, home, -1),
    ):  # fmt: skip
        rows.put(flow + tail_or_head, column, sign)
    once = rows.block(requests, 1 if serve_all else 0, 1)
    even = rows.block(requests, 0, 0)
    for event, column in ((graph.head, arc), (out_event, out)):
        at_pickup = boards[event]
        rows.put(once + request[event[at_pickup]], column[at_pickup], 1)
        rows.put(even + request[event], column, np.where(at_pickup, 1, -1))
    balance = rows.block(depots, 0, 0)
    rows.put(balance + out_depot, out, 1)
    rows.put(balance + home_depot, home, -1)
    rows.put(rows.block(depots, 0, per_depot) + out_depot, out, 1)
    served = np.zeros(columns)
    served[arc], served[out] = boards[graph.head], 1
    driven = np.concatenate(
        [
            problem.drive[graph.point[graph.tail], graph.point[graph.head]],
            problem.drive[starts[out_depot], graph.point[out_event]],
            problem.drive[graph.point[home_event], ends[home_depot]],
        ]
    ).astype(float)
    upper = np.concatenate([np.ones(arcs), out_open, home_open]).astype(float)
    whole = np.ones(columns, dtype=np.int64)
    cost = driven if serve_all else -served
    if with_times:
        points = _times(problem, graph, rows, columns)
        column = np.zeros(len(problem.earliest), dtype=np.int64)
        column[np.concatenate([problem.pickup, problem.dropoff])] = columns + np.arange(points)
        first_point = graph.point[out_event]
        after_start = rows.block(len(out), 0, np.inf) + np.arange(len(out))
        rows.put(after_start, column[first_point], 1)
        rows.put(after_start, out, -np.maximum(0, reachable - problem.earliest[first_point]))
        window = problem.latest[last_point] - problem.earliest[last_point]
        too_late = np.maximum(0, problem.latest[last_point] - leave_by)
        before_end = rows.block(len(home), -np.inf, window) + np.arange(len(home))
        rows.put(before_end, column[last_point], 1)
        rows.put(before_end, home, too_late)
        cost, whole = np.append(cost, np.zeros(points)), np.append(whole, np.zeros(points, dtype=np.int64))
        upper = np.append(upper, np.full(points, np.inf))
        columns += points
    return Program(cost, rows.matrix(columns), np.concatenate(rows.low), np.concatenate(rows.high), upper, whole)


def _times(problem: Problem, graph: EventGraph, rows: _Rows, first_column: int) -> int:
    """Let every stop have a time [after its earliest] that the arcs used, the windows and the rides allow.

    Return how many times there are: those of all pickups and dropoffs, in the order of their points.
    """
    points = np.concatenate([problem.pickup, problem.dropoff]).astype(np.int64)
    column = np.zeros(len(problem.earliest), dtype=np.int64)
    column[points] = first_column + np.arange(len(points))
    rows.put(
        rows.block(len(points), 0, problem.latest[points] - problem.earliest[points]) + np.arange(len(points)),
        column[points],
        1,
    )
    pickup, dropoff = problem.pickup, problem.dropoff
    shift = problem.earliest[dropoff] - problem.earliest[pickup]
    direct = problem.dwell[pickup] + problem.drive[pickup, dropoff]
    ride = rows.block(len(pickup), direct - shift, problem.dwell[pickup] + problem.max_ride - shift)
    rows.put(ride + np.arange(len(pickup)), column[dropoff], 1)
    rows.put(ride + np.arange(len(pickup)), column[pickup], -1)
    ends = np.column_stack([graph.point[graph.tail], graph.point[graph.head]])
    pairs, pair = np.unique(ends, axis=0, return_inverse=True)
    before, after = pairs.T
    apart = problem.place[before] != problem.place[after]
    step = problem.drive[before, after] + problem.dwell[before] * apart
    # time[after] >= time[before] + step wherever the arc is used; else nothing is asked.
    loose = np.maximum(0, problem.latest[before] + step - problem.earliest[after])
    offset = problem.earliest[before] + step - problem.earliest[after]
    link = rows.block(len(pairs), offset - loose, np.inf)
    rows.put(link + np.arange(len(pairs)), column[after], 1)
    rows.put(link + np.arange(len(pairs)), column[before], -1)
    rows.put(link + pair.ravel(), np.arange(len(graph.tail)), -loose[pair.ravel()])
    return len(points)
