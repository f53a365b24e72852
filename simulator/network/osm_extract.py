"""Read the drivable ways of an OpenStreetMap extract (.osm, .osm.gz, .osm.bz2, .osm.pbf) into arrays.

pyosmium passes over the file: for ways, for the places of their nodes, for the tags of what stands on them.
"""

from __future__ import annotations

import sys
from array import array
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import NetworkError
from simulator.network.checks import node_problems
from simulator.network.import_report import ImportReport
from simulator.network.osm_edits import Edits, read_edits
from simulator.network.osm_pieces import Nodes, Ways, segments_of_ways
from simulator.network.osm_tags import NODE_TAGS, WAY_TAGS, way_kind
from simulator.network.osm_ways import DRIVEN, Tags
from simulator.network.segments import Segments

MOST_NODES = 20_000_000  # of drivable ways; far more than any network that can be simulated
UNDEFINED = (1 << 31) - 1  # libosmium's coordinate of a node that has none
UNITS_PER_DEGREE = 10_000_000  # libosmium's coordinates are whole numbers


def read_extract(extract: Path, report: ImportReport, *, driveways: bool = False) -> tuple[Segments, str]:
    """Return the drivable segments of an extract and its date.

    Raises
    ------
    NetworkError
        The file is no OpenStreetMap extract.
    """
    edits = read_edits(extract)
    try:
        ways, date = _read_ways(extract, report, driveways, edits)
        nodes = _read_nodes(extract, np.unique(ways.refs), edits)
    except NetworkError:
        raise
    except Exception as error:  # pyosmium has errors of many kinds, some of them derived from nothing else
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NetworkError(f"{extract}: cannot be read as an OpenStreetMap extract: {reason:.200}") from error
    return segments_of_ways(ways, nodes, report), date


def _read_ways(extract: Path, report: ImportReport, driveways: bool, edits: Edits) -> tuple[Ways, str]:
    import osmium

    ways: dict[int, tuple[array[int], str, Tags]] = {}
    nodes = 0
    reader = osmium.FileProcessor(str(extract), osmium.osm.WAY)
    date = str(reader.header.get("osmosis_replication_timestamp") or reader.header.get("timestamp") or "")[:10]
    way: Any
    for way in reader.with_filter(osmium.filter.KeyFilter("highway", "route")):
        tags = {tag.k: _printable(tag.v) for tag in way.tags}
        if "highway" not in tags and tags.get("route") != "ferry":
            continue
        if way.deleted or way.id in edits.ways:
            report.deleted += 1
            continue
        kind = way_kind(tags, driveways=driveways)
        report.ways[kind] += 1
        if kind in DRIVEN:
            refs = array("q", [node.ref for node in way.nodes])
            ways[way.id] = (refs, kind, {key: sys.intern(tags[key]) for key in WAY_TAGS if key in tags})
            nodes += len(refs)
            if nodes > MOST_NODES:
                raise NetworkError(f"{extract}: has more than {MOST_NODES:,} road nodes; cut out a region first")
    return Ways.of(ways), date


def _read_nodes(extract: Path, wanted: NDArray[np.int64], edits: Edits) -> Nodes:
    """Return those of the wanted nodes (ids, ascending) that are in the extract."""
    place = _read_places(extract, wanted)
    deleted = np.isin(wanted, list(edits.nodes))
    off_globe = (np.abs(place) > [180 * UNITS_PER_DEGREE, 90 * UNITS_PER_DEGREE]).any(axis=1)
    odd = off_globe & (place != UNDEFINED).any(axis=1) & ~deleted
    if odd.any():
        table = pd.DataFrame(place[odd] / UNITS_PER_DEGREE, columns=["lon", "lat"])
        problems = node_problems(table, [f"node {number}" for number in wanted[odd]])
        raise NetworkError("\n".join(f"{extract}: {problem}" for problem in problems))
    there = ~off_globe & ~deleted
    lon, lat = (place[there] / UNITS_PER_DEGREE).T
    return Nodes(wanted[there], lon, lat, _read_node_tags(extract, wanted[there]))


def _read_places(extract: Path, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return longitude and latitude of nodes as libosmium has them, int64 (nodes, 2)."""
    import osmium

    table = osmium.index.create_map("flex_mem")
    handler = osmium.NodeLocationsForWays(table)
    a_way = osmium.io.FileBuffer(b"w1\n", "opl")  # at the first way the table is sorted, which it is not in every file
    for source, entities in ((str(extract), osmium.osm.NODE), (a_way, osmium.osm.WAY)):
        with osmium.io.Reader(source, entities) as reader:
            osmium.apply(reader, handler)
    new = _read_new_nodes(extract) if (wanted < 0).any() else {}
    places = array("q")
    for number in wanted.tolist():
        try:
            place = new[number] if number < 0 else table.get(number)
            places.extend((place.x, place.y))
        except KeyError:
            places.extend((UNDEFINED, UNDEFINED))
    return np.frombuffer(places, np.int64).reshape(-1, 2)


def _read_new_nodes(extract: Path) -> dict[int, Any]:
    """Return the places of nodes that an editor has added and no server has numbered: their ids are negative."""
    import osmium

    nodes: Any = osmium.FileProcessor(str(extract), osmium.osm.NODE)
    return {node.id: node.location for node in nodes if node.id < 0}


def _read_node_tags(extract: Path, wanted: NDArray[np.int64]) -> dict[int, Tags]:
    """Return the tags of what stands on streets, by the row of the node among the wanted ones."""
    import osmium

    found: dict[int, Tags] = {}
    row_of = {number: row for row, number in enumerate(wanted.tolist())}
    node: Any
    nodes = osmium.FileProcessor(str(extract), osmium.osm.NODE).with_filter(osmium.filter.KeyFilter(*NODE_TAGS))
    for node in nodes:
        if node.id in row_of:
            found[row_of[node.id]] = {key: _printable(node.tags[key]) for key in NODE_TAGS if key in node.tags}
    return found


def _printable(text: str) -> str:
    """Return the text without characters that no page or file of text can hold."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter >= " " and letter not in "\ufffe\uffff")
