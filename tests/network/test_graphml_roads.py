"""A T of three streets, saved as GraphML in many ways."""

from __future__ import annotations

import networkx as nx
import pytest

from simulator.errors import NetworkError
from simulator.network.osm import import_region

PLACES = {0: (12.0, 53.0), 1: (12.01, 53.0), 2: (12.02, 53.0), 3: (12.01, 53.01)}
STREETS = [(0, 1, 700.0), (1, 2, 650.0), (1, 3, 1200.0)]
DEFAULT = {"highway": "residential"}


def saved(tmp_path, change=lambda graph: None, kind=nx.MultiDiGraph, **attributes):
    """Save the T, both directions of each street; ``change`` sees the graph before."""
    graph = kind(**{"crs": "epsg:4326", "simplified": "True", **attributes})
    for node, (x, y) in PLACES.items():
        graph.add_node(node, x=x, y=y)
    for number, (u, v, length) in enumerate(STREETS):
        ends = [(u, v), (v, u)] if graph.is_directed() else [(u, v)]
        for start, end in ends:
            graph.add_edge(start, end, length=length, osmid=number, **DEFAULT)
    change(graph)
    path = tmp_path / "t.graphml"
    nx.write_graphml(graph, path)
    return path


def message(path, **options):
    with pytest.raises(NetworkError) as caught:
        import_region(path, **options)
    return str(caught.value)


def set_edge(u, v, **attributes):
    def change(graph):
        for edge in graph.get_edge_data(u, v).values():
            edge.update(attributes)

    return change


def set_street(u, v, **attributes):
    def change(graph):
        set_edge(u, v, **attributes)(graph)
        set_edge(v, u, **attributes)(graph)

    return change


def street(network, u, v):
    """Return the rows between two places of the T."""
    ends = {tuple(PLACES[u]), tuple(PLACES[v])}
    place = lambda node: (network.lon[node], network.lat[node])  # noqa: E731
    return [row for row in network.edges.itertuples() if {place(row.u), place(row.v)} == ends]


def test_the_t(tmp_path):
    network, report = import_region(saved(tmp_path))
    assert network.node_count == 4
    assert network.edges["length"].tolist() == [700.0, 650.0, 1200.0]
    assert not network.edges["oneway"].any()
    assert report.mended == []


@pytest.mark.parametrize("value", [-700.0, float("nan"), float("inf"), 1e9, "long", "1_000", ""])
@pytest.mark.parametrize("key", ["length", "travel_time", "speed_kph"])
def test_values_that_are_none(tmp_path, key, value):
    text = message(saved(tmp_path, set_edge(1, 3, **{key: value})))
    assert f"t.graphml: {key}: expected" in text
    assert "found edge 1 -> 3 in line " in text
    assert text.rstrip().endswith(str(value or "nothing"))


def test_all_mistakes_at_once(tmp_path):
    def change(graph):
        set_edge(0, 1, length=-1.0)(graph)
        set_edge(1, 2, travel_time=-5.0)(graph)
        graph.nodes[3]["y"] = 99.0
        del graph.nodes[2]["x"]

    text = message(saved(tmp_path, change))
    assert "length: expected 0 to 1e+06 m, found edge 0 -> 1 in line" in text
    assert "travel_time: expected 0 to 86400 s, found edge 1 -> 2 in line" in text
    assert "lat: expected -90 to 90, found node 3 in line" in text
    assert "lon: expected -180 to 180, found node 2 in line" in text


def test_missing_length(tmp_path):
    text = message(saved(tmp_path, lambda graph: graph.get_edge_data(0, 1)[0].pop("length")))
    assert "length: expected 0 to 1e+06 m, found edge 0 -> 1 in line" in text
    assert text.endswith("nothing")


def test_undirected_graph_is_two_way_and_told(tmp_path):
    network, report = import_region(saved(tmp_path, kind=nx.MultiGraph))
    assert network.arc_count == 6
    assert not network.edges["oneway"].any()
    assert "3 edges have no direction and can be driven both ways" in network.notes
    assert report.components == 1


def test_metres_called_degrees(tmp_path):
    def change(graph):
        for node, (x, y) in PLACES.items():
            graph.nodes[node].update(x=300_000 + 70_000 * (x - 12), y=5_880_000 + 111_000 * (y - 53))

    path = saved(tmp_path, change)
    assert "look like metres of a projected system" in message(path)
    network, _ = import_region(path, crs="EPSG:25833")
    assert network.lon.min() == pytest.approx(12.017, abs=0.001)
    assert network.lat.min() == pytest.approx(53.032, abs=0.001)
    assert 'crs "EPSG:0": is no coordinate system' in message(path, crs="EPSG:0")


def test_projected_graph_says_its_system(tmp_path):
    import pyproj

    to_utm = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:25833", always_xy=True)

    def change(graph):
        for node, place in PLACES.items():
            x, y = to_utm.transform(*place)
            graph.nodes[node].update(x=x, y=y)

    network, _ = import_region(saved(tmp_path, change, crs="EPSG:25833"))
    assert sorted(network.lon.round(7)) == [12.0, 12.01, 12.01, 12.02]


def test_unnamed_system_is_guessed_and_told(tmp_path):
    path = saved(tmp_path, lambda graph: graph.graph.pop("crs"))
    assert any("taken for WGS84 degrees" in note for note in import_region(path)[0].notes)


@pytest.mark.parametrize(
    ("factor", "expected"), [(0.001, "length: half of the streets"), (100.0, "length: half of the streets")]
)
def test_lengths_in_another_unit(tmp_path, factor, expected):
    def change(graph):
        for _, _, edge in graph.edges(data=True):
            edge["length"] *= factor

    text = message(saved(tmp_path, change))
    assert expected in text
    assert text.endswith("expected metres")


def test_one_node_in_another_country(tmp_path):
    text = message(saved(tmp_path, lambda graph: graph.nodes[3].update(y=35.01)))
    assert "length: expected about the distance between the ends, found edge 1 -> 3 in line" in text
    assert ": 1200 m, and 2000" in text


def test_times_in_another_unit(tmp_path):
    def change(graph):
        for _, _, edge in graph.edges(data=True):
            edge["travel_time"] = edge["length"] / 14 / 60  # minutes

    assert "travel_time: half of the streets are driven at" in message(saved(tmp_path, change))


def test_what_has_no_highway_tag_stays_out(tmp_path):
    def change(graph):
        for u, v in ((1, 2), (2, 1)):
            del graph.get_edge_data(u, v)[0]["highway"]

    network, report = import_region(saved(tmp_path, change))
    assert network.node_count == 3
    assert report.ways == {"road": 2, "without a highway tag": 1}


def test_a_graph_without_any_class_needs_times(tmp_path):
    def change(graph, seconds=None):
        for _, _, edge in graph.edges(data=True):
            del edge["highway"]
            edge.update({} if seconds is None else {"travel_time": seconds})

    assert "holds no road that can be driven; left out: 3 without a highway tag" in message(saved(tmp_path, change))
    network, report = import_region(saved(tmp_path, lambda graph: change(graph, 60.0)))
    assert network.edges["travel_time"].tolist() == [60.0] * 3
    assert report.mended == ["no edge has a highway tag; the 6 that have a travel time are taken for roads"]


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        ({"highway": "['residential', 'footway']"}, False),
        ({"highway": "['footway', 'tertiary']"}, False),
        ({"highway": "['tertiary', 'secondary']"}, True),
        ({"access": "['private', 'yes']"}, False),
        ({"access": "['yes', 'destination']"}, True),
        ({"access": "no;destination"}, True),
        ({"highway": "service", "service": "['alley', 'driveway']"}, False),
    ],
)
def test_a_closed_part_closes_a_merged_street(tmp_path, tags, kept):
    network, _ = import_region(saved(tmp_path, set_street(1, 3, **tags)))
    assert len(street(network, 1, 3)) == kept


def test_merged_streets_take_the_slowest_of_all(tmp_path):
    tags = {"highway": "['motorway_link', 'primary', 'tertiary']", "maxspeed": "['50', '100']", "oneway": "no"}
    network, report = import_region(saved(tmp_path, set_street(1, 3, **tags)))
    (row,) = street(network, 1, 3)
    assert row.highway == "motorway_link"
    assert row.speed_kph == pytest.approx(42.5, abs=0.01)
    assert report.merged == 1
    assert "1 streets were merged from several" in "\n".join(network.notes)


def test_directions_with_times_of_their_own_stay_apart(tmp_path):
    def change(graph):
        for u, v, edge in graph.edges(data=True):
            edge["travel_time"] = 100.0 if u < v else 160.0

    network, _ = import_region(saved(tmp_path, change))
    assert sorted(network.edges["travel_time"]) == [100.0] * 3 + [160.0] * 3
    assert network.edges["oneway"].all()


def test_tags_that_close_one_direction(tmp_path):
    def change(graph):
        set_edge(1, 3, reversed=False, **{"motor_vehicle:backward": "destination"})(graph)
        set_edge(1, 2, reversed=False, junction="circular")(graph)
        set_edge(2, 1, reversed=True, junction="circular")(graph)
        graph.add_edge(2, 3, length=1400.0, highway="residential", osmid=9)

    network, _ = import_region(saved(tmp_path, change))
    (row,) = street(network, 1, 2)
    assert row.oneway
    assert network.lon[row.v] > network.lon[row.u]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<graphml/>", "holds no graph"),
        (b"<graphml><graph edgedefault='directed'/></graphml>", "holds 0 nodes and 0 edges"),
        (b"<graphml><graph><node/></graph></graphml>", "t.graphml:1: id is missing"),
        (b"<graphml><graph>\n<node id='1'/><node id='1'/></graph></graphml>", "t.graphml:2: node 1 in line 2: stands"),
        (
            b"<graphml><graph><node id='1'/>\n<edge source='1' target='7'/></graph></graphml>",
            "nodes that are not there: edge 1 -> 7 in line 2",
        ),
        (b"<graphml><graph><node id='1'><graph/></node></graph></graphml>", "second or nested graph"),
        (b"<!DOCTYPE g [<!ENTITY a 'b'>]><graphml>&a;</graphml>", "declares or uses XML entities"),
        (b"<!DOCTYPE g SYSTEM 'http://127.0.0.1:1/x.dtd'><graphml>&a;</graphml>", "declares or uses XML entities"),
    ],
)
def test_files_that_are_no_graph(tmp_path, content, expected):
    (tmp_path / "t.graphml").write_bytes(content)
    assert expected in message(tmp_path / "t.graphml")
