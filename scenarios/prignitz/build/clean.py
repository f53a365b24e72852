"""Clean the noded street graph: crossings become one node, slivers go, near touches join."""

import math

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.ops import nearest_points

from plane import turn
from streets import (
    add_edge,
    components,
    curves_of,
    dissolve,
    edge_list,
    heading_at,
    leaving,
    split_edge,
)

CONTRACT, PRUNE = 12.0, 25.0  # m: shorter edges vanish; shorter dead ends go
TWIN = 30.0  # m (Hausdorff): two edges between the same nodes are one street
SMALL_LOOP = 80.0  # m
TOUCH, TOUCH_FREE = 5.0, 25.0  # m: join lines this near, but not next to a node they share
DEAD_END, DEAD_END_AHEAD, AHEAD = 20.0, 45.0, math.radians(40)
# Bridges of the B189 over a street at Perleberg, seen on a map: the lines cross, the roads do not.
BRIDGES = ((11.8454, 53.09), (11.8642, 53.0888))


def clean(graph) -> None:
    """Bring the graph to one node per junction (in place)."""
    dissolve(graph)
    _tidy(graph, rounds=4)
    _join_near_touches(graph)
    _join_dead_ends(graph, DEAD_END)
    _join_dead_ends(graph, DEAD_END_AHEAD, AHEAD)
    _tidy(graph, rounds=2)


def keep_largest(graph) -> None:
    """Drop all but the component with most nodes (in place)."""
    for part in components(graph)[1:]:
        graph.remove_nodes_from(part)


def _tidy(graph, rounds) -> None:
    for _ in range(rounds):
        contract(graph)
        _prune(graph)
        _drop_twins(graph)
        graph.remove_nodes_from([n for n in list(graph) if graph.degree(n) == 0])
        dissolve(graph)


def contract(graph, limit=CONTRACT) -> None:
    """Merge the ends of every edge shorter than `limit` unless it is a dead end."""
    while True:
        short = sorted(
            (graph.edges[e]["length"], *e)
            for e in graph.edges(keys=True)
            if graph.edges[e]["length"] < limit and e[0] != e[1] and min(graph.degree(e[0]), graph.degree(e[1])) > 1
        )
        if not short:
            return
        touched = set()
        for _, u, v, _ in short:
            if u in touched or v in touched or u not in graph or v not in graph:
                continue
            keep, gone = sorted((u, v), key=lambda n: (graph.degree(n), n), reverse=True)
            _move_edges(graph, gone, keep, limit)
            touched |= {u, v, *graph.neighbors(keep)}


def _move_edges(graph, gone, keep, limit) -> None:
    """Hang all edges of `gone` on `keep` and remove `gone`."""
    for edge in list(graph.edges(gone, keys=True)):
        other, data = edge[1], graph.edges[edge]
        if other == keep and data["length"] < limit:
            continue
        line = leaving(graph, gone, edge).copy()
        line[0] = keep
        if other == gone:
            line[-1] = keep
        add_edge(graph, line, data["support"], data["kind"])
    graph.remove_node(gone)


def _prune(graph) -> None:
    """Remove dead ends shorter than 25 m, again and again."""
    while True:
        short = [n for n in graph if graph.degree(n) == 1 and next(iter(graph.edges(n, data="length")))[2] < PRUNE]
        if not short:
            return
        graph.remove_nodes_from(short)


def _drop_twins(graph) -> None:
    """Of edges between the same nodes that run side by side keep the best supported."""
    for edge in edge_list(graph):
        if edge[0] == edge[1] and graph.edges[edge]["length"] < SMALL_LOOP:
            graph.remove_edge(*edge)
    for u, v in sorted({(min(e[:2]), max(e[:2])) for e in graph.edges(keys=True) if e[0] != e[1]}):
        keys = list(graph[u][v])
        if len(keys) < 2:
            continue
        keys.sort(key=lambda k: (-graph[u][v][k]["support"], graph[u][v][k]["length"]))
        kept = []
        for key in keys:
            curve = LineString(graph[u][v][key]["line"])
            if any(curve.hausdorff_distance(other) < TWIN for other in kept):
                graph.remove_edge(u, v, key)
            else:
                kept.append(curve)


def _join_near_touches(graph) -> None:
    """Join lines that pass within 5 m without a common node; else whole villages are missed."""
    for _ in range(6):
        edges = edge_list(graph)
        curves = curves_of(graph, edges)
        pairs = shapely.STRtree(curves).query(curves, predicate="dwithin", distance=TOUCH)
        busy, joined = set(), 0
        for i, j in sorted(pairs.T.tolist()):
            if i >= j or i in busy or j in busy:
                continue
            common = sorted(set(edges[i][:2]) & set(edges[j][:2]))
            near = _near_points(curves[i], curves[j], common)
            if near is None:
                continue
            busy |= {i, j}
            joined += 1
            a = split_edge(graph, edges[i], near[0], 1.0)
            b = split_edge(graph, edges[j], near[1], 1.0)
            if a != b and not graph.has_edge(a, b):
                add_edge(graph, np.array([a, b]))
        contract(graph)
        if not joined:
            return


def _near_points(a, b, common):
    """Return the nearest points of two curves away from their common nodes, or None."""
    for node in common:
        a = a.difference(Point(node).buffer(TOUCH_FREE))
        b = b.difference(Point(node).buffer(TOUCH_FREE))
    if a.is_empty or b.is_empty or a.distance(b) > TOUCH:
        return None
    p, q = nearest_points(a, b)
    return (p.x, p.y), (q.x, q.y)


def _join_dead_ends(graph, reach, ahead=None) -> None:
    """Tie each dead end to the nearest edge within `reach` [m].

    With `ahead` [rad] only to an edge in the direction the dead end points to.
    """
    for node in sorted(n for n in graph if graph.degree(n) == 1):
        if node not in graph or graph.degree(node) != 1:
            continue
        edges = edge_list(graph)
        curves, here = curves_of(graph, edges), Point(node)
        own = next(iter(graph.edges(node, keys=True)))
        heading = heading_at(leaving(graph, node, own), 40.0) + math.pi
        best = None
        for i in shapely.STRtree(curves).query(here, predicate="dwithin", distance=reach):
            if node in edges[i][:2]:
                continue
            foot = curves[i].interpolate(curves[i].project(here))
            direction = math.atan2(foot.y - node[1], foot.x - node[0])
            if ahead is None or turn(heading, direction) <= ahead:
                best = min(best or (math.inf, 0), (curves[i].distance(here), int(i)))
        if best:
            target = split_edge(graph, edges[best[1]], node, 1.0)
            if target != node and not graph.has_edge(node, target):
                add_edge(graph, np.array([node, target]))


def separate_bridges(graph, positions) -> None:
    """Replace the four-armed node near each position by two through roads (in place)."""
    for position in positions:
        near = [n for n in graph if math.dist(n, position) < 45 and graph.degree(n) == 4]
        if not near:
            continue
        node = min(near, key=lambda n: math.dist(n, position))
        arms = []
        for edge in graph.edges(node, keys=True):
            line, data = leaving(graph, node, edge), graph.edges[edge]
            arms.append((heading_at(line, 60.0), line, data["support"]))
        if len(arms) != 4:
            continue
        arms.sort(key=lambda arm: arm[0])
        graph.remove_node(node)
        for a, b in ((0, 2), (1, 3)):
            through = np.vstack([arms[a][1][::-1], arms[b][1][1:]])
            add_edge(graph, through, max(arms[a][2], arms[b][2]))
