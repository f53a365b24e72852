from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import NetworkError
from simulator.kernels.layout import LEG_NODE, LEG_TIME, UNREACHABLE
from simulator.network import travel_times as module
from simulator.network.graph import RoadNetwork
from simulator.network.travel_times import NO_WAY, build_travel_times
from tests.network.worlds import network_of


def times_of(network, tmp_path):
    return build_travel_times(network, tmp_path)


def matrix(times):
    """Return the times between all nodes in the order of the nodes."""
    return times.table.seconds[np.ix_(times.location, times.location)]


def as_multigraph(network: RoadNetwork) -> nx.MultiDiGraph:
    """The slow and obvious version: every stored street, no sorting, no merging."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.node_count))
    for row in network.edges.itertuples():
        ms = max(1, math.floor(row.travel_time * 1000 + 0.5))
        graph.add_edge(row.u, row.v, ms=ms, metres=row.length)
        if not row.oneway:
            graph.add_edge(row.v, row.u, ms=ms, metres=row.length)
    return graph


def test_square_by_hand(square, tmp_path):
    times = times_of(square, tmp_path)
    assert matrix(times).tolist() == [[0, 10, 31, 30], [10, 0, 21, 36], [31, 21, 0, 15], [30, 40, 61, 0]]
    assert times.table.seconds.dtype == np.uint16
    assert times.table.seconds.flags.c_contiguous
    assert np.array_equal(times.table.to_seconds, times.table.seconds.T)


def test_parallel_streets_the_fastest_counts(square, tmp_path):
    times = times_of(square, tmp_path)
    assert times.length_m(0, 1) == 200
    assert times.path(0, 2).tolist() == [0, 1, 2]
    assert times.length_m(0, 2) == 500


def test_of_equally_fast_parallels_the_shorter_counts(tmp_path):
    network = network_of([0, 0.01], [0, 0], [(0, 1, 300, 10, False), (0, 1, 200, 10, False), (0, 1, 250, 10, False)])
    assert times_of(network, tmp_path).length_m(1, 0) == 200


def test_one_way_streets(square, tmp_path):
    times = times_of(square, tmp_path)
    assert times.path(2, 3).tolist() == [2, 3]
    assert times.path(3, 2).tolist() == [3, 0, 1, 2]


def test_edges_without_length(tmp_path):
    network = network_of([0, 0, 0.01], [0, 0, 0], [(0, 1, 0, 0, False), (1, 2, 100, 9.999, False)])
    times = times_of(network, tmp_path)
    assert matrix(times)[0].tolist() == [0, 1, 10]
    assert times.path(0, 2).tolist() == [0, 1, 2]
    assert times.length_m(0, 1) == 0


def test_several_components(tmp_path):
    network = network_of([0, 0.01, 1, 1.01], [0, 0, 0, 0], [(0, 1, 10, 5, False), (2, 3, 10, 5, True)])
    times = times_of(network, tmp_path)
    assert matrix(times)[0].tolist() == [0, 5, UNREACHABLE, UNREACHABLE]
    assert matrix(times)[3].tolist() == [UNREACHABLE, UNREACHABLE, UNREACHABLE, 0]
    assert times.path(0, 3).tolist() == []
    with pytest.raises(NetworkError, match="no way from node 0 to node 3"):
        times.length_m(0, 3)


def test_path_to_oneself(square, tmp_path):
    times = times_of(square, tmp_path)
    assert times.path(1, 1).tolist() == [1]
    assert times.length_m(1, 1) == 0


def test_equally_fast_paths_break_ties_by_node(tmp_path):
    # 0 to 5 over 1, 2, 3 or 4, ten seconds each leg; the streets are listed from the highest node down.
    streets = [(0, n, 100, 10, False) for n in (4, 3, 2, 1)] + [(n, 5, 100, 10, False) for n in (4, 3, 2, 1)]
    network = network_of([0.0] * 6, [0.0] * 6, streets)
    times = times_of(network, tmp_path)
    assert times.path(0, 5).tolist() == [0, 1, 5]
    assert times.path(5, 0).tolist() == [5, 1, 0]


def test_nodes_that_are_not_neighbours_are_no_path(square, tmp_path):
    with pytest.raises(ValueError, match="no road leads from node 0 straight to node 2"):
        times_of(square, tmp_path).streets.between(np.array([0]), np.array([2]))


def test_long_trips_get_a_coarser_unit(tmp_path):
    hours = 3600.0
    streets = [(0, 1, 1000, 10 * hours, False), (1, 2, 1000, 8 * hours + 2000, False), (2, 3, 1000, 1, True)]
    times = times_of(network_of([0, 0.1, 0.2, 0.3], [0, 0, 0, 0], streets), tmp_path)
    assert times.table.unit_s == 2
    assert matrix(times)[0].tolist() == [0, 18_000, 33_400, 33_401]
    assert (times.between(0, 2), times.between(0, 3), times.between(3, 0)) == (66_800, 66_802, NO_WAY)
    assert times.leg(0, 3)[LEG_TIME].tolist() == [0, 36_000, 66_800, 66_802]
    again = times_of(network_of([0, 0.1, 0.2, 0.3], [0, 0, 0, 0], streets), tmp_path)
    assert again.table.unit_s == 2


def test_longest_trip_in_whole_seconds(tmp_path):
    times = times_of(network_of([0, 0.1], [0, 0], [(0, 1, 1000, 65_534, True)]), tmp_path)
    assert matrix(times).tolist() == [[0, 65_534], [UNREACHABLE, 0]]
    longer = times_of(network_of([0, 0.1], [0, 0], [(0, 1, 1000, 65_534.001, True)]), tmp_path)
    assert (longer.table.unit_s, longer.between(0, 1)) == (2, 65_536)


@pytest.fixture
def places_only(monkeypatch):
    """Treat every network as one of those too large for a table of all nodes."""
    monkeypatch.setattr(module, "ALL_NODES_UP_TO", 0)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_used_places_only_equals_all_nodes(data, tmp_path_factory, places_only):
    network = data.draw(networks())
    folder = tmp_path_factory.mktemp("cache")
    full = build_travel_times(network, folder)
    some = data.draw(st.lists(st.integers(0, network.node_count - 1), min_size=1, max_size=4))
    sparse = build_travel_times(network, folder, used=some)
    assert sorted(sparse.places.tolist()) == sorted(set(some))
    for a, b in itertools.product(range(network.node_count), repeat=2):
        assert sparse.between(a, b) == full.between(a, b)
        assert sparse.leg(a, b)[LEG_TIME, -1:].tolist() == full.leg(a, b)[LEG_TIME, -1:].tolist()
        assert [sparse.node_at(place) for place in sparse.leg(a, b)[LEG_NODE].tolist()] == sparse.path(a, b).tolist()


def test_too_large_a_matrix_is_refused_before_it_is_made(square, tmp_path):
    with pytest.raises(NetworkError, match=r"'tiny' has 4 nodes.* GiB may be used.*choose a smaller region"):
        build_travel_times(square, tmp_path, memory_limit_bytes=63, how="table")
    assert list(tmp_path.iterdir()) == []
    assert len(build_travel_times(square, tmp_path, memory_limit_bytes=64, how="table").table.seconds) == 4


@st.composite
def networks(draw):
    nodes = draw(st.integers(1, 9))
    node = st.integers(0, nodes - 1)
    time = st.one_of(st.integers(0, 3).map(float), st.floats(0, 50, allow_nan=False))
    street = st.tuples(node, node, st.floats(0, 1000, allow_nan=False), time, st.booleans())
    streets = draw(st.lists(street, min_size=1, max_size=25))
    return network_of([12 + 0.01 * i for i in range(nodes)], [53.0] * nodes, streets)


@settings(max_examples=150)
@given(network=networks())
def test_against_the_oracle(network, tmp_path_factory):
    times = build_travel_times(network, tmp_path_factory.mktemp("cache"))
    graph = as_multigraph(network)
    for origin in range(network.node_count):
        exact = nx.single_source_dijkstra_path_length(graph, origin, weight="ms")
        for destination in range(network.node_count):
            path = times.path(origin, destination).tolist()
            if destination not in exact:
                assert matrix(times)[origin, destination] == UNREACHABLE
                assert path == []
                continue
            assert matrix(times)[origin, destination] == -(-exact[destination] // 1000)
            assert path[0] == origin
            assert path[-1] == destination
            driven = [min(e["ms"] for e in graph[a][b].values()) for a, b in itertools.pairwise(path)]
            assert sum(driven) == exact[destination]


@settings(max_examples=100)
@given(network=networks())
def test_rounding_up_keeps_the_triangle_inequality(network, tmp_path_factory):
    seconds = build_travel_times(network, tmp_path_factory.mktemp("cache")).table.seconds.astype(np.int64)
    seconds[seconds == UNREACHABLE] = 10**9
    over = seconds[:, :, None] + seconds[None, :, :]  # [origin, via, destination]
    assert (seconds[:, None, :] <= over).all()


def test_computed_and_cached_times_are_the_same_kind_of_array(square, tmp_path):
    computed, cached = times_of(square, tmp_path).table.seconds, times_of(square, tmp_path).table.seconds
    assert (computed == cached).all()
    assert type(computed) is type(cached) is np.ndarray
    assert not computed.flags.writeable
    assert not cached.flags.writeable


def test_lengths_of_many_ways_are_those_of_each(square, tmp_path):
    times = times_of(square, tmp_path)
    origins, destinations = np.array([3, 0, 3, 2, 0, 1], dtype=np.int32), np.array([1, 2, 1, 2, 3, 0], dtype=np.int32)
    each = [times.length_m(*ends) for ends in zip(origins.tolist(), destinations.tolist(), strict=True)]
    assert times.lengths_m(origins, destinations).tolist() == each
