from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from simulator.kernels.hierarchy import FAR, contract
from tests.kernels.road_graphs import NO_WAY, csr, exact_times, odd_graphs, planar


def arcs_of(hierarchy):
    """All arcs by rank as (tail, head): (ms, middle)."""
    ranks = np.arange(len(hierarchy.rank))
    up_tail = np.repeat(ranks, np.diff(hierarchy.up_offsets))
    down_head = np.repeat(ranks, np.diff(hierarchy.down_offsets))
    up = zip(up_tail, hierarchy.up_head, hierarchy.up_ms, hierarchy.up_middle, strict=True)
    down = zip(hierarchy.down_tail, down_head, hierarchy.down_ms, hierarchy.down_middle, strict=True)
    rows = [tuple(int(x) for x in row) for row in (*up, *down)]
    arcs = {(tail, head): (ms, middle) for tail, head, ms, middle in rows}
    assert len(arcs) == len(rows)
    return arcs


def check(graph):
    hierarchy = contract(*graph)
    nodes = len(graph[0]) - 1
    assert sorted(hierarchy.rank.tolist()) == list(range(nodes))
    assert (hierarchy.node_of_rank[hierarchy.rank] == np.arange(nodes)).all()
    assert all(array.dtype == np.int32 for array in hierarchy)
    assert (hierarchy.up_head > np.repeat(np.arange(nodes), np.diff(hierarchy.up_offsets))).all()
    assert (hierarchy.down_tail > np.repeat(np.arange(nodes), np.diff(hierarchy.down_offsets))).all()
    offsets, head, ms = graph
    fastest: dict[tuple[int, int], int] = {}
    for node in range(nodes):
        for arc in range(offsets[node], offsets[node + 1]):
            ends = (int(hierarchy.rank[node]), int(hierarchy.rank[head[arc]]))
            fastest[ends] = min(fastest.get(ends, FAR), int(ms[arc]))
    arcs = arcs_of(hierarchy)
    for (tail, tip), (time, middle) in arcs.items():
        if middle < 0:
            assert fastest[tail, tip] == time
        else:
            assert middle < min(tail, tip)
            assert arcs[tail, middle][0] + arcs[middle, tip][0] == time
    return hierarchy, arcs


@given(odd_graphs())
@settings(max_examples=80)
def test_every_fastest_way_climbs_then_descends(graph):
    hierarchy, arcs = check(graph)
    nodes = len(graph[0]) - 1
    climb = csr(nodes, [(a, b, ms) for (a, b), (ms, _) in arcs.items() if a < b])
    descend = csr(nodes, [(a, b, ms) for (a, b), (ms, _) in arcs.items() if a > b])
    both = (exact_times(climb)[:, :, None] + exact_times(descend)[None]).min(axis=1)
    both[both >= FAR] = NO_WAY
    by_node = both[np.ix_(hierarchy.rank, hierarchy.rank)]
    assert (by_node == exact_times(graph)).all()


def test_planar_graph_needs_few_shortcuts():
    graph = planar(400, 1)
    hierarchy, _ = check(graph)
    assert len(hierarchy.up_head) + len(hierarchy.down_tail) < 3 * len(graph[1])


def test_two_builds_are_equal():
    graph = planar(150, 2)
    for one, two in zip(contract(*graph), contract(*graph), strict=True):
        assert (one == two).all()


def test_many_neighbours():
    """A node with more neighbours than anything was set up for, and enough ways for full scratch arrays."""
    star = [(0, leaf, leaf) for leaf in range(1, 40)] + [(leaf, 0, 1) for leaf in range(1, 40)]
    check(csr(40, star))
    check(csr(20, [(a, b, (a * 7 + b * 5) % 11) for a in range(20) for b in range(20)]))


def test_no_nodes_and_no_arcs():
    check(csr(0, []))
    hierarchy, arcs = check(csr(3, []))
    assert hierarchy.rank.tolist() == [0, 1, 2]
    assert arcs == {}
