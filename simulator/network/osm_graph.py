"""From a graph as OSMnx makes it to segments of streets: what is drivable, and how fast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from simulator.network.edge_table import line_bytes
from simulator.network.import_report import ImportReport
from simulator.network.osm_tags import NODE_TAGS, directions
from simulator.network.osm_ways import (
    DRIVEN,
    Tags,
    count_way,
    crossing_s,
    is_merged,
    kind_of,
    kph_of,
    street_words,
    tags_of,
    words,
)
from simulator.network.segments import Segments

Edge = Mapping[str, Any]


def segments_of_graph(graph: nx.MultiDiGraph, report: ImportReport, *, driveways: bool = False) -> Segments:
    """Return the drivable segments of an OSMnx graph in WGS84, which is not changed.

    Nodes are numbered in order of their OpenStreetMap ids and edges sorted, so that the same data give the same
    network, whatever the order they come in. Edges of a graph that was simplified keep their lines.
    """
    ids = sorted(graph)
    number = {node: index for index, node in enumerate(ids)}
    seen: dict[Any, str] = {}
    ferries = _ferry_lengths(graph)
    rows: list[dict[str, Any]] = []
    for u, v, edge in sorted(graph.edges(data=True), key=_edge_order):
        tags = tags_of(edge)
        way = str(edge.get("osmid", (u, v)))
        if way not in seen:
            seen[way] = kind_of(edge, driveways=driveways)
            merged = is_merged(edge.get("highway")) or is_merged(edge.get("maxspeed"))
            count_way(seen[way], tags, report, merged=merged)
        backwards = edge.get("reversed")
        may_drive = not isinstance(backwards, bool) or directions(tags)[backwards]
        if seen[way] in DRIVEN and may_drive:
            measures = _measures(edge, tags, seen[way], ferries.get(way, 0.0))
            ends = {"tail": number[u], "head": number[v], "way": way}
            rows.append({**ends, "line": _line(graph, u, v, edge), **measures})
    if not report.ways:
        report.ways.update(seen.values())
    lon, lat = (np.array([graph.nodes[node][axis] for node in ids], dtype=np.float64) for axis in ("x", "y"))
    table = _table(rows)
    if not graph.graph.get("simplified"):
        table = table.drop(columns="line")
    return Segments(lon, lat, table, {number[node]: tags for node in ids if (tags := _node_tags(graph, node))})


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = ["tail", "head", "way", "line", "length", "travel_time", "own_time", "kind", "highway", "name"]
    table = pd.DataFrame(rows, columns=columns)
    table["way"] = pd.factorize(table["way"])[0]
    table = table.assign(**{column: words(table[column].tolist()) for column in ("kind", "highway", "name")})
    return table.astype(
        {
            "tail": np.int64,
            "head": np.int64,
            "way": np.int64,
            "own_time": np.bool_,
            "length": float,
            "travel_time": float,
        }
    )


def _edge_order(edge: tuple[Any, Any, dict[str, Any]]) -> tuple[Any, Any, str, float]:
    return edge[0], edge[1], str(edge[2].get("osmid", "")), float(edge[2].get("length", 0))


def _node_tags(graph: nx.MultiDiGraph, node: Any) -> Tags:
    attributes = graph.nodes[node]
    return {key: attributes[key] for key in NODE_TAGS if isinstance(attributes.get(key), str)}


def _ferry_lengths(graph: nx.MultiDiGraph) -> dict[str, float]:
    """Return the length [m] of each ferry way: its tagged duration is for the whole way."""
    lengths: dict[str, float] = defaultdict(float)
    for u, v, edge in graph.edges(data=True):
        if edge.get("route") == "ferry" and edge.get("reversed") is not True:
            lengths[str(edge.get("osmid", (u, v)))] += float(edge["length"])
    return lengths


def _measures(edge: Edge, tags: Tags, kind: str, ferry_m: float) -> dict[str, Any]:
    length_m = float(edge["length"])
    own_time = isinstance(edge.get("travel_time"), (int, float))  # a graph that was saved with times of its own
    whole_s = crossing_s(tags, kind)
    if own_time:
        time_s = float(edge["travel_time"])
    elif whole_s is not None:
        time_s = whole_s * (length_m / ferry_m if ferry_m > 0 else 1.0)
    else:
        time_s = length_m / kph_of(tags, kind) * 3.6
    highway, name = street_words(tags, kind)
    return {
        "length": length_m,
        "travel_time": time_s,
        "own_time": own_time,
        "kind": kind,
        "highway": highway,
        "name": name,
    }


def _line(graph: nx.MultiDiGraph, u: Any, v: Any, edge: Edge) -> bytes:
    line = edge.get("geometry")
    if line is None or len(line.coords) < 2:
        return line_bytes([(float(graph.nodes[node]["x"]), float(graph.nodes[node]["y"])) for node in (u, v)])
    return line_bytes([(float(x), float(y)) for x, y, *_ in line.coords])
