"""Days on which something goes wrong: drawn days with disruptions of all kinds, each kind drawn in a module of its own.

A kind's module has ``draw(draw, where, settings, folder)``, which may add to ``settings["disruptions"]``, and
``FEATURES``: name -> whether it really happened on a day.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from simulator.experiments.run import RunResult
from tests.random_days import (
    disturbed_demand, disturbed_drivers, disturbed_power, disturbed_roads, disturbed_vehicles,
)  # fmt: skip
from tests.random_days.drawing import NETWORKS, Draw, region, write_day

DISTURBED = 22_000_000  # a chance of its own, plus a million for each kind after the first
# modules of kinds; new ones at the end, so that others keep their chance
KINDS: list[ModuleType] = [
    disturbed_demand, disturbed_drivers, disturbed_roads, disturbed_power, disturbed_vehicles,
]  # fmt: skip


def write_disturbed_day(number: int, folder: Path) -> Path:
    """Write drawn day ``number`` with something going wrong; return the path of the scenario file."""
    path = write_day(number, folder)
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["disruptions"] = []
    for place, kind in enumerate(KINDS):
        kind.draw(Draw(DISTURBED + 1_000_000 * place + number), region(number % NETWORKS), settings, folder)
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return path


def features() -> dict[str, Callable[[RunResult], bool]]:
    """Return what may happen, of all kinds."""
    return {name: did for kind in KINDS for name, did in kind.FEATURES.items()}
