"""Real extracts; the numbers are those of the files, found once and kept to notice changes."""

from __future__ import annotations

import pytest

from simulator.network.components import component_labels
from simulator.network.osm import import_region
from tests.reference_data import reference_data


def test_north_bayreuth():
    network, report = import_region(reference_data("roads", "north-bayreuth.osm.gz"))
    assert (network.node_count, network.arc_count) == (778, 1770)
    assert report.km == pytest.approx(192, abs=1)
    assert component_labels(network)[0] == 1
    assert network.edges["oneway"].any()
    assert set(network.edges["highway"]) >= {"motorway", "primary", "residential", "service"}


def test_andorra():
    network, report = import_region(reference_data("roads", "andorra-2019-12.osm.pbf"))
    assert network.sources[0]["date"] == "2019-12-08"
    assert (network.node_count, network.arc_count) == (2145, 4276)
    assert report.km == pytest.approx(473, abs=1)
    assert component_labels(network)[0] == 1


@pytest.mark.slow
def test_addison_with_driveways():
    network, report = import_region(reference_data("roads", "addison.osm.gz"), driveways=True)
    # Published for this extract: about 18,000 nodes and 4,007 km before the largest strong component is taken.
    assert report.km + report.dropped_km == pytest.approx(4007, rel=0.01)
    assert network.node_count + report.dropped_nodes == pytest.approx(18_000, rel=0.1)
    assert component_labels(network)[0] == 1
