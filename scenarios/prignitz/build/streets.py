"""The street graph while it is built: an undirected networkx.MultiGraph in the plane.

A node is its position (x, y) [m], rounded to centimetres. An edge carries
line: float64 (n, 2) [m] from one end to the other (either direction), length [m],
support (mean number of shapes behind it) and kind ('road', 'synthetic' or 'ferry').
"""

import math

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import LineString, Point

from merge import CentreLines
from plane import cut, length

GRID = 0.5  # m, precision of the noding


def node_at(point) -> tuple[float, float]:
    """Return the node that stands at a position [m]."""
    return (round(float(point[0]), 2), round(float(point[1]), 2))


def add_edge(graph, line, support=0.0, kind="road", factor=1.0) -> None:
    """Add an edge along `line`; its length is that of the line times `factor`."""
    graph.add_edge(
        node_at(line[0]),
        node_at(line[-1]),
        line=line,
        length=length(line) * factor,
        support=support,
        kind=kind,
    )


def from_lines(merged: CentreLines) -> nx.MultiGraph:
    """Node all lines at their crossings; every piece takes the support of the line beneath."""
    pieces = shapely.unary_union(np.array([*merged.lines, *merged.stubs]), grid_size=GRID)
    tree = shapely.STRtree(merged.lines)
    graph = nx.MultiGraph()
    for piece in pieces.geoms:
        if piece.length > 0:
            below = int(tree.nearest(piece.interpolate(0.5, normalized=True)))
            add_edge(graph, np.array(piece.coords), merged.support[below])
    return graph


def edge_list(graph):
    """Return (u, v, key) of all edges in an order that depends on the geometry alone."""
    return sorted(
        graph.edges(keys=True),
        key=lambda e: (min(e[:2]), max(e[:2]), graph.edges[e]["length"], e[2]),
    )


def curves_of(graph, edges) -> list[LineString]:
    """Return the lines of the edges as shapely curves."""
    return [LineString(graph.edges[e]["line"]) for e in edges]


def leaving(graph, node, edge) -> np.ndarray:
    """Return the edge's line so that it starts at `node`."""
    line = graph.edges[edge]["line"]
    return line if node_at(line[0]) == node else line[::-1]


def heading_at(line, reach) -> float:
    """Direction [rad] of the first `reach` metres of a line."""
    curve = LineString(line)
    ahead = curve.interpolate(min(reach, curve.length))
    return math.atan2(ahead.y - line[0][1], ahead.x - line[0][0])


def split_edge(graph, edge, point, margin):
    """Insert a node where `edge` comes nearest to `point`; return that node.

    Within `margin` [m] of an end of the edge, return that end instead.
    """
    data = graph.edges[edge]
    curve = LineString(data["line"])
    at = curve.project(Point(point))
    if at < margin:
        return node_at(data["line"][0])
    if at > curve.length - margin:
        return node_at(data["line"][-1])
    first, second = cut(data["line"], [at])
    node = node_at(first[-1])
    first[-1] = second[0] = node
    graph.remove_edge(*edge)
    add_edge(graph, first, data["support"], data["kind"])
    add_edge(graph, second, data["support"], data["kind"])
    return node


def dissolve(graph) -> None:
    """Join the two edges at every node of degree two (in place)."""
    for node in sorted(graph.nodes):
        edges = list(graph.edges(node, keys=True))
        if graph.degree(node) != 2 or len(edges) != 2:
            continue
        (_, a, _), (_, b, _) = edges
        first, second = (graph.edges[e] for e in edges)
        if node in (a, b) or first["kind"] != second["kind"]:
            continue
        line = np.vstack([leaving(graph, node, edges[0])[::-1], leaving(graph, node, edges[1])[1:]])
        size = first["length"] + second["length"]
        support = first["support"] * first["length"] + second["support"] * second["length"]
        graph.remove_node(node)
        add_edge(graph, line, support / max(size, 0.01), first["kind"])


def components(graph) -> list[set]:
    """Return node sets, longest network first."""
    found = list(nx.connected_components(graph))
    return sorted(found, key=lambda c: (-len(c), min(c)))
