"""Days on which something goes wrong: drawn days with disruptions of all kinds, each kind drawn in a module of its own.

A kind's module is called ``disturbed_KIND``; it has ``draw(draw, where, settings, folder)``, which may add to
``settings["disruptions"]``, and ``FEATURES``: name -> whether it really happened on a day.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

from simulator.experiments.run import RunResult
from tests.random_days.drawing import NETWORKS, Draw, region, write_day

DISTURBED = 22_000_000  # a chance of its own, and with it one for each kind, by its name
KINDS: list[ModuleType] = [
    import_module(f"tests.random_days.{path.stem}") for path in sorted(Path(__file__).parent.glob("disturbed_*.py"))
]


def chance_of(kind: ModuleType, number: int) -> Draw:
    """Return what a kind draws of a day: whatever other kinds there are."""
    return Draw(DISTURBED + 1_000_000 * (zlib.crc32(kind.__name__.encode()) % 10_000) + number)


def write_disturbed_day(number: int, folder: Path) -> Path:
    """Write drawn day ``number`` with something going wrong; return the path of the scenario file."""
    path = write_day(number, folder)
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["disruptions"] = []
    if settings["demand"]["kind"] == "file":  # what roads that are known to be bad make impossible is no wrong file
        settings["demand"]["impossible"] = "reject"
    for kind in KINDS:
        kind.draw(chance_of(kind, number), region(number % NETWORKS), settings, folder)
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return path


def features() -> dict[str, Callable[[RunResult], bool]]:
    """Return what may happen, of all kinds."""
    return {name: did for kind in KINDS for name, did in kind.FEATURES.items()}
