"""The ways that legs took, where streets were closed at times: the fastest that was open, as long as was driven."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork, make_network
from simulator.network.routes import Routes

Way = NDArray[np.int64]
_ENDS, _STREET = ["from_node", "to_node"], ["u", "v", "length"]


def driven_ways(
    routes: Routes, network: RoadNetwork, legs: pd.DataFrame, closed: pd.DataFrame | None
) -> list[NDArray[np.int64]]:
    """Return the streets of each leg, rows of ``routes.streets``.

    legs: from_node, to_node, departed_s, arrived_s, length_m. closed: streets with from_s and until_s; others, and
    None, are closed in the network already. A leg whose fastest way leads over a street that was closed while it was
    driven, for some of that time, took it all the same, or the fastest one around: whichever is nearer to its length.
    Where roads were slower at times the way is the usual one.
    """
    ways = list(routes.paths(zip(*(legs[name].tolist() for name in _ENDS), strict=True)))
    if closed is None or "from_s" not in closed or closed.empty:
        return ways
    rows = pd.MultiIndex.from_frame(network.edges[_STREET])
    edge = pd.Series(np.arange(len(rows)), rows).groupby(level=[0, 1, 2]).first()
    of_closed = edge.reindex(pd.MultiIndex.from_frame(closed[_STREET])).to_numpy()
    closed = closed.assign(edge=of_closed).dropna(subset=["edge"])
    for shut, which in _concerned(routes, ways, legs, closed).items():
        around = _around(routes, network, legs.iloc[which], shut)
        driven_m = legs["length_m"].to_numpy(np.float64)[which]
        for leg, way, length_m in zip(which, around, driven_m.tolist(), strict=True):
            lengths_m = [float(routes.streets.length_m[its].sum()) for its in (ways[leg], way)]
            if len(way) and abs(lengths_m[1] - length_m) < abs(lengths_m[0] - length_m):
                ways[leg] = way
    return ways


def _concerned(
    routes: Routes, ways: list[Way], legs: pd.DataFrame, closed: pd.DataFrame
) -> dict[tuple[int, ...], list[int]]:
    """Return the legs that may have gone around, by the edges that were closed while they were driven."""
    edge, from_s, until_s = (closed[name].to_numpy(np.int64) for name in ("edge", "from_s", "until_s"))
    departed_s, arrived_s = (legs[name].to_numpy(np.int64) for name in ("departed_s", "arrived_s"))
    ever = np.unique(edge)
    found: dict[tuple[int, ...], list[int]] = {}
    for leg, way in enumerate(ways):
        over = routes.streets.edge[way]
        if not np.isin(over, ever).any():
            continue
        shut = np.unique(edge[(from_s < arrived_s[leg]) & (departed_s[leg] < until_s)])
        if np.isin(over, shut).any():
            found.setdefault(tuple(shut.tolist()), []).append(leg)
    return found


def _around(routes: Routes, network: RoadNetwork, legs: pd.DataFrame, shut: tuple[int, ...]) -> list[Way]:
    """Return the fastest ways of legs without some edges, rows of ``routes.streets``; empty where there is none."""
    left = network.edges.drop(index=list(shut))
    others = Routes(make_network(network.name, network.lon, network.lat, left))
    found = others.paths(zip(*(legs[name].tolist() for name in _ENDS), strict=True))
    return [routes.streets.between(others.streets.tail[way], others.streets.head[way]) for way in found]
