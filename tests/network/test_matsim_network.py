"""The loop of a MATSim network, in metres of EPSG:25833."""

from __future__ import annotations

import gzip

import pytest

from simulator.errors import NetworkError
from simulator.network.osm import import_region

SYSTEM = (
    '<attributes><attribute name="coordinateReferenceSystem" class="java.lang.String">EPSG:25833</attribute>'
    "</attributes>"
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE network SYSTEM "http://127.0.0.1:1/network_v2.dtd">\n'
NODES = """<node id="a" x="300000" y="5880000"/>
<node id="b" x="300700" y="5880000"/>
<node id="c" x="300700" y="5881000"/>"""
LINKS = """<link id="1" from="a" to="b" length="700" freespeed="12.5" capacity="600" permlanes="1" modes="car"/>
<link id="2" from="b" to="a" length="700" freespeed="12.5" capacity="600" permlanes="1" modes="bus,car"/>
<link id="3" from="b" to="c" length="1000" freespeed="20" capacity="600" permlanes="1">
<attributes><attribute name="type" class="java.lang.String">highway.primary</attribute></attributes></link>
<link id="4" from="c" to="a" length="1300" freespeed="20" capacity="600" permlanes="1" modes="car" type="secondary"/>
<link id="5" from="a" to="c" length="1300" freespeed="20" capacity="600" permlanes="1" modes="train"/>"""


def network_xml(nodes=NODES, links=LINKS, system=SYSTEM):
    return f'{HEAD}<network name="n">{system}\n<nodes>\n{nodes}\n</nodes>\n<links>\n{links}\n</links>\n</network>\n'


def saved(tmp_path, text, name="network.xml"):
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def message(path, **options):
    with pytest.raises(NetworkError) as caught:
        import_region(path, **options)
    return str(caught.value)


@pytest.mark.parametrize("name", ["network.xml", "output_network.xml.gz"])
def test_links_become_streets(tmp_path, name):
    network, report = import_region(saved(tmp_path, network_xml(), name))
    assert network.lon.round(4).tolist() == [12.0173, 12.0277, 12.0271]
    assert network.edges["travel_time"].tolist() == [56.0, 50.0, 65.0]
    assert network.edges["oneway"].tolist() == [False, True, True]
    assert network.edges["highway"].tolist() == ["road", "primary", "secondary"]
    assert network.edges["speed_kph"].tolist() == [45.0, 72.0, 72.0]
    assert report.ways == {"road": 4, "without cars among its modes": 1}
    assert network.sources[0]["licence"] == ""


def test_system_can_be_named_by_the_user(tmp_path):
    path = saved(tmp_path, network_xml(system=""))
    assert "look like metres of a projected system" in message(path)
    by_code = import_region(path, crs="EPSG:25833")[0]
    assert import_region(path, crs="WGS84_UTM33N")[0].lon == pytest.approx(by_code.lon, abs=1e-5)
    assert by_code.digest() == import_region(saved(tmp_path, network_xml()))[0].digest()


def test_degrees_without_a_system_are_told(tmp_path):
    nodes = '<node id="a" x="12" y="53"/><node id="b" x="12.01" y="53"/><node id="c" x="12.01" y="53.009"/>'
    network, _ = import_region(saved(tmp_path, network_xml(nodes, system="")))
    assert "the network names no coordinate system; its coordinates are taken for WGS84 degrees" in network.notes


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('length="1000"', 'length="-1"', "length: expected 0 to 1e+06 m, found link 3 in line 12: -1"),
        ('length="1000"', 'length="NaN"', "found link 3 in line 12: NaN"),
        ('length="1000" ', "", "length: expected 0 to 1e+06 m, found link 3 in line 12: nothing"),
        (
            'freespeed="20"',
            'freespeed="fast"',
            "freespeed, in km/h: expected 0.1 to 400 km/h, found link 3 in line 12: fast",
        ),
        ('freespeed="20"', 'freespeed="0"', "freespeed, in km/h: expected 0.1 to 400 km/h, found link 3 in line 12: 0"),
        ('to="c"', 'to="z"', "to: expected a node that is there, found link 3 in line 12: z"),
        ('from="c"', "", "from: expected a node that is there, found link 4 in line 14: nothing"),
        ('y="5881000"', 'y="Infinity"', "y: expected a number, found node c in line 7: Infinity"),
        ('y="5881000"', 'y="1e9"', "length: expected about the distance between the ends, found link 3 in line 12"),
        ('id="c"', 'id="b"', "network.xml:7: node b stands twice"),
        ("EPSG:25833", "Atlantis", 'crs "Atlantis": is no coordinate system'),
        ("<network name", "<osm name", "holds <osm>, expected <network> of MATSim; name it .osm"),
    ],
)
def test_values_that_are_none(tmp_path, old, new, expected):
    text = network_xml()
    assert old in text
    assert expected in message(
        saved(tmp_path, text.replace(old, new).replace("</network>", f"</{'osm' if 'osm' in new else 'network'}>"))
    )


def test_kilometres_for_metres(tmp_path):
    links = LINKS.replace('"700"', '"0.7"').replace('"1000"', '"1"').replace('"1300"', '"1.3"')
    assert message(saved(tmp_path, network_xml(links=links))).endswith("expected metres")


def test_no_street_for_cars(tmp_path):
    links = LINKS.split("\n")[-1]
    text = message(saved(tmp_path, network_xml(links=links)))
    assert "holds no road that can be driven; left out: 1 without cars among its modes" in text


def test_cut_off_file(tmp_path):
    path = saved(tmp_path, network_xml(), "network.xml.gz")
    path.write_bytes(path.read_bytes()[:-30])
    assert "network.xml.gz: cannot be read" in message(path)
