"""The roads as a drawing: streets simplified to the metre, in local metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork
from simulator.report.replay.packing import narrow

TOLERANCE_M = 8.0  # less than the width of a line on any screen that shows a county
MOST_EDGES = 40_000
_MAIN = ("motorway", "trunk", "primary", "secondary")
PLAIN, MAIN, FERRY, SYNTHETIC = 0, 1, 2, 3


@dataclass(frozen=True)
class DrawnRoads:
    """Streets to draw. edges: int64 (drawn,), rows of the network's edge table, ascending.

    arrays: ``line_points`` per street, and ``line_dx``, ``line_dy``: steps between points [m], each first step counted
    from the node ``line_from``; ``line_look``: PLAIN, MAIN, FERRY or SYNTHETIC.
    """

    edges: NDArray[np.int64]
    arrays: dict[str, NDArray[Any]]


def draw_roads(network: RoadNetwork, driven: NDArray[np.int64]) -> DrawnRoads:
    """Simplify the streets; of a very large network only main roads and those that were driven.

    driven: int64, rows of the edge table that have to be there.
    """
    looks = edge_looks(network.edges)
    kept = np.ones(len(network.edges), dtype=np.bool_)
    if len(kept) > MOST_EDGES:
        kept = looks != PLAIN
        if np.count_nonzero(kept) > MOST_EDGES:
            kept[:] = False
        kept[driven] = True
        room = MOST_EDGES - int(np.count_nonzero(kept))
        others = np.flatnonzero(~kept)
        if room > 0:
            kept[others[:: -(-len(others) // room)]] = True
    edges = np.flatnonzero(kept)
    points, dx, dy = _steps(network, edges)
    arrays = {
        "line_from": narrow(network.edges["u"].to_numpy(np.int64)[edges]),
        "line_points": narrow(points),
        "line_dx": _signed(dx),
        "line_dy": _signed(dy),
        "line_look": looks[edges],
    }
    return DrawnRoads(edges, arrays)


def edge_looks(edges: pd.DataFrame) -> NDArray[np.uint8]:
    """Return how each street is drawn: PLAIN, MAIN, FERRY or SYNTHETIC."""
    kind = edges["kind"].to_numpy(dtype=object)
    highway = edges["highway"].astype("string").fillna("").str.removesuffix("_link")
    main = highway.isin(_MAIN).to_numpy(np.bool_)
    looks = np.where(main, MAIN, PLAIN)
    looks[kind == "ferry"] = FERRY
    looks[kind == "synthetic"] = SYNTHETIC
    return looks.astype(np.uint8)


def lines_m(network: RoadNetwork, geometry: pd.Series[Any]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the simplified points of lines in local metres, (points, 2), and which line each belongs to."""
    import shapely

    shapes = shapely.from_wkb(geometry.to_numpy(dtype=object), on_invalid="ignore")
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    plane = network.project(coordinates[:, 0], coordinates[:, 1])
    long_enough = np.bincount(owner, minlength=len(shapes)) >= 2
    use = long_enough[owner]
    lines = shapely.linestrings(plane[use], indices=np.unique(owner[use], return_inverse=True)[1])
    simple = shapely.simplify(lines, TOLERANCE_M, preserve_topology=False)
    points, index = shapely.get_coordinates(simple, return_index=True)
    return points, np.flatnonzero(long_enough)[index]


def _steps(
    network: RoadNetwork, edges: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return points per street without its first, and the steps to each of them in whole metres."""
    rows = network.edges.iloc[edges]
    xy = np.round(network.xy_m()).astype(np.int64)
    first, last = xy[rows["u"].to_numpy(np.int64)], xy[rows["v"].to_numpy(np.int64)]
    inner, owner = lines_m(network, rows["geometry"]) if "geometry" in rows else (np.zeros((0, 2)), np.zeros(0, int))
    ends = np.r_[True, owner[1:] != owner[:-1]] | np.r_[owner[1:] != owner[:-1], True] if len(owner) else owner > 0
    inner, owner = np.round(inner[~ends]).astype(np.int64), owner[~ends]
    # every street runs from its first node over the inner points to its last node
    points = np.concatenate([first, inner, last])
    street = np.concatenate([np.arange(len(edges)), owner, np.arange(len(edges))])
    order = np.argsort(street, kind="stable")
    points, street = points[order], street[order]
    step = np.diff(points, axis=0, prepend=points[:1])
    same = np.r_[False, street[1:] == street[:-1]]
    counts = np.bincount(street, minlength=len(edges)) - 1
    return counts, step[same, 0], step[same, 1]


def _signed(steps: NDArray[np.int64]) -> NDArray[Any]:
    small = np.abs(steps).max(initial=0) <= np.iinfo(np.int16).max
    return steps.astype(np.int16 if small else np.int32)
