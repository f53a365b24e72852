"""Whole processes, from the shell to finished results with figures and page: what a user waits for."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed.rural_graph import rural_graph
from benchmarks.workloads.prignitz import DAY, SCENARIO
from simulator.network.files import write_network

ROOT = Path(__file__).resolve().parents[2]
SET_DAY = [word for value in DAY for word in ("--set", value)]
AGAIN = 3
FLEETS, FEW_DAYS, MANY_DAYS = (10, 11, 12, 13), 2, 12
LOOK_EVERY_S = 0.02
TAKE_OVER_ORPHANS = 36  # Linux: PR_SET_CHILD_SUBREAPER of prctl
Row = dict[str, Any]


def rows() -> Iterator[Row]:
    """Yield the starts of the Prignitz day, one more run of an experiment, and a small day on roads of its own."""
    prignitz = [*run_words(SCENARIO), *SET_DAY]
    with tempfile.TemporaryDirectory() as kept:
        yield _row("Prignitz day, very first", of_process(prignitz, kept))
        yield _row("Prignitz day, again", _least(prignitz, kept))
        yield one_more_run(kept)
        with tempfile.TemporaryDirectory() as folder:
            scenario = str(small_day(Path(folder)))
            name = "1k requests, 20 vehicles, 5k nodes"
            yield _row(f"{name}, without travel times", of_process(run_words(scenario), kept))
            yield _row(name, _least(run_words(scenario), kept))


def _row(case: str, figures: Row) -> Row:
    return {"what": "start", "case": case, **figures}


def run_words(scenario: str) -> list[str]:
    """Return the command that runs a scenario once."""
    return ["run", scenario, "--quiet"]


def _least(words: list[str], kept: str) -> Row:
    """Return the figures of whichever of some runs took the least CPU time."""
    return min((of_process(words, kept) for _ in range(AGAIN)), key=lambda row: row["cpu_s"])


def one_more_run(kept: str) -> Row:
    """Return what one more run takes in an experiment with one worker; the tables and the page are in both halves."""
    vary = f"fleet.minibus.count={','.join(map(str, FLEETS))}"
    words = ["compare", SCENARIO, *SET_DAY, "--vary", vary, "--workers", "1", "--quiet", "--replications"]
    few, many = (_least([*words, str(days)], kept) for days in (FEW_DAYS, MANY_DAYS))
    more = len(FLEETS) * (MANY_DAYS - FEW_DAYS)
    figures = {name: round((many[name] - few[name]) / more, 3) for name in ("cpu_s", "wall_s")}
    return {"what": "start", "case": "one run of a Prignitz day in an experiment", **figures}


def of_process(words: list[str], kept: str) -> Row:
    """Return what a command of Elbe DRT takes, see ``of_command``. kept: folder of travel times and compiled code."""
    environment = os.environ | {"ELBE_DRT_CACHE": f"{kept}/times", "NUMBA_CACHE_DIR": f"{kept}/compiled"}
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "simulator.cli.main", *words, "--out", f"{out}/results"]
        return of_command(command, environment)


def of_command(command: list[str], environment: dict[str, str]) -> Row:
    """Return CPU and wall time [s] of a command, its workers counted, and the most memory its own process took [MB].

    A pool's workers end after the command that made them: on Linux this process takes them over and waits for them,
    elsewhere they are not counted.
    """
    _take_over_orphans()
    before, began = _cpu_of_children_s(), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT)
    peak_mb = 0.0
    while process.poll() is None:
        peak_mb = max(peak_mb, _peak_mb(process.pid))
        time.sleep(LOOK_EVERY_S)
    wall_s = time.perf_counter() - began
    _wait_for_orphans()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu_s = _cpu_of_children_s() - before
    return {"cpu_s": round(cpu_s, 2), "wall_s": round(wall_s, 2), "peak_memory_mb": round(peak_mb) or None}


def _take_over_orphans() -> None:
    """Let processes whose parent ends become children of this one, where the system can do that."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(TAKE_OVER_ORPHANS, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    """Wait for all children: only what has been waited for counts as time of children."""
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _cpu_of_children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mb(process: int) -> float:
    """Return the largest resident memory of a process so far [MB], 0 where nobody can tell."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def small_day(folder: Path, requests: int = 1_000, vehicles: int = 20, nodes: int = 5_000, seed: int = 1) -> Path:
    """Write a door-to-door day on generated roads; return its scenario file. The same sizes give the same bytes."""
    folder.mkdir(exist_ok=True)
    network, random = rural_graph(nodes, seed), np.random.default_rng(seed)
    write_network(network, folder / "network")
    asked = np.sort(random.integers(5 * 3600, 21 * 3600, requests))
    lines = ["request_id,earliest_departure,origin_lon,origin_lat,destination_lon,destination_lat"]
    for number, second in enumerate(asked.tolist()):
        ends = random.choice(network.node_count, 2, replace=False)
        places = ",".join(f"{network.lon[node]:.7f},{network.lat[node]:.7f}" for node in ends)
        lines.append(f"r{number},{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02},{places}")
    (folder / "requests.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    homes = random.choice(network.node_count, vehicles, replace=False)
    where = np.stack([network.lon, network.lat], axis=1)[homes].round(7).tolist()
    depots = [{"name": f"depot {number}", "lon": lon, "lat": lat} for number, (lon, lat) in enumerate(where)]
    service = {
        "kind": "ridepooling",
        "mode": "door_to_door",
        "hours": ["05:00", "22:00"],
        "limits": {"default": {"max_wait": "15 min", "max_ride_alpha": 1.5, "max_ride_beta": "10 min"}},
        "fleet": {"minibus": {"count": vehicles, "seats": 8, "shift": ["04:30", "23:00"], "depots": depots}},
    }
    scenario = {
        "name": "small-day",
        "network": {"file": "network"},
        "demand": {"kind": "file", "requests_file": "requests.csv"},
        "services": {"rufbus": service},
    }
    file = folder / "day.yaml"
    file.write_text(json.dumps(scenario, indent=1), encoding="utf-8")
    return file
