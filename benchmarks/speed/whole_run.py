"""Measure one thing in a process of its own, so that its peak of memory is its own.

Usage: python -m benchmarks.speed.whole_run JOB, with a ``Job`` as JSON; prints rows of figures as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.speed.figures import key_figures, log_digest
from benchmarks.speed.rural_graph import rural_graph
from benchmarks.speed.workload import AS_USUAL, Case, Rules, make_world, service_nodes
from benchmarks.workloads.prignitz import DAY
from simulator.experiments.run import run
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.network.travel_times import build_travel_times
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.build import World

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = Case("warm-up", vehicles=3, requests=12, nodes=60)
Row = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """What to measure: ``kind`` is matrix, run, first, scenario or peer.

    cache: folder of travel times. graph: network folder, or the generated one of the case. scenario: file of a
    scenario. python: the other simulator's interpreter.
    """

    kind: str
    cache: str
    case: Case
    graph: str | None = None
    scenario: str | None = None
    python: str | None = None


def in_own_process(job: Job) -> list[Row]:
    """Measure in a process of its own; a row with ``error`` when it fails."""
    command = [sys.executable, "-m", "benchmarks.speed.whole_run", json.dumps(asdict(job))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith(" ")]
        reason = (said or [f"exit code {done.returncode}"])[-1]
        case = job.case
        sizes = {"vehicles": case.vehicles, "requests": case.requests, "nodes": case.nodes}
        return [{"what": job.kind, "case": case.name, **sizes, "error": reason}]
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def measure(job: Job) -> list[Row]:
    """Return the rows of a job."""
    if job.kind == "matrix":
        return [matrix(job)]
    if job.kind == "first":
        return [first_answer(job)]
    if job.kind == "scenario":
        return [scenario_day(job)]
    if job.kind == "peer":
        from benchmarks.speed.peer_ridepy import compare

        return compare(job)
    world, world_cpu_s = prepare(job)
    return [day(job.case, world) | {"what": "run", "world_cpu_s": round(world_cpu_s, 3)}]


def open_graph(job: Job) -> RoadNetwork:
    """Return the given network, or the generated one of the case."""
    return rural_graph(job.case.nodes, job.case.seed) if job.graph is None else read_network(job.graph)


def matrix(job: Job) -> Row:
    """Measure the travel times of a network, computed anew and kept in the cache of the job."""
    before = time.process_time()
    network = open_graph(job)
    start, start_wall = time.process_time(), time.perf_counter()
    build_travel_times(network, Path(job.cache), used=service_nodes(job.case, network))
    cpu_s, wall_s = time.process_time() - start, time.perf_counter() - start_wall
    return {
        "what": "matrix",
        "case": job.case.name,
        "nodes": network.node_count,
        "arcs": network.arc_count,
        "graph_cpu_s": round(start - before, 3),
        "cpu_s": round(cpu_s, 3),
        "wall_s": round(wall_s, 3),
        "peak_memory_mb": round(peak_memory_mb()),
    }


def first_answer(job: Job) -> Row:
    """Measure this process from its start to a day on roads whose times nobody has computed; code is compiled before.

    The network is there already: what making it takes is left out.
    """
    before = time.process_time()
    network = open_graph(job)
    graph_cpu_s, case = time.process_time() - before, job.case
    with tempfile.TemporaryDirectory() as cache:
        used = service_nodes(case, network)
        times = build_travel_times(network, Path(cache), used=used, how=case.times, requests=case.requests)
        events = simulate(make_world(case, network, times))
    return {
        "what": "first",
        "case": case.name,
        "nodes": network.node_count,
        "vehicles": case.vehicles,
        "requests": case.requests,
        "cpu_s": round(time.process_time() - graph_cpu_s, 3),
        "peak_memory_mb": round(peak_memory_mb()),
        "digest": log_digest(events),
    }


def prepare(job: Job, rules: Rules = AS_USUAL, *, exact_lengths: bool | None = None) -> tuple[World, float]:
    """Return the world of a job, and the CPU seconds that its requests and vehicles took."""
    network = open_graph(job)
    used = service_nodes(job.case, network)
    times = build_travel_times(network, Path(job.cache), used=used, how=job.case.times)
    start = time.process_time()
    world = make_world(job.case, network, times, rules, exact_lengths=exact_lengths)
    return world, time.process_time() - start


def warm_up(features: str = "") -> float:
    """Compile everything that a day needs by a tiny one with the same features; return its CPU seconds."""
    with tempfile.TemporaryDirectory() as cache:
        world, _ = prepare(Job("run", cache, replace(WARM_UP, features=features)))
    start = time.process_time()
    simulate(world)
    return time.process_time() - start


def day(case: Case, world: World) -> Row:
    """Simulate one day and return its figures, compilation apart."""
    compile_cpu_s = warm_up(case.features)
    start = time.process_time()
    events = simulate(world)
    cpu_s = time.process_time() - start
    return {
        "case": case.name,
        "vehicles": len(world.vehicles),
        "requests": len(world.requests),
        "nodes": world.network.node_count,
        "cpu_s": round(cpu_s, 3),
        "requests_per_cpu_s": round(len(world.requests) / cpu_s, 1),
        "events_per_cpu_s": round(len(events) / cpu_s, 1),
        "peak_memory_mb": round(peak_memory_mb()),
        "compile_cpu_s": round(compile_cpu_s, 3),
        **key_figures(world, events),
        "digest": log_digest(events),
    }


def scenario_day(job: Job) -> Row:
    """Measure the Prignitz day of a scenario file; its world comes from a run before."""
    result = run(load_scenario(str(job.scenario), overrides=DAY), cache=Path(job.cache))
    return day(job.case, result.world) | {"what": "run"}


def peak_memory_mb() -> float:
    """Return the largest resident memory of this process so far."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux ru_maxrss of a started process begins at what its parent had
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(text: str) -> None:
    job = json.loads(text)
    sys.stdout.write(json.dumps(measure(Job(**{**job, "case": Case(**job["case"])}))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
