from __future__ import annotations

from simulator.network.components import component_labels, keep_largest_component
from simulator.network.import_report import ImportReport
from tests.network.worlds import network_of


def test_connected_network_stays_as_it_is(square):
    report = ImportReport()
    assert keep_largest_component(square, report) is square
    assert (report.components, report.dropped_nodes, report.nodes) == (1, 0, 4)


def test_dead_end_of_a_one_way_street_is_dropped():
    streets = [(0, 1, 500, 5, True), (1, 2, 1000, 5, False), (2, 3, 1000, 5, False), (3, 1, 1000, 5, True)]
    report = ImportReport()
    kept = keep_largest_component(network_of([0, 0.01, 0.02, 0.03], [0, 0, 0, 0], streets), report)
    assert kept.lon.tolist() == [0.01, 0.02, 0.03]
    assert kept.edges[["u", "v"]].to_numpy().tolist() == [[0, 1], [1, 2], [2, 0]]
    assert (report.components, report.dropped_nodes, report.dropped_km, report.km) == (2, 1, 0.5, 3.0)
    assert component_labels(kept)[0] == 1
    assert "1 parts cannot be reached" in report.lines()[0]


def test_of_equal_parts_the_one_with_the_lowest_node_stays():
    parts = network_of([0, 1, 2, 3], [0, 0, 0, 0], [(3, 1, 10, 1, False), (2, 0, 10, 1, False)])
    assert keep_largest_component(parts).lon.tolist() == [0, 2]
