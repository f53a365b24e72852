"""Time of one exact best insertion in the middle of a day, beside a calibration measured in the same run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.speed.calibration import calibrate
from benchmarks.speed.rural_graph import rural_graph
from benchmarks.speed.workload import Case, make_world
from simulator.dispatch import insertion
from simulator.engine.simulation import simulate
from simulator.kernels.search import best_insertion
from simulator.network.travel_times import build_travel_times

NODES = 2_000
REQUESTS_PER_VEHICLE = 40


def arguments_in_the_middle(vehicles: int, cache: Path) -> tuple[Any, ...]:
    """Simulate a day and keep what the search was asked halfway through it."""
    network = rural_graph(NODES)
    case = Case("kernel", vehicles, REQUESTS_PER_VEHICLE * vehicles, NODES)
    world = make_world(case, network, build_travel_times(network, cache))
    asked: list[tuple[Any, ...]] = []

    def listen(*arguments: Any) -> Any:
        asked.append(())
        if len(asked) == case.requests // 2:
            asked[-1] = tuple(np.copy(a) if isinstance(a, np.ndarray) else a for a in arguments)
        return best_insertion(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(insertion, "best_insertion", listen)
        simulate(world)
    return asked[case.requests // 2 - 1]


@pytest.mark.parametrize("vehicles", [12, 100, 1000])
def test_best_insertion(benchmark, vehicles: int, tmp_path: Path) -> None:
    arguments = arguments_in_the_middle(vehicles, tmp_path)
    best_insertion(*arguments)
    found = benchmark(best_insertion, *arguments)
    assert found.vehicle < vehicles


def test_calibration(benchmark) -> None:
    benchmark(calibrate)
