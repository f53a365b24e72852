"""Two commands that carry out experiments of one name at the same time do each other no harm."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest

from simulator.experiments.executors import Done
from simulator.experiments.experiment import carry_out, prepare
from simulator.experiments.plan import Experiment, make_experiment
from simulator.experiments.task import Task, do
from simulator.scenario.yaml_file import Document
from simulator.whole import draft_folder

PATH = "services.line.fleet.minibus.count"


def plan(*counts: int, days: int = 2) -> Experiment:
    data = {"name": "same", "base": "tiny/line", "factors": {PATH: counts}, "metrics": ("served",)}
    return make_experiment(Document({**data, "replications": days}))


class Here:
    """Does the runs in this thread; in the middle of them somebody else begins."""

    def __init__(self, meanwhile: threading.Event | None = None) -> None:
        self.meanwhile = meanwhile

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        for task in tasks:
            do(task)
            yield Done(task)
            if self.meanwhile is not None:
                self.meanwhile.set()

    def close(self) -> None:
        """Nothing to let go of."""


class Quiet:
    def step(self, text: str) -> None:
        """Not of interest."""

    def runs(self, done: int, failed: int, total: int) -> None:
        self.failed = failed


def in_threads(*works: object) -> list[BaseException]:
    """Run functions at the same time; return what they raised."""
    raised: list[BaseException] = []

    def guarded(work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_the_same_runs_are_shared(tmp_path: Path) -> None:
    alone = carry_out(prepare(plan(1, 2), Path(), tmp_path / "alone"), Here(), Quiet())
    begun = threading.Event()
    work = prepare(plan(1, 2), Path(), tmp_path / "both")

    def second() -> None:
        assert begun.wait(timeout=60)
        carry_out(work, Here(), Quiet())

    assert in_threads(lambda: carry_out(work, Here(begun), Quiet()), second) == []
    for name in ("kpis.csv", "summary.parquet", "differences.csv", "experiment.yaml"):
        assert (work.folder / name).read_bytes() == (alone / name).read_bytes()
    assert not list((tmp_path / "both").rglob(".unfinished-*"))


def test_a_run_that_somebody_is_writing_is_not_taken_for_a_leftover(tmp_path: Path) -> None:
    work = prepare(plan(1), Path(), tmp_path)
    runs = work.folder / "runs"
    runs.mkdir(parents=True)
    with draft_folder(runs) as draft:
        (draft / "half").write_text("half")
        carry_out(work, Here(), Quiet())
        assert (draft / "half").is_file()


@pytest.mark.parametrize("attempt", range(3))
def test_everyone_draws_their_own_tables(tmp_path: Path, attempt: int) -> None:
    """Other variants under the same name: the tables do not change while somebody makes a page of them."""
    seen: dict[int, list[set[int]]] = {}

    def work_of(first: int) -> object:
        def look(folder: Path) -> None:
            seen[first] = []
            for _ in range(3):
                seen[first].append(set(pd.read_parquet(folder / "kpis.parquet")[PATH]))
                time.sleep(0.1)

        return lambda: carry_out(prepare(plan(first, first + 1, days=1), Path(), tmp_path), Here(), Quiet(), look)

    assert in_threads(work_of(1), work_of(3)) == []
    assert seen == {1: [{1, 2}] * 3, 3: [{3, 4}] * 3}
