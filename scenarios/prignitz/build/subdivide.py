"""Cut the streets into the final edges: a node at every stop, no edge beyond 400 m."""

import math
import re

import networkx as nx
import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Point

from places import Place
from plane import cut, length
from streets import curves_of, edge_list, node_at

LONGEST = 400.0  # m
AT_STOP = 60.0  # m: a stop this near gets a node of its own on the street
APART = 25.0  # m between nodes of one edge, as far as stops ask for them
SIMPLIFY = 1.5  # m, Douglas-Peucker; lengths are taken before
SMALL_LOOP = 30.0  # m
VILLAGE = 250.0  # m around a stop of a settlement counts as built-up
TOWN, TOWN_STOPS = 600.0, 4  # built-up too where so many stop places lie within 600 m
SAMPLE = 20.0  # m
OUTSIDE = re.compile(r"Abzw|Ausbau|Abbau|Kreuzung|Chaussee|Wald|Feldmark|, B \d")  # not in a village


def subdivide(graph, places: list[Place]) -> nx.Graph:
    """Return a simple graph: no loops, no two edges between the same nodes.

    Edges carry line, length [m], kind and builtup (share of the length, 0..1).
    """
    edges = edge_list(graph)
    wanted = _stop_cuts(curves_of(graph, edges), places)
    is_builtup = _builtup_test(places)
    final, joined = nx.Graph(), set()
    for k, edge in enumerate(edges):
        data = graph.edges[edge]
        size = length(data["line"])
        pair = frozenset(edge[:2])
        if len(pair) == 1 and size < SMALL_LOOP:
            continue
        pieces = 3 if len(pair) == 1 else 2 if pair in joined else 1
        joined.add(pair)
        factor = data["length"] / size
        cuts = _cuts(size, sorted(wanted.get(k, [])), pieces)
        for line in cut(data["line"], cuts) if cuts else [data["line"]]:
            curve = LineString(line)
            final.add_edge(
                node_at(line[0]),
                node_at(line[-1]),
                line=np.array(curve.simplify(SIMPLIFY).coords),
                length=curve.length * factor,
                kind=data["kind"],
                builtup=_builtup_share(curve, is_builtup),
            )
    return final


def _stop_cuts(curves, places) -> dict[int, list[float]]:
    """Return edge number -> distances [m] along it at which a stop lies."""
    tree, wanted = shapely.STRtree(curves), {}
    for place in places:
        here = Point(place.point)
        k = int(tree.nearest(here))
        if curves[k].distance(here) <= AT_STOP:
            wanted.setdefault(k, []).append(curves[k].project(here))
    return wanted


def _cuts(size, at_stops, least_pieces) -> list[float]:
    """Return ascending cut distances: at the stops, then evenly so that no piece is too long."""
    chosen = [0.0]
    for at in at_stops:
        if APART < at < size - APART and at - chosen[-1] > APART:
            chosen.append(at)
    if len(chosen) < least_pieces:
        chosen = [size * i / least_pieces for i in range(least_pieces)]
    cuts = []
    for a, b in zip(chosen, [*chosen[1:], size], strict=False):
        n = max(1, math.ceil((b - a) / LONGEST))
        cuts += [a + (b - a) * i / n for i in range(1, n + 1)]
    return cuts[:-1]


def _builtup_test(places):
    """Return a function: float64 (n, 2) [m] -> bool (n,)."""
    village = cKDTree([p.point for p in places if not OUTSIDE.search(p.name)])
    every = cKDTree([p.point for p in places])

    def test(points):
        near = village.query(points)[0] < VILLAGE
        return near | (every.query(points, k=TOWN_STOPS)[0][:, -1] < TOWN)

    return test


def _builtup_share(curve, is_builtup) -> float:
    n = max(1, int(curve.length // SAMPLE))
    middle = [curve.interpolate((i + 0.5) / n, normalized=True) for i in range(n)]
    return float(is_builtup(np.array([(p.x, p.y) for p in middle])).mean())
