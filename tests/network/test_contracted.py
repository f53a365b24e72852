"""Hierarchies are made once, of the same streets only."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.kernels.hierarchy import contract
from simulator.network import contracted
from simulator.network.contracted import hierarchy_of
from simulator.network.routes import Routes
from simulator.network.streets import fastest_arcs
from tests.network.worlds import network_of


@pytest.fixture
def made(monkeypatch):
    """Return the hierarchies that are made, from a process that knows none."""
    hierarchies = []

    def make(*arrays):
        hierarchies.append(contract(*arrays))
        return hierarchies[-1]

    contracted._HIERARCHIES.clear()
    monkeypatch.setattr(contracted, "contract", make)
    yield hierarchies
    contracted._HIERARCHIES.clear()


def roads(seconds=(10, 20, 30), order=(0, 1, 2, 3)):
    streets = [(k, k + 1, 100, time, False) for k, time in enumerate(seconds)]
    return fastest_arcs(network_of([0, 0.01, 0.02, 0.03], [0] * 4, streets), np.array(order, dtype=np.int32))


def test_the_same_streets_are_contracted_once(made):
    assert hierarchy_of(roads()) is hierarchy_of(roads())
    network = network_of([0, 0.01], [0, 0], [(0, 1, 100, 10, False)])
    ways = [next(iter(Routes(network).paths([(0, 1)]))).tolist() for _ in range(2)]
    assert ways == [[0], [0]]
    assert len(made) == 2


@pytest.mark.parametrize("other", [{"seconds": (10, 20, 31)}, {"order": (1, 0, 2, 3)}, {"seconds": (10, 20)}])
def test_other_streets_have_a_hierarchy_of_their_own(made, other):
    first, second = hierarchy_of(roads()), hierarchy_of(roads(**other))
    assert len(made) == 2
    for found, streets in ((first, roads()), (second, roads(**other))):
        expected = contract(streets.offsets, streets.head, streets.time_ms)
        assert all(np.array_equal(one, two) for one, two in zip(found, expected, strict=True))
