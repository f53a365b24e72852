from __future__ import annotations

import numpy as np
import pytest

from simulator.network.edge_table import line_points
from simulator.network.graph import RoadNetwork, make_network
from simulator.network.snapping import NodeSnapper, StreetSnapper
from simulator.network.split import split_network
from tests.network.worlds import DEGREE_M, network_of


def test_nearest_node_and_distance(square):
    nodes, distance_m = NodeSnapper(square).snap([12.0101, 12.0], [53.0, 53.0101])
    assert nodes.tolist() == [2, 0]
    assert nodes.dtype == np.int32
    assert distance_m[1] == pytest.approx(0.0001 * DEGREE_M, rel=1e-4)


def test_one_place(square):
    nodes, distance_m = NodeSnapper(square).snap(12.0, 53.0)
    assert nodes.tolist() == [3]
    assert distance_m[0] == pytest.approx(0, abs=1e-6)


def test_ties_go_to_the_lowest_id():
    same = network_of([1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [(0, 1, 1, 1, False), (1, 2, 0, 0, False)])
    assert NodeSnapper(same).snap(0.0, 0.0)[0].tolist() == [1]
    line = network_of([0.02, 0.0], [0.0, 0.0], [(0, 1, 1, 1, False)])
    assert NodeSnapper(line).snap(0.01, 0.0)[0].tolist() == [0]


def test_network_of_one_node():
    assert NodeSnapper(network_of([5.0], [50.0], [(0, 0, 1, 1, False)])).snap(6.0, 51.0)[0].tolist() == [0]


def test_no_places(square):
    nodes, distance_m = NodeSnapper(square).snap([], [])
    assert len(nodes) == len(distance_m) == 0


def test_coordinates_must_be_numbers(square):
    with pytest.raises(ValueError, match="finite"):
        NodeSnapper(square).snap([float("nan")], [53.0])


def test_a_place_on_a_long_street_is_on_it():
    network = network_of([12.0, 12.0], [53.0, 53.1], [(0, 1, 11_000, 600, False)])
    snapper = StreetSnapper(network)
    nodes, distance_m = snapper.snap([12.0, 12.0, 12.0], [53.05, 53.0, 53.1])
    assert nodes.tolist() == [2, 0, 1]
    assert distance_m == pytest.approx([0, 0, 0], abs=0.51)
    assert snapper.distance_m(12.0, 53.033) == pytest.approx(0, abs=1e-6)
    assert len(snapper.cuts().node) == 1  # to ask how far a place is makes no node


def test_the_same_place_is_the_same_node():
    network = network_of([12.0, 12.0], [53.0, 53.1], [(0, 1, 11_000, 600, False)])
    snapper = StreetSnapper(network)
    first = snapper.snap([12.001, 12.0], [53.05, 53.02])[0]
    again = snapper.snap([12.0, 12.001], [53.02, 53.05])[0]
    assert first.tolist() == again[::-1].tolist() == [2, 3]


def test_close_to_an_end_it_is_the_end():
    network = network_of([12.0, 12.0], [53.0, 53.01], [(0, 1, 1112, 60, False)])
    near = 0.4 / DEGREE_M
    assert StreetSnapper(network).snap([12.0, 12.0], [53.0 + near, 53.01 - near])[0].tolist() == [0, 1]


def test_nobody_gets_on_aboard_a_ferry_or_on_a_motorway():
    network = network_of([12.0, 12.0, 12.01], [53.0, 53.01, 53.0], [(0, 1, 1112, 60, False), (0, 2, 700, 60, False)])
    for column, value in (("kind", "ferry"), ("highway", "motorway")):
        edges = network.edges.copy()
        edges.loc[0, column] = value
        shut = make_network("shut", network.lon, network.lat, edges)
        assert StreetSnapper(shut).snap(11.9999, 53.005)[0].tolist() == [0]
        alone = make_network("alone", network.lon, network.lat, edges.iloc[:1])
        assert StreetSnapper(alone).snap(12.0001, 53.005)[0].tolist() == [3]


def test_streets_without_geometry_are_straight():
    network = network_of([12.0, 12.0], [53.0, 53.1], [(0, 1, 11_000, 600, False)])
    straight = make_network("s", network.lon, network.lat, network.edges.assign(geometry=None))
    snapper = StreetSnapper(straight)
    assert snapper.snap(12.0, 53.05)[0].tolist() == [2]
    assert split_network(straight, snapper.cuts()).lat[2] == pytest.approx(53.05, abs=1e-5)


def test_a_street_that_takes_no_time_is_not_cut():
    network = network_of([12.0, 12.0], [53.0, 53.1], [(0, 1, 11_000, 0, False)])
    assert StreetSnapper(network).snap([12.0, 12.0], [53.04, 53.06])[0].tolist() == [0, 1]


def test_places_of_another_day_keep_their_numbers(square):
    before, after = StreetSnapper(square), StreetSnapper(square)
    lon, lat = square.lon[:2].mean() + np.array([0, 0.1, -0.2]) * (square.lon[1] - square.lon[0]), square.lat[0]
    known = before.snap(lon, np.full(3, lat))[0]
    after.keep(before.cuts())
    further = square.lon[:2].mean() + 0.3 * (square.lon[1] - square.lon[0])
    assert after.snap(further, lat)[0] == known.max() + 1
    assert after.snap(lon[::-1], np.full(3, lat))[0].tolist() == known[::-1].tolist()


def test_names_of_the_nearest_streets():
    network = network_of([12.0, 12.0, 12.01], [53.0, 53.01, 53.0], [(0, 1, 1112, 60, False), (0, 2, 700, 60, False)])
    named = make_network("n", network.lon, network.lat, network.edges.assign(name=["Dorfstraße", None]))
    assert StreetSnapper(named).street_names([12.001, 12.01], [53.009, 52.99]) == ["Dorfstraße", ""]


def grid(side: int) -> RoadNetwork:
    """A small town of crooked blocks, and a street right across that passes over all others."""
    random = np.random.default_rng(1)
    lon = 12 + 0.002 * (np.arange(side * side) % side + random.uniform(-0.3, 0.3, side * side))
    lat = 53 + 0.0015 * (np.arange(side * side) // side + random.uniform(-0.3, 0.3, side * side))
    pairs = [(n, n + 1) for n in range(side * side) if (n + 1) % side]
    pairs += [(n, n + side) for n in range(side * (side - 1))] + [(0, side * side - 1)]
    return network_of(list(lon), list(lat), [(u, v, 150, 20, False) for u, v in pairs])


def test_a_point_on_a_street_lands_on_that_street():
    network = grid(8)
    random = np.random.default_rng(2)
    streets = random.integers(0, len(network.edges), 2000)
    ends = [line_points(shape) for shape in network.edges["geometry"].iloc[streets]]
    share = random.random((2000, 1))
    lon, lat = np.array([(1 - s) * line[0] + s * line[1] for line, s in zip(ends, share, strict=True)]).T
    snapper = StreetSnapper(network)
    nodes, distance_m = snapper.snap(lon, lat)
    assert distance_m.max() < 0.6
    cuts = snapper.cuts()
    street_of = dict(zip(cuts.node.tolist(), cuts.edge.tolist(), strict=True))
    for node, street in zip(nodes.tolist(), streets.tolist(), strict=True):
        ends_there = network.edges.loc[street, ["u", "v"]].tolist()
        assert node in ends_there or street_of.get(node) == street


def test_a_great_many_places_share_nodes():
    network = network_of([12.0, 12.0], [53.0, 53.1], [(0, 1, 11_000, 600, False)])
    lon, lat = np.full(5000, 12.0), np.linspace(53.0, 53.1, 5000)
    snapper = StreetSnapper(network)
    snapper.snap(12.0, 53.0333)
    assert snapper.tell_apart(lon, lat, most=6000) == 1
    assert snapper.tell_apart(lon, lat, most=400) == 32
    nodes, distance_m = snapper.snap(lon, lat)
    assert 300 < len(np.unique(nodes)) <= 400
    assert distance_m.max() == pytest.approx(16, abs=0.1)
    assert (nodes[0], nodes[-1]) == (0, 1)
    assert len(snapper.cuts().node) <= 401  # what was put there before stays
    roads = split_network(network, snapper.cuts())
    assert roads.time_ms.sum() == 2 * 600_000  # there and back
