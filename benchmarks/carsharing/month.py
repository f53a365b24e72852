"""Speed of car-sharing: 50 stations, 150 e-cars, 30 days, 30,000 bookings, the whole process on one core.

    python -m benchmarks.carsharing.month

Runs ``elbe-drt run`` twice in a process of its own, reading all input and writing all results, on the roads of the
Prignitz; the second run finds travel times and compiled code in their caches, as every later one does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from simulator.network.files import read_network
from simulator.scenario.catalogue import bundled_folder

STATIONS, CARS_EACH, DAYS, BOOKINGS_PER_DAY = 50, 3, 30, 1000
TARGET_S = 20
SCENARIO = """\
name: month
calendar: {{days: {days}}}
network: {{file: {roads}}}
services:
  cars:
    kind: carsharing
    mode: round_trip
    stations_file: stations.csv
    car_types:
      small: {{model: small-e-car, seats: 4}}
    booking: {{walk: 800 m, late_share: 0.05, cancellation: 0.08, no_show: 0.01}}
    demand:
      synthetic:
        bookings_per_day: {bookings}
        localities: localities.csv
        duration: {{median: 2 h, sigma: 0.8, min: 30 min, max: 24 h}}
        distance: {{median: 20 km, sigma: 0.8, min: 2 km, max: 150 km}}
"""


def write_case(folder: Path, bookings_per_day: int = BOOKINGS_PER_DAY, days: int = DAYS) -> Path:
    """Write a scenario with stations spread over the roads, and people at each of them."""
    roads = bundled_folder() / "prignitz" / "network"
    network = read_network(roads)
    nodes = range(0, network.node_count, network.node_count // STATIONS)
    places = [(f"s{n}", f"{network.lon[n]:.6f},{network.lat[n]:.6f}") for n in list(nodes)[:STATIONS]]
    rows = [f"{name},{at},{CARS_EACH + 1},{CARS_EACH},{CARS_EACH}" for name, at in places]
    (folder / "stations.csv").write_text("\n".join(["id,lon,lat,capacity,cars,chargers", *rows, ""]))
    homes = [f"{name},{at},1000" for name, at in places]
    (folder / "localities.csv").write_text("\n".join(["locality,lon,lat,population", *homes, ""]))
    text = SCENARIO.format(roads=roads, days=days, bookings=bookings_per_day)
    (folder / "month.yaml").write_text(text)
    return folder / "month.yaml"


def timed_run(scenario: Path, out: Path) -> tuple[float, dict[str, float]]:
    """Run a scenario on one core in a process of its own; return seconds of wall-clock time and the key figures."""
    command = [sys.executable, "-m", "simulator.cli.main", "run", str(scenario), "--out", str(out), "--quiet"]
    command += ["--allow-outside-paths", "--no-figures"]
    one_core = {min(os.sched_getaffinity(0))} if hasattr(os, "sched_setaffinity") else None
    began = time.perf_counter()
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=None if one_core is None else lambda: os.sched_setaffinity(0, one_core),
    )
    seconds = time.perf_counter() - began
    kpis: dict[str, float] = json.loads((Path(done.stdout.strip()) / "kpis.json").read_text(encoding="utf-8"))
    return seconds, kpis


def main() -> int:
    """Measure twice and tell; the exit code says whether the target was met."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = write_case(Path(folder))
        for run in ("first run", "second run"):
            seconds, kpis = timed_run(scenario, Path(folder) / "results")
            said = ", ".join(f"{name.removeprefix('carsharing_')} {kpis[name]:,}" for name in kpis if name in _TOLD)
            sys.stdout.write(f"{run}: {seconds:.1f} s on one core; {said}\n")
    return 0 if seconds <= TARGET_S else 1


_TOLD = ("carsharing_bookings", "carsharing_granted", "carsharing_cars", "carsharing_utilisation", "carsharing_lost")

if __name__ == "__main__":
    sys.exit(main())
