"""Streets cut where somebody gets on or off, so that such places are nodes of the road graph."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from simulator.network.graph import SHORTEST_TIME_MS, RoadNetwork, make_network, whole_ms
from simulator.network.snapping import Cuts, Floats, street_points


def split_network(network: RoadNetwork, cuts: Cuts, rows: NDArray[np.int64] | None = None) -> RoadNetwork:
    """Return the network with the cuts as nodes; the others keep their numbers.

    The pieces of a street together take the street's time to the millisecond, so drives between the nodes there were
    before stay the same. rows: int64 (edges,), ascending, the rows of the edge table the cuts speak of, where some of
    its streets have been closed since; a place on a closed street becomes a node without streets.
    """
    if not len(cuts.node):
        return network
    lon, lat = np.r_[network.lon, np.zeros(len(cuts.node))], np.r_[network.lat, np.zeros(len(cuts.node))]
    lon[cuts.node], lat[cuts.node] = cuts.lon, cuts.lat
    if rows is not None:
        street = np.minimum(np.searchsorted(rows, cuts.edge), max(0, len(rows) - 1))
        left = rows[street] == cuts.edge if len(rows) else np.zeros(len(street), dtype=bool)
        cuts = Cuts(street, *cuts[1:])
        cuts = Cuts(*(part[left] for part in cuts))
    edges = _pieces(network, cuts)
    return make_network(network.name, lon, lat, edges, sources=network.sources, notes=network.notes)


def _pieces(network: RoadNetwork, cuts: Cuts) -> pd.DataFrame:
    """Return the edge table with pieces, from u to v, in place of each street that is cut."""
    edges, count = network.edges, len(network.edges)
    source = np.repeat(np.arange(count), 1 + np.bincount(cuts.edge, minlength=count))
    after = np.arange(len(cuts.edge)) + cuts.edge + 1  # the piece that begins at a cut; it follows one that ends there
    is_cut = np.zeros(len(source), dtype=bool)
    is_cut[after] = is_cut[after - 1] = True
    pieces = edges.iloc[source].reset_index(drop=True)
    u, v = pieces["u"].to_numpy(np.int32).copy(), pieces["v"].to_numpy(np.int32).copy()
    u[after] = v[after - 1] = cuts.node
    total_ms, total_m = whole_ms(edges).astype(np.float64), edges["length"].to_numpy(np.float64)
    ms = _parts(total_ms[source], after, np.floor(cuts.share * total_ms[cuts.edge] + 0.5))
    # Only where a change makes a street faster than any vehicle, a piece could take no time.
    ms = np.maximum(SHORTEST_TIME_MS, ms)
    travel_time = np.where(is_cut, ms / 1000, pieces["travel_time"].to_numpy(np.float64))
    length_m = _parts(total_m[source], after, cuts.share * total_m[cuts.edge])
    geometry = pieces["geometry"].to_numpy(object).copy()
    geometry[is_cut] = _lines(network, cuts)
    return pieces.assign(u=u, v=v, length=length_m, travel_time=travel_time, geometry=pd.Series(geometry, dtype=object))


def _parts(whole: Floats, after: NDArray[np.int64], passed: Floats) -> Floats:
    """Return what falls to each piece of what its street has, float64 (pieces,); passed: what there is before a cut."""
    start, end = np.zeros_like(whole), whole.copy()
    start[after] = end[after - 1] = passed
    return end - start


def _lines(network: RoadNetwork, cuts: Cuts) -> NDArray[np.object_]:
    """Return the pieces of all streets that are cut as well-known binary, in their order, object (pieces,)."""
    rows, street_of_cut = np.unique(cuts.edge, return_inverse=True)
    points, street = street_points(network, rows)
    first = np.searchsorted(street, np.arange(len(rows) + 1))
    step_m = np.hypot(*np.diff(network.project(*points.T), axis=0, prepend=0.0).T)
    step_m[first[:-1]] = 0.0
    along_m = np.cumsum(step_m)
    along_m -= along_m[first[:-1]][street]
    share = along_m / along_m[first[1:] - 1][street]
    # Numbers that grow along each street and from one street to the next.
    passed = np.searchsorted(2 * street_of_cut + cuts.share, 2 * street + share, side="right")
    ending = np.arange(len(cuts.edge)) + street_of_cut
    piece = np.concatenate([passed + street, ending + 1, ending])
    place = np.repeat([1, 0, 2], [len(street), len(ending), len(ending)])  # what a piece begins and ends with is a cut
    order = np.lexsort((place, piece))
    at = np.column_stack([cuts.lon, cuts.lat])
    lines = shapely.linestrings(np.concatenate([points, at, at])[order], indices=piece[order])
    geometry: NDArray[np.object_] = shapely.to_wkb(lines, byte_order=1)
    return geometry
