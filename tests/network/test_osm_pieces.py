"""Extracts read into arrays, against OSMnx on random ones; ways that are cut."""

from __future__ import annotations

import random

import numpy as np
import osmnx
import pytest

from simulator.errors import NetworkError
from simulator.network.edge_table import line_points
from simulator.network.files import write_network
from simulator.network.import_report import ImportReport
from simulator.network.osm import import_region
from simulator.network.osm_graph import segments_of_graph
from simulator.network.osm_network import network_of_segments
from simulator.network.osm_ways import both_ways
from simulator.network.osmnx_settings import osmnx_settings
from simulator.network.travel_times import build_travel_times
from tests.network.osm_village import NODES, WAYS, write_village

TAGS = [{"highway": "residential"}, {"highway": "tertiary", "name": "Am Deich"}, {"highway": "footway"}]
MORE_TAGS = [{}, {}, {}, {"oneway": "yes"}, {"oneway": "-1"}, {"oneway": "T"}, {"maxspeed": "50"}, {"name": "B"}]
BARRIERS = [{"barrier": "bollard"}, {"barrier": "gate", "locked": "yes"}, {"barrier": "gate"}]


def random_extract(path, seed):
    """Write ways in any order over nodes in any order, some of them with the numbers an editor gives."""
    rng = random.Random(seed)
    nodes = rng.sample([*range(-3, 0), *range(1, 40)], rng.randint(4, 12))
    text = '<osm version="0.6">\n'
    for node in nodes:
        lon, lat = (rng.choice([0.0, 0.01, round(rng.random() / 10, 7)]) for _ in range(2))
        tags = tag_text(rng.choice(BARRIERS) if rng.random() < 0.15 else {})
        text += f'<node id="{node}" version="1" lat="{53 + lat:.7f}" lon="{12 + lon:.7f}">{tags}</node>\n'
    refs = []
    for way in rng.sample([*range(-3, 0), *range(1, 200)], rng.randint(1, 12)):
        again = refs[: rng.randint(2, 6)] if rng.random() < 0.3 else []
        refs = again or [rng.choice(nodes) for _ in range(rng.choice([2, 2, 3, 5, 8]))]
        tags = tag_text(rng.choice(TAGS) | rng.choice(MORE_TAGS))
        text += (
            f'<way id="{way}" version="1">{"".join(f"<nd ref={chr(34)}{ref}{chr(34)}/>" for ref in refs)}{tags}</way>\n'
        )
    path.write_text(text + "</osm>\n", encoding="utf-8")
    return path


def tag_text(tags):
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


def by_osmnx(path):
    with osmnx_settings(all_oneway=True):
        graph = both_ways(osmnx.graph_from_xml(path, simplify=False, retain_all=True))
    report = ImportReport()
    return network_of_segments(segments_of_graph(graph, report), str(path), report, (), str(path)), report


def outcome(make):
    try:
        network, report = make()
    except NetworkError as error:
        return str(error).split(";")[0]
    if network.edges.empty:
        return f"{network.name}: has no rows"
    report.ways.clear()  # OSMnx counts those only that have edges
    return network.digest(), network.edges.to_dict("list"), report


def test_random_extracts_as_osmnx_reads_them(tmp_path):
    networks = 0
    for seed in range(70):
        path = random_extract(tmp_path / "x.osm", seed)
        found = outcome(lambda: import_region(path))  # noqa: B023
        assert found == outcome(lambda: by_osmnx(path)), seed  # noqa: B023
        networks += not isinstance(found, str)
    assert networks > 35


def test_a_way_is_cut_where_nodes_are_missing(tmp_path):
    primary = {"highway": "primary"}
    ways = {101: ([1, 5, 2, 999, 3, 4, 998, 997, 1], primary), 102: ([2, 3], WAYS[102][1]), 103: ([4, 1], WAYS[104][1])}
    network, report = import_region(write_village(tmp_path / "village.osm", ways))
    whole = {101: ([1, 5, 2], primary), 104: ([3, 4], primary), 102: ways[102], 103: ways[103]}
    assert network.digest() == import_region(write_village(tmp_path / "whole.osm", whole))[0].digest()
    assert (report.missing_nodes, report.streets) == (3, 4)


@pytest.mark.parametrize("oneway", ["no", "-1"])
def test_a_ferry_takes_its_duration_whichever_way_it_goes(tmp_path, oneway):
    ferry = {**WAYS[106][1], "oneway": oneway}
    bridge = {"highway": "tertiary", "oneway": "yes", "maxspeed": "50"}
    ways = {**WAYS, 106: (WAYS[106][0], ferry), 120: ([6, 8, 7], bridge)}
    network, _ = import_region(write_village(tmp_path / "village.osm", ways))
    assert network.edges.loc[network.edges["kind"] == "ferry", "travel_time"].tolist() == pytest.approx([540])


def test_a_ferry_beyond_the_landing_of_another_is_boarded_once(tmp_path):
    """The ferry from 6 to 7 calls in the middle at 14, where one of two minutes begins to 8; from 7 one goes to 9."""
    second = {"route": "ferry", "motor_vehicle": "yes", "duration": "0:02", "name": "Zweite"}
    ways = {**WAYS, 120: ([14, 8], second), 121: ([7, 9], second), 122: ([9, 4], {"highway": "residential"})}
    del ways[113]
    path = write_village(tmp_path / "village.osm", ways)
    network, _ = import_region(path)
    assert outcome(lambda: import_region(path)) == outcome(lambda: by_osmnx(path))
    ferries = network.edges[network.edges["kind"] == "ferry"]
    assert sorted(ferries["travel_time"].round(1)) == [420, 420, 420, 420, 540]  # four parts, and 6 to 7
    assert not ferries["oneway"].any()
    times = build_travel_times(network)
    far = {node: abs(network.lon - lon) + abs(network.lat - lat) for node, (lon, lat, _) in NODES.items()}
    place = {node: int(np.argmin(away)) for node, away in far.items()}
    assert times.between(place[6], place[7]) == times.between(place[7], place[6]) == 540  # not 840
    assert times.between(place[6], place[14]) == 420
    assert times.between(place[6], place[8]) == min(840, 540 + times.between(place[7], place[8]))
    whole = ferries[ferries["travel_time"].round(1) == 540].iloc[0]
    assert line_points(whole["geometry"]).round(3).tolist() == [[12.02, 53.0], [12.025, 53.0], [12.03, 53.0]]
    assert whole["length"] == pytest.approx(ferries["length"][ferries["name"] == "Fähre"].nsmallest(2).sum(), abs=0.002)


def test_a_ferry_with_several_landings_is_one_from_each_to_each(tmp_path):
    line = {**WAYS[106][1], "duration": "0:30"}
    road = {"highway": "residential"}
    ways = {**WAYS, 106: ([6, 14, 7, 8, 12], line), 111: ([3, 12], road), 120: ([14, 7], road)}
    network, _ = import_region(write_village(tmp_path / "village.osm", ways))
    ferries = network.edges[network.edges["kind"] == "ferry"]
    assert len(ferries) == 8  # pairs of five landings, but for two with a road along the same line
    parts_s = ferries["travel_time"] - 300
    assert parts_s.max() == pytest.approx(1800)
    ends = {tuple(sorted(pair)) for pair in zip(ferries["u"], ferries["v"], strict=True)}
    assert len(ends) == 8


def test_names_without_what_no_page_can_hold(tmp_path):
    named = {**WAYS[104][1], "name": "Am&#9;Deich"}
    path = write_village(tmp_path / "village.osm", {**WAYS, 104: (WAYS[104][0], named)})
    path.write_text(path.read_text(encoding="utf-8").replace("&amp;#9;", "&#9;"), encoding="utf-8")
    network, _ = import_region(path)
    write_network(network, tmp_path / "net")
    assert "AmDeich" in set(network.edges["name"])


@pytest.mark.parametrize(("duration", "told"), [("20 min", True), ("0:20", False), ("20", False), (None, False)])
def test_durations_of_ferries_that_cannot_be_read_are_told(tmp_path, duration, told):
    ferry = {**WAYS[106][1], "duration": duration}
    if duration is None:
        del ferry["duration"]
    ways = {**WAYS, 106: (WAYS[106][0], ferry)}
    del ways[113]
    path = write_village(tmp_path / "village.osm", ways)
    _, report = import_region(path)
    line = 'tags that are not read: ferry duration "20 min" (1)'
    assert (line in report.lines()) == told
    assert outcome(lambda: import_region(path)) == outcome(lambda: by_osmnx(path))
