"""Runs that a scheduler is given together, so that it has fewer and longer tasks to look after."""

from __future__ import annotations

import time
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from simulator.errors import ElbeDrtError
from simulator.experiments.task import Task, do

ENOUGH_S = 60.0  # of work in a batch: a scheduler takes some milliseconds for each


class Ended(NamedTuple):
    """A batch that has ended: what went wrong with each run, "" where nothing did, and how long all took [s]."""

    errors: tuple[str, ...]
    seconds: float


def do_all(tasks: Sequence[Task]) -> Ended:
    """Do runs one after the other; those that are there already are not done again."""
    began = time.monotonic()
    return Ended(tuple(_error_of(task) for task in tasks), time.monotonic() - began)


def _error_of(task: Task) -> str:
    try:
        do(task)
    except ElbeDrtError as error:
        return str(error)
    return ""


class BatchSize:
    """How many runs to give away at a time, by how long those before took: about a minute's work.

    However they are put together, the runs are the same.
    """

    def __init__(self) -> None:
        self._runs, self._seconds, self._alone = 0, 0.0, False

    def one_by_one(self) -> None:
        """Give away single runs from now on: one of those together has brought down its worker."""
        self._alone = True

    def took(self, runs: int, seconds: float) -> None:
        """Take note of how long runs took [s]."""
        self._runs += runs
        self._seconds += seconds

    def of(self, left: int, places: int) -> int:
        """Return the size of the next batch. left: runs to do; places: batches under way at a time.

        One run to begin with; never so many that a place is without work in the end.
        """
        if self._alone or not self._seconds:
            return 1
        return max(1, min(ceil(ENOUGH_S * self._runs / self._seconds), ceil(left / places)))
