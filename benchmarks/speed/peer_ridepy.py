"""The same day in ridepy (https://pypi.org/project/ridepy, a source distribution in Cython and C++) and here.

Same graph, start nodes, requests, seats and limits. What is set here so that both sides do the same:

- ridepy has no dwell times: they are 0 here too.
- ridepy minimises the driving time that a request adds: the weights of wait and ride are 0 here.
- ridepy limits the time of the dropoff, not of the ride: here the same limit is told as a latest arrival.
- both turn vehicles off at the next junction, and no one drives home: the ways to the depots at the end of our day are
  left out of the kilometres.

What stays different: ridepy keeps drive times in fractions of a second, here they are rounded up once per pair of
nodes. ridepy's graph is undirected, so one-way roads can be driven both ways there. ridepy finds drive times as it
goes, with a Dijkstra search per node that it then remembers, and its CPU time holds those searches; here the matrix of
drive times is built before, and its CPU time is given apart. ridepy tells no lengths: its kilometres are those of the
fastest ways from stop to stop, without the turns in between.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.speed.whole_run import Job, Row, day, prepare
from benchmarks.speed.workload import MAX_WAIT_S, SEATS, Case, Rules
from simulator.world.build import World

INTERPRETER = "ELBE_DRT_RIDEPY_PYTHON"  # environment variable: a Python that has ridepy
LIKE_RIDEPY = Rules(dwell_s=0, dwell_per_rider_s=0, weights=(1.0, 0.0, 0.0), by_arrival=True)
LONGEST_S = 3600


def find_python(given: str | None = None) -> tuple[str, str]:
    """Return (a Python that has ridepy, "") or ("", the reason why there is none)."""
    python = given or os.environ.get(INTERPRETER) or sys.executable
    if shutil.which(python) is None:
        return "", f"{python} is no program"
    check = [python, "-c", "import ridepy.vehicle_state_cython"]
    if subprocess.run(check, capture_output=True, check=False).returncode:
        return "", f"{python} has no ridepy; name another one with --peer-python or {INTERPRETER}"
    return python, ""


def compare(job: Job) -> list[Row]:
    """Return a row of figures for each side."""
    world, _ = prepare(job, LIKE_RIDEPY, exact_lengths=False)
    ours = day(job.case, world) | {"what": "peer", "simulator": "elbe-drt"}
    return [ours, _ridepy(job.case, world, str(job.python))]


def _ridepy(case: Case, world: World, python: str) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "day.npz", Path(folder) / "result.json"
        _write_day(world, source)
        script = Path(__file__).with_name("ridepy_side.py")
        command = [python, str(script), str(source), str(target)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        row: Row = {"what": "peer", "simulator": "ridepy", "case": case.name, "vehicles": case.vehicles}
        row |= {"requests": case.requests, "nodes": world.network.node_count}
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, env=environment, timeout=LONGEST_S
            )
        except subprocess.TimeoutExpired:
            return row | {"error": f"not finished after {LONGEST_S} s"}
        if done.returncode:
            return row | {"error": (done.stderr.strip().splitlines() or ["no message"])[-1]}
        result = json.loads(target.read_text(encoding="utf-8"))
    return row | {
        "version": result["version"],
        "cpu_s": round(result["cpu_s"], 3),
        "requests_per_cpu_s": round(case.requests / result["cpu_s"], 1),
        "peak_memory_mb": round(result["peak_memory_mb"]),
        **_key_figures(world, result),
    }


def _write_day(world: World, path: Path) -> None:
    streets, requests = world.roads.at(0).streets, world.requests
    tail = np.repeat(np.arange(world.network.node_count), np.diff(streets.offsets))
    once = tail < streets.head
    submitted = requests["submitted_s"].to_numpy(np.float64)
    np.savez(
        path,
        nodes=world.network.node_count,
        u=tail[once],
        v=streets.head[once],
        drive_s=streets.time_ms[once] / 1000,
        start_node=world.vehicles["depot_node"].to_numpy(np.int64),
        seats=SEATS,
        submitted_s=submitted,
        origin=requests["origin_node"].to_numpy(np.int64),
        destination=requests["destination_node"].to_numpy(np.int64),
        latest_pickup_s=submitted + MAX_WAIT_S,
        latest_dropoff_s=requests["latest_arrival_s"].to_numpy(np.float64),
    )


def _key_figures(world: World, result: dict[str, list[tuple[int, int, bool, float]]]) -> dict[str, float]:
    """Return served share, mean wait [s] and kilometres of a day in ridepy."""
    place = dict(enumerate(world.vehicles["depot_node"].tolist()))
    ready = world.requests["earliest_departure_s"].tolist()
    origin, destination = (world.requests[name].tolist() for name in ("origin_node", "destination_node"))
    metres, waits, dropoffs = 0, [], 0
    for vehicle, request, is_pickup, time_s in result["stops"]:
        node = origin[request] if is_pickup else destination[request]
        metres += world.roads.length_m(place[vehicle], node)
        place[vehicle] = node
        if is_pickup:
            waits.append(time_s - ready[request])
        else:
            dropoffs += 1
    return {
        "served_share": round(dropoffs / max(1, len(ready)), 4),
        "mean_wait_s": round(float(np.mean(waits)), 1) if waits else 0.0,
        "vehicle_km": round(metres / 1000, 1),
    }
