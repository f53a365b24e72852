"""From a graph as OSMnx makes it to a road network: drivable streets, speeds, one edge between junctions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from simulator.errors import NetworkError
from simulator.network.components import keep_largest_component
from simulator.network.edge_table import line_bytes
from simulator.network.graph import RoadNetwork, make_network
from simulator.network.import_report import ImportReport
from simulator.network.osm_tags import NODE_TAGS, blocks_cars, way_kind
from simulator.network.speeds import (
    CLASS_KPH,
    FERRY_KPH,
    FERRY_WAIT_S,
    OTHER_KPH,
    maxspeed_of,
    parse_duration_s,
    street_kph,
)

Tags = dict[str, str]
Point = tuple[float, float]
Key = tuple[Any, Any, tuple[Point, ...]]


def network_from_graph(
    graph: nx.MultiDiGraph,
    name: str,
    report: ImportReport,
    sources: tuple[dict[str, Any], ...],
    *,
    driveways: bool = False,
) -> RoadNetwork:
    """Return the largest strongly connected road network within an OSMnx graph in WGS84.

    The graph is not changed. Nodes are numbered in order of their OpenStreetMap ids and edges sorted, so that the same
    data give the same network, whatever the order they come in.
    """
    roads = _drivable(graph, report, driveways)
    if not graph.graph.get("simplified"):
        roads = _simplify(roads)
    if not roads.number_of_edges():
        raise NetworkError(f"{name}: holds no road that can be driven")
    ids = sorted(roads.nodes)
    number = {node: index for index, node in enumerate(ids)}
    edges = _edge_table(roads, number)
    report.ferries = int((edges["kind"] == "ferry").sum())
    lon = np.array([roads.nodes[node]["x"] for node in ids], dtype=np.float64)
    lat = np.array([roads.nodes[node]["y"] for node in ids], dtype=np.float64)
    network = keep_largest_component(make_network(name, lon, lat, edges, sources=sources), report)
    return network.with_notes(*report.lines())


def _drivable(graph: nx.MultiDiGraph, report: ImportReport, driveways: bool) -> nx.MultiDiGraph:
    """Return the drivable part with only those attributes that count: length, travel_time, kind, highway, name."""
    roads = nx.MultiDiGraph(**graph.graph)
    roads.add_nodes_from((node, {"x": graph.nodes[node]["x"], "y": graph.nodes[node]["y"]}) for node in sorted(graph))
    seen: dict[Any, str] = {}
    ferries = _ferry_lengths(graph)
    for u, v, edge in sorted(graph.edges(data=True), key=_edge_order):
        tags = tags_of(edge)
        way = str(edge.get("osmid", (u, v)))
        kind = way_kind(tags, driveways=driveways) if "highway" in tags or "route" in tags else "road"
        if way not in seen:
            seen[way] = kind
            report.streets += kind == "road"
            report.streets_with_limit += kind == "road" and maxspeed_of(tags) is not None
        against_circle = tags.get("junction") == "circular" and edge.get("reversed") is True
        if kind in ("road", "ferry") and not against_circle:
            roads.add_edge(u, v, **_measures(edge, tags, kind, ferries.get(way, 0.0)))
    if not report.ways:
        report.ways.update(seen.values())
    blocked = [n for n in roads if _is_blocked(graph, n) and len(set(nx.all_neighbors(roads, n))) <= 2]
    report.blocked_nodes = len(blocked)
    roads.remove_nodes_from(blocked)
    roads.remove_nodes_from(list(nx.isolates(roads)))
    return roads


def _edge_order(edge: tuple[Any, Any, dict[str, Any]]) -> tuple[Any, Any, str, float]:
    return edge[0], edge[1], str(edge[2].get("osmid", "")), float(edge[2].get("length", 0))


def _is_blocked(graph: nx.MultiDiGraph, node: Any) -> bool:
    attributes = graph.nodes[node]
    return blocks_cars({key: attributes[key] for key in NODE_TAGS if isinstance(attributes.get(key), str)})


def tags_of(edge: Mapping[str, Any]) -> Tags:
    """Return the tags of an edge as texts; where streets were merged, the slowest class and all limits."""
    tags: Tags = {}
    for key, value in edge.items():
        if isinstance(value, str):
            tags[key] = value
        elif isinstance(value, (list, tuple, set)) and value and all(isinstance(item, str) for item in value):
            slowest = min(sorted(value), key=lambda item: CLASS_KPH.get(item, OTHER_KPH))
            tags[key] = slowest if key == "highway" else ";".join(sorted(value))
    return tags


def _ferry_lengths(graph: nx.MultiDiGraph) -> dict[str, float]:
    """Return the length [m] of each ferry way: its tagged duration is for the whole way."""
    lengths: dict[str, float] = defaultdict(float)
    for u, v, edge in graph.edges(data=True):
        if edge.get("route") == "ferry" and edge.get("reversed") is not True:
            lengths[str(edge.get("osmid", (u, v)))] += float(edge["length"])
    return lengths


def _measures(edge: Mapping[str, Any], tags: Tags, kind: str, ferry_m: float) -> dict[str, Any]:
    length_m = float(edge["length"])
    if kind == "ferry":
        crossing_s = parse_duration_s(tags.get("duration"))
        share = length_m / ferry_m if ferry_m > 0 else 1.0
        time_s = length_m / FERRY_KPH * 3.6 if crossing_s is None else crossing_s * share
    elif isinstance(edge.get("travel_time"), (int, float)):  # a graph that was saved with times of its own
        time_s = float(edge["travel_time"])
    else:
        time_s = length_m / street_kph(tags.get("highway", ""), maxspeed_of(tags)) * 3.6
    measures: dict[str, Any] = {"length": length_m, "travel_time": time_s, "kind": kind}
    measures["highway"] = "ferry" if kind == "ferry" else tags.get("highway", "road")
    if tags.get("name") or tags.get("ref"):
        measures["name"] = tags.get("name") or tags["ref"]
    if "geometry" in edge:
        measures["geometry"] = edge["geometry"]
    return measures


def _simplify(roads: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return the graph with one edge between junctions; a ferry keeps nodes at both landings."""
    import osmnx

    aggregations = {"length": sum, "travel_time": sum, "highway": _commonest, "name": _commonest}
    return osmnx.simplify_graph(roads, edge_attrs_differ=["kind"], edge_attr_aggs=aggregations)


def _commonest(values: Sequence[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _edge_table(roads: nx.MultiDiGraph, number: Mapping[Any, int]) -> pd.DataFrame:
    """Return one row per street: the two directions of a street share one, if they are the same line."""
    directed: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for u, v, edge in roads.edges(data=True):
        directed[number[u], number[v], _points(roads, u, v, edge)].append(edge)
    order = ("u", "v", "length", "oneway", "geometry")
    rows = sorted(_paired(directed), key=lambda row: tuple(row[key] for key in order))
    return pd.DataFrame(rows).astype({"u": "int32", "v": "int32"})


def _points(roads: nx.MultiDiGraph, u: Any, v: Any, edge: Mapping[str, Any]) -> tuple[Point, ...]:
    line = edge.get("geometry")
    if line is None or len(line.coords) < 2:
        return tuple((float(roads.nodes[node]["x"]), float(roads.nodes[node]["y"])) for node in (u, v))
    return tuple((float(x), float(y)) for x, y, *_ in line.coords)


def _paired(directed: Mapping[Key, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Yield rows; of several edges along the same line the fastest counts."""
    for key in sorted(directed):
        u, v, points = key
        back = (v, u, points[::-1])
        two_way = back in directed
        if two_way and back < key:
            continue  # its row came with the other direction
        edge = min(directed[key], key=lambda edge: (edge["travel_time"], edge["highway"]))
        yield _row(u, v, points, edge, oneway=not two_way)


def _row(u: int, v: int, points: tuple[Point, ...], edge: Mapping[str, Any], *, oneway: bool) -> dict[str, Any]:
    # Rounded to mm and ms, because sines differ in their last digits between machines.
    length_m = round(float(edge["length"]), 3)
    wait_s = FERRY_WAIT_S if edge["kind"] == "ferry" else 0.0
    drive_s = round(float(edge["travel_time"]), 3)
    speed_kph = length_m / drive_s * 3.6 if drive_s > 0 else street_kph(edge["highway"], None)
    return {
        "u": u,
        "v": v,
        "length": length_m,
        "speed_kph": round(min(max(speed_kph, 1.0), 200.0), 2),
        "travel_time": round(drive_s + wait_s, 3),
        "oneway": oneway,
        "highway": edge["highway"],
        "name": edge.get("name"),
        "kind": edge["kind"],
        "geometry": line_bytes(points),
    }
