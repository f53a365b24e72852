"""Who found a car: in the simulator, and counted without it."""

from __future__ import annotations

import heapq
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.reproduce.georgexia2011.scenario import Sample, at_first, write_scenario
from simulator.event_kinds import Event
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.build import build_world


def simulated(cars: int, sample: Sample) -> NDArray[np.bool_]:
    """Return who found a car in the simulator, bool (customers,)."""
    with tempfile.TemporaryDirectory() as name:
        events = simulate(build_world(load_scenario(write_scenario(cars, sample, Path(name)))))
    found = np.zeros(len(sample.start_s), dtype=bool)
    found[events.loc[events["kind"] == Event.BOOKING_GRANTED, "request"]] = True
    return found


def expected(cars: int, sample: Sample) -> NDArray[np.bool_]:
    """Return the same by counting cars; one that is left in a second is there for who comes in it."""
    there, out = at_first(cars), list[tuple[int, int]]()
    found = np.zeros(len(sample.start_s), dtype=bool)
    for customer, (start_s, end_s, station, destination) in enumerate(zip(*(c.tolist() for c in sample), strict=True)):
        while out and out[0][0] <= start_s:
            there[heapq.heappop(out)[1]] += 1
        if there[station]:
            there[station] -= 1
            heapq.heappush(out, (end_s, destination))
            found[customer] = True
    return found
