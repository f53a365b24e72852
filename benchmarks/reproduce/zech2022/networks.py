"""The networks of the study, with the same links: every link of length 1, but for those of random triangulations."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations, islice

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay

from benchmarks.reproduce.zech2022.mersenne import mersenne_twister
from simulator.network.graph import RoadNetwork, make_network

Links = list[tuple[int, int, float]]
EDGE_S = 300  # drive along a link of length 1: an arrival within the second is 0.3 % of it
MEAN_LENGTH = 10.0  # of trips on random triangulations, whose unit is free: their links then are whole seconds, too
PUBLISHED_SEED = 1  # of the random triangulations that were published, see about.md
_SPACING = 0.001  # degrees between nodes on a map, where they only have to stand somewhere: lengths are told


def two_nodes(_nodes: int) -> Links:
    """One link."""
    return [(0, 1, 1.0)]


def ring(nodes: int) -> Links:
    """A closed line."""
    return [(node, (node + 1) % nodes, 1.0) for node in range(nodes)]


def grid(nodes: int) -> Links:
    """A square of squares."""
    side = math.isqrt(nodes)
    along = [(node, node + 1, 1.0) for node in range(nodes) if node % side != side - 1]
    return along + [(node, node + side, 1.0) for node in range(nodes - side)]


def torus(nodes: int) -> Links:
    """The same, closed in both directions."""
    side = math.isqrt(nodes)
    closing = [(row * side + side - 1, row * side, 1.0) for row in range(side)]
    return grid(nodes) + closing + [(nodes - side + column, column, 1.0) for column in range(side)]


def complete(nodes: int) -> Links:
    """A link between any two nodes."""
    return [(one, other, 1.0) for one, other in combinations(range(nodes), 2)]


def cayley_tree(nodes: int) -> Links:
    """A tree all of whose inner nodes have three neighbours."""
    return [(node, 0 if node < 4 else node // 2 - 1, 1.0) for node in range(1, nodes)]


def city(nodes: int) -> Links:
    """Arms and circles, like a spider's web."""
    arm = math.isqrt(nodes)
    between = arm // math.isqrt(arm)
    arms = [(node, node - 1, 1.0) for node in range(nodes) if node % arm]
    return arms + [(node, (node + arm) % nodes, 1.0) for node in range(nodes) if node % arm % between == 0]


def delaunay(nodes: int, seed: int) -> Links:
    """A triangulation of random points in a square that is closed in both directions; links as long as they are.

    The points are those that the program of the study draws with a seed: whole numbers up to 2^29 - 1, the upper bits.
    """
    numbers = islice(mersenne_twister(seed), 2 * nodes)
    points = np.array([number >> 35 for number in numbers]).reshape(nodes, 2) / (2**29 - 1)
    shifts = [(x, y) for x in (0, 1, -1) for y in (0, 1, -1)]
    wide = np.concatenate([points + shift for shift in shifts])
    found: dict[tuple[int, int], float] = {}
    for one, other in _sides(Delaunay(wide).simplices):
        if min(one, other) < nodes:
            ends = one % nodes, other % nodes
            length = float(np.hypot(*(wide[one] - wide[other])))
            pair = min(ends), max(ends)
            if ends[0] != ends[1]:
                found[pair] = min(length, found.get(pair, math.inf))
    return [(*pair, length) for pair, length in sorted(found.items())]


def _sides(triangles: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    for triangle in triangles.tolist():
        yield from combinations(triangle, 2)


REGULAR: dict[str, Callable[[int], Links]] = {
    "two_nodes": two_nodes, "ring": ring, "grid": grid, "torus": torus, "complete": complete, "tree": cayley_tree,
    "city": city,
}  # fmt: skip


def links_of(kind: str, nodes: int) -> Links:
    """Return the links of a network."""
    if kind != "delaunay":
        return REGULAR[kind](nodes)
    found = delaunay(nodes, PUBLISHED_SEED)
    mean = mean_distance(distances(nodes, found))
    return [(one, other, MEAN_LENGTH * length / mean) for one, other, length in found]


def distances(nodes: int, links: Links) -> NDArray[np.float64]:
    """Return the lengths of all shortest paths, float64 (nodes, nodes). After Floyd (1962)."""
    table = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(table, 0)
    for one, other, length in links:
        table[one, other] = table[other, one] = min(length, table[one, other])
    for via in range(nodes):
        table = np.minimum(table, table[:, via : via + 1] + table[via : via + 1, :])
    return table


def mean_distance(table: NDArray[np.float64]) -> float:
    """Return the mean distance of two different nodes, all pairs equally likely."""
    return float(table.sum() / (len(table) * (len(table) - 1)))


def roads_of(nodes: int, links: Links) -> RoadNetwork:
    """Return a network as the program reads it: a link of length 1 takes EDGE_S seconds, 1 km long."""
    side = math.ceil(nodes**0.5)
    lon, lat = 12 + np.arange(nodes) % side * _SPACING, 53 + np.arange(nodes) // side * _SPACING
    u, v, length = (np.array(column) for column in zip(*links, strict=True))
    metres = np.round(length * 1000)
    seconds = np.round(length * EDGE_S)
    edges = pd.DataFrame(
        {
            "u": u.astype(np.int32), "v": v.astype(np.int32), "length": metres, "speed_kph": 3.6 * metres / seconds,
            "travel_time": seconds, "oneway": False, "highway": "model", "name": None, "kind": "road",
            "geometry": [
                shapely.to_wkb(shapely.LineString([(lon[a], lat[a]), (lon[b], lat[b])]))
                for a, b in zip(u, v, strict=True)
            ],
        }
    )  # fmt: skip
    return make_network("model", lon, lat, edges)
