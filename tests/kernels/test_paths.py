from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from simulator.kernels.paths import fastest_path, new_scratch
from simulator.kernels.times import Times


def table(seconds: np.ndarray) -> Times:
    return Times(seconds, seconds.T.copy(), np.zeros(len(seconds), np.int16), np.zeros((1, 1), np.uint16), 1)


def path_between(*arrays_and_ends) -> list[int]:
    nodes = fastest_path(*arrays_and_ends)
    return arrays_and_ends[4].found[:nodes].tolist()


def grid(side: int, seed: int):
    """A grid of streets with random whole milliseconds, as sorted arrays and as a networkx graph."""
    rng = np.random.default_rng(seed)
    plain = nx.convert_node_labels_to_integers(nx.grid_2d_graph(side, side), ordering="sorted").to_directed()
    graph = nx.DiGraph()
    graph.add_nodes_from(plain)
    graph.add_edges_from(sorted((a, b, {"ms": int(rng.integers(1, 20_000))}) for a, b in plain.edges))
    arcs = sorted((a, b, ms) for a, b, ms in graph.edges(data="ms"))
    tail, head, ms = (np.array(column, dtype=np.int32) for column in zip(*arcs, strict=True))
    offsets = np.searchsorted(tail, np.arange(side * side + 1)).astype(np.int32)
    exact = dict(nx.all_pairs_dijkstra_path_length(graph, weight="ms"))
    seconds = np.array([[-(-exact[a][b] // 1000) for b in graph] for a in graph], dtype=np.uint16)
    return graph, exact, (offsets, head, ms, table(seconds), new_scratch(side * side, len(head)))


@pytest.mark.parametrize("seed", range(3))
def test_paths_on_a_grid_are_exact(seed):
    graph, exact, arrays = grid(7, seed)
    for origin in range(0, 49, 5):
        for destination in range(49):
            path = path_between(*arrays, origin, destination)
            assert nx.path_weight(graph, path, "ms") == exact[origin][destination]


def test_guide_does_not_change_the_path():
    """The matrix only narrows the search: with a matrix of zeros, which narrows nothing, the path is the same."""
    _, _, (offsets, head, ms, *_, scratch) = grid(7, 5)
    ms = (ms // 5000 + 1).astype(np.int32)  # many ties
    graph = nx.DiGraph()
    for tail in range(49):
        graph.add_weighted_edges_from((tail, int(head[a]), int(ms[a])) for a in range(offsets[tail], offsets[tail + 1]))
    exact = dict(nx.all_pairs_dijkstra_path_length(graph))
    seconds = np.array([[-(-exact[a][b] // 1000) for b in range(49)] for a in range(49)], dtype=np.uint16)
    nothing = np.zeros_like(seconds)
    for origin in range(49):
        for destination in range(49):
            guided = path_between(offsets, head, ms, table(seconds), scratch, origin, destination)
            free = path_between(offsets, head, ms, table(nothing), scratch, origin, destination)
            assert guided == free


def test_no_way():
    offsets, head, ms = np.array([0, 1, 1], np.int32), np.array([1], np.int32), np.array([1000], np.int32)
    seconds = np.array([[0, 1], [65_535, 0]], dtype=np.uint16)
    arrays = (offsets, head, ms, table(seconds), new_scratch(2, 1))
    assert path_between(*arrays, 0, 1) == [0, 1]
    assert path_between(*arrays, 1, 0) == []
