"""What readers of OpenStreetMap data overlook in XML: objects an editor has deleted, and places off the globe."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from simulator.errors import NetworkError
from simulator.network.checks import node_problems
from simulator.network.safe_xml import read_xml

XML = (".osm", ".osm.gz", ".osm.bz2")


@dataclass
class Edits:
    """Ids of nodes and ways that are in a file only to be deleted."""

    nodes: set[int] = field(default_factory=set)
    ways: set[int] = field(default_factory=set)


def read_edits(path: Path) -> Edits:
    """Return what JOSM marks with ``action="delete"``, after a look at every node's place; other formats have none.

    Raises
    ------
    NetworkError
        The file is no XML, or nodes have places that are none; they are named with line and value.
    """
    edits = Edits()
    if not path.name.endswith(XML):
        return edits
    odd: list[tuple[str, str, str]] = []

    def look(name: str, attributes: dict[str, str], line: int) -> None:
        if name == "node":
            if attributes.get("action") == "delete" or attributes.get("visible") == "false":
                edits.nodes.add(_number(attributes))
            elif "lat" in attributes and "lon" in attributes and not _is_place(attributes["lon"], attributes["lat"]):
                odd.append(
                    (f"node {attributes.get('id', '?'):.20} in line {line}", attributes["lon"], attributes["lat"])
                )
        elif name == "way" and attributes.get("action") == "delete":
            edits.ways.add(_number(attributes))

    read_xml(path, look)
    if odd:
        names, lon, lat = zip(*odd, strict=True)
        problems = node_problems(pd.DataFrame({"lon": lon, "lat": lat}, dtype=object), names)
        raise NetworkError("\n".join(f"{path}: {problem}" for problem in problems))
    return edits


def _number(attributes: dict[str, str]) -> int:
    try:
        return int(attributes["id"])
    except (KeyError, ValueError):
        return 0  # no object has this number


def _is_place(lon: str, lat: str) -> bool:
    try:
        return abs(float(lon)) <= 180 and abs(float(lat)) <= 90
    except ValueError:
        return False
