"""A Dask cluster that is kept over several batches, and one whose scheduler dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.experiments.executors import DaskCluster, ExecutorError
from simulator.experiments.experiment import carry_out, prepare
from tests.experiments.test_experiment import Here, Watching, experiment

pytest.importorskip("distributed", reason="the extra for clusters is not installed")


class Scheduler:
    """A scheduler with one worker, in processes of their own."""

    def __init__(self, folder: Path) -> None:
        file = folder / "scheduler.json"
        words = ["--scheduler-file", str(file), "--no-dashboard"]
        self.scheduler = self._start("dask_scheduler", *words, "--host", "127.0.0.1", "--port", "0")
        self.worker = self._start("dask_worker", *words, "--nthreads", "1", "--no-nanny")
        deadline = time.monotonic() + 120
        while not file.is_file() or not file.read_text().strip():
            assert time.monotonic() < deadline, "no scheduler"
            time.sleep(0.1)
        self.address = str(json.loads(file.read_text())["address"])

    @staticmethod
    def _start(module: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *words]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        for process in (self.worker, self.scheduler):
            process.send_signal(signal.SIGKILL)
            process.wait()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Scheduler]:
    started = Scheduler(tmp_path)
    yield started
    started.stop()


@pytest.mark.slow
def test_a_scheduler_that_dies_is_told_and_nothing_counts_that_never_ran(tmp_path: Path, scheduler: Scheduler) -> None:
    cluster = DaskCluster(1, scheduler.address)
    work = prepare(experiment(replications=10), Path(), tmp_path)
    watch = Watching({1: scheduler.stop})
    try:
        with pytest.raises(ExecutorError, match=r"the Dask scheduler tcp://.* is gone; runs that are done are kept"):
            carry_out(work, cluster, watch)
        with pytest.raises(ExecutorError, match="is gone"):  # another batch does not hang
            carry_out(work, cluster, Watching())
    finally:
        cluster.close()
    kept = len(list((work.folder / "runs").glob("[0-9a-f]*-seed-*")))
    assert 1 <= watch.done <= kept < watch.total == 30
    assert watch.failed == 0
    assert carry_out(work, Here(1), Watching()) == work.folder


@pytest.mark.slow
def test_batches_share_one_cluster(tmp_path: Path) -> None:
    """The sizes of a fleet are several batches, as are those of a stop rule: the cluster is there for all of them."""
    cluster = DaskCluster(1)
    try:
        for name in ("first", "second"):
            plan = experiment(name=name, factors={"fleet.minibus.count": (1,)}, replications=2)
            carry_out(prepare(plan, Path(), tmp_path), cluster, Watching())
        assert cluster.client.status == "running"
    finally:
        cluster.close()
    assert cluster.client.status == "closed"


@pytest.mark.slow
def test_workers_that_are_killed_leave_the_tables_as_they_are_without(tmp_path: Path) -> None:
    plan = experiment(replications=40)
    cluster = DaskCluster(2)

    def kill_one() -> None:
        pid = next(iter(cluster.client.run(os.getpid).values()))
        os.kill(pid, signal.SIGKILL)

    watch = Watching({10: kill_one, 50: kill_one})
    try:
        work = prepare(plan, Path(), tmp_path / "dask")
        carry_out(work, cluster, watch)
    finally:
        cluster.close()
    alone = prepare(plan, Path(), tmp_path / "alone")
    carry_out(alone, Here(1), Watching())
    assert (watch.done, watch.failed) == (120, 0)
    for name in ("kpis", "summary", "differences"):
        assert (work.folder / f"{name}.parquet").read_bytes() == (alone.folder / f"{name}.parquet").read_bytes()
