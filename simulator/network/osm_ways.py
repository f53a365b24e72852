"""Ways as OSMnx keeps them on the edges of a graph: their tags, their kind, their directions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from simulator.network.osm_tags import directions, way_kind
from simulator.network.speeds import CLASS_KPH, OTHER_KPH

if TYPE_CHECKING:
    import networkx as nx

Tags = dict[str, str]

DRIVEN = ("road", "ferry")
NO_TAG = "without a highway tag"
TURNED_BY_OSMNX = frozenset({"-1", "reverse", "T"})  # such ways run against their nodes in its graphs
MOST_READINGS = 1000  # of one merged edge


def both_ways(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return a graph with an edge for each direction that may be driven.

    graph: as OSMnx makes it with ``all_oneway``, with one edge along each way and all its tags. Ways that are closed
    keep one edge, so that they can be counted.
    """
    roads = type(graph)(**graph.graph)
    roads.add_nodes_from(graph.nodes(data=True))
    for u, v, edge in graph.edges(data=True):
        forward, backward = directions(tags_of(edge))
        start, end = (v, u) if edge.get("oneway") in TURNED_BY_OSMNX else (u, v)
        if forward or not backward:
            roads.add_edge(start, end, **{**edge, "reversed": False})
        if backward:
            roads.add_edge(end, start, **{**edge, "reversed": True})
    return roads


def tags_of(edge: Mapping[str, Any]) -> Tags:
    """Return the tags of an edge as texts; where streets were merged, the slowest class and all limits."""
    tags: Tags = {}
    for key, value in edge.items():
        if isinstance(value, str):
            tags[key] = value
        elif is_merged(value):
            slowest = min(sorted(value), key=lambda item: CLASS_KPH.get(item, OTHER_KPH))
            tags[key] = slowest if key == "highway" else ";".join(sorted(value))
    return tags


def is_merged(value: object) -> bool:
    """Tell whether an attribute holds the values of several streets that OSMnx made one edge of."""
    return isinstance(value, (list, tuple, set)) and bool(value) and all(isinstance(item, str) for item in value)


def kind_of(edge: Mapping[str, Any], *, driveways: bool) -> str:
    """Return what ``way_kind`` says; of streets that were merged, a part that cannot be driven closes the whole."""
    if "highway" not in edge and edge.get("route") != "ferry":
        return NO_TAG
    tags = tags_of(edge)
    merged = {key: sorted(value) for key, value in edge.items() if is_merged(value)}
    kinds = {
        way_kind({**tags, **dict(zip(merged, values, strict=True))}, driveways=driveways)
        for values in islice(product(*merged.values()), MOST_READINGS)
    }
    closed = sorted(kinds.difference(DRIVEN))
    return closed[0] if closed else min(kinds)
