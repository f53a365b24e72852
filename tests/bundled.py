"""Days of bundled scenarios, simulated once in a process: whoever takes one only looks at it."""

from __future__ import annotations

from functools import lru_cache

from simulator import load_scenario, run
from simulator.experiments.run import RunResult


@lru_cache(maxsize=8)
def bundled(name: str) -> RunResult:
    """Return the run of a bundled scenario as it is."""
    return run(load_scenario(name))
