"""Second ways: how many ways without a common street lead from a place to its centre, and what hangs on one street."""

from __future__ import annotations

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra, maximum_flow

from simulator.network.weak.links import Links

NONE = -1


def ways_to_centres(
    links: Links, place: NDArray[np.int64], centres: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the nearest centre of each place by time, how many ways without a common link lead there, and how long.

    place, centres: int64, positions in the nodes of the links. Returns (position among the centres, -1 where none can
    be reached; ways int64, 0 from a centre itself and where there is none; time float64 [ms]), each (places,). Ways
    are counted as if all links could be driven both ways (Menger 1927: most ways without a common link are a maximum
    flow).
    """
    if not len(centres):
        return np.full(len(place), NONE), np.zeros(len(place), dtype=np.int64), np.full(len(place), np.inf)
    times_ms = dijkstra(links.without()[0], indices=place)[:, centres]
    nearest = np.argmin(times_ms, axis=1)
    best_ms = times_ms[np.arange(len(place)), nearest]
    reached = np.isfinite(best_ms)
    size = len(links.node)
    both = tuple(np.concatenate(ends).astype(np.int32) for ends in ((links.tail, links.head), (links.head, links.tail)))
    graph = coo_array((np.ones(2 * len(links), dtype=np.int32), both), shape=(size, size)).tocsr()
    ways = np.zeros(len(place), dtype=np.int64)
    for row, (one, centre) in enumerate(zip(place.tolist(), centres[nearest].tolist(), strict=True)):
        if reached[row] and one != centre:
            ways[row] = maximum_flow(graph, one, centre).flow_value
    return np.where(reached, nearest, NONE), ways, best_ms


def only_ways(links: Links) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the links whose closing parts the network, and the nodes that do (positions), ascending.

    As if all links could be driven both ways.
    """
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(links.node)))
    graph.add_edges_from(zip(links.tail.tolist(), links.head.tolist(), range(len(links)), strict=True))
    simple = nx.Graph(graph)
    number = {frozenset((u, v)): link for u, v, link in graph.edges(keys=True)}
    alone = {frozenset(ends) for ends in nx.bridges(simple) if graph.number_of_edges(*ends) == 1}
    bridges = sorted(number[ends] for ends in alone)
    return np.array(bridges, dtype=np.int64), np.array(sorted(nx.articulation_points(simple)), dtype=np.int64)
