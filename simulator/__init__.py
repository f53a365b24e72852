"""Elbe DRT: simulate ridepooling and shared mobility on the real roads of rural regions.

>>> from simulator import load_scenario, run
>>> result = run(load_scenario("tiny/line"), seed=1)
>>> result.kpis["served"], result.kpis["rejected"]
(3, 1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.experiments.run import RunResult, run
    from simulator.scenario.loader import load_scenario

__all__ = ["RunResult", "load_scenario", "run"]

_HOMES = {
    "RunResult": "simulator.experiments.run",
    "load_scenario": "simulator.scenario.loader",
    "run": "simulator.experiments.run",
}


def __getattr__(name: str) -> Any:
    """Import the public names on first use, so that the command line starts fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names, also those not imported yet."""
    return sorted(__all__)
