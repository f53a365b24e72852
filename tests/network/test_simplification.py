"""One edge between junctions, against OSMnx on random roads with every oddity that a map can have."""

from __future__ import annotations

from itertools import groupby, pairwise
from operator import itemgetter

import networkx as nx
import numpy as np
import osmnx
import pytest

from simulator.network.edge_table import line_points
from simulator.network.import_report import ImportReport
from simulator.network.osm_graph import segments_of_graph
from simulator.network.simplification import find_chains, simplify

SMALL = 120


def longest(segments):
    """Return class and name of the longest piece, which has the same all along; of equals that which comes first."""
    pieces = [(road, [*parts]) for road, parts in groupby(segments, key=itemgetter(0, 1))]
    road, _ = max(pieces, key=lambda piece: sum(length for *_, length in piece[1]))
    return *road, 0.0


def random_roads(seed):
    """Return a graph of streets that overlap, turn back, run in circles and are one-way in parts."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(3, 12))
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for node in range(count):
        graph.add_node(node, x=12 + float(rng.integers(0, 50)) / 1000, y=53 + float(rng.integers(0, 50)) / 1000)
    for way in range(int(rng.integers(1, 8))):
        nodes = rng.integers(0, count, rng.integers(2, 7)).tolist()
        kind = {"route": "ferry", "motorcar": "yes"} if rng.random() < 0.1 else {"highway": "tertiary"}
        tags = kind | ({"name": "abc"[rng.integers(3)]} if rng.random() < 0.7 else {})
        if rng.random() < 0.5:
            tags |= {"highway": "residential"} if "highway" in tags else {}
        for u, v in pairwise(nodes):
            length_m = float(rng.integers(1, 1000))
            graph.add_edge(u, v, osmid=way, length=length_m, reversed=False, **tags)
            if rng.random() < 0.6:
                graph.add_edge(v, u, osmid=way, length=length_m, reversed=True, **tags)
    return graph


def by_osmnx(segments):
    """Return what OSMnx makes of segments: its edges, told as ``told`` tells them, and its nodes."""
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for node in np.flatnonzero(segments.on_streets()).tolist():
        graph.add_node(node, x=float(segments.lon[node]), y=float(segments.lat[node]))
    for row in segments.table.to_dict("records"):
        ends = int(row.pop("tail")), int(row.pop("head"))
        name = row["name"] if isinstance(row["name"], str) else ""
        road = row.pop("highway"), name, row["length"]
        graph.add_edge(*ends, road=road, **{key: value for key, value in row.items() if key != "name"})
    small = osmnx.simplify_graph(
        graph,
        edge_attrs_differ=["kind", "own_time"],
        edge_attr_aggs={"length": sum, "travel_time": sum, "road": longest},
        remove_rings=False,
    )
    edges = []
    for u, v, edge in small.edges(data=True):
        straight = [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (u, v)]
        points = list(edge["geometry"].coords) if "geometry" in edge else straight
        highway, name, _ = edge["road"]
        edges.append(told(u, v, points, edge | {"highway": highway, "name": name}))
    return sorted(edges), sorted(small)


def told(u, v, points, edge):
    name = edge.get("name")
    words = edge["kind"], edge["highway"], name if isinstance(name, str) else ""
    return u, v, [tuple(point) for point in points], round(edge["length"], 3), round(edge["travel_time"], 3), *words


@pytest.mark.parametrize("seeds", [range(SMALL), pytest.param(range(SMALL, 1000), marks=pytest.mark.slow)])
def test_random_roads_as_osmnx_has_them(seeds):
    merged = 0
    for seed in seeds:
        segments = segments_of_graph(random_roads(seed), ImportReport())
        if segments.table.empty:
            continue
        edges, left = simplify(segments)
        rows = edges.to_dict("records")
        found = sorted(told(row["tail"], row["head"], line_points(row["line"]).tolist(), row) for row in rows)
        found = [(u, v, [tuple(point) for point in points], *rest) for u, v, points, *rest in found]
        assert (found, np.flatnonzero(left).tolist()) == by_osmnx(segments), seed
        merged += sum(len(points) > 2 for _, _, points, *_ in found)
    assert merged > len(seeds) / 2


@pytest.mark.parametrize(
    ("roads", "road"),
    [
        # Three segments of Alder Road are shorter than one of the Zoo Way, which has class and name.
        ([("Alder Road", "primary", 10)] * 3 + [("Zoo Way", "tertiary", 31)], ("tertiary", "Zoo Way")),
        ([("Alder Road", "primary", 10), ("Zoo Way", "tertiary", 31), ("Alder Road", "primary", 22)],
         ("tertiary", "Zoo Way")),
        ([("Zoo Way", "tertiary", 30), ("Alder Road", "primary", 30)], ("tertiary", "Zoo Way")),
        ([("", "unclassified", 31), ("Alder Road", "primary", 30)], ("unclassified", "")),
    ],
)  # fmt: skip
def test_a_street_has_class_and_name_of_the_same_road(roads, road):
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for node in range(len(roads) + 1):
        graph.add_node(node, x=12.0 + node / 1000, y=53.0)
    for node, (name, highway, length_m) in enumerate(roads):
        tags = {"highway": highway} | ({"name": name} if name else {})
        graph.add_edge(node, node + 1, osmid=node, length=float(length_m), reversed=False, **tags)
    edges, _ = simplify(segments_of_graph(graph, ImportReport(), driveways=True))
    names = edges["name"].astype(object).where(edges["name"].notna(), "")
    assert list(zip(edges["highway"], names, strict=True)) == [road]


def chains_of(*streets):
    tail, head = np.array(sorted(streets), dtype=np.int64).T
    chains = find_chains(tail, head, np.zeros(len(tail), dtype=np.int64), int(max(tail.max(), head.max())) + 1)
    parts = np.split(chains.segments, chains.offsets[1:-1])
    return [[int(tail[part[0]]), *head[part].tolist()] for part in parts if len(part)]


def test_a_street_both_ways_is_two_chains():
    assert chains_of((0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)) == [[0, 1, 2, 3], [3, 2, 1, 0]]


def test_a_loop_ends_where_it_began():
    assert chains_of((0, 1), (1, 2), (2, 3), (3, 1)) == [[1, 2, 3, 1]]


def test_a_ring_without_junction_has_no_chain():
    assert chains_of((0, 1), (1, 2), (2, 0)) == []


def test_a_street_that_becomes_one_way_is_cut_there():
    assert chains_of((0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 4)) == [[0, 1, 2], [2, 1, 0], [2, 3, 4]]
