"""Measure one whole run; each in a process of its own, so that its peak of memory is its own.

Usage: python -m benchmarks.speed.whole_run '{"case": {...}, "graph": null, "peer": null}'
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.speed.figures import key_figures, log_digest
from benchmarks.speed.rural_graph import rural_graph
from benchmarks.speed.workload import AS_USUAL, Case, Rules, make_world
from simulator.engine.simulation import simulate
from simulator.engine.world import World
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.network.travel_times import build_travel_times

WARM_UP = Case("warm-up", vehicles=3, requests=12, nodes=60)


@dataclass(frozen=True)
class Prepared:
    """A world, and the CPU seconds it took to make it."""

    case: Case
    world: World
    graph_cpu_s: float
    matrix_cpu_s: float
    requests_cpu_s: float


def open_graph(case: Case, graph: Path | None) -> RoadNetwork:
    """Return the given network, or the generated one of the case."""
    return rural_graph(case.nodes, case.seed) if graph is None else read_network(graph)


def prepare(
    case: Case, graph: Path | None = None, rules: Rules = AS_USUAL, *, exact_lengths: bool | None = None
) -> Prepared:
    """Make the world of a case; its travel times are computed, never read from a cache."""
    marks = [time.process_time()]
    network = open_graph(case, graph)
    marks.append(time.process_time())
    with tempfile.TemporaryDirectory() as cache:
        times = build_travel_times(network, Path(cache))
    marks.append(time.process_time())
    world = make_world(case, network, times, rules, exact_lengths=exact_lengths)
    marks.append(time.process_time())
    return Prepared(case, world, *(after - before for before, after in pairwise(marks)))


def warm_up() -> float:
    """Compile everything that a run needs by a tiny one; return its CPU seconds."""
    world = prepare(WARM_UP).world
    start = time.process_time()
    simulate(world)
    return time.process_time() - start


def peak_memory_mb() -> float:
    """Return the largest resident memory of this process so far."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux ru_maxrss of a started process begins at what its parent had
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measure(prepared: Prepared) -> dict[str, object]:
    """Return a row of figures of one simulated day, compilation apart."""
    case, world = prepared.case, prepared.world
    compile_cpu_s = warm_up()
    start = time.process_time()
    events = simulate(world)
    cpu_s = time.process_time() - start
    peak_mb = peak_memory_mb()
    return {
        "what": "run",
        "case": case.name,
        "vehicles": case.vehicles,
        "requests": case.requests,
        "nodes": world.network.node_count,
        "cpu_s": round(cpu_s, 3),
        "requests_per_cpu_s": round(case.requests / cpu_s, 1),
        "events_per_cpu_s": round(len(events) / cpu_s, 1),
        "peak_memory_mb": round(peak_mb),
        "compile_cpu_s": round(compile_cpu_s, 3),
        "graph_cpu_s": round(prepared.graph_cpu_s, 3),
        "matrix_cpu_s": round(prepared.matrix_cpu_s, 3),
        "world_cpu_s": round(prepared.requests_cpu_s, 3),
        **key_figures(world, events),
        "digest": log_digest(events),
    }


def in_own_process(case: Case, graph: Path | None = None, peer_python: str | None = None) -> list[dict[str, object]]:
    """Measure a case in a process of its own; a row with ``error`` when it fails."""
    job = {"case": asdict(case), "graph": None if graph is None else str(graph), "peer": peer_python}
    command = [sys.executable, "-m", "benchmarks.speed.whole_run", json.dumps(job)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        sizes = {"vehicles": case.vehicles, "requests": case.requests, "nodes": case.nodes}
        return [{"what": "peer" if peer_python else "run", "case": case.name, **sizes, "error": reason}]
    rows: list[dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def main(text: str) -> None:
    job = json.loads(text)
    case, graph = Case(**job["case"]), None if job["graph"] is None else Path(job["graph"])
    if job["peer"]:
        from benchmarks.speed.peer_ridepy import compare

        rows = compare(case, graph, job["peer"])
    else:
        rows = [measure(prepare(case, graph))]
    sys.stdout.write(json.dumps(rows) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
