"""Cut an OpenStreetMap extract down to its drivable ways, in a form OSMnx reads.

OSMnx reads uncompressed XML only and takes every way in it for a road: footways, rivers and houses too. So pyosmium
goes first; it reads .osm, .osm.gz, .osm.bz2 and .osm.pbf, and is fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pandas as pd

from simulator.errors import NetworkError
from simulator.network.checks import node_problems
from simulator.network.import_report import ImportReport
from simulator.network.osm_edits import Edits, read_edits
from simulator.network.osm_tags import NODE_TAGS, WAY_TAGS, way_kind

MOST_NODES = 20_000_000  # of drivable ways; far more than any network that can be simulated
UNDEFINED = (1 << 31) - 1  # libosmium's coordinate of a node that has none
FIRST_PIECE_ID = 1 << 50  # ids of the further pieces of a way that is cut; real ids are far smaller

Way = tuple[int, list[int], dict[str, str]]
Place = tuple[float, float, dict[str, str]]


def write_drivable(extract: Path, target: Path, report: ImportReport, *, driveways: bool = False) -> str:
    """Write the drivable ways of an extract and their nodes as OSM XML, in order of ids; return the extract's date.

    Raises
    ------
    NetworkError
        The file is no OpenStreetMap extract, or holds no road.
    """
    edits = read_edits(extract)
    try:
        ways, date = _read_ways(extract, report, driveways, edits)
        places = _read_nodes(extract, {ref for _, refs, _ in ways for ref in refs} - edits.nodes)
    except NetworkError:
        raise
    except Exception as error:  # pyosmium has errors of many kinds, some of them derived from nothing else
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NetworkError(f"{extract}: cannot be read as an OpenStreetMap extract: {reason:.200}") from error
    pieces = list(_cut_at_missing(sorted(ways), places, report))
    if not pieces:
        raise NetworkError(report.no_road(str(extract)))
    _write_xml(target, places, pieces)
    return date


def _read_ways(extract: Path, report: ImportReport, driveways: bool, edits: Edits) -> tuple[list[Way], str]:
    import osmium

    ways, nodes = {}, 0
    reader = osmium.FileProcessor(str(extract), osmium.osm.WAY)
    date = str(reader.header.get("osmosis_replication_timestamp") or reader.header.get("timestamp") or "")[:10]
    way: Any
    for way in reader:
        tags = {tag.k: tag.v for tag in way.tags}
        if "highway" not in tags and tags.get("route") != "ferry":
            continue
        if way.deleted or way.id in edits.ways:
            report.deleted += 1
            continue
        kind = way_kind(tags, driveways=driveways)
        report.ways[kind] += 1
        if kind in ("road", "ferry"):
            refs = [node.ref for node in way.nodes]
            ways[way.id] = (way.id, refs, {key: tags[key] for key in WAY_TAGS if key in tags})
            nodes += len(refs)
            if nodes > MOST_NODES:
                raise NetworkError(f"{extract}: has more than {MOST_NODES:,} road nodes; cut out a region first")
    return list(ways.values()), date


def _read_nodes(extract: Path, wanted: set[int]) -> dict[int, Place]:
    import osmium

    places: dict[int, Place] = {}
    odd: dict[int, tuple[float, float]] = {}
    node: Any
    for node in osmium.FileProcessor(str(extract), osmium.osm.NODE):
        if node.id not in wanted or node.deleted:
            continue
        place = node.location
        if place.valid():
            tags = {key: node.tags[key] for key in NODE_TAGS if key in node.tags}
            places[node.id] = (place.lon, place.lat, tags)
        elif place.x != UNDEFINED or place.y != UNDEFINED:
            odd[node.id] = (place.lon_without_check(), place.lat_without_check())
    if odd:
        table = pd.DataFrame(list(odd.values()), columns=["lon", "lat"])
        problems = node_problems(table, [f"node {number}" for number in odd])
        raise NetworkError("\n".join(f"{extract}: {problem}" for problem in problems))
    return places


def _cut_at_missing(ways: list[Way], places: dict[int, Place], report: ImportReport) -> Iterator[Way]:
    """Yield each way, in pieces where nodes are missing: extracts cut ways at the border of the region."""
    next_id = FIRST_PIECE_ID
    for way_id, refs, tags in ways:
        piece_id, piece = way_id, list[int]()
        for ref in [*refs, None]:
            if ref is not None and ref in places:
                piece.append(ref)
                continue
            report.missing_nodes += ref is not None
            if len(piece) > 1:
                yield piece_id, piece, tags
                piece_id, next_id = next_id, next_id + 1
            piece = []


def _write_xml(target: Path, places: dict[int, Place], ways: list[Way]) -> None:
    """Write OSM XML with the ways as they are."""
    used = sorted({ref for _, refs, _ in ways for ref in refs})
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="elbe-drt">\n')
        for ref in used:
            lon, lat, tags = places[ref]
            file.write(f'<node id="{ref}" lat="{lat:.7f}" lon="{lon:.7f}">{_xml_tags(tags)}</node>\n')
        for way_id, refs, tags in ways:
            nodes = "".join(f'<nd ref="{ref}"/>' for ref in refs)
            file.write(f'<way id="{way_id}">{nodes}{_xml_tags(tags)}</way>\n')
        file.write("</osm>\n")


def _xml_tags(tags: dict[str, Any]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(_printable(tags[key]))}/>" for key in sorted(tags))


def _printable(text: str) -> str:
    """Return the text without characters that XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " and letter not in "\ufffe\uffff")
