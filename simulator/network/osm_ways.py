"""What the tags of a way say: its kind, its directions, how fast it is; also of ways as OSMnx keeps them on edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulator.network.import_report import ImportReport
from simulator.network.osm_tags import directions, not_read, way_kind
from simulator.network.speeds import CLASS_KPH, FERRY_KPH, OTHER_KPH, maxspeed_of, parse_duration_s, street_kph

if TYPE_CHECKING:
    import networkx as nx

Tags = dict[str, str]

DRIVEN = ("road", "ferry")
NO_TAG = "without a highway tag"
TURNED_BY_OSMNX = frozenset({"-1", "reverse", "T"})  # such ways run against their nodes in its graphs
MOST_READINGS = 1000  # of one merged edge
UNCLEAR_LIMITS = "speed limits in words that are not known"


def count_way(kind: str, tags: Tags, report: ImportReport, *, merged: bool = False) -> None:
    """Note in the report what is known of a way that can be driven."""
    if kind not in DRIVEN:
        return
    report.not_read.update(not_read(tags))
    if kind == "road":
        has_limit = maxspeed_of(tags) is not None
        report.streets += 1
        report.streets_with_limit += has_limit
        report.merged += merged
        report.not_read[UNCLEAR_LIMITS] += "maxspeed" in tags and not has_limit
    elif "duration" in tags:
        report.not_read[f'ferry duration "{tags["duration"][:40]}"'] += crossing_s(tags, kind) is None


def kph_of(tags: Tags, kind: str) -> float:
    """Return the speed [km/h] on a way."""
    return FERRY_KPH if kind == "ferry" else street_kph(tags.get("highway", ""), maxspeed_of(tags))


def crossing_s(tags: Tags, kind: str) -> float | None:
    """Return how long [s] the whole of a ferry takes, if its tags say it."""
    return parse_duration_s(tags.get("duration")) if kind == "ferry" else None


def street_words(tags: Tags, kind: str) -> tuple[str, str | None]:
    """Return the class of a way and its name, or else its number."""
    highway = "ferry" if kind == "ferry" else tags.get("highway", "road")
    return highway, tags.get("name") or tags.get("ref") or None


def words(values: Sequence[Any]) -> pd.Categorical:
    """Return texts as categories in order of the alphabet; what is no text is none of them."""
    return pd.Categorical(values, categories=sorted({value for value in values if isinstance(value, str)}))


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
