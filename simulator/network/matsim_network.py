"""Read the roads of a MATSim scenario: network.xml, versions 1 and 2, packed or not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.errors import NetworkError
from simulator.network.checks import numbers_of
from simulator.network.graphml import ids_in_order
from simulator.network.import_report import ImportReport
from simulator.network.links import Links
from simulator.network.projection import Projection
from simulator.network.safe_xml import read_xml

ENDINGS = (".xml", ".xml.gz")
CAR_MODES = frozenset({"car", "drt", "ride", "taxi"})
SYSTEM = "coordinateReferenceSystem"
CALLED = {"lon": "x", "lat": "y", "u": "from", "v": "to", "speed_kph": "freespeed, in km/h"}
CLASS_KEYS = ("osm:way:highway", "type")
NAME_KEYS = ("osm:way:name", "name")


@dataclass
class _Found:
    nodes: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)  # id: line, attributes
    links: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    system: str | None = None


def read_matsim(path: Path, report: ImportReport, crs: str | None = None) -> tuple[Links, Projection]:
    """Return the links for cars and what turns their coordinates into degrees.

    Link speeds become travel times as they are. ``modes`` other than those of cars are left out.

    Raises
    ------
    NetworkError
        The file is no MATSim network.
    """
    found = _read(path)
    projection = Projection(str(path), crs or found.system or "EPSG:4326")
    if crs is None and found.system is None:
        report.mended.append("the network names no coordinate system; its coordinates are taken for WGS84 degrees")
    driven = [(line, link) for line, link in found.links if _is_for_cars(link)]
    report.ways.update({"road": len(driven), "without cars among its modes": len(found.links) - len(driven)})
    report.ways = Counter({kind: count for kind, count in report.ways.items() if count})
    ids = ids_in_order(list(found.nodes))
    nodes = pd.DataFrame([_place(found.nodes[node][1]) for node in ids], columns=["lon", "lat"], dtype=object)
    names = [f"node {node:.40} in line {found.nodes[node][0]}" for node in ids]
    number = {node: place for place, node in enumerate(ids)}
    if not driven:
        raise NetworkError(report.no_road(str(path)))
    links = pd.DataFrame([_link(link, number) for _, link in driven], dtype=object)
    link_names = [f"link {link.get('id', '?'):.40} in line {line}" for line, link in driven]
    return Links(nodes, names, links, link_names, CALLED), projection


def _read(path: Path) -> _Found:
    found = _Found()
    inside: list[str] = []
    target: dict[str, str] = {}
    text: list[str] = []

    def start(name: str, attributes: dict[str, str], line: int) -> None:
        nonlocal target
        if not inside and name != "network":
            hint = "; name it .osm to have it read as OpenStreetMap" if name == "osm" else ""
            raise NetworkError(f"{path}:{line}: holds <{name:.40}>, expected <network> of MATSim{hint}")
        inside.append(name)
        text.clear()
        if name == "node":
            if attributes.get("id", "") in found.nodes:
                raise NetworkError(f"{path}:{line}: node {attributes.get('id', ''):.40} stands twice")
            found.nodes[attributes.get("id", "")] = (line, attributes)
        elif name == "link":
            found.links.append((line, attributes))
        if name in ("node", "link"):
            target = attributes
        elif name == "attribute":
            target["\0"] = attributes.get("name", "")

    def end(name: str) -> None:
        inside.pop()
        if name == "attribute":
            key, value = target.pop("\0", ""), "".join(text).strip()
            if "link" in inside:
                target.setdefault(key, value)
            elif "node" not in inside and key == SYSTEM:
                found.system = value or None

    read_xml(path, start, text=text.append, end=end)
    if not found.nodes or not found.links:
        raise NetworkError(f"{path}: holds {len(found.nodes)} nodes and {len(found.links)} links; expected roads")
    return found


def _is_for_cars(link: dict[str, str]) -> bool:
    modes = {mode.strip() for mode in link.get("modes", "car").split(",")}
    return bool(modes & CAR_MODES)


def _place(node: dict[str, str]) -> tuple[str | None, str | None]:
    return node.get("x"), node.get("y")


def _link(link: dict[str, str], number: dict[str, int]) -> dict[str, Any]:
    ends = link.get("from"), link.get("to")
    way = next((link[key] for key in CLASS_KEYS if link.get(key)), "road").removeprefix("highway.")
    return {
        "u": number.get(ends[0] or "", -1),
        "v": number.get(ends[1] or "", -1),
        "u_given": ends[0],
        "v_given": ends[1],
        "length": link.get("length"),
        "travel_time": None,
        "speed_kph": _kph(link.get("freespeed")),
        "oneway": True,
        "highway": way,
        "name": next((link[key] for key in NAME_KEYS if link.get(key)), None),
        "kind": "road",
        "geometry": None,
    }


def _kph(freespeed: str | None) -> float | str | None:
    """Return a speed [km/h] for one in m/s; what is no number stays as it is, to be named."""
    number = numbers_of(pd.Series([freespeed], dtype=object))[0]
    return freespeed if number != number else round(float(number) * 3.6, 9)
