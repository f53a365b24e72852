"""Time an experiment with one and two local workers and with two Dask workers, each in an empty folder.

python -m benchmarks.experiments.speed: six fleet sizes of the Prignitz day, 20 replications each.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.workloads.prignitz import DAY
from simulator.experiments.executors import DaskCluster, Executor, LocalPool
from simulator.experiments.experiment import carry_out, prepare
from simulator.experiments.plan import make_experiment
from simulator.scenario.yaml_file import Document


class Watch:
    """Notes the highest memory of all processes together [bytes], and when the first run was done."""

    def __init__(self) -> None:
        self.peak = 0
        self.began_s = 0.0
        self.first = 0

    def step(self, text: str) -> None:
        """Not of interest."""

    def runs(self, done: int, failed: int, total: int) -> None:
        """Look at the memory after each run."""
        if not self.began_s:
            self.began_s, self.first = time.perf_counter(), done
        me = psutil.Process()
        processes = [me, *me.children(recursive=True)]
        self.peak = max(self.peak, sum(process.memory_info().rss for process in processes))


def measure(executor: Executor, replications: int) -> tuple[float, float, Watch]:
    """Return the wall time of the whole experiment and of its runs but the first [s]."""
    data = {
        "name": "speed", "base": "prignitz/rufbus", "factors": {"fleet.minibus.count": (6, 8, 10, 12, 14, 16)},
        "replications": replications, "overrides": list(DAY),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        work = prepare(make_experiment(Document(data)), Path(), Path(folder))
        watch = Watch()
        carry_out(work, lambda: executor, watch)
        ended = time.perf_counter()
    return ended - began, ended - watch.began_s, watch


def main() -> None:
    """Print one row per executor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=20)
    replications = parser.parse_args().replications
    print("| executor | whole experiment [s] | runs after the first [s] | memory [GB] |\n|---|--:|--:|--:|")
    taken = {}
    for name, make in (
        ("1 local worker", lambda: LocalPool(1)),
        ("2 local workers", lambda: LocalPool(2)),
        ("2 Dask workers", lambda: DaskCluster(2)),
    ):
        whole, runs, watch = measure(make(), replications)
        taken[name] = runs
        print(f"| {name} | {whole:.1f} | {runs:.1f} | {watch.peak / 1e9:.2f} |")
    one, two, dask = taken.values()
    print(f"\nparallel efficiency {one / two / 2:.0%}, Dask takes {dask / two - 1:+.0%} of the local pool's time")


if __name__ == "__main__":
    main()
