"""The part of a network within which every place can be reached from every other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from simulator.network.graph import RoadNetwork, make_network
from simulator.network.import_report import ImportReport


def component_labels(network: RoadNetwork) -> tuple[int, NDArray[np.int32]]:
    """Return (number of strongly connected components, component of each node int32 (nodes,))."""
    ones = np.ones(network.arc_count, dtype=np.int8)
    graph = csr_array((ones, network.head, network.offsets), shape=(network.node_count, network.node_count))
    count, labels = connected_components(graph, directed=True, connection="strong")
    return int(count), labels


def keep_largest_component(network: RoadNetwork, report: ImportReport | None = None) -> RoadNetwork:
    """Return the network without nodes outside the largest component; of equal ones that with the lowest node stays.

    Node ids close ranks. ``report`` gets what was dropped.
    """
    report = ImportReport() if report is None else report
    count, labels = component_labels(network)
    report.components = count
    if count > 1:
        sizes = np.bincount(labels, minlength=count)
        first_largest = int(np.flatnonzero(sizes[labels] == sizes.max())[0])
        network = _select(network, labels == labels[first_largest], report)
    report.nodes = network.node_count
    report.km = float(network.edges["length"].sum()) / 1000
    return network


def _select(network: RoadNetwork, kept: NDArray[np.bool_], report: ImportReport) -> RoadNetwork:
    new_id = np.cumsum(kept) - 1
    u, v = network.edges["u"].to_numpy(), network.edges["v"].to_numpy()
    inside = kept[u] & kept[v]
    report.dropped_nodes = int((~kept).sum())
    report.dropped_km = float(network.edges["length"].to_numpy()[~inside].sum()) / 1000
    edges = network.edges[inside].assign(u=new_id[u[inside]].astype(np.int32), v=new_id[v[inside]].astype(np.int32))
    return make_network(
        network.name, network.lon[kept], network.lat[kept], edges, sources=network.sources, notes=network.notes
    )
