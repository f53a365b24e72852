"""Compiling ahead: whole runs of scenarios, of which nothing is kept but what the first run would have to make."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from simulator.experiments.publish import write_run
from simulator.experiments.run import run
from simulator.scenario.catalogue import bundled_scenarios
from simulator.scenario.loader import load_scenario


class Warmed(NamedTuple):
    """What a scenario took: CPU seconds in all, and how many functions had to be compiled for it."""

    name: str
    cpu_s: float
    compiled: int


def embedded_scenarios() -> list[str]:
    """Return the names of the bundled scenarios to be run: those that have their roads with them.

    Without those of all people of a county, which take minutes and compile nothing more.
    """
    scenarios = {entry.name: load_scenario(entry.name) for entry in bundled_scenarios()}
    return [name for name, its in scenarios.items() if its.network.file is not None and its.demand.kind != "population"]


def warm_up(scenarios: Sequence[str]) -> Iterator[Warmed]:
    """Run scenarios one after the other; yield what each took.

    A run compiles what it needs, as in a first run, and stores the travel times of its roads. Its results go to a
    folder that is deleted. Raises ElbeDrtError for scenarios that cannot be run.
    """
    for name in scenarios:
        before, began_s = compiled(), time.process_time()
        with TemporaryDirectory() as folder:
            write_run(run(load_scenario(name)), Path(folder), {}, figures=False, report=True)
        yield Warmed(name, time.process_time() - began_s, compiled() - before)


def compiled() -> int:
    """Return how many functions this process has compiled because it did not find them in the cache."""
    return sum(sum(function.stats.cache_misses.values()) for function in _functions())


def cache_folder() -> Path | None:
    """Return where compiled functions are kept; None where no folder for them can be written."""
    paths = (function.stats.cache_path for function in _functions())
    return next((Path(path) for path in paths if path), None)


def _functions() -> Iterator[Any]:
    """Return all functions to be compiled that this process has imported, for Python and as parts of others."""
    seen = set[int]()
    for name, module in sorted(sys.modules.items()):
        for function in vars(module).values() if name.startswith("simulator.kernels.") else ():
            if hasattr(function, "py_func") and id(function) not in seen:
                seen.add(id(function))
                yield from (function, function.part)
