"""Where runs are done: processes of this machine, or a Dask cluster. Both survive workers that die."""

from __future__ import annotations

import logging
import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

from simulator.errors import ElbeDrtError
from simulator.experiments.batches import BatchSize, do_all
from simulator.experiments.task import Task, do, is_done, start_worker

MOST_TRIES = 4
AHEAD = 2  # tasks per worker that wait at its door
ANSWER_S = 10
ENDS_S = 5  # a pool whose workers have been told to end


class ExecutorError(ElbeDrtError):
    """A place for runs that cannot be used."""


class Done(NamedTuple):
    """A run that has ended; error: why it failed, empty when it did not."""

    task: Task
    error: str = ""


class Executor(Protocol):
    """Does tasks in any order; every task is reported once."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield each task when it has ended."""

    def close(self) -> None:
        """Let go of all workers, at once."""


class ThisProcess:
    """One task after the other, in the process that asks: for notebooks and scripts that guard no main part."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield each task when it has ended."""
        for task in tasks:
            try:
                do(task)
            except ElbeDrtError as error:
                yield Done(task, str(error))
            else:
                yield Done(task)

    def close(self) -> None:
        """Do nothing: there are no workers."""


class LocalPool:
    """Worker processes of this machine. A pool whose worker dies is made anew; a task is tried at most four times."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield each task when it has ended."""
        waiting = list(reversed(tasks))
        tries = dict.fromkeys(tasks, 0)
        running: dict[Future[str], Task] = {}
        while waiting or running:
            while waiting and len(running) < AHEAD * self.workers:
                task = waiting.pop()
                tries[task] += 1
                try:
                    running[self._fresh_pool().submit(do, task)] = task
                except BrokenProcessPool:
                    self._drop_pool()
                    tries[task] -= 1
                    waiting.append(task)
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                task = running.pop(future)
                error = future.exception()
                if error is None:
                    yield Done(task)
                elif isinstance(error, ElbeDrtError):
                    yield Done(task, str(error))
                elif tries[task] < MOST_TRIES:
                    waiting.append(task)
                else:
                    yield Done(task, f"given up after {MOST_TRIES} tries: {type(error).__name__}: {error}")
                if isinstance(error, BrokenProcessPool):
                    self._drop_pool()

    def _fresh_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["simulator.experiments.run", "simulator.experiments.task"])
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=start_worker)
        return self._pool

    def _drop_pool(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def close(self) -> None:
        """Stop all workers, at once."""
        pool, self._pool = self._pool, None
        if pool is not None:
            processes = list((pool._processes or {}).values())
            manager: Any = pool._executor_manager_thread
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()
            if manager is not None:
                manager.join(ENDS_S)  # else the end of the program may meet it while it closes its pipe


class DaskCluster:
    """A Dask cluster: workers of this machine, or those of a scheduler that runs already."""

    def __init__(self, workers: int, scheduler: str | None = None) -> None:
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise ExecutorError("Dask is not installed; install elbe-drt[cluster]") from error
        # Sampling every worker's stack a hundred times a second would take time from the runs.
        dask.config.set(
            {"distributed.scheduler.allowed-failures": MOST_TRIES, "distributed.worker.profile.enabled": False}
        )
        self._cluster, self._scheduler = None, scheduler
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a scheduler that goes is told in a sentence
        try:
            if scheduler is None:
                self._cluster = LocalCluster(
                    n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
                )
                self.client = Client(self._cluster)
            else:
                self.client = Client(scheduler, timeout=ANSWER_S)
        except (OSError, TimeoutError, ValueError) as error:
            where = scheduler or "on this machine"
            raise ExecutorError(f"no Dask scheduler answers at {where} within {ANSWER_S} s: {error}") from error

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield each task when it has ended. Raises ExecutorError when the scheduler is gone.

        The scheduler knows of a few batches for each worker at a time, however many tasks there are.
        """
        from distributed import as_completed

        if self.client.status != "running":
            raise self._gone()
        waiting, size = deque(tasks), BatchSize()
        running: dict[Any, list[Task]] = {}
        try:
            ended = as_completed(self._given(waiting, size, running))
            for future in ended:
                # Whoever loses the scheduler cancels all its tasks: nobody has done them, and nobody will.
                if future.status in ("cancelled", "lost"):
                    raise self._gone()
                batch, error = running.pop(future), future.exception()
                if error is None:
                    errors, seconds = future.result()
                    size.took(len(batch), seconds)
                    yield from map(Done, batch, errors)
                else:
                    yield from self._after(batch, f"{error}", waiting, size)
                future.release()
                ended.update(self._given(waiting, size, running))
        except (OSError, TimeoutError) as error:
            raise self._gone() from error

    @staticmethod
    def _after(batch: list[Task], error: str, waiting: deque[Task], size: BatchSize) -> Iterator[Done]:
        """Yield what a batch whose workers have died had done; what is left of several runs is tried one by one."""
        left = [task for task in batch if not is_done(task)]
        yield from (Done(task) for task in batch if task not in left)
        if len(batch) > 1:
            size.one_by_one()
            waiting.extendleft(left)
        else:
            yield from (Done(task, error) for task in left)

    def _given(self, waiting: deque[Task], size: BatchSize, running: dict[Any, list[Task]]) -> list[Any]:
        """Give the scheduler as many batches of those waiting as it has room for; return what stands for them."""
        places, given = AHEAD * max(1, len(self.client.nthreads())), []
        while waiting and len(running) < places:
            batch = [waiting.popleft() for _ in range(size.of(len(waiting), places))]
            options = {"pure": False, "retries": MOST_TRIES - 1, "key": f"runs-{batch[0].name}-{len(batch)}"}
            future = self.client.submit(do_all, batch, **options)
            running[future] = batch
            given.append(future)
        return given

    def _gone(self) -> ExecutorError:
        where = self._scheduler or "on this machine"
        return ExecutorError(
            f"the Dask scheduler {where} is gone; runs that are done are kept, the same command goes on from there"
        )

    def close(self) -> None:
        """Let go of the cluster; of one that has gone, too."""
        with suppress(OSError, TimeoutError):
            self.client.close(timeout=ANSWER_S)
        if self._cluster is not None:
            self._cluster.close()
