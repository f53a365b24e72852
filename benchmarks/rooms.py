"""Which rooms of the house a request is led through, in order, and how often its way comes back to a module it left.

``python -m benchmarks.rooms [SCENARIO]``. Traced is what is called while a request asks, of the first that is booked at
once; compiled code is not seen. Told besides: the fan-out of the composition root, the modules of the house that
``simulator/simulation`` imports.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

import simulator
from simulator import load_scenario
from simulator.simulation.simulate import simulate
from simulator.travellers.life import Travellers
from simulator.world.build import build_world

HOUSE = Path(simulator.__file__).parent


class Trace:
    """Writes down the modules whose functions are called while a request asks."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self._ask = Travellers._ask

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        """Note the module of a call, as ``sys.setprofile`` tells it."""
        file = Path(frame.f_code.co_filename)
        if event == "call" and file.is_relative_to(HOUSE):
            self.called.append(file.relative_to(HOUSE).with_suffix("").as_posix())

    def ask(self, travellers: Travellers, *case: Any) -> None:
        """Let a request ask, traced until one has been booked."""
        if self.called:
            self._ask(travellers, *case)
            return
        sys.setprofile(self)
        try:
            self._ask(travellers, *case)
        finally:
            sys.setprofile(None)
        if "services/ridepooling/book" not in self.called:
            self.called.clear()


def way_of_a_request(scenario: str) -> list[str]:
    """Return the modules that a request is led through, in order, each as often as it is entered."""
    trace = Trace()
    world = build_world(load_scenario(scenario))
    simulate(world)  # compiled code has been read, and there is nobody but the request on its way
    Travellers._ask = lambda *case: trace.ask(*case)  # type: ignore[method-assign]
    try:
        simulate(world)
    finally:
        Travellers._ask = trace._ask  # type: ignore[method-assign]
    return [module for module, _ in groupby(trace.called)]


def returns(way: Iterable[str]) -> int:
    """Return how often a way comes back to something it has left."""
    way = list(way)
    return len(way) - len(set(way))


def fan_out(folder: Path = HOUSE / "simulation") -> list[str]:
    """Return the modules of the house that the modules of a folder import."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return sorted({node.module for node in nodes if node.module and node.module.startswith("simulator.")})


def main(scenario: str) -> None:
    """Print the way and the figures."""
    way = way_of_a_request(scenario)
    rooms = [room for room, _ in groupby(module.rpartition("/")[0] for module in way)]
    print("way:", " > ".join(way))
    print("rooms:", " > ".join(rooms))
    print(f"returns to a module: {returns(way)} in {len(way)} steps; to a room: {returns(rooms)}")
    print(f"fan-out of the composition root: {len(fan_out())} modules")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "prignitz/rufbus")
