"""``python -m benchmarks.quality.dynamic --instances FOLDER``: requests become known one after another.

The a and b instances with the arrival times that Berbeglia, Cordeau and Laporte (2012, doi:10.1287/ijoc.1110.0454)
derive: each request is answered when it arrives, for good; what has begun by then stays as it is. A vehicle sets off as
late as it can for its next stop, and drives there once it has set off.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.best_known import read_references
from simulator.dispatch.replan import Effort, empty_routes, improve
from simulator.kernels.replan.problem import NOBODY, Problem, Routes, new_scratch
from simulator.kernels.replan.routes import refresh, schedule
from simulator.solver.build import UNIT, build_problem, point_nodes
from simulator.solver.check import check_routes, cost_of
from simulator.solver.instance import Instance
from simulator.solver.read import read_instance

FOLDER = "berbeglia_dynamic"
KEPT = 1 << 55  # cost of leaving out who was accepted; more than anything
WISH = 1 << 45  # of turning away who asks


def main(arguments: list[str]) -> int:
    """Play all instances and print the table; return 1 when routes break a limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.dynamic", description=__doc__)
    parser.add_argument("--instances", type=Path, required=True, help="folder with best_known.csv and the sets")
    parser.add_argument("--iterations", type=int, nargs="+", default=[20, 500], help="of the search, per request")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args(arguments)
    if not (options.instances / FOLDER).is_dir() or not (options.instances / "best_known.csv").exists():
        sys.stdout.write(f"skipped: no dynamic instances at {options.instances}\n")
        return 0
    lines = [
        "| iterations a request | runs | served % | all served | cost then: median % | worst % | infeasible |",
        "|--:|--:|--:|--:|--:|--:|--:|",
    ]
    broken = 0
    for iterations in options.iterations:
        shares, more, wrong = [], [], 0
        for reference in read_references(options.instances, ["ab"]):
            instance = read_instance(reference.path)
            arrivals = read_arrivals(options.instances / FOLDER / f"{reference.name}.json")
            for seed in range(1, options.seeds + 1):
                routes, served = play(instance, arrivals, Effort(iterations, polish=0), seed)
                known = replace(instance, pickup=instance.pickup[served], dropoff=instance.dropoff[served])
                wrong += bool(check_routes(known, routes))
                shares.append(served.mean())
                if served.all():
                    more.append(100 * (cost_of(instance, routes) / reference.length - 1))
            sys.stderr.write(f"{iterations}: {reference.name}\n")
        above = (f"{np.median(more):+.1f}", f"{max(more):+.1f}") if more else ("-", "-")
        cells = [iterations, len(shares), f"{100 * np.mean(shares):.1f}", len(more), *above, wrong]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
        broken += wrong
    sys.stdout.write("\n".join(lines) + "\n")
    return int(broken > 0)


def read_arrivals(path: Path) -> NDArray[np.int64]:
    """Return when each request becomes known, int64 (requests,), in parts of the instance's unit."""
    requests = json.loads(path.read_text(encoding="utf-8"))["requests"]
    by_id = sorted(requests, key=lambda request: int(request["id"]))
    return np.array([round(request["arrival_time"] * UNIT) for request in by_id])


def play(
    instance: Instance, arrivals: NDArray[np.int64], effort: Effort, seed: int
) -> tuple[list[list[int]], NDArray[np.bool_]]:
    """Return the routes driven in the end, of nodes, and who was served, bool (requests,)."""
    base = build_problem(instance)
    routes, served = empty_routes(base), np.zeros(len(arrivals), dtype=bool)
    fixed = base
    for number, request in enumerate(np.argsort(arrivals, kind="stable").tolist()):
        fixed = _at(base, fixed, routes, int(arrivals[request]))
        penalty = np.where(served, KEPT, 0)
        penalty[request] = WISH
        fixed = fixed.with_other(penalty=penalty)
        for vehicle in range(len(base.start)):
            refresh(fixed, routes, vehicle)
        routes = improve(fixed, routes, effort, seed * 1000 + number)
        served[request] = routes.vehicle[request] != NOBODY
    nodes = point_nodes(instance)
    stops = [routes.stops[v, 1 : routes.length[v] - 1] for v in range(len(base.start)) if routes.length[v] > 2]
    return [nodes[route].tolist() for route in stops], served


def _at(base: Problem, before: Problem, routes: Routes, now: int) -> Problem:
    """Return the problem as it stands now: what has begun, or is driven to, happens when it was planned to."""
    earliest, latest, dwell = base.earliest.copy(), base.latest.copy(), base.dwell.copy()
    max_ride, frozen, scratch = base.max_ride.copy(), np.zeros(len(base.start), np.int64), new_scratch(base)
    for vehicle in range(len(base.start)):
        length, stops = int(routes.length[vehicle]), routes.stops[vehicle]
        if not schedule(before, scratch, vehicle, stops[:length], length):
            raise AssertionError("a plan that cannot be driven: a defect of this program")
        time, last = scratch.time, 0
        while last + 1 < length - 1 and time[last + 1] - base.drive[stops[last], stops[last + 1]] <= now:
            last += 1
            earliest[stops[last]] = latest[stops[last]] = time[last]
        frozen[vehicle] = last
        here = int(stops[last])
        if last:
            start = int(stops[0])
            earliest[start] = latest[start] = time[1] - base.drive[start, stops[1]]
            waited = max(0, now - int(time[last] + base.dwell[here]))
            dwell[here] += waited  # it is still there, and cannot leave before now
            request = base.request[here]
            if base.pickup[request] == here:
                max_ride[request] -= waited
        else:
            earliest[here] = max(int(earliest[here]), now)
    return base.with_other(earliest=earliest, latest=latest, dwell=dwell, max_ride=max_ride, frozen=frozen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
