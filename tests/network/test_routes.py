"""The streets of many ways, found at once, are those found way by way."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.kernels.hierarchy import contract
from simulator.kernels.upward import new_searches, path_between
from simulator.network.routes import Routes
from tests.worlds import network_of

NODES = 14


@pytest.mark.parametrize("seed", range(25))
def test_ways_found_at_once_are_those_found_one_by_one(seed: int) -> None:
    random = np.random.default_rng(seed)
    edges = [
        (int(a), int(b), float(random.integers(100, 900))) for a, b in random.integers(0, NODES, (18, 2)) if a != b
    ]
    routes = Routes(network_of(edges, NODES))
    streets = routes.streets
    hierarchy = contract(streets.offsets, streets.head, streets.time_ms)
    pairs = [tuple(pair) for pair in random.integers(0, NODES, (int(random.integers(0, 60)), 2)).tolist()]
    ways = list(routes.paths(iter(pairs)))
    assert len(ways) == len(pairs)
    for (origin, destination), way in zip(pairs, ways, strict=True):
        nodes = path_between(hierarchy, new_searches(NODES), origin, destination).tolist()
        assert streets.tail[way].tolist() == nodes[:-1]
        assert streets.head[way].tolist() == nodes[1:]


def test_by_hand_there_and_back_nowhere_and_not_at_all() -> None:
    routes = Routes(network_of([(0, 1, 100.0), (1, 2, 100.0)], 4))
    ways = routes.paths([(0, 2), (3, 3), (0, 3), (2, 1), (0, 2)])
    assert [routes.streets.head[way].tolist() for way in ways] == [[1, 2], [], [], [1], [1, 2]]
