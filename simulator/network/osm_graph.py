"""From a graph as OSMnx makes it to a road network: drivable streets, speeds, one edge between junctions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np

from simulator.errors import NetworkError
from simulator.network.components import keep_largest_component
from simulator.network.graph import RoadNetwork, make_network
from simulator.network.import_report import ImportReport
from simulator.network.osm_tags import NODE_TAGS, blocks_cars, directions, not_read
from simulator.network.osm_ways import DRIVEN, Tags, is_merged, kind_of, tags_of
from simulator.network.speeds import FERRY_KPH, maxspeed_of, parse_duration_s, street_kph
from simulator.network.street_table import Edge, Key, Point, street_table

FIRST_FAR_SIDE = 1 << 60  # numbers of nodes behind barriers; real ids are far smaller
UNCLEAR_LIMITS = "speed limits in words that are not known"


def network_from_graph(
    graph: nx.MultiDiGraph,
    name: str,
    report: ImportReport,
    sources: tuple[dict[str, Any], ...],
    *,
    driveways: bool = False,
    file: str = "",
) -> RoadNetwork:
    """Return the largest strongly connected road network within an OSMnx graph in WGS84.

    The graph is not changed. Nodes are numbered in order of their OpenStreetMap ids and edges sorted, so that the same
    data give the same network, whatever the order they come in. file: what messages call the source.
    """
    roads = _drivable(graph, report, driveways)
    if not graph.graph.get("simplified"):
        roads = _simplify(roads)
    if not roads.number_of_edges():
        raise NetworkError(report.no_road(file or name))
    ids = sorted(roads.nodes)
    number = {node: index for index, node in enumerate(ids)}
    edges = street_table(_directed(roads, number))
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
        if way not in seen:
            seen[way] = kind_of(edge, driveways=driveways)
            _count(seen[way], edge, tags, report)
        backwards = edge.get("reversed")
        may_drive = not isinstance(backwards, bool) or directions(tags)[backwards]
        if seen[way] in DRIVEN and may_drive:
            roads.add_edge(u, v, **_measures(edge, tags, seen[way], ferries.get(way, 0.0)))
    if not report.ways:
        report.ways.update(seen.values())
    roads.remove_nodes_from(list(nx.isolates(roads)))
    _cut_at_barriers(graph, roads, report)
    return roads


def _count(kind: str, edge: Edge, tags: Tags, report: ImportReport) -> None:
    """Note in the report what is known of a way that can be driven."""
    if kind not in DRIVEN:
        return
    report.not_read.update(not_read(tags))
    if kind == "road":
        has_limit = maxspeed_of(tags) is not None
        report.streets += 1
        report.streets_with_limit += has_limit
        report.merged += is_merged(edge.get("highway")) or is_merged(edge.get("maxspeed"))
        report.not_read[UNCLEAR_LIMITS] += "maxspeed" in tags and not has_limit


def _cut_at_barriers(graph: nx.MultiDiGraph, roads: nx.MultiDiGraph, report: ImportReport) -> None:
    """Let streets end at barriers, on either side; ``roads`` is changed in place. Barriers on junctions let pass."""
    tags = {node: _node_tags(graph, node) for node in sorted(roads)}
    for number, (node, has) in enumerate(tags.items()):
        report.not_read.update(not_read(has))
        if not blocks_cars(has):
            continue
        around = sorted(set(nx.all_neighbors(roads, node)) - {node})
        if len(around) > 2:
            continue
        report.barriers[f"locked {has['barrier']}" if has.get("locked") == "yes" else has["barrier"]] += 1
        for other in around[1:]:
            far_side = FIRST_FAR_SIDE + number
            roads.add_node(far_side, **roads.nodes[node])
            _move_end(roads, node, other, far_side)


def _move_end(roads: nx.MultiDiGraph, node: Any, other: Any, to: Any) -> None:
    """Let all edges between two nodes end at ``to`` instead of at ``node``."""
    for start, end in ((node, other), (other, node)):
        for edge in list((roads.get_edge_data(start, end) or {}).values()):
            roads.add_edge(*((to, other) if start == node else (other, to)), **edge)
        roads.remove_edges_from([(start, end)] * roads.number_of_edges(start, end))


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
    if own_time:
        time_s = float(edge["travel_time"])
    elif kind == "ferry":
        crossing_s = parse_duration_s(tags.get("duration"))
        share = length_m / ferry_m if ferry_m > 0 else 1.0
        time_s = length_m / FERRY_KPH * 3.6 if crossing_s is None else crossing_s * share
    else:
        time_s = length_m / street_kph(tags.get("highway", ""), maxspeed_of(tags)) * 3.6
    measures: dict[str, Any] = {"length": length_m, "travel_time": time_s, "kind": kind, "own_time": own_time}
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
    return osmnx.simplify_graph(
        roads, edge_attrs_differ=["kind", "own_time"], edge_attr_aggs=aggregations, remove_rings=False
    )


def _commonest(values: Sequence[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _directed(roads: nx.MultiDiGraph, number: Mapping[Any, int]) -> dict[Key, list[Edge]]:
    """Return the edges by their ends and the line between them."""
    directed: dict[Key, list[Edge]] = defaultdict(list)
    for u, v, edge in roads.edges(data=True):
        directed[number[u], number[v], _points(roads, u, v, edge)].append(edge)
    return directed


def _points(roads: nx.MultiDiGraph, u: Any, v: Any, edge: Edge) -> tuple[Point, ...]:
    line = edge.get("geometry")
    if line is None or len(line.coords) < 2:
        return tuple((float(roads.nodes[node]["x"]), float(roads.nodes[node]["y"])) for node in (u, v))
    return tuple((float(x), float(y)) for x, y, *_ in line.coords)
