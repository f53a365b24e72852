"""The loop of three streets in two tables."""

from __future__ import annotations

import pytest

from simulator.errors import ElbeDrtError
from simulator.network.files import is_csv_network
from simulator.network.osm import import_region

NODES = "id,lon,lat\n1,11.8,53\n2,11.81,53\n3,11.81,53.01\n"
EDGES = (
    "u,v,length,travel_time,oneway,highway,name\n"
    "1,2,700,63,false,residential,Dorfstraße\n2,3,1200,86.4,true,tertiary,\n3,1,1400,100,true,,\n"
)


def saved(tmp_path, nodes=NODES, edges=EDGES):
    (tmp_path / "nodes.csv").write_text(nodes, encoding="utf-8")
    (tmp_path / "edges.csv").write_text(edges, encoding="utf-8")
    return tmp_path


def message(folder, **options):
    with pytest.raises(ElbeDrtError) as caught:
        import_region(folder, **options)
    return str(caught.value)


def test_tables_become_a_network(tmp_path):
    network, report = import_region(saved(tmp_path))
    assert network.node_count == 3
    assert network.edges["travel_time"].tolist() == [63.0, 86.4, 100.0]
    assert network.edges["oneway"].tolist() == [False, True, True]
    assert network.edges["highway"].tolist() == ["residential", "tertiary", "road"]
    assert network.edges["name"].isna().tolist() == [False, True, True]
    assert network.edges["name"][0] == "Dorfstraße"
    assert "1 streets have no class; they are taken for roads" in report.lines()


def test_columns_of_other_programs_and_semicolons(tmp_path):
    nodes = "node_id;x_coord;y_coord\n1;11.8;53\n2;11.81;53\n3;11.81;53.01\n"
    edges = EDGES.replace("u,v", "from_node_id,to_node_id").replace(",", ";")
    network, _ = import_region(saved(tmp_path, nodes, edges))
    (tmp_path / "plain").mkdir()
    assert network.digest() == import_region(saved(tmp_path / "plain"))[0].digest()


def test_speeds_of_classes_and_what_is_no_road(tmp_path):
    edges = (
        "u,v,length,oneway,highway,speed_kph\n1,2,700,false,residential,\n2,3,1200,true,,60\n"
        "3,1,1400,true,\"['tertiary', 'residential']\",\n3,1,1400,true,footway,\n"
    )
    network, report = import_region(saved(tmp_path, edges=edges))
    assert network.edges["speed_kph"].tolist() == [30.0, 60.0, 30.0]
    assert report.ways == {"road": 3, "not a road for cars": 1}
    assert "3 streets have neither time nor speed; that of their class counts" in report.lines()


def test_lines_of_streets(tmp_path):
    header, *rows = EDGES.splitlines()
    lines = ["LINESTRING (11.8 53, 11.805 53.001, 11.81 53)", "", ""]
    edges = "\n".join([f"{header},geometry", *(f'{row},"{line}"' for row, line in zip(rows, lines, strict=True))])
    network, _ = import_region(saved(tmp_path, edges=edges))
    assert [len(line) for line in network.edges["geometry"]] == [9 + 3 * 16, 9 + 2 * 16, 9 + 2 * 16]
    text = message(saved(tmp_path, edges=edges.replace("11.805 53.001", "11.805 153.001")))
    assert "geometry: expected a LINESTRING of at least two points on the globe, found edge 1 -> 2" in text


def test_projected_tables(tmp_path):
    nodes = "id,x,y\n1,300000,5880000\n2,300700,5880000\n3,300700,5881000\n"
    assert "name the system" in message(saved(tmp_path, nodes))
    network, _ = import_region(tmp_path, crs="EPSG:25833")
    assert network.lat.round(3).tolist() == [53.032, 53.032, 53.041]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1,2,700", "1,2,-700", "length: expected 0 to 1e+06 m, found edge 1 -> 2 in edges.csv line 2: -700"),
        ("1,2,700", "1,2,", "length: expected 0 to 1e+06 m, found edge 1 -> 2 in edges.csv line 2: nothing"),
        ("1,2,700,63", "1,2,700,nan", "travel_time: expected 0 to 86400 s, found edge 1 -> 2 in edges.csv line 2: nan"),
        ("100,true,,", "100,maybe,,", "edges.csv:4: oneway: maybe: expected true or false"),
        ("3,1,1400,100,true,,", "3,1,1400,,true,,", "travel_time: expected a time [s] or a speed, found edge 3 -> 1"),
        ("3,1,1400", "3,9,1400", "v: expected a node that is there, found edge 3 -> 9 in edges.csv line 4: 9"),
        ("oneway", "direction", "edges.csv:1: column oneway missing; the file has u, v, length"),
        ("u,v", "a,b", "column u (or from, from_node_id, source, from_node), v (or"),
    ],
)
def test_values_that_are_none(tmp_path, old, new, expected):
    assert old in EDGES
    assert expected in message(saved(tmp_path, edges=EDGES.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1,11.8,53", "1,nan,53", "lon: expected -180 to 180, found node 1 in nodes.csv line 2: nan"),
        ("1,11.8,53", "1,11.8,153", "lat: expected -90 to 90, found node 1 in nodes.csv line 2: 153"),
        ("1,11.8,53", "1,,53", "lon: expected -180 to 180, found node 1 in nodes.csv line 2: nothing"),
        ("2,11.81", "1,11.81", "nodes.csv:3: node 1 stands twice"),
        ("id,lon", "id,longitude_deg", "column lon (or x, x_coord, longitude) missing"),
    ],
)
def test_nodes_that_are_none(tmp_path, old, new, expected):
    assert expected in message(saved(tmp_path, NODES.replace(old, new)))


def test_folders_that_are_none(tmp_path):
    assert not is_csv_network(tmp_path)
    assert "expected a folder with nodes.csv and edges.csv" in message(tmp_path)
