"""A ladder of two long streets with rungs between them: what closes a rung, and which way it may be driven."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import pytest

from simulator.errors import NetworkError
from simulator.network.osm import import_region

STEP = 0.01  # degrees between rungs


def tag_text(tags):
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def ladder_xml(rungs, middles=None, head="", lat_of_first="53.0"):
    """rungs, middles: tags of each street across and of the node in its middle."""
    middles = middles or [{} for _ in rungs]
    nodes, ways = "", ""
    for number, (rung, middle) in enumerate(zip(rungs, middles, strict=True)):
        lat = lat_of_first if not number else str(53 + STEP * number)
        for column, lon in enumerate((11.8, 11.81, 11.82)):
            tags = tag_text(middle) if column == 1 else ""
            nodes += f'<node id="{10 * number + column + 1}" lat="{lat}" lon="{lon}" version="1">{tags}</node>\n'
        refs = "".join(f'<nd ref="{10 * number + column + 1}"/>' for column in range(3))
        plain = {"highway": "residential", "name": f"rung {number}", **rung}
        ways += f'<way id="{100 + number}" version="1">{refs}{tag_text(plain)}</way>\n'
    for column in (0, 2):
        refs = "".join(f'<nd ref="{10 * number + column + 1}"/>' for number in range(len(rungs)))
        ways += f'<way id="{column + 1}" version="1">{refs}{tag_text({"highway": "tertiary", "name": "side"})}</way>\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<osm version="0.6">\n{nodes}{ways}</osm>\n'


def imported(tmp_path, rungs, middles=None, change=lambda text: text):
    path = tmp_path / "ladder.osm"
    path.write_text(change(ladder_xml(rungs, middles)), encoding="utf-8")
    return import_region(path)


def crossings(network):
    """Return for each rung which ways it can be driven: a set of "east" and "west", empty when it is cut."""
    found = {}
    for row in network.edges.itertuples():
        if str(row.name).startswith("rung") and abs(network.lon[row.u] - network.lon[row.v]) > 1.5 * STEP:
            east = network.lon[row.v] > network.lon[row.u]
            ways = {"east", "west"} if not row.oneway else {"east" if east else "west"}
            found[int(row.name.split()[1])] = found.get(int(row.name.split()[1]), set()) | ways
    return found


def test_streets_by_direction(tmp_path):
    rungs = [
        {},
        {"motor_vehicle:backward": "no"},
        {"motor_vehicle:forward": "no"},
        {"oneway:motor_vehicle": "yes"},
        {"oneway": "yes", "oneway:motor_vehicle": "no"},
        {"oneway": "-1"},
        {"oneway": "reversible"},
        {"oneway": "alternating"},
        {},
    ]
    network, report = imported(tmp_path, rungs)
    both = {"east", "west"}
    assert crossings(network) == {
        0: both,
        1: {"east"},
        2: {"west"},
        3: {"east"},
        4: both,
        5: {"west"},
        7: both,
        8: both,
    }
    assert report.ways["one-way street whose direction changes"] == 1


def test_barriers_cut_a_street_and_leave_its_ends(tmp_path):
    middles = [{}, {"barrier": "gate"}, {"barrier": "gate", "locked": "yes"}, {"barrier": "bus_trap"}, {}]
    network, report = imported(tmp_path, [{} for _ in middles], middles)
    assert sorted(crossings(network)) == [0, 1, 4]
    assert report.barriers == {"locked gate": 1, "bus_trap": 1}
    halves = network.edges[network.edges["name"] == "rung 2"]
    assert len(halves) == 2
    assert halves["length"].round().nunique() == 1
    assert "2 barriers close a street: 1 bus_trap, 1 locked gate" in report.lines()


def test_what_is_not_read_is_told(tmp_path):
    rungs = [{"maxheight": "2.1"}, {"motor_vehicle:conditional": "no @ (22:00-06:00)"}, {"maxspeed": "fixme"}]
    _, report = imported(tmp_path, rungs, [{}, {"barrier": "height_restrictor", "maxheight": "1.9"}, {}])
    (line,) = [line for line in report.lines() if line.startswith("tags that are not read")]
    assert "limits of height, width, length or weight (2)" in line
    assert "access that depends on the hour or other conditions (1)" in line
    assert "speed limits in words that are not known (1)" in line


def test_what_an_editor_deleted_stays_out(tmp_path):
    def delete(text):
        text = text.replace('<way id="102"', '<way id="102" action="delete"')
        return text.replace('<way id="103"', '<way id="103" visible="false"')

    network, report = imported(tmp_path, [{} for _ in range(6)], change=delete)
    assert {1, 2, 3, 4} & set(crossings(network)) == {1, 4}
    assert report.deleted == 2
    assert "2 ways are marked as deleted and were left out" in report.lines()


@pytest.mark.parametrize("mark", ['action="delete"', 'visible="false"'])
def test_a_deleted_node_cuts_its_ways(tmp_path, mark):
    network, report = imported(
        tmp_path,
        [{} for _ in range(5)],
        change=lambda text: text.replace('<node id="22"', f'<node id="22" {mark}'),
    )
    assert {1, 2, 3} & set(crossings(network)) == {1, 3}
    assert report.missing_nodes == 1


def test_a_ring_without_junctions_is_a_network(tmp_path):
    network, report = imported(tmp_path, [{}, {}])
    assert network.node_count > 1
    assert report.km == pytest.approx(2 * (1.112 + 1.338), rel=1e-3)


@pytest.mark.parametrize("value", ["153.01", "-90.5", "nan", "inf", "1e9", "-1e300", "", "north", "53,1"])
def test_places_off_the_globe(tmp_path, value):
    path = tmp_path / "ladder.osm"
    path.write_text(ladder_xml([{}, {}], lat_of_first=value), encoding="utf-8")
    with pytest.raises(NetworkError) as caught:
        import_region(path)
    shown = value or "nothing"
    assert f"ladder.osm: lat: expected -90 to 90, found node 1 in line 3: {shown}" in str(caught.value)
    assert f"node 2 in line 4: {shown}" in str(caught.value)


def test_places_off_the_globe_in_a_packed_file(tmp_path):
    import osmium

    (tmp_path / "ladder.osm").write_text(ladder_xml([{}, {}], lat_of_first="153.01"), encoding="utf-8")
    with osmium.SimpleWriter(str(tmp_path / "ladder.osm.pbf")) as writer:
        for entity in osmium.FileProcessor(str(tmp_path / "ladder.osm")):
            writer.add(entity)
    try:
        network, report = import_region(tmp_path / "ladder.osm.pbf")
    except NetworkError as error:
        assert "node 1: 153.01" in str(error)
    else:  # a writer that leaves such places out
        assert report.missing_nodes == 3
        assert network.lat.max() <= 90
