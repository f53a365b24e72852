"""Who does runs, and what becomes of those whose worker dies; pools and clusters are stand-ins that do nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from simulator.errors import ResultError
from simulator.experiments import executors, task, warm_up
from simulator.experiments.audit import _vehicles_of
from simulator.experiments.batches import BatchSize
from simulator.experiments.executors import AHEAD, ENDS_S, MOST_TRIES, DaskCluster, Done, LocalPool, ThisProcess
from simulator.experiments.task import Task


def tasks(count: int, folder: Path = Path()) -> list[Task]:
    return [Task("tiny/line", (), seed, str(folder), f"run-{seed}", False, False) for seed in range(count)]


def test_this_process_goes_on_after_a_run_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Task] = []

    def do(one: Task) -> None:
        if one.seed == 1:
            raise ResultError("full")
        done.append(one)

    monkeypatch.setattr(executors, "do", do)
    given = tasks(3)
    assert list(ThisProcess().run(given)) == [Done(given[0]), Done(given[1], "full"), Done(given[2])]
    assert done == [given[0], given[2]]


class Pool:
    """Ends every task at once: with what ``outcomes`` has for it in turn, else well."""

    def __init__(self, outcomes: dict[int, list[Exception]], refuses: int = 0) -> None:
        self.outcomes, self.refuses = outcomes, refuses
        self.given: list[int] = []
        self.shut: list[tuple[bool, bool]] = []
        self.terminated = 0
        self._processes, self._executor_manager_thread = {1: self}, self
        self.joined: list[tuple[int, float]] = []  # how many were terminated before, and how long it waits

    def submit(self, _do: Any, one: Task) -> Future[str]:
        if self.refuses:
            self.refuses -= 1
            raise BrokenProcessPool("broken")
        self.given.append(one.seed)
        future: Future[str] = Future()
        errors = self.outcomes.get(one.seed)
        if errors:
            future.set_exception(errors.pop(0))
        else:
            future.set_result("")
        return future

    def shutdown(self, *, wait: bool, cancel_futures: bool) -> None:
        self.shut.append((wait, cancel_futures))

    def terminate(self) -> None:
        self.terminated += 1

    def join(self, most_s: float) -> None:
        self.joined.append((self.terminated, most_s))


class Local(LocalPool):
    """A pool of one worker that is always the same stand-in."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(1)
        self.stand_in = pool

    def _fresh_pool(self) -> Any:
        self._pool = self.stand_in  # type: ignore[assignment]
        return self._pool


def test_a_task_is_tried_four_times_where_its_worker_dies() -> None:
    given = tasks(3)
    pool = Pool({0: [BrokenProcessPool("dead")] * 3, 1: [BrokenProcessPool("dead")] * 9})
    ended = {done.task: done.error for done in Local(pool).run(given)}
    assert ended == {
        given[0]: "",
        given[1]: f"given up after {MOST_TRIES} tries: BrokenProcessPool: dead",
        given[2]: "",
    }
    assert [pool.given.count(seed) for seed in range(3)] == [MOST_TRIES, MOST_TRIES, 1]
    assert pool.shut == [(False, True)] * MOST_TRIES  # one for both, which end together


def test_what_a_run_cannot_do_is_not_tried_again() -> None:
    given = tasks(2)
    pool = Pool({0: [ResultError("full")], 1: [OSError("odd")]})
    ended = {done.task: done.error for done in Local(pool).run(given)}
    assert ended == {given[0]: "full", given[1]: ""}
    assert sorted(pool.given) == [0, 1, 1] and pool.shut == []


def test_a_pool_that_takes_nothing_is_made_anew_and_that_is_no_try() -> None:
    pool = Pool({0: [BrokenProcessPool("dead")] * 9}, refuses=9)
    (done,) = Local(pool).run(tasks(1))
    assert done.error == f"given up after {MOST_TRIES} tries: BrokenProcessPool: dead"
    assert (pool.given, len(pool.shut)) == ([0] * MOST_TRIES, 9 + MOST_TRIES)


def test_a_pool_lasts_until_it_is_dropped() -> None:
    local = LocalPool(1)
    pool = local._fresh_pool()
    assert local._fresh_pool() is pool
    local._drop_pool()
    assert local._fresh_pool() is not pool
    local.close()


def test_tasks_are_given_in_their_order_and_few_ahead() -> None:
    pool = Pool({})
    running = Local(pool).run(tasks(9))
    next(running)
    assert pool.given == list(range(AHEAD))
    assert len(list(running)) == 8 and pool.given == list(range(9))


def test_closing_a_pool_ends_its_processes() -> None:
    pool = Pool({})
    local = Local(pool)
    local.close()
    assert pool.shut == []
    assert len(list(local.run(tasks(1)))) == 1
    local.close()
    assert (pool.shut, pool.terminated) == ([(False, True)], 1)
    assert pool.joined == [(1, ENDS_S)]  # the thread that looks after them, once they have been told
    local.close()
    assert pool.terminated == 1


def test_what_is_left_of_a_batch_that_brought_its_worker_down_is_tried_one_by_one(tmp_path: Path) -> None:
    batch, waiting, size = tasks(3, tmp_path), deque(tasks(1)), BatchSize()
    size.took(1, 0.001)
    assert size.of(100, 1) == 100
    (tmp_path / batch[1].name).mkdir()
    assert list(DaskCluster._after(batch, "dead", waiting, size)) == [Done(batch[1])]
    assert set(waiting) == {batch[0], batch[2], *tasks(1)} and len(waiting) == 3
    assert waiting[-1] == tasks(1)[0]  # the others come first
    assert size.of(100, 1) == 1
    other = BatchSize()
    other.took(1, 0.001)
    assert list(DaskCluster._after(batch[:1], "dead", waiting, other)) == [Done(batch[0], "dead")]
    assert list(DaskCluster._after(batch[1:2], "dead", waiting, other)) == [Done(batch[1])]
    assert (len(waiting), other.of(100, 1)) == (3, 100)
    assert list(DaskCluster._after(tasks(2, tmp_path / "two"), "dead", waiting, other)) == []
    assert (len(waiting), other.of(100, 1)) == (5, 1)


class Client:
    """A scheduler that takes batches and has so many workers."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.options: list[dict[str, Any]] = []

    def nthreads(self) -> dict[str, int]:
        return {f"worker {number}": 1 for number in range(self.workers)}

    def submit(self, _do: Any, batch: list[Task], **options: Any) -> tuple[int, ...]:
        self.options.append(options)
        return tuple(one.seed for one in batch)


@pytest.mark.parametrize(("workers", "batches"), [(0, AHEAD), (1, AHEAD), (2, 2 * AHEAD)])
def test_a_scheduler_has_a_few_batches_for_each_worker(workers: int, batches: int) -> None:
    cluster, waiting, running = object.__new__(DaskCluster), deque(tasks(20)), {}
    cluster.client = Client(workers)  # type: ignore[assignment]
    size = BatchSize()
    first = cluster._given(waiting, size, running)
    assert first == [(seed,) for seed in range(batches)] == list(running)
    assert cluster._given(waiting, size, running) == []
    options = cluster.client.options[0]  # type: ignore[attr-defined]
    assert options == {"pure": False, "retries": MOST_TRIES - 1, "key": "runs-run-0-1"}
    size.took(1, 30.0)
    running.popitem()
    assert cluster._given(waiting, size, running) == [(batches, batches + 1)]
    assert len(waiting) == 20 - batches - 2


def test_a_worker_leaves_ctrl_c_to_the_main_process_and_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[object] = []
    monkeypatch.setattr(signal, "signal", lambda *told: happened.append(told))
    monkeypatch.setattr(task, "_die_with_main_process", lambda: happened.append("watches"))
    task.start_worker()
    assert happened == [(signal.SIGINT, signal.SIG_IGN), "watches"]
    monkeypatch.undo()
    monkeypatch.setattr(os, "_exit", lambda code: happened.append(code))
    main = SimpleNamespace(join=lambda: happened.append("main has ended"))
    for parent in (None, main):
        monkeypatch.setattr(multiprocessing, "parent_process", lambda parent=parent: parent)
        task._die_with_main_process()
    assert happened[2:] == ["main has ended", 1]


def function(misses: int, path: str | None, part: Any = None) -> Any:
    stats = SimpleNamespace(cache_misses={"a": misses, "b": 1}, cache_path=path)
    return SimpleNamespace(py_func=None, stats=stats, part=part)


def test_each_compiled_function_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two functions with a part each, one of which a second module imports; others are no kernels."""
    first = function(3, None, function(5, "/kept/first"))
    second = function(7, "/kept/second", function(0, None))
    for name, members in (("kernels.a", {"first": first, "x": 3}), ("kernels.b", {"first": first, "second": second}),
                          ("other", {"third": function(99, "/kept/other")})):  # fmt: skip
        module = ModuleType(f"simulator.{name}")
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, f"simulator.{name}", module)
    others = {name: ModuleType(name) for name in sys.modules if name.startswith("simulator.kernels.")}
    for name in others.keys() - {"simulator.kernels.a", "simulator.kernels.b"}:
        monkeypatch.delitem(sys.modules, name)
    assert warm_up.compiled() == (3 + 1) + (5 + 1) + (7 + 1) + (0 + 1)
    assert warm_up.cache_folder() == Path("/kept/first")


def test_vehicles_that_people_take_themselves() -> None:
    bikes = SimpleNamespace(first_vehicle=5, vehicle_count=3)
    assert _vehicles_of(bikes) == range(5, 8)  # type: ignore[arg-type]
    assert list(_vehicles_of(SimpleNamespace(first_vehicle=5))) == list(_vehicles_of(None)) == []  # type: ignore[arg-type]
