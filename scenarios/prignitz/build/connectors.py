"""Bridge gaps of the street graph where the timetable proves that a road exists.

Two kinds of proof. A street-like segment that was taken for a beeline is restored if its loss
forces a long detour. And where buses run directly between two stops though the graph offers only
a detour, or no road at all, a synthetic connector is laid: a straight line whose length is
multiplied by 1.08. Shorter hops go first, and a hop is skipped once the graph serves it (a greedy
spanner, Althöfer et al. 1993, doi:10.1007/BF02189308), so that express lines add nothing.
"""

import itertools
import math
from typing import NamedTuple

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import Point

from beelines import Segments
from places import Place
from plane import to_plane
from streets import add_edge, curves_of, edge_list, split_edge

WINDING = 1.08  # length of a rural road over its beeline
RESTORE_DETOUR, RESTORE_LENGTH, RESTORE_SUPPORT = 2.0, 1300.0, 5
SNAP = 300.0  # m: ends of beelines farther from the graph tell nothing
ON_GRAPH = 120.0  # m: a stop this near is served by the graph
NEW_VILLAGE = (150.0, 9000.0)  # m: beeline of a hop to a stop off the graph
NEW_VILLAGE_DETOUR = 1.7
SHORTCUT = (1400.0, 6000.0)  # m: beeline of a hop between two stops on the graph, longer than in town
SHORTCUT_DETOUR = 1.6  # if the scheduled time bears it out
SHORTCUT_DETOUR_UNTIMED = 2.0
SHORTCUT_SPEED = 75.0  # km/h: a bus that seems faster over the graph takes another road
# A through road no bus uses: B189 Pritzwalk - Heiligengrabe; lon, lat of both ends.
REVIEWED = (((12.2605, 53.1545), (12.3480, 53.1415)),)


class Hop(NamedTuple):
    """Two places that a bus serves one after the other."""

    beeline: float  # m
    a: int  # place numbers
    b: int
    seconds: float  # shortest scheduled time, inf if unknown


def bus_hops(patterns, seconds, places: list[Place], stops) -> list[Hop]:
    """Return all place pairs a bus serves one after the other, shortest first."""
    place_of = {stop_id: k for k, place in enumerate(places) for stop_id in place.ids}
    found = {}
    for pattern in patterns:
        if pattern.product != "bus":
            continue
        known = [s for s in pattern.stops if s in stops]  # an unknown stop in between is harmless
        for first, second in itertools.pairwise(known):
            a, b = place_of.get(first), place_of.get(second)
            if a is None or b is None or a == b:
                continue
            pair = (min(a, b), max(a, b))
            time = seconds.get((first, second), math.inf)
            found[pair] = min(found.get(pair, math.inf), time)
    return sorted(Hop(math.dist(places[a].point, places[b].point), a, b, time) for (a, b), time in found.items())


def restorable(graph, found: Segments) -> list[int]:
    """Return numbers of beelines that must be streets: without them the way doubles."""
    nodes = sorted(graph)
    tree = shapely.STRtree([Point(n) for n in nodes])
    chosen = []
    wanted = found.beeline & (found.length < RESTORE_LENGTH) & (found.support >= RESTORE_SUPPORT)
    for k in np.where(wanted)[0]:
        ends = found.point[found.ends[k]]
        hits = [int(tree.nearest(Point(end))) for end in ends]
        if max(math.dist(end, nodes[hit]) for end, hit in zip(ends, hits, strict=False)) > SNAP:
            continue
        if _detour(graph, nodes[hits[0]], nodes[hits[1]], found.length[k], RESTORE_DETOUR):
            chosen.append(int(k))
    return chosen


def connect(graph, hops: list[Hop], places: list[Place]) -> None:
    """Lay synthetic connectors (in place): reviewed ones, new villages, then shortcuts."""
    for a, b in REVIEWED:
        _lay(graph, _anchor(graph, to_plane(*a)), _anchor(graph, to_plane(*b)))
    curves = shapely.STRtree(curves_of(graph, edge_list(graph)))
    gap = [Point(p.point).distance(curves.geometries[curves.nearest(Point(p.point))]) for p in places]
    off = {k for k, distance in enumerate(gap) if distance > ON_GRAPH}
    node = {}

    def end(k):
        if k not in node:
            point = places[k].point
            node[k] = tuple(np.round(point, 2).tolist()) if k in off else _anchor(graph, point)
            graph.add_node(node[k])
        return node[k]

    for hop in hops:
        new = hop.a in off or hop.b in off
        if new and NEW_VILLAGE[0] <= hop.beeline <= NEW_VILLAGE[1]:
            a, b = end(hop.a), end(hop.b)
            if _detour(graph, a, b, hop.beeline, NEW_VILLAGE_DETOUR):
                _lay(graph, a, b)
    for hop in hops:
        if hop.a not in off and hop.b not in off and _is_shortcut(graph, hop, end):
            _lay(graph, end(hop.a), end(hop.b))


def _is_shortcut(graph, hop: Hop, end) -> bool:
    if not SHORTCUT[0] <= hop.beeline <= SHORTCUT[1]:
        return False
    a, b = end(hop.a), end(hop.b)
    if math.isinf(hop.seconds):
        return _detour(graph, a, b, hop.beeline, SHORTCUT_DETOUR_UNTIMED)
    if not _detour(graph, a, b, hop.beeline, SHORTCUT_DETOUR):
        return False
    over_graph = SHORTCUT_SPEED / 3.6 * (hop.seconds + 60)  # m; times are whole minutes
    return _detour(graph, a, b, over_graph, 1.0)


def _detour(graph, a, b, beeline, ratio) -> bool:
    """Tell whether no path shorter than `ratio` times the beeline [m] joins a and b."""
    if a == b:
        return False
    reach = nx.single_source_dijkstra_path_length(graph, a, cutoff=ratio * beeline, weight="length")
    return b not in reach


def _anchor(graph, point):
    edges = edge_list(graph)
    curves = curves_of(graph, edges)
    return split_edge(graph, edges[int(shapely.STRtree(curves).nearest(Point(point)))], point, 15.0)


def _lay(graph, a, b) -> None:
    if a != b and not graph.has_edge(a, b):
        add_edge(graph, np.array([a, b]), kind="synthetic", factor=WINDING)
