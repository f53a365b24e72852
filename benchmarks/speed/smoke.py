"""The short suite: small cases whose results are known to the last byte, and their times beside the calibration."""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import pandas as pd

from benchmarks.speed.calibration import calibrate
from benchmarks.speed.compare import (
    BASELINE,
    Smoke,
    better_of,
    read_baseline,
    slower,
    write_baseline,
    wrong_results,
)
from benchmarks.speed.figures import log_digest
from benchmarks.speed.machine import describe
from benchmarks.speed.rural_graph import rural_graph
from benchmarks.speed.workload import Case, make_world
from simulator.analysis.audit import audit
from simulator.engine.meeting_points import requests_as_met
from simulator.engine.simulation import simulate
from simulator.engine.world import World
from simulator.experiments.run import run
from simulator.network.graph import RoadNetwork
from simulator.network.travel_times import build_travel_times
from simulator.scenario.loader import load_scenario

CASE = Case("rural-2k", vehicles=40, requests=2000, nodes=2000)
MATRIX_NODES = 1000
PRIGNITZ = Path(__file__).resolve().parents[2] / "scenarios" / "prignitz" / "rufbus.yaml"
REPETITIONS = 5
TRIES = 3  # a ratio that is too high is measured again: other work on the machine ends, a slow program stays slow
KERNELS = "benchmarks.speed.kernel_suite"


def main(
    *,
    store: bool = False,
    path: Path = BASELINE,
    measure: Callable[[], Smoke] | None = None,
    out: Path | None = None,
) -> int:
    """Measure, compare with the stored run or renew it; return the exit code. ``out`` gets a line of JSON."""
    measure = measure or measure_smoke
    stored, measured = read_baseline(path), measure()
    for _ in range(TRIES - 1):
        if store or not slower(measured, stored) or wrong_results(measured, stored):
            break
        measured = better_of(measured, measure())
    _print(measured, stored)
    if out is not None:
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"what": "smoke", **asdict(measured), "machine": describe()}) + "\n")
    if store:
        if measured.findings:
            sys.stdout.write("nothing was stored:\n" + "".join(f"- {finding}\n" for finding in measured.findings))
            return 1
        write_baseline(path, measured)
        sys.stdout.write(f"stored in {path}\n")
        return 0
    problems = wrong_results(measured, stored) + slower(measured, stored)
    sys.stdout.write("".join(f"WRONG: {problem}\n" for problem in problems) or "all results and ratios are fine\n")
    return 1 if problems else 0


def measure_smoke() -> Smoke:
    """Return one smoke run."""
    digests, findings, work = {}, [], {}
    with tempfile.TemporaryDirectory() as cache:
        for name, world in (("rural-2k", _rural_world(cache)), ("prignitz-day", _prignitz_world(cache))):
            events = simulate(world)
            digests[name] = log_digest(events)
            findings += [f"{name}: {text}" for text in _audit(world, events)[:5]]
            work[name] = _simulation_of(world)
        network = rural_graph(MATRIX_NODES)
        digests["rural-graph-1k"] = network.digest()
        work["matrix-1k"] = lambda: _matrix_anew(network)
        work |= kernel_work()
        return Smoke(digests, ratios_of(work), findings)


def ratios_of(work: dict[str, Callable[[], object]], repetitions: int = REPETITIONS) -> dict[str, float]:
    """Return the best CPU time of each piece of work by the median of the calibrations between them."""
    best: dict[str, float] = dict.fromkeys(work, float("inf"))
    unit = []
    for _ in range(repetitions):
        for name, do in work.items():
            unit.append(calibrate())
            start = time.process_time()
            do()
            best[name] = min(best[name], time.process_time() - start)
    return {name: seconds / statistics.median(unit) for name, seconds in best.items()}


def kernel_work() -> dict[str, Callable[[], object]]:
    """Return the kernels to be timed, from ``kernel_suite.work()`` where that module exists.

    It returns name -> a function without arguments that takes 10 to 200 ms of CPU time and is compiled already.
    """
    if importlib.util.find_spec(KERNELS) is None:
        return {}
    work: dict[str, Callable[[], object]] = import_module(KERNELS).work()
    return work


def _simulation_of(world: World) -> Callable[[], object]:
    return lambda: simulate(world)


def _matrix_anew(network: RoadNetwork) -> None:
    with tempfile.TemporaryDirectory() as cache:
        build_travel_times(network, Path(cache))


def _rural_world(cache: str) -> World:
    network = rural_graph(CASE.nodes, CASE.seed)
    return make_world(CASE, network, build_travel_times(network, Path(cache)))


def _prignitz_world(cache: str) -> World:
    return run(load_scenario(str(PRIGNITZ)), cache=Path(cache)).world


def _audit(world: World, events: pd.DataFrame) -> list[str]:
    return audit(
        events,
        requests_as_met(world, events),
        world.vehicles,
        world.times.between,
        drive_metres=world.times.length_m,
    )


def _print(measured: Smoke, stored: Smoke) -> None:
    lines = ["| work | times the calibration | stored | change |", "|---|--:|--:|--:|"]
    for name, ratio in measured.ratios.items():
        then = stored.ratios.get(name)
        change = "" if not then else f"{100 * (ratio / then - 1):+.0f} %"
        lines.append(f"| {name} | {ratio:.3f} | {'' if then is None else f'{then:.3f}'} | {change} |")
    sys.stdout.write("\n".join(lines) + "\n")
