"""From a GraphML file to a graph of streets, as the import of OpenStreetMap takes it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from simulator.errors import NetworkError
from simulator.network.checks import DEGREES, measure_problems, numbers_of, unit_problems
from simulator.network.graphml import GraphFile, Item, ids_in_order, list_of, read_graph_file
from simulator.network.import_report import ImportReport
from simulator.network.lines import lines_of
from simulator.network.osm_tags import NODE_TAGS, WAY_TAGS
from simulator.network.projection import Projection

PLACES = (("x", "y"), ("lon", "lat"))  # what OSMnx calls the coordinates of a node, and what others do
KEPT = (*(key for key in WAY_TAGS if key != "oneway"), "osmid")  # each edge is a direction that may be driven


def read_graphml(path: Path, report: ImportReport, crs: str | None = None) -> nx.MultiDiGraph:
    """Return the streets of a saved graph, nodes in WGS84, after the same checks as any network.

    crs: coordinate system, if it is not the one the graph names. What was guessed is noted in the report.

    Raises
    ------
    NetworkError
        The file is no graph of streets; all values that are none are named with their node or edge, line and value.
    """
    graph = read_graph_file(path)
    ids = ids_in_order(list(graph.nodes))
    number = {text: place for place, text in enumerate(ids)}
    nodes = [graph.nodes[text] for text in ids]
    projection = _projection(path, graph, crs, report)
    places, problems = projection.nodes(_given_places(nodes), [str(node) for node in nodes])
    edges = _edge_table(graph, number)
    names = [str(edge) for edge in graph.edges]
    problems += measure_problems(edges["length"], "length", names)
    for column in ("travel_time", "speed_kph"):
        problems += measure_problems(edges[column], column, names, optional=True)
    lines, line_problems = lines_of([edge.attributes.get("geometry") for edge in graph.edges], projection, names)
    problems += line_problems
    if not problems:
        edges = _numbers(edges)
        problems = unit_problems(places["lon"].to_numpy(), places["lat"].to_numpy(), edges, names)
    if problems:
        raise NetworkError("\n".join(f"{path}: {problem}" for problem in problems))
    return _streets(graph, nodes, places, edges, lines, report)


def _projection(path: Path, graph: GraphFile, crs: str | None, report: ImportReport) -> Projection:
    named = graph.attributes.get("crs")
    if crs is None and named is None:
        report.mended.append("the graph names no coordinate system; its coordinates are taken for WGS84 degrees")
    return Projection(str(path), crs or named or "EPSG:4326")


def _given_places(nodes: list[Item]) -> pd.DataFrame:
    """Return the coordinates of nodes as they stand in the file, None where nothing stands."""
    keys = next((keys for keys in PLACES if any(keys[0] in node.attributes for node in nodes)), PLACES[0])
    columns = {name: [node.attributes.get(key) for node in nodes] for name, key in zip(DEGREES, keys, strict=True)}
    return pd.DataFrame(columns, dtype=object)


def _edge_table(graph: GraphFile, number: dict[str, int]) -> pd.DataFrame:
    table: dict[str, list[Any]] = {
        "u": [number[edge.ends[0]] for edge in graph.edges],
        "v": [number[edge.ends[1]] for edge in graph.edges],
    }
    for column in ("length", "travel_time", "speed_kph"):
        table[column] = [edge.attributes.get(column) for edge in graph.edges]
    return pd.DataFrame(table, dtype=object)


def _numbers(edges: pd.DataFrame) -> pd.DataFrame:
    """Return checked edges as numbers; where a speed is given and no time, the time follows from it."""
    length_m, time_s, kph = (numbers_of(edges[column]) for column in ("length", "travel_time", "speed_kph"))
    time_s = np.where(np.isnan(time_s), length_m / kph * 3.6, time_s)
    return pd.DataFrame(
        {"u": edges["u"].astype(int), "v": edges["v"].astype(int), "length": length_m, "travel_time": time_s}
    )


def _streets(
    graph: GraphFile,
    nodes: list[Item],
    places: pd.DataFrame,
    edges: pd.DataFrame,
    lines: list[Any],
    report: ImportReport,
) -> nx.MultiDiGraph:
    """Return the graph OSMnx would have made, with what was guessed noted in the report."""
    from shapely.geometry import LineString

    streets = nx.MultiDiGraph(crs="epsg:4326")
    if graph.attributes.get("simplified", "").lower() == "true" or any(line is not None for line in lines):
        streets.graph["simplified"] = True
    for place, node in enumerate(nodes):
        has = {key: node.attributes[key] for key in NODE_TAGS if node.attributes.get(key)}
        streets.add_node(place, x=float(places["lon"].iloc[place]), y=float(places["lat"].iloc[place]), **has)
    no_class = not any("highway" in edge.attributes or "route" in edge.attributes for edge in graph.edges)
    counts: Counter[str] = Counter()
    row: Any
    for edge, row, line in zip(graph.edges, edges.itertuples(), lines, strict=True):
        measures = {"length": row.length} | ({} if np.isnan(row.travel_time) else {"travel_time": row.travel_time})
        tags = _tags(edge) | ({"highway": "road"} if no_class and "travel_time" in measures else {}) | measures
        shape, back = ({} if line is None else {"geometry": LineString(line[::step])} for step in (1, -1))
        streets.add_edge(row.u, row.v, **tags, **shape)
        if not edge.directed:
            streets.add_edge(row.v, row.u, **{**tags, "reversed": True}, **back)
        counts["undirected"] += not edge.directed
        counts["class"] += no_class and "travel_time" in measures
        counts["no time"] += "travel_time" not in measures
    report.mended += _guesses(counts, len(graph.edges))
    return streets


def _tags(edge: Item) -> dict[str, Any]:
    tags: dict[str, Any] = {key: list_of(edge.attributes[key]) for key in KEPT if edge.attributes.get(key)}
    tags.setdefault("osmid", f"{edge.ends} {edge.line}")
    reversed_ = edge.attributes.get("reversed", "").lower()
    if reversed_ in ("true", "false"):
        tags["reversed"] = reversed_ == "true"
    elif not edge.directed:
        tags["reversed"] = False
    return tags


def _guesses(counts: Counter[str], edges: int) -> list[str]:
    guesses = []
    if counts["undirected"]:
        guesses.append(f"{counts['undirected']:,} edges have no direction and can be driven both ways")
    if counts["class"]:
        guesses.append(
            f"no edge has a highway tag; the {counts['class']:,} that have a travel time are taken for roads"
        )
    if 0 < counts["no time"] < edges:
        guesses.append(f"{counts['no time']:,} edges have no travel time; the speed of their class counts")
    return guesses
