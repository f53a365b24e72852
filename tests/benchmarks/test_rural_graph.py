"""The generator of benchmark networks keeps its promises."""

from __future__ import annotations

from pathlib import Path

import networkx
import numpy as np
import pytest

from benchmarks.speed.rural_graph import main, rural_graph
from simulator.network.components import component_labels
from simulator.network.files import read_network


@pytest.mark.parametrize("nodes", [10, 11, 25, 60, 333, 2000])
@pytest.mark.parametrize("seed", [1, 2])
def test_is_a_connected_planar_road_network(nodes: int, seed: int) -> None:
    network = rural_graph(nodes, seed)
    assert network.node_count == nodes
    assert 2.5 <= network.arc_count / nodes <= 2.9
    assert component_labels(network)[0] == 1
    graph = networkx.Graph(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    assert networkx.check_planarity(graph)[0]


def test_same_seed_same_network() -> None:
    assert rural_graph(500, 7).digest() == rural_graph(500, 7).digest()
    assert rural_graph(500, 7).digest() != rural_graph(500, 8).digest()


def test_roads_are_longer_than_the_beeline_and_of_several_speeds() -> None:
    network = rural_graph(3000)
    xy = network.xy_m()
    beeline = np.hypot(*(xy[network.tail] - xy[network.head]).T)
    assert (network.length_m >= 0.98 * beeline).all()
    assert network.speed_kph.min() >= 30
    assert network.speed_kph.max() == 100
    fast = network.length_m[network.speed_kph == 100].sum() / network.length_m.sum()
    assert 0.01 < fast < 0.35
    assert np.ptp(xy[:, 0]) == pytest.approx(32_000, rel=0.2)


def test_writes_a_folder_that_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["200", str(tmp_path / "net"), "3"]) == 0
    assert read_network(tmp_path / "net").digest() == rural_graph(200, 3).digest()
    assert main(["200"]) == 2


def test_too_small() -> None:
    with pytest.raises(ValueError, match="at least 10"):
        rural_graph(9)
