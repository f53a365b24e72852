"""The runs of a study, some at a time, each in a process of its own; and what is kept of them."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from importlib import import_module
from typing import Any

from benchmarks.reproduce.compare import row_of
from benchmarks.reproduce.study import Study


def study_of(name: str) -> Study:
    """Return the study of a name: what its module ``study`` calls STUDY."""
    study: Study = import_module(f"benchmarks.reproduce.{name}.study").STUDY
    return study


def run_cases(
    name: str, cases: Sequence[str], *, small: bool = False, workers: int = 2
) -> Iterator[tuple[dict[str, Any], float]]:
    """Give the row of each case of a study, and the CPU seconds it took, in the order of the cases."""
    tasks = [(name, case, small) for case in cases]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("forkserver")) as pool:
        yield from pool.map(_run, tasks)


def _run(task: tuple[str, str, bool]) -> tuple[dict[str, Any], float]:
    name, told, small = task
    began, study = time.process_time(), study_of(name)
    case = next(case for case in study.cases if case.name == told)
    near = study.smoke_tolerance
    judged = replace(case, tolerance=near, half_width=near) if small else case
    return row_of(judged, study.find(case, small)), time.process_time() - began
