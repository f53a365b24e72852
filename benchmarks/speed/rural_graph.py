"""Synthetic rural road networks of any size: villages, lanes, country roads and a few fast main roads.

Everything is a subset of a Delaunay triangulation, so no two roads cross except at nodes. Roads bundle because fastest
paths are looked for with lengths to a power above one, which favours many short hops over one long edge.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from simulator.network.files import write_network
from simulator.network.graph import RoadNetwork, make_network

KM2_PER_NODE = 2100 / 6108  # the drivable roads of the district of Prignitz, one node per junction or end
EDGES_PER_NODE = 1.35
NODES_PER_VILLAGE = 22
VILLAGES_PER_TOWN = 15
SHARE_IN_VILLAGES = 0.7
BUNDLING = 1.5  # exponent on lengths; 1 gives straight fans of roads, more gives longer chains
CROSSINGS_KEPT = 0.6  # share of neighbouring villages with a road of their own
MIDDLE_LON, MIDDLE_LAT = 12.0, 53.1
METRES_PER_DEGREE = 111_195.0
LINE_OF_TWO = np.dtype([("order", "u1"), ("kind", "<u4"), ("points", "<u4"), ("xy", "<f8", 4)])  # well-known binary

MAIN, COUNTRY, LANE, STREET = range(4)
HIGHWAY = np.array(["primary", "secondary", "unclassified", "residential"], dtype=object)


@dataclass(frozen=True)
class Places:
    """Nodes on a plane.

    xy: float64 (nodes, 2), metres. village: int64 (nodes,), the village a node belongs to, -1 in the open country.
    centre: int64 (villages,), the node in the middle of each village, the largest village first.
    """

    xy: NDArray[np.float64]
    village: NDArray[np.int64]
    centre: NDArray[np.int64]


@dataclass(frozen=True)
class Web:
    """Undirected candidate edges u[i] - v[i] with u < v, int64 (edges,), sorted; length_m float64 (edges,)."""

    nodes: int
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    length_m: NDArray[np.float64]

    def rows(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the edges between nodes a[i] and b[i], int64; all must exist."""
        return np.searchsorted(self.u * self.nodes + self.v, np.minimum(a, b) * self.nodes + np.maximum(a, b))

    def subset(self, kept: NDArray[np.int64]) -> Web:
        """Return some of the edges."""
        return Web(self.nodes, self.u[kept], self.v[kept], self.length_m[kept])


def rural_graph(nodes: int, seed: int = 1) -> RoadNetwork:
    """Return a strongly connected planar road network with exactly ``nodes`` nodes; the same one for the same seed.

    The region has the density of a thinly settled district (0.34 km2 per node). Every road can be driven both ways:
    1.35 edges per node, a directed out-degree of 2.7. O(nodes log nodes).
    """
    if nodes < 10:
        raise ValueError(f"a rural graph needs at least 10 nodes, not {nodes}")
    random = np.random.default_rng(seed)
    places = _places(nodes, random)
    web = _triangulate(places.xy)
    kept = _choose(web, places, random)
    chosen = web.subset(kept)
    return _network(f"rural-{nodes}-{seed}", places, chosen, _road_classes(chosen, places), random)


def _places(nodes: int, random: np.random.Generator) -> Places:
    """Scatter villages of unequal size, and the other junctions between them."""
    villages = max(1, nodes // NODES_PER_VILLAGE)
    side_m = 1000 * (nodes * KM2_PER_NODE) ** 0.5
    inside = max(villages, round(SHARE_IN_VILLAGES * nodes))
    middle = random.uniform(0, side_m, (villages, 2))
    share = np.sort(random.pareto(1.6, villages) + 0.5)[::-1]
    size = 1 + random.multinomial(inside - villages, share / share.sum())
    size[0] += inside - size.sum()
    member = np.repeat(np.arange(villages), size)
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    spread_m = 110.0 * np.sqrt(size[member])
    clustered = middle[member] + random.normal(0, 1, (inside, 2)) * spread_m[:, None]
    clustered[first] = middle
    xy = np.concatenate([clustered, random.uniform(0, side_m, (nodes - inside, 2))])
    return Places(xy, np.concatenate([member, np.full(nodes - inside, -1)]), first)


def _triangulate(xy: NDArray[np.float64]) -> Web:
    """Return the edges of the Delaunay triangulation."""
    triangles = Delaunay(xy)
    if len(triangles.coplanar):
        raise ValueError("two places coincide; choose another seed")
    corners = np.sort(triangles.simplices.astype(np.int64), axis=1)
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [0, 2]], corners[:, [1, 2]]])
    u, v = np.divmod(np.unique(pairs[:, 0] * len(xy) + pairs[:, 1]), len(xy))
    return Web(len(xy), u, v, np.hypot(*(xy[u] - xy[v]).T))


def _choose(web: Web, places: Places, random: np.random.Generator) -> NDArray[np.int64]:
    """Return the edges that become roads, int64: every node to its village, villages to each other, then short cuts."""
    needed = np.zeros(len(web.u), dtype=bool)
    tree, crossings = _trees_and_crossings(web, places.centre)
    needed[tree] = needed[crossings] = True
    missing = max(0, round(EDGES_PER_NODE * web.nodes) - int(needed.sum()))
    spare = np.flatnonzero(~needed)
    wish = web.length_m[spare] * random.uniform(0.3, 1, len(spare))
    needed[spare[np.argsort(wish, kind="stable")[:missing]]] = True
    return np.flatnonzero(needed)


def _trees_and_crossings(web: Web, centres: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (edges of the fastest paths from the nearest centre to every node, one edge per pair of linked centres).

    Centres are neighbours where an edge leads from the nodes nearest to the one to those nearest to the other; the
    edge on the shortest way between the two stands for the pair (Mehlhorn 1988, doi:10.1016/0020-0190(88)90066-X). A
    spanning tree of pairs and the shorter ones of the others are linked.
    """
    weight = web.length_m**BUNDLING
    graph = csr_array((weight, (web.u, web.v)), shape=(web.nodes, web.nodes))
    far, before, source = dijkstra(graph, directed=False, indices=centres, return_predecessors=True, min_only=True)
    reached = np.flatnonzero(before >= 0)
    tree = web.rows(reached, before[reached].astype(np.int64))
    a, b = source[web.u].astype(np.int64), source[web.v].astype(np.int64)
    across = np.flatnonzero(a != b)
    through = far[web.u[across]] + weight[across] + far[web.v[across]]
    pair = np.minimum(a, b)[across] * web.nodes + np.maximum(a, b)[across]
    order = np.lexsort((through, pair))
    first = order[np.unique(pair[order], return_index=True)[1]]
    return tree, across[first[_linked(pair[first], through[first], web.nodes)]]


def _linked(pair: NDArray[np.int64], through: NDArray[np.float64], nodes: int) -> NDArray[np.bool_]:
    """Tell which pairs of centres get a road, bool (pairs,)."""
    if not len(pair):
        return np.zeros(0, dtype=bool)
    shape = (nodes, nodes)
    spanning = minimum_spanning_tree(csr_array((through, np.divmod(pair, nodes)), shape=shape)).tocoo()
    in_tree = np.isin(pair, spanning.row.astype(np.int64) * nodes + spanning.col)
    return in_tree | (through <= np.quantile(through, CROSSINGS_KEPT))


def _road_classes(web: Web, places: Places) -> NDArray[np.int64]:
    """Return MAIN, COUNTRY, LANE or STREET for each edge, int64."""
    village = places.village
    kind = np.where((village[web.u] == village[web.v]) & (village[web.u] >= 0), STREET, LANE)
    towns = max(1, len(places.centre) // VILLAGES_PER_TOWN)
    for level, centres in ((COUNTRY, places.centre), (MAIN, places.centre[:towns])):
        kind[_through_roads(web, centres)] = level
    return kind


def _through_roads(web: Web, centres: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the edges of the ways between linked centres, int64."""
    graph = csr_array((web.length_m**BUNDLING, (web.u, web.v)), shape=(web.nodes, web.nodes))
    _, before, _ = dijkstra(graph, directed=False, indices=centres, return_predecessors=True, min_only=True)
    _, crossings = _trees_and_crossings(web, centres)
    on_way = np.zeros(web.nodes, dtype=bool)
    front = np.unique(np.concatenate([web.u[crossings], web.v[crossings]]))
    while len(front):
        on_way[front] = True
        back = np.unique(before[front])
        back = back[back >= 0]
        front = back[~on_way[back]]
    steps = np.flatnonzero(on_way & (before >= 0))
    return np.concatenate([crossings, web.rows(steps, before[steps].astype(np.int64))])


def _network(name: str, places: Places, web: Web, kind: NDArray[np.int64], random: np.random.Generator) -> RoadNetwork:
    """Give roads bends, speeds and coordinates on the globe."""
    middle = places.xy.mean(axis=0).round()
    east_m = round(METRES_PER_DEGREE * float(np.cos(np.radians(MIDDLE_LAT))), 3)
    lon = (MIDDLE_LON + (places.xy[:, 0] - middle[0]) / east_m).round(7)
    lat = (MIDDLE_LAT + (places.xy[:, 1] - middle[1]) / METRES_PER_DEGREE).round(7)
    bends = np.array([0.08, 0.15, 0.3, 0.15])[kind]
    length = np.maximum(1.0, (web.length_m * (1 + bends * random.uniform(0, 1, len(kind)))).round(1))
    built_up = (places.village[web.u] == places.village[web.v]) & (places.village[web.u] >= 0)
    speed = np.where(built_up, 50.0, np.array([100.0, 80.0, 0.0, 0.0])[kind])
    speed = np.where(kind == LANE, random.choice([30.0, 50.0, 60.0, 70.0], len(kind)), speed)
    speed = np.where(kind == STREET, random.choice([30.0, 50.0], len(kind)), speed)
    table = pd.DataFrame(
        {
            "u": web.u.astype(np.int32),
            "v": web.v.astype(np.int32),
            "length": length,
            "speed_kph": speed,
            "travel_time": length * 3.6 / speed,
            "oneway": False,
            "highway": HIGHWAY[kind],
            "name": None,
            "kind": "synthetic",
            "builtup": built_up.astype(np.float32),
            "geometry": _lines(lon, lat, web),
        }
    )
    return make_network(name, lon, lat, table, notes=("synthetic network for measurements of speed",))


def _lines(lon: NDArray[np.float64], lat: NDArray[np.float64], web: Web) -> list[bytes]:
    """Return straight lines as well-known binary."""
    lines = np.zeros(len(web.u), dtype=LINE_OF_TWO)
    lines["order"], lines["kind"], lines["points"] = 1, 2, 2
    lines["xy"] = np.column_stack([lon[web.u], lat[web.u], lon[web.v], lat[web.v]])
    raw, size = lines.tobytes(), LINE_OF_TWO.itemsize
    return [raw[start : start + size] for start in range(0, len(raw), size)]


def main(arguments: list[str]) -> int:
    """Write a network folder: ``python -m benchmarks.speed.rural_graph NODES FOLDER [SEED]``."""
    if len(arguments) not in (2, 3):
        sys.stderr.write("usage: python -m benchmarks.speed.rural_graph NODES FOLDER [SEED]\n")
        return 2
    network = rural_graph(int(arguments[0]), *(int(seed) for seed in arguments[2:]))
    write_network(network, Path(arguments[1]))
    km = float(network.edges["length"].sum()) / 1000
    sys.stdout.write(f"{arguments[1]}: {network.node_count:,} nodes, {network.arc_count:,} arcs, {km:,.0f} km\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
