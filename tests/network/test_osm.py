from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import NetworkError
from simulator.network import osm
from simulator.network.files import read_network, write_network
from simulator.network.osm import import_region, load_region, parse_source
from simulator.network.osmnx_settings import osmnx_settings
from simulator.network.speeds import FERRY_WAIT_S
from simulator.network.travel_times import build_travel_times
from tests.network.osm_village import WAYS, write_village

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    return import_region(write_village(tmp_path_factory.mktemp("village") / "village.osm"))


def place_of(network, lon, lat):
    (node,) = np.flatnonzero((abs(network.lon - lon) < 1e-9) & (abs(network.lat - lat) < 1e-9))
    return int(node)


def street(network, name_or_class):
    edges = network.edges
    rows = edges[(edges["name"] == name_or_class) | (edges["highway"] == name_or_class)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_only_what_can_be_driven_and_left_again(village):
    network, report = village
    # 15, 1, 4, 2, 3, the landings 6 and 7, 8 across the river, and either side of the bollard; 5 and 14 are only bends.
    assert sorted(network.lon.round(3)) == [11.99, 11.995, 11.995, 12.0, 12.0, 12.01, 12.01, 12.02, 12.03, 12.03]
    assert report.ways == {
        "road": 11,
        "ferry": 1,
        "closed to motor vehicles": 1,
        "not a road for cars": 1,
        "ferry without cars": 1,
    }
    assert report.components == 3  # with the island, and the end of the one-way street
    assert (report.missing_nodes, report.blocked_nodes, report.ferries) == (1, 1, 1)
    assert report.dropped_nodes == 3


def test_report_is_kept_with_the_network(village):
    network, report = village
    assert list(network.notes) == report.lines()
    assert "left out: 1 closed to motor vehicles, 1 ferry without cars, 1 not a road for cars" in network.notes[0]
    assert network.sources[0]["licence"] == "ODbL 1.0"
    assert "OpenStreetMap contributors" in network.sources[0]["attribution"]


def test_bends_are_kept_as_geometry(village):
    network, _ = village
    row = street(network, "Dorfstraße & Söhne")
    assert len(row["geometry"]) == 9 + 3 * 16
    assert row["length"] == pytest.approx(2 * 402.1, rel=2e-3)
    assert row["speed_kph"] == pytest.approx(42.5, abs=0.01)


def test_one_way_against_the_nodes(village):
    network, _ = village
    times = build_travel_times(network, Path("/nonexistent"))
    three, four = place_of(network, 12.01, 53.01), place_of(network, 12.0, 53.01)
    assert times.path(three, four).tolist() == [three, four]
    assert len(times.path(four, three)) == 4
    assert network.edges["oneway"].sum() == 1


def test_ferry_takes_its_duration_and_a_wait(village):
    network, _ = village
    row = street(network, "ferry")
    assert row["kind"] == "ferry"
    assert row["travel_time"] == pytest.approx(240 + FERRY_WAIT_S)
    assert len(row["geometry"]) == 9 + 3 * 16


def test_miles_per_hour(village):
    network, _ = village
    rows = network.edges[network.edges["highway"] == "unclassified"]
    assert sorted(rows["speed_kph"].round(1)) == [41.0, 50.0]


@pytest.mark.parametrize("ending", [".osm.gz", ".osm.bz2", ".osm.pbf"])
def test_any_packing_gives_the_same_network(village, tmp_path, ending):
    path = tmp_path / f"village{ending}"
    if ending == ".osm.pbf":
        import osmium

        plain = write_village(tmp_path / "village.osm")
        with osmium.SimpleWriter(str(path)) as writer:
            for entity in osmium.FileProcessor(str(plain)):
                writer.add(entity)
    else:
        write_village(path)
    assert import_region(path)[0].digest() == village[0].digest()


def test_order_of_the_file_does_not_matter(village, tmp_path):
    path = write_village(tmp_path / "village.osm", dict(reversed(WAYS.items())))
    assert import_region(path)[0].digest() == village[0].digest()


def test_hash_seed_does_not_matter(tmp_path):
    path = write_village(tmp_path / "village.osm")
    code = (
        "import sys; from pathlib import Path; from simulator.network.osm import import_region;"
        "from simulator.network.files import write_network;"
        "write_network(import_region(Path(sys.argv[1]))[0], sys.argv[2])"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", code, path, tmp_path / seed], check=True, env=environment)
    for name in ("nodes.parquet", "edges.parquet", "network.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_import_can_be_written_and_read(village, tmp_path):
    write_network(village[0], tmp_path / "net")
    assert read_network(tmp_path / "net").digest() == village[0].digest()


def test_second_load_comes_from_the_cache(tmp_path, monkeypatch):
    path = write_village(tmp_path / "village.osm")
    first = load_region(path, tmp_path / "cache")
    monkeypatch.setattr(osm, "import_region", None)
    assert load_region(path, tmp_path / "cache").digest() == first.digest()


def test_damaged_cache_is_made_anew(tmp_path):
    path = write_village(tmp_path / "village.osm")
    first = load_region(path, tmp_path / "cache")
    (edges,) = tmp_path.glob("cache/networks/*/edges.parquet")
    edges.write_bytes(b"PAR1")
    assert load_region(path, tmp_path / "cache").digest() == first.digest()
    assert edges.stat().st_size > 100


def test_changed_file_is_another_network(tmp_path):
    path = write_village(tmp_path / "village.osm")
    first = load_region(path, tmp_path / "cache")
    write_village(path, {key: way for key, way in WAYS.items() if key != 106})
    assert load_region(path, tmp_path / "cache").node_count < first.node_count


def test_unwritable_cache_does_not_matter(tmp_path):
    (tmp_path / "file").write_text("")
    assert load_region(write_village(tmp_path / "village.osm"), tmp_path / "file" / "cache").node_count == 10


@pytest.mark.parametrize("simplified", [True, False])
def test_graph_saved_by_osmnx(village, tmp_path, simplified):
    import osmnx

    few = {key: WAYS[key] for key in (101, 102, 103, 104, 109, 117)}
    plain = write_village(tmp_path / "village.osm", few)
    with osmnx_settings():
        graph = osmnx.graph_from_xml(plain, simplify=simplified, retain_all=True)
    osmnx.save_graphml(graph, tmp_path / "village.graphml")
    network, report = import_region(tmp_path / "village.graphml")
    assert report.ways["not a road for cars"] == 1
    assert (network.node_count, len(network.edges)) == (4, 4)
    assert "village" in network.sources[0]["name"]


def test_times_of_a_saved_graph_are_kept(tmp_path):
    import osmnx

    plain = write_village(tmp_path / "village.osm", {k: w for k, w in WAYS.items() if k in (101, 102, 103, 104)})
    with osmnx_settings():
        graph = osmnx.graph_from_xml(plain, simplify=True)
    for _, _, edge in graph.edges(data=True):
        edge["travel_time"] = 77.0
    osmnx.save_graphml(graph, tmp_path / "village.graphml")
    assert set(load_region(tmp_path / "village.graphml", tmp_path).edges["travel_time"]) == {77.0}


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("absent.osm", None, "no such file"),
        ("roads.shp", b"x", "expected a file that ends with one of .osm"),
        ("empty.osm", b"", "empty.osm:1:1: is no valid XML: no element found"),
        ("text.osm", b"hello", "text.osm:1:1: is no valid XML"),
        ("text.osm.pbf", b"hello, this is not a pbf file", "cannot be read as an OpenStreetMap extract"),
        ("text.osm.gz", b"hello", "cannot be read: Not a gzipped file"),
        ("cut.osm", b"<osm version='0.6'><node id='1' lat='1'", "is no valid XML"),
        ("water.osm", b"<osm version='0.6'></osm>", "holds no road that can be driven"),
        ("text.graphml", b"hello", "text.graphml:1:1: is no valid XML"),
        ("bomb.graphml", b"<!DOCTYPE x [<!ENTITY a 'aaa'>]><x>&a;</x>", "declares or uses XML entities"),
        (
            "bomb.osm",
            b"<!DOCTYPE osm [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><osm version='0.6'>&b;</osm>",
            "declares or uses XML entities",
        ),
    ],
)
def test_files_that_are_no_extract(tmp_path, name, content, expected):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NetworkError, match=expected):
        load_region(path, tmp_path / "cache")


@pytest.mark.parametrize("box", [(1, 2, 3), (12, 53, 11, 54), (11, 54, 12, 53), (11, 53, 12, 95), (11, 53, np.nan, 54)])
def test_boxes_that_are_none(box):
    with pytest.raises(NetworkError, match="box"):
        load_region(box)


def test_place_without_a_name():
    with pytest.raises(NetworkError, match="empty"):
        load_region("  ")


def test_what_a_user_means(tmp_path):
    assert parse_source("Landkreis Stendal, Germany") == "Landkreis Stendal, Germany"
    assert parse_source("11.2,52.7,12.75,53.42") == [11.2, 52.7, 12.75, 53.42]
    assert parse_source("missing.osm.pbf") == Path("missing.osm.pbf")
    (tmp_path / "odd").write_text("")
    assert parse_source(str(tmp_path / "odd")) == tmp_path / "odd"


@pytest.mark.parametrize("duration", ["23:54", "23:58", "24:00", "PT86400S"])
def test_network_with_a_day_long_ferry_can_be_read_back(tmp_path, duration):
    ferry = {**WAYS[106][1], "duration": duration}
    network, _ = import_region(write_village(tmp_path / "village.osm", {**WAYS, 106: (WAYS[106][0], ferry)}))
    write_network(network, tmp_path / "net")
    assert read_network(tmp_path / "net").digest() == network.digest()


@pytest.mark.parametrize("name", [".osm", " .osm"])
def test_files_and_names_of_nothing(tmp_path, name):
    network, _ = import_region(write_village(tmp_path / name), "  ")
    write_network(network, tmp_path / "net")
    assert read_network(tmp_path / "net").name.strip()
