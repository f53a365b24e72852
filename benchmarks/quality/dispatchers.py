"""``python -m benchmarks.quality.dispatchers``: ways to dispatch against each other on the same days."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from benchmarks.speed.machine import describe
from benchmarks.workloads.prignitz import DAY, SCENARIO
from simulator import load_scenario, run

WAYS: dict[str, list[str]] = {
    "insertion": [],
    "nearest idle vehicle": ["dispatch.policy=nearest_idle"],
    "idle vehicles to their depots": ["dispatch.idle.policy=depot"],
    "idle vehicles to expected demand": ["dispatch.idle.policy=expected_demand"],
    "re-planning on rejection": ["dispatch.replan.when=on_rejection"],
    "re-planning at every request": ["dispatch.replan.when=every_request"],
}
BASE = "insertion"
FIGURES = {"served": "served", "vehicle_km": "vehicle-km", "wait_mean_s": "mean wait s", "cpu_s": "CPU s"}


def main(arguments: list[str]) -> int:
    """Simulate every way on every day and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.dispatchers", description=__doc__)
    parser.add_argument("--scenario", help="a bundled name or a file, if not the Prignitz day of 600 requests")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="change the scenario")
    parser.add_argument("--seeds", type=int, default=10, help="days, the same for every way")
    parser.add_argument("--out", type=Path, help="append the figures to this file as lines of JSON")
    options = parser.parse_args(arguments)
    day = list(DAY) if options.scenario is None else []
    machine, figures = describe(), {}
    for way, overrides in WAYS.items():
        rows = [
            _day(options.scenario or SCENARIO, [*day, *options.set, *overrides], seed)
            for seed in range(1, options.seeds + 1)
        ]
        figures[way] = {name: np.array([row[name] for row in rows]) for name in FIGURES}
        sys.stderr.write(f"{way}\n")
        if options.out is not None:
            with options.out.open("a", encoding="utf-8") as file:
                for seed, row in enumerate(rows, start=1):
                    file.write(json.dumps({"way": way, "seed": seed, **row, "machine": machine}) + "\n")
    sys.stdout.write(_table(figures, options.seeds))
    return 0


def _day(scenario: str, overrides: list[str], seed: int) -> dict[str, Any]:
    start = time.process_time()
    kpis = run(load_scenario(scenario, overrides=overrides), seed=seed).kpis
    return {name: kpis[name] for name in FIGURES if name != "cpu_s"} | {"cpu_s": time.process_time() - start}


def _table(figures: dict[str, dict[str, NDArray[np.float64]]], days: int) -> str:
    """Return means over days; in brackets the mean paired difference to insertion with its 95 % interval (Student)."""
    lines = ["| way | " + " | ".join(FIGURES.values()) + " |", "|---|" + "--:|" * len(FIGURES)]
    for way, values in figures.items():
        cells = []
        for name in FIGURES:
            mean = f"{values[name].mean():.4g}"
            if way != BASE and name != "cpu_s" and days > 1:
                percent = 100 * (values[name] / figures[BASE][name] - 1)
                half = t.ppf(0.975, days - 1) * percent.std(ddof=1) / np.sqrt(days)
                mean += f" ({percent.mean():+.1f} % ± {half:.1f})"
            cells.append(mean)
        lines.append(f"| {way} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + f"\n\n{days} days; in brackets: mean of the differences to insertion, 95 % interval\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
