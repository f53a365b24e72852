"""Whether routes solve an instance: an independent check that shares nothing with the search.

For a fixed order of stops every limit is a bound on the difference of two times. Times that keep all of them exist
exactly if the graph of these bounds has no cycle of negative length, which Bellman and Ford's algorithm finds (Ford
1956; Bellman 1958, doi:10.1090/qam/102435).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from simulator.solver.instance import Instance

TOLERANCE = 1e-6

Bound = tuple[int, int, float]  # time of the second - time of the first <= bound


def check_routes(instance: Instance, routes: Sequence[Sequence[int]]) -> list[str]:
    """Return what is wrong with routes of nodes, depots left out; nothing when they solve the instance."""
    mate = dict(zip(instance.pickup.tolist(), instance.dropoff.tolist(), strict=True))
    known = set(mate) | set(mate.values())
    wrong, seen = [], set()
    if len(routes) > instance.vehicles:
        wrong.append(f"{len(routes)} routes, but only {instance.vehicles} vehicles")
    for number, route in enumerate(routes, start=1):
        place = f"route {number}"
        for node in route:
            if node not in known:
                wrong.append(f"{place}: node {node} is no pickup or dropoff")
            elif node in seen:
                wrong.append(f"{place}: node {node} is visited again")
            seen.add(node)
        if not set(route) <= known:
            continue
        load = 0
        for node in route:
            load += int(instance.load[node])
            if load > instance.capacity:
                wrong.append(f"{place}: {load} on board after node {node}, the vehicle holds {instance.capacity}")
        position = {node: index for index, node in enumerate(route)}
        for pickup, dropoff in mate.items():
            if (pickup in position) != (dropoff in position):
                wrong.append(f"{place}: only one of {pickup} and {dropoff} is on it")
            elif pickup in position and position[dropoff] < position[pickup]:
                wrong.append(f"{place}: {dropoff} comes before its pickup {pickup}")
        if not wrong and not _has_schedule(instance, route, mate):
            wrong.append(f"{place}: no times keep all windows, rides and the duration")
    missing = sorted(set(mate) - seen)
    if missing:
        wrong.append(f"not served: {', '.join(map(str, missing))}")
    return wrong


def cost_of(instance: Instance, routes: Sequence[Sequence[int]]) -> float:
    """Return the length of all routes, from the start to the end."""
    total = 0.0
    for route in routes:
        stops = [instance.start, *route, instance.end]
        total += sum(_drive(instance, a, b) for a, b in itertools.pairwise(stops))
    return total


def _drive(instance: Instance, a: int, b: int) -> float:
    return math.hypot(instance.x[a] - instance.x[b], instance.y[a] - instance.y[b])


def _has_schedule(instance: Instance, route: Sequence[int], mate: dict[int, int]) -> bool:
    stops = [instance.start, *route, instance.end]
    origin = len(stops)  # midnight, as one more moment
    bounds: list[Bound] = [(0, len(stops) - 1, instance.max_duration)]
    for index, node in enumerate(stops):
        bounds.append((origin, index, float(instance.latest[node])))
        bounds.append((index, origin, -float(instance.earliest[node])))
        if index:
            before = stops[index - 1]
            bounds.append((index, index - 1, -float(instance.service[before]) - _drive(instance, before, node)))
        if node in mate and 0 < index < len(stops) - 1:
            limit = instance.max_ride + float(instance.service[node])
            bounds.append((index, stops.index(mate[node], 1), limit))
    bounds = [bound for bound in bounds if math.isfinite(bound[2])]
    time = [0.0] * (len(stops) + 1)
    for _ in range(len(time)):
        moved = False
        for first, second, limit in bounds:
            if time[first] + limit < time[second] - TOLERANCE:
                time[second] = time[first] + limit
                moved = True
        if not moved:
            return True
    return False
