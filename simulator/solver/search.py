"""Solve an instance, and tell when everything happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.dispatch.replan import Effort, empty_routes, improve, unserved
from simulator.kernels.replan.problem import new_scratch
from simulator.kernels.replan.routes import schedule
from simulator.solver.build import UNIT, build_problem, point_nodes
from simulator.solver.instance import Instance


@dataclass(frozen=True)
class Visit:
    """A stop of a route, in the units of the instance."""

    node: int
    arrival: float
    start_of_service: float
    departure: float
    load: int


@dataclass(frozen=True)
class Solution:
    """Routes of nodes, without the depots, and their schedules, depots included. unserved: pickups left out."""

    instance: str
    cost: float
    routes: tuple[tuple[int, ...], ...]
    schedule: tuple[tuple[Visit, ...], ...]
    unserved: tuple[int, ...]


def solve(instance: Instance, effort: Effort, seed: int) -> Solution:
    """Return the best routes found; vehicles that stay in the depot are left out."""
    problem = build_problem(instance)
    routes = improve(problem, empty_routes(problem), effort, seed)
    nodes, drive, scratch = point_nodes(instance), instance.distance(), new_scratch(problem)
    plans, schedules, cost = [], [], 0.0
    for vehicle in range(instance.vehicles):
        length = int(routes.length[vehicle])
        if length == 2:
            continue
        stops = routes.stops[vehicle, :length]
        if not schedule(problem, scratch, vehicle, stops, length):
            raise AssertionError(f"route of vehicle {vehicle} cannot be driven: a defect of this program")
        visits: list[Visit] = []
        load, free = 0, float(scratch.time[0]) / UNIT
        for position in range(length):
            node, start = int(nodes[stops[position]]), float(scratch.time[position]) / UNIT
            if position:
                cost += float(drive[visits[-1].node, node])
                free += float(drive[visits[-1].node, node])
            load += int(instance.load[node])
            arrival, free = free, start + float(instance.service[node])
            visits.append(Visit(node, arrival, start, free, load))
        plans.append(tuple(visit.node for visit in visits[1:-1]))
        schedules.append(tuple(visits))
    left = tuple(int(instance.pickup[request]) for request in unserved(routes))
    return Solution(instance.name, cost, tuple(plans), tuple(schedules), left)


def default_iterations(instance: Instance) -> int:
    """Return a number of iterations that takes some ten seconds on a desktop computer of 2024."""
    return int(np.clip(40_000_000 // max(1, len(instance.pickup) ** 1.15), 20_000, 1_000_000))
