"""Elbe DRT: simulate ridepooling and shared mobility on the real roads of rural regions.

>>> from simulator import load_scenario, run
>>> result = run(load_scenario("tiny/line"), seed=1)
>>> result.kpis["served"], result.kpis["rejected"]
(3, 1)

The names listed here are the public ones: they stay, and docs/python.md shows their use. All others may move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.analysis.run import RunData
    from simulator.analysis.run import read_run_data as read_run
    from simulator.errors import ElbeDrtError
    from simulator.experiments.audit import audit_result, audit_run
    from simulator.experiments.compare import Comparison, compare
    from simulator.experiments.one_at_a_time import Sensitivity, sensitivity
    from simulator.experiments.publish import write_run
    from simulator.experiments.run import RunResult, run
    from simulator.network.files import read_network
    from simulator.network.graph import RoadNetwork
    from simulator.network.travel_times import TravelTimes, build_travel_times
    from simulator.registry import register
    from simulator.report.page.run_page import write_run_page
    from simulator.scenario.loader import load_scenario
    from simulator.scenario.models import Scenario
    from simulator.world.build import World, build_world

__all__ = [
    "Comparison",
    "ElbeDrtError",
    "RoadNetwork",
    "RunData",
    "RunResult",
    "Scenario",
    "Sensitivity",
    "TravelTimes",
    "World",
    "audit_result",
    "audit_run",
    "build_travel_times",
    "build_world",
    "compare",
    "load_scenario",
    "read_network",
    "read_run",
    "register",
    "run",
    "sensitivity",
    "write_run",
    "write_run_page",
]

_HOMES = {
    "Comparison": "simulator.experiments.compare",
    "ElbeDrtError": "simulator.errors",
    "RoadNetwork": "simulator.network.graph",
    "RunData": "simulator.analysis.run",
    "RunResult": "simulator.experiments.run",
    "Scenario": "simulator.scenario.models",
    "Sensitivity": "simulator.experiments.one_at_a_time",
    "TravelTimes": "simulator.network.travel_times",
    "World": "simulator.world.build",
    "audit_result": "simulator.experiments.audit",
    "audit_run": "simulator.experiments.audit",
    "build_travel_times": "simulator.network.travel_times",
    "build_world": "simulator.world.build",
    "compare": "simulator.experiments.compare",
    "load_scenario": "simulator.scenario.loader",
    "read_network": "simulator.network.files",
    "read_run": "simulator.analysis.run:read_run_data",
    "register": "simulator.registry",
    "run": "simulator.experiments.run",
    "sensitivity": "simulator.experiments.one_at_a_time",
    "write_run": "simulator.experiments.publish",
    "write_run_page": "simulator.report.page.run_page",
}


def __getattr__(name: str) -> Any:
    """Import the public names on first use, so that the command line starts fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    from importlib import import_module

    module, _, inner = _HOMES[name].partition(":")
    return getattr(import_module(module), inner or name)


def __dir__() -> list[str]:
    """Return the public names, also those not imported yet."""
    return sorted(__all__)
