"""What passing a junction costs, as part of the times of the streets that meet there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.errors import NetworkError
from simulator.network.graph import RoadNetwork, keep_within_limits, make_network

NEIGHBOURS = 3  # of a junction, at least
BUILT_UP_FROM = 0.5  # mean share between houses of the streets that end there


def with_junctions(network: RoadNetwork, built_up_s: float, outside_s: float) -> RoadNetwork:
    """Return the network with junctions that take time: braking, looking, turning, gathering speed.

    Each street gets half of the seconds of either end that is a junction. So who passes one takes all of its seconds,
    whichever way; who begins or ends a drive there takes half of them. Ferries get none. speed_kph stays the speed of
    the free street.

    Raises
    ------
    NetworkError
        The two differ, and the network does not tell what is built up.
    """
    if not built_up_s and not outside_s:
        return network
    seconds = np.where(junctions(network), outside_s, 0.0)
    if built_up_s != outside_s:
        seconds[junctions(network) & built_up(network)] = built_up_s
    edges = network.edges.copy()
    on_road = (edges["kind"] != "ferry").to_numpy()
    both_s = (seconds[edges["u"].to_numpy()] + seconds[edges["v"].to_numpy()]) / 2
    edges["travel_time"] += np.where(on_road, both_s, 0.0)
    keep_within_limits(edges)
    inside, outside = f"{built_up_s:g} s", f"{outside_s:g} s"
    note = {
        "en": f"a junction takes {inside} in built-up areas, {outside} outside: half on each of its streets",
        "de": f"eine Kreuzung kostet innerorts {inside}, außerorts {outside}: je zur Hälfte auf ihren Straßen",
    }
    notes = (*network.notes, note)
    return make_network(
        network.name, network.lon, network.lat, edges,
        sources=network.sources, notes=notes, crossings=network.crossings,
    )  # fmt: skip


def junctions(network: RoadNetwork) -> NDArray[np.bool_]:
    """Return which nodes are junctions, bool (nodes,): parallel streets and both directions lead to one neighbour."""
    ends = np.concatenate([network.tail, network.head]), np.concatenate([network.head, network.tail])
    pairs = np.unique(np.column_stack(ends), axis=0)
    found: NDArray[np.bool_] = np.bincount(pairs[:, 0], minlength=network.node_count) >= NEIGHBOURS
    return found


def built_up(network: RoadNetwork) -> NDArray[np.bool_]:
    """Return which nodes lie in built-up areas, bool (nodes,).

    Raises
    ------
    NetworkError
        The network does not tell what is built up.
    """
    if "builtup" not in network.edges:
        raise NetworkError(
            f"network {network.name!r} does not tell what is built up (no column builtup); expected the same seconds "
            "for network.junctions.built_up and network.junctions.outside"
        )
    share = network.edges["builtup"].fillna(0).to_numpy(np.float64)
    ends = network.edges[["u", "v"]].to_numpy().ravel(order="F")
    of_streets = np.bincount(ends, np.tile(share, 2), minlength=network.node_count)
    inside: NDArray[np.bool_] = of_streets >= BUILT_UP_FROM * np.maximum(
        1, np.bincount(ends, minlength=len(of_streets))
    )
    return inside
