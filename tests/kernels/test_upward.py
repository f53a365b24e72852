from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings

from simulator.kernels.hierarchy import FAR, contract
from simulator.kernels.upward import new_searches, path_between
from tests.kernels.road_graphs import NO_WAY, csr, exact_times, odd_graphs, planar


def time_along(graph, path) -> int:
    """The time of a path, over the fastest of parallel arcs; fails where there is no arc."""
    offsets, head, ms = graph
    total = 0
    for tail, tip in pairwise(path):
        arcs = range(offsets[tail], offsets[tail + 1])
        total += min(int(ms[arc]) for arc in arcs if head[arc] == tip)
    return total


def check(graph, origins, destinations):
    hierarchy = contract(*graph)
    nodes = len(graph[0]) - 1
    exact = exact_times(graph)
    searches = new_searches(nodes)
    for destination in destinations:
        for origin in origins:
            path = path_between(hierarchy, searches, origin, destination)
            assert path.dtype == np.int32
            if exact[origin, destination] == NO_WAY:
                assert len(path) == 0
                continue
            assert (path[0], path[-1]) == (origin, destination)
            assert len(set(path.tolist())) == len(path)
            assert time_along(graph, path.tolist()) == exact[origin, destination]
    assert (searches.forward == FAR).all()
    assert (searches.backward == FAR).all()


@given(odd_graphs())
@settings(max_examples=60)
def test_odd_graphs(graph):
    nodes = len(graph[0]) - 1
    check(graph, range(nodes), range(nodes))


def test_planar_graph():
    check(planar(400, 7), range(0, 400, 23), range(5, 400, 31))


def test_roads_of_no_length_do_not_lead_in_circles():
    arcs = [(a, b, 0) for a in range(12) for b in ((a + 1) % 12, (a + 5) % 12, (a - 1) % 12)]
    check(csr(12, arcs), range(12), range(12))


def test_path_depends_on_the_graph_only():
    graph = planar(100, 8)
    one, two = contract(*graph), contract(*graph)
    searches, fresh = new_searches(100), new_searches(100)
    for origin in range(0, 100, 7):
        path_between(one, searches, 99 - origin, origin)
        path = path_between(one, searches, origin, 50)
        assert path.tolist() == path_between(two, fresh, origin, 50).tolist()
