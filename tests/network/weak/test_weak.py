"""Closing links on paper: by hand on five nodes, and against closing each with networkx on drawn graphs."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from simulator.network.graph import RoadNetwork
from simulator.network.weak.harm import Drives, harm_of_closing, harm_of_links
from simulator.network.weak.links import Links, links_of
from simulator.network.weak.pairs import worst_pairs
from simulator.network.weak.redundancy import only_ways, ways_to_centres
from tests.worlds import network_of

MIN = 60_000
CUT_OFF = 180.0


def network(streets: list[tuple[int, int, float]], nodes: int) -> RoadNetwork:
    """Return a network of streets (from, to, minutes) at 60 km/h: a minute is a kilometre."""
    return network_of([(u, v, 1000 * minutes) for u, v, minutes in streets], nodes)


def number_of(links: Links, one: int, other: int) -> int:
    """Return the link between two nodes."""
    ends = {
        frozenset((links.node[a], links.node[b])): n
        for n, (a, b) in enumerate(zip(links.tail, links.head, strict=True))
    }
    return ends[frozenset((one, other))]


@pytest.fixture
def five() -> tuple[Links, Drives]:
    """Return five nodes: a ring 0-1-2-3 of 1, 2, 3 and 4 minutes, and 4 behind 0; drives 4-0 (3), 1-2 (2), 0-3 (1)."""
    links = links_of(network([(0, 1, 1), (1, 2, 2), (2, 3, 3), (3, 0, 4), (0, 4, 5)], 5), range(5))
    weight = np.zeros((5, 5))
    weight[4, 0], weight[1, 2], weight[0, 3] = 3, 2, 1
    return links, Drives(np.arange(5), weight)


def test_importance_on_five_nodes_by_hand(five: tuple[Links, Drives]) -> None:
    links, drives = five
    harm = harm_of_links(links, drives)
    longer = {ends: harm.longer_ms[number_of(links, *ends)].sum() / MIN for ends in ((0, 1), (1, 2), (2, 3), (3, 0))}
    # 1-2 takes 2; without its own road 1-0-3-2, 8. 0-3 takes 4, without its own road 0-1-2-3, 6.
    assert longer == {(0, 1): 0.0, (1, 2): 2 * (8 - 2), (2, 3): 0.0, (3, 0): 1 * (6 - 4)}
    behind = number_of(links, 0, 4)
    assert (harm.cut[behind].sum(), harm.longer_ms[behind].sum()) == (3, 0)
    assert harm.cut.sum() == 3
    minutes = harm.minutes(drives, CUT_OFF)
    assert minutes[number_of(links, 1, 2)] == 12 / 6
    assert minutes[behind] == 3 * CUT_OFF / 6


def test_what_places_lose_adds_up(five: tuple[Links, Drives]) -> None:
    links, drives = five
    harm = harm_of_links(links, drives)
    by_place = harm.longer_ms[number_of(links, 1, 2)] / MIN
    assert by_place.tolist() == [0, 12, 0, 0, 0]
    longer_ms, cut = harm_of_closing(links, drives, [number_of(links, 1, 2)])
    assert (longer_ms / MIN, cut) == (by_place.sum(), 0)


def test_parallel_roads_cost_their_difference() -> None:
    links = links_of(network([(0, 1, 3), (0, 1, 5)], 2), [0, 1])
    drives = Drives(np.array([0, 1]), np.array([[0.0, 4.0], [0.0, 0.0]]))
    harm = harm_of_links(links, drives)
    assert sorted((harm.longer_ms.sum(axis=1) / MIN).tolist()) == [0, 4 * (5 - 3)]
    assert not harm.cut.any()
    assert len(only_ways(links)[0]) == 0
    assert ways_to_centres(links, np.array([0]), np.array([1]))[1].tolist() == [2]


def drawn(seed: int) -> tuple[Links, Drives, nx.MultiGraph]:
    """Return links with drives between some of their nodes, and the same as a graph of networkx."""
    random = np.random.default_rng(seed)
    nodes = int(random.integers(4, 12))
    tree = [(int(random.integers(0, node)), node) for node in range(1, nodes)]
    more = [tuple(random.choice(nodes, 2, replace=False).tolist()) for _ in range(int(random.integers(0, nodes)))]
    streets = [(u, v, float(random.integers(1, 9))) for u, v in (*tree, *more)]
    links = links_of(network(streets, nodes), range(nodes))
    weight = random.integers(0, 3, (nodes, nodes)) * (1 - np.eye(nodes))
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(nodes))
    for number, (u, v) in enumerate(zip(links.tail.tolist(), links.head.tolist(), strict=True)):
        graph.add_edge(u, v, key=number, weight=links.there_ms[number])
    return links, Drives(np.arange(nodes), weight.astype(np.float64)), graph


def brute(graph: nx.MultiGraph, drives: Drives, closed: tuple[int, ...]) -> tuple[float, float]:
    """Return what closing links does, by Dijkstra on the graph without them."""
    left = graph.copy()
    left.remove_edges_from([(u, v, key) for u, v, key in graph.edges(keys=True) if key in closed])
    before, after = (dict(nx.all_pairs_dijkstra_path_length(its)) for its in (graph, left))
    pairs = [(i, j) for i, j in zip(*np.nonzero(drives.weight), strict=True)]
    longer = sum(drives.weight[i, j] * (after[i][j] - before[i][j]) for i, j in pairs if j in after[i])
    return longer, sum(drives.weight[i, j] for i, j in pairs if j not in after[i])


@pytest.mark.parametrize("seed", range(12))
def test_each_link_as_by_closing_it(seed: int) -> None:
    links, drives, graph = drawn(seed)
    harm = harm_of_links(links, drives)
    for link in range(len(links)):
        assert (harm.longer_ms[link].sum(), harm.cut[link].sum()) == brute(graph, drives, (link,))
    assert {frozenset(ends) for ends in nx.bridges(nx.Graph(graph)) if graph.number_of_edges(*ends) == 1} == {
        frozenset((int(links.tail[link]), int(links.head[link]))) for link in only_ways(links)[0]
    }
    assert only_ways(links)[0].tolist() == [
        link for link in range(len(links)) if not nx.is_connected(nx.MultiGraph(_without(graph, link)))
    ]


@pytest.mark.parametrize("seed", range(8))
def test_nodes_that_part_the_network_by_taking_each_out(seed: int) -> None:
    links, _, graph = drawn(seed)
    whole = nx.number_connected_components(graph)
    parting = [
        node for node in range(len(links.node))
        if nx.number_connected_components(graph.subgraph(set(graph) - {node})) > whole
    ]  # fmt: skip
    assert only_ways(links)[1].tolist() == parting


def test_the_corner_of_a_ring_with_somebody_behind_parts_it(five: tuple[Links, Drives]) -> None:
    assert [five[0].node[at] for at in only_ways(five[0])[1]] == [0]


def _without(graph: nx.MultiGraph, link: int) -> nx.MultiGraph:
    left = graph.copy()
    left.remove_edges_from([(u, v, key) for u, v, key in graph.edges(keys=True) if key == link])
    return left


@pytest.mark.parametrize("seed", range(6))
def test_ways_without_a_common_road_are_those_of_networkx(seed: int) -> None:
    links, drives, graph = drawn(seed)
    centre, ways, best_ms = ways_to_centres(links, drives.place, np.array([0]))
    unit = nx.Graph()
    for u, v in graph.edges():
        unit.add_edge(u, v, capacity=graph.number_of_edges(u, v))
    far = nx.single_source_dijkstra_path_length(graph, 0)
    for place in range(1, len(drives.place)):
        assert ways[place] == nx.maximum_flow_value(unit, place, 0)
        assert best_ms[place] == far[place]
    assert (ways[0], centre.tolist()) == (0, [0] * len(drives.place))


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_what_closing_both_does_and_none_can_be_exchanged(seed: int) -> None:
    links, drives, graph = drawn(seed)
    weight = drives.weight.sum()
    harm = harm_of_links(links, drives).minutes(drives, CUT_OFF)
    among = np.ones(len(links), dtype=bool)
    found = worst_pairs(links, drives, among, [int(np.argmax(harm))], CUT_OFF)
    by_hand = {}
    for pair in combinations(range(len(links)), 2):
        longer, cut = brute(graph, drives, pair)
        by_hand[pair] = (longer / MIN + CUT_OFF * cut) / weight
    for one, other, minutes in found:
        assert minutes == pytest.approx(by_hand[one, other])
        assert minutes >= max(by_hand[pair] for pair in by_hand if one in pair or other in pair) - 1e-9


def test_streets_in_a_row_are_one_link_unless_somebody_lives_there() -> None:
    streets = [(0, 1, 1.0), (1, 2, 2.0), (2, 3, 4.0)]
    assert links_of(network(streets, 4), []).there_ms.tolist() == [7 * MIN]
    parted = links_of(network(streets, 4), [2])
    assert sorted(parted.there_ms.tolist()) == [3 * MIN, 4 * MIN]
    assert sorted(parted.streets) == [(0, 1), (2,)]
