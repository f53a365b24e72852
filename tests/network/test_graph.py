from __future__ import annotations

import numpy as np
import pytest

from simulator.network.files import read_network, write_network
from tests.network.worlds import DEGREE_M, network_of


def test_arcs_are_sorted_and_indexed(square):
    assert square.node_count == 4
    arcs = list(zip(square.tail.tolist(), square.head.tolist(), square.edge.tolist(), strict=True))
    assert arcs == sorted(arcs)
    assert arcs == [(0, 1, 0), (0, 1, 1), (0, 3, 4), (1, 0, 0), (1, 0, 1), (1, 2, 2), (2, 1, 2), (2, 3, 3), (3, 0, 4)]
    assert square.offsets.tolist() == [0, 3, 6, 8, 9]
    assert square.time_ms[5] == 20_500


def test_arrays_cannot_be_changed(square):
    with pytest.raises(ValueError, match="read-only"):
        square.time_ms[0] = 1


def test_edge_from_a_node_to_itself_is_not_an_arc():
    loop = network_of([0, 0.01], [0, 0], [(0, 0, 100, 10, False), (0, 1, 100, 10, False)])
    assert loop.arc_count == 2
    assert len(loop.edges) == 2


def test_edge_without_length_still_takes_a_millisecond():
    assert network_of([0, 0], [0, 0], [(0, 1, 0, 0, False)]).time_ms.tolist() == [1, 1]


def test_digest_depends_on_routing_only(square):
    assert square.digest() == square.with_notes("another note").digest()
    assert square.digest() != square.with_speed_factor(2).digest()


def test_local_metres():
    network = network_of([12.0, 12.0], [53.0, 53.01], [(0, 1, 1112, 60, False)])
    xy = network.xy_m()
    assert xy[1, 1] - xy[0, 1] == pytest.approx(0.01 * DEGREE_M, rel=1e-6)
    east = network.project(12.01, 53.005) - network.project(12.0, 53.005)
    assert east[0, 0] == pytest.approx(0.01 * DEGREE_M * np.cos(np.radians(53.005)), rel=1e-6)


def test_speed_factor_spares_ferries(square):
    fast = square.with_speed_factor(2)
    assert fast.time_ms[5] == 10_250
    assert fast.edges["speed_kph"].iloc[0] == 100
    ferry = network_of([0, 0.01], [0, 0], [(0, 1, 100, 600, False)], kind="ferry")
    assert ferry.with_speed_factor(2).time_ms.tolist() == [600_000, 600_000]


@pytest.mark.parametrize("factor", [0, -1, float("nan"), 1e9])
def test_speed_factor_out_of_range(square, factor):
    with pytest.raises(ValueError, match="speed factor"):
        square.with_speed_factor(factor)


def test_absurd_factors_stay_within_what_a_file_may_hold(square, tmp_path):
    slow = network_of([0, 0.01], [0, 0], [(0, 1, 100, 86_400, False)])
    for network in (square.with_speed_factor(100), slow.with_speed_factor(0.01)):
        write_network(network, tmp_path / "net")
        assert read_network(tmp_path / "net").digest() == network.digest()
    assert square.with_speed_factor(10).edges["speed_kph"].tolist() == [400.0] * 5
    assert slow.with_speed_factor(0.01).time_ms.tolist() == [86_400_000] * 2
