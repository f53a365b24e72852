"""Time of one exact best insertion, beside a calibration loop measured in the same run."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.insertion import best_insertion
from simulator.kernels.jit import jit

NODES = 2_000
WEIGHTS = np.array([1000, 1000, 500], dtype=np.int64)


@jit
def calibration(values: np.ndarray) -> int:
    """Follow a chain of dependent memory look-ups: what the insertion does most."""
    position = 0
    for _ in range(100_000):
        position = values[position]
    return position


def fleet_with_plans(vehicles: int) -> tuple[Plans, np.ndarray]:
    """A fleet of minibuses in the middle of a day, and a request for it; distances as on a plane."""
    random = np.random.default_rng(1)
    place = random.uniform(0, 30_000, (NODES, 2))
    metres = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    seconds = np.ceil(metres / 15).astype(np.uint16)
    plans = Plans(seconds, vehicles)
    for vehicle in range(vehicles):
        plans.enter(vehicle, int(random.integers(NODES)), 0, 80_000, (8, 1, 0, f.FOREVER))
    everyone = np.arange(vehicles, dtype=np.int32)
    for number in range(3 * vehicles):
        what = request(random)
        _, vehicle, i, j = best_insertion(plans.array, plans.vehicles, seconds, what, WEIGHTS, everyone, 0)
        if vehicle >= 0:
            plans.insert(vehicle, i, j, number, what, 0)
    return plans, request(random)


def request(random: np.random.Generator) -> np.ndarray:
    what = np.zeros(f.REQUEST_FIELDS, dtype=np.int64)
    what[[f.REQ_PICKUP_NODE, f.REQ_DROPOFF_NODE]] = random.integers(0, NODES, 2)
    what[f.REQ_READY] = random.integers(0, 3600)
    what[f.REQ_LATEST_PICKUP] = what[f.REQ_READY] + 1200
    what[f.REQ_LATEST_DROPOFF] = f.FOREVER
    what[f.REQ_MAX_RIDE] = 3000
    what[[f.REQ_PICKUP_DWELL, f.REQ_DROPOFF_DWELL]] = 60
    what[f.REQ_SIZE] = what[f.REQ_LOAD] = what[f.REQ_LOAD + 3] = 1
    return what


@pytest.mark.parametrize("vehicles", [12, 100, 1000])
def test_best_insertion(benchmark, vehicles: int) -> None:
    plans, what = fleet_with_plans(vehicles)
    everyone = np.arange(vehicles, dtype=np.int32)
    found = benchmark(best_insertion, plans.array, plans.vehicles, plans.seconds, what, WEIGHTS, everyone, 0)
    assert found[1] >= 0


def test_calibration(benchmark) -> None:
    values = np.random.default_rng(1).permutation(1_000_000)
    benchmark(calibration, values)
