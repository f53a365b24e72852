from __future__ import annotations

import numpy as np
import pytest

from simulator.network.snapping import NodeSnapper
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
