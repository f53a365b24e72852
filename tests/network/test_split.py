"""Places on streets become nodes: what lies between them is what the street takes, and nothing else changes."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels.layout import LEG_METRES, LEG_TIME
from simulator.network.added_nodes import extend_travel_times
from simulator.network.changes import RoadChange, open_rows, with_changes
from simulator.network.edge_table import edge_table_problems, line_bytes
from simulator.network.graph import RoadNetwork, make_network
from simulator.network.snapping import Cuts, StreetSnapper
from simulator.network.split import split_network
from simulator.network.travel_times import NO_WAY, build_travel_times
from tests.network.worlds import DEGREE_M, network_of

NORTH_M = 1 / DEGREE_M  # degrees of latitude


def by_hand(network: RoadNetwork, cuts: Cuts, least_ms: int = 0) -> nx.MultiDiGraph:
    """Return the roads as a graph in which each street is a chain over the places on it.

    least_ms: what a piece takes at least, on streets that have become faster since the places were put on them.
    """
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.node_count + len(cuts.node)))
    for row, street in enumerate(network.edges.itertuples()):
        whole_ms = max(1, math.floor(street.travel_time * 1000 + 0.5))
        on_it = sorted((share, node) for edge, share, node in zip(*cuts[:3], strict=True) if edge == row)
        stations = [(0, street.u), *((math.floor(s * whole_ms + 0.5), n) for s, n in on_it), (whole_ms, street.v)]
        for (start, a), (end, b) in itertools.pairwise(stations):
            ms = max(least_ms, end - start)
            graph.add_edge(a, b, ms=ms)
            if not street.oneway:
                graph.add_edge(b, a, ms=ms)
    return graph


@st.composite
def bent_networks(draw) -> RoadNetwork:
    """Up to seven nodes on a plane of a few kilometres; loops, parallels, one-ways, bends, streets without length."""
    nodes = draw(st.integers(1, 7))
    degrees = st.integers(0, 30).map(lambda n: n * 0.001)
    lon = [12 + draw(degrees) for _ in range(nodes)]
    lat = [53 + draw(degrees) for _ in range(nodes)]
    node = st.integers(0, nodes - 1)
    seconds = st.one_of(st.integers(0, 2).map(float), st.floats(0, 600, allow_nan=False))
    streets = draw(st.lists(st.tuples(node, node, seconds, st.booleans()), min_size=1, max_size=12))
    bends = [[(12 + draw(degrees), 53 + draw(degrees)) for _ in range(draw(st.integers(0, 2)))] for _ in streets]
    network = network_of(lon, lat, [(u, v, 1000.0 * (1 + k), s, o) for k, (u, v, s, o) in enumerate(streets)])
    shapes = [
        line_bytes([(lon[u], lat[u]), *bend, (lon[v], lat[v])])
        for (u, v, _, _), bend in zip(streets, bends, strict=True)
    ]
    return make_network("bent", lon, lat, network.edges.assign(geometry=pd.Series(shapes, dtype=object)))


@settings(max_examples=150)
@given(data=st.data())
def test_drives_between_places_on_streets_are_those_of_the_cut_graph(data, tmp_path_factory) -> None:
    network = data.draw(bent_networks())
    degrees = st.floats(-0.002, 0.032)
    places = data.draw(st.lists(st.tuples(degrees, degrees), min_size=1, max_size=8))
    lon, lat = 12 + np.array(places).T[0], 53 + np.array(places).T[1]
    snapper = StreetSnapper(network)
    some = data.draw(st.integers(0, len(places)))
    snapper.snap(lon[:some], lat[:some])
    lasting = snapper.cuts()
    nodes = snapper.snap(lon, lat)[0]
    cuts = snapper.cuts()
    roads = split_network(network, cuts)
    before = build_travel_times(split_network(network, lasting), tmp_path_factory.mktemp("cache"))
    times = extend_travel_times(before, roads)
    graph = by_hand(network, cuts)
    assert graph.number_of_nodes() == roads.node_count == len(times.places)
    assert nodes.max() < roads.node_count
    assert not edge_table_problems(roads.edges, roads.node_count)
    for origin in range(roads.node_count):
        exact = nx.single_source_dijkstra_path_length(graph, origin, weight="ms")
        for destination in range(roads.node_count):
            leg = times.leg(origin, destination)
            if destination not in exact:
                assert times.between(origin, destination) == NO_WAY
                assert leg.shape[1] == 0
            else:
                assert times.between(origin, destination) == -(-exact[destination] // 1000) == leg[LEG_TIME, -1]
    full = build_travel_times(roads, tmp_path_factory.mktemp("full"))
    everywhere = np.arange(roads.node_count, dtype=np.int32)
    pairs = everywhere[:, None], everywhere[None, :]
    np.testing.assert_array_equal(times.direct_s(*pairs), full.direct_s(*pairs))
    assert times.table.unit_s == full.table.unit_s
    _check_bounds(times.table)
    searched = extend_travel_times(build_travel_times(split_network(network, lasting), how="search"), roads)
    assert searched.has_table == (len(before.places) == roads.node_count == 0)
    assert (searched.places == times.places).all()
    assert (searched.table.cell == times.table.cell).all()
    assert (searched.table.least == times.table.least).all()
    np.testing.assert_array_equal(searched.direct_s(*pairs), full.direct_s(*pairs))


def _check_bounds(table) -> None:
    """No drive is shorter than the bound between its cells, and the transpose is one."""
    bound = table.least[np.ix_(table.cell, table.cell)].T
    assert (table.seconds >= bound).all()
    np.testing.assert_array_equal(table.to_seconds, table.seconds.T)


@settings(max_examples=100)
@given(data=st.data())
def test_pieces_look_like_their_street(data) -> None:
    network = data.draw(bent_networks())
    degrees = st.floats(-0.002, 0.032)
    places = np.array(data.draw(st.lists(st.tuples(degrees, degrees), min_size=1, max_size=8)))
    snapper = StreetSnapper(network)
    snapper.snap(12 + places[:, 0], 53 + places[:, 1])
    cuts = snapper.cuts()
    edges = split_network(network, cuts).edges
    roads = split_network(network, cuts)
    pieces = iter(edges.itertuples())
    for row, street in enumerate(network.edges.itertuples()):
        parts = [next(pieces) for _ in range(1 + int((cuts.edge == row).sum()))]
        assert sum(p.length for p in parts) == pytest.approx(street.length, rel=1e-12)
        assert (parts[0].u, parts[-1].v) == (street.u, street.v)
        assert all(p.v == q.u for p, q in itertools.pairwise(parts))
        drawn = [shapely.from_wkb(p.geometry) for p in parts]
        assert sum(line.length for line in drawn) == pytest.approx(shapely.from_wkb(street.geometry).length, abs=1e-7)
        for part, line in zip(parts, drawn, strict=True):
            ends = [(roads.lon[n], roads.lat[n]) for n in (part.u, part.v)]
            np.testing.assert_allclose([line.coords[0], line.coords[-1]], ends, atol=1e-12)


@settings(max_examples=100)
@given(data=st.data())
def test_closed_and_slower_streets_are_so_in_all_their_pieces(data, tmp_path_factory) -> None:
    network = data.draw(bent_networks())
    degrees = st.floats(-0.002, 0.032)
    places = np.array(data.draw(st.lists(st.tuples(degrees, degrees), min_size=1, max_size=8)))
    edge = st.integers(0, len(network.edges) - 1)
    wanted = data.draw(st.lists(st.tuples(edge, st.sampled_from([0.0, 0.5, 0.93, 2.0])), max_size=4))
    changes = [RoadChange("works", np.array([row]), factor) for row, factor in wanted]
    snapper = StreetSnapper(network)
    snapper.snap(12 + places[:, 0], 53 + places[:, 1])
    cuts, rows = snapper.cuts(), open_rows(network, changes)
    changed = with_changes(network, changes)
    roads = split_network(changed, cuts, rows)
    times = extend_travel_times(build_travel_times(changed, tmp_path_factory.mktemp("cache")), roads)
    left = np.isin(cuts.edge, rows)
    moved = Cuts(np.searchsorted(rows, cuts.edge[left]), *(part[left] for part in cuts[1:]))
    graph = by_hand(changed, moved, least_ms=1)
    graph.add_nodes_from(range(roads.node_count))
    everyday = split_network(network, cuts)
    assert (everyday.lon.tolist(), everyday.lat.tolist()) == (roads.lon.tolist(), roads.lat.tolist())
    for origin in range(roads.node_count):
        exact = nx.single_source_dijkstra_path_length(graph, origin, weight="ms")
        for destination in range(roads.node_count):
            expected = -(-exact[destination] // 1000) if destination in exact else NO_WAY
            assert times.between(origin, destination) == expected


def long_road(*, oneway: bool = False) -> RoadNetwork:
    """5 km to the north in 300 s, with nothing between its ends."""
    return network_of([12.0, 12.0], [53.0, 53.0 + 5000 * NORTH_M], [(0, 1, 5000, 300, oneway)])


def test_two_places_on_one_street_by_hand(tmp_path) -> None:
    network = long_road()
    snapper = StreetSnapper(network)
    nodes, distance_m = snapper.snap([12.001, 12.0], 53 + np.array([4000, 1000]) * NORTH_M)
    assert nodes.tolist() == [2, 3]
    assert distance_m == pytest.approx([66.9, 0.0], abs=0.6)
    roads = split_network(network, snapper.cuts())
    assert roads.edges["length"].tolist() == pytest.approx([1000, 3000, 1000], abs=0.6)
    assert roads.edges[["u", "v"]].to_numpy().tolist() == [[0, 3], [3, 2], [2, 1]]
    times = build_travel_times(roads, tmp_path)
    assert (times.between(3, 2), times.between(2, 3), times.between(0, 2)) == (180, 180, 240)
    assert times.leg(2, 3)[LEG_METRES].tolist() == [0, 3000]


def test_against_a_one_way_street_there_is_no_short_cut(tmp_path) -> None:
    network = network_of(
        [12.0, 12.0, 12.05], [53.0, 53.0 + 5000 * NORTH_M, 53.02],
        [(0, 1, 5000, 300, True), (1, 2, 5000, 200, True), (2, 0, 5000, 100, True)],
    )  # fmt: skip
    snapper = StreetSnapper(network)
    snapper.snap([12.0, 12.0], 53 + np.array([1000, 4000]) * NORTH_M)
    times = build_travel_times(split_network(network, snapper.cuts()), tmp_path)
    assert times.between(3, 4) == 180
    assert times.between(4, 3) == 600 - 180
    assert times.path(4, 3).tolist() == [4, 1, 2, 0, 3]


def test_a_street_from_a_node_to_itself_leads_to_places_on_it(tmp_path) -> None:
    ring = [(12.0, 53.0), (12.02, 53.0), (12.02, 53.02), (12.0, 53.0)]
    network = network_of([12.0, 11.9], [53.0, 53.0], [(0, 0, 6000, 600, True), (0, 1, 7000, 50, False)])
    network = make_network(
        "ring", network.lon, network.lat,
        network.edges.assign(geometry=pd.Series([line_bytes(ring), network.edges["geometry"][1]], dtype=object)),
    )  # fmt: skip
    snapper = StreetSnapper(network)
    nodes = snapper.snap([12.02, 12.02], [53.001, 53.01])[0]
    times = build_travel_times(split_network(network, snapper.cuts()), tmp_path)
    there, further = times.between(0, nodes[0]), times.between(nodes[0], nodes[1])
    assert 0 < there < 300
    assert there + further + times.between(nodes[1], 0) == pytest.approx(600, abs=2)
    assert times.path(nodes[0], 1).tolist() == [nodes[0], nodes[1], 0, 1]


def test_the_slower_of_two_parallel_streets_is_driven_to_who_lives_there(tmp_path) -> None:
    bend = [(12.0, 53.0), (12.05, 53.02), (12.0, 53.0 + 5000 * NORTH_M)]
    edges = pd.concat([long_road().edges] * 2, ignore_index=True)
    edges.loc[1, ["length", "travel_time"]] = [9000.0, 900.0]
    edges["geometry"] = pd.Series([edges["geometry"][0], line_bytes(bend)], dtype=object)
    network = make_network("both", [12.0, 12.0], [53.0, bend[-1][1]], edges)
    snapper = StreetSnapper(network)
    (node,) = snapper.snap(12.05, 53.02)[0]
    times = build_travel_times(split_network(network, snapper.cuts()), tmp_path)
    assert times.path(0, 1).tolist() == [0, 1]
    assert times.between(0, node) + times.between(node, 1) == pytest.approx(900, abs=1)
    assert times.path(0, node).tolist() == [0, node]
