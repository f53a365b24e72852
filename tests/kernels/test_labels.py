from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from simulator.kernels.hierarchy import contract
from simulator.kernels.labels import IN, OUT, SPREAD, label_ms, labels_of, longest_ms, make_labels
from simulator.kernels.labels import longest_bound_ms as bound_ms
from tests.kernels.road_graphs import NO_WAY, csr, exact_times, odd_graphs, planar


def all_times(labels, count: int, side: int) -> np.ndarray:
    """What the labels say of all pairs of places, [from, to], with the list of one or the other spread."""
    found = [[label_ms(labels, a, b, side) for b in range(count)] for a in range(count)]
    times = np.array(found, dtype=np.int64).reshape(count, count)
    times[times < 0] = NO_WAY
    return times.T if side == IN else times


def check(graph, places: np.ndarray) -> None:
    labels = make_labels(contract(*graph))
    exact = exact_times(graph)
    for side in (OUT, IN):
        assert (all_times(labels, len(exact), side) == exact).all()
        assert (all_times(labels_of(labels, places), len(places), side) == exact[np.ix_(places, places)]).all()
    longest = exact[exact < NO_WAY].max(initial=0)
    assert longest_ms(labels) == longest
    assert longest <= bound_ms(labels, len(exact)) <= 2 * longest


@given(odd_graphs())
@settings(max_examples=60)
def test_odd_graphs(graph):
    check(graph, np.arange(0, len(graph[0]) - 1, 2, dtype=np.int32)[::-1].copy())


@pytest.mark.parametrize("nodes", [1, 2, SPREAD, SPREAD + 1])
def test_few_nodes_in_a_row(nodes):
    arcs = [(node, node + 1, 1000 + node) for node in range(nodes - 1)]
    check(csr(nodes, arcs), np.arange(nodes, dtype=np.int32))


def test_planar_graph():
    graph = planar(150, 7)
    check(graph, np.arange(0, 150, 7, dtype=np.int32))
    labels, exact = make_labels(contract(*graph)), exact_times(graph)
    assert len(labels.hubs) < 0.3 * exact.size
