"""Ways along all streets in both directions, beside another program's search, to the last digit."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from simulator.network.both_ways import shortest_m
from simulator.network.graph import RoadNetwork
from tests.network.worlds import network_of

Street = tuple[int, int, float, float, bool]


def drawn_network(random: np.random.Generator, junctions: int) -> RoadNetwork:
    """Return a network of streets of several pieces: dead ends, rings, parallel streets, a part of its own."""
    streets: list[Street] = []
    nodes = junctions + 2
    streets.append((junctions, junctions + 1, 40.0, 4, False))  # reached from nowhere else
    for _ in range(2 * junctions):
        one, other = random.integers(0, junctions, 2).tolist()
        on_the_way = list(range(nodes, nodes + int(random.integers(0, 5))))
        nodes += len(on_the_way)
        ends = [one, *on_the_way, other]
        if len(ends) == 2 and one == other:
            continue
        for u, v in pairwise(ends):
            streets.append((u, v, float(random.choice([0.1, 0.3, 7.7, random.uniform(0, 50)])), 5, False))
    return network_of(random.uniform(0, 1, nodes).tolist(), random.uniform(0, 1, nodes).tolist(), streets)


@pytest.mark.parametrize("seed", range(12))
def test_lengths_are_those_of_another_search(seed: int) -> None:
    random = np.random.default_rng(seed)
    network = drawn_network(random, int(random.integers(1, 12)))
    nodes = np.arange(network.node_count)
    origin, destination = (ends.ravel().astype(np.int32) for ends in np.meshgrid(nodes, nodes))
    mixed = random.permutation(len(origin))
    table = np.zeros((len(nodes), len(nodes)))
    for tail, head, metres in zip(network.tail, network.head, network.length_m, strict=True):
        if tail != head and (table[tail, head] == 0 or metres < table[tail, head]):
            table[tail, head] = max(metres, 1e-3)
    expected = dijkstra(csr_array(table), directed=False)
    found = shortest_m(network, origin[mixed], destination[mixed])
    assert found.tolist() == expected[origin[mixed], destination[mixed]].tolist()
    assert np.isinf(found).any()


def test_nobody_asks() -> None:
    network = network_of([0, 1], [0, 0], [(0, 1, 100.0, 10, False)])
    assert not len(shortest_m(network, *(np.zeros(0, dtype=np.int32),) * 2))
