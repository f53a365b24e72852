"""How much of each driven leg lies in which territory, by the geometry of the streets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from simulator.network.driven_ways import driven_ways
from simulator.network.graph import RoadNetwork
from simulator.network.routes import Routes
from simulator.network.territories import Territories


@dataclass(frozen=True)
class CutLegs:
    """Parts of each leg by territory, float64 (legs, territories + 1); the last column is what lies in none.

    of_metres, of_time: of its length and of how long it takes, in any unit; see `shared_out`.
    """

    of_metres: NDArray[np.float64]
    of_time: NDArray[np.float64]


def cut_legs(
    territories: Territories, network: RoadNetwork, legs: pd.DataFrame, closed: pd.DataFrame | None
) -> CutLegs:
    """Cut driven legs at the borders: every street is driven evenly, and its parts are as long as on the map.

    legs: from_node, to_node, departed_s, arrived_s, length_m. closed: see ``driven_ways``. A leg without streets lies
    where it begins.
    """
    routes = Routes(network)
    streets, ways = routes.streets, driven_ways(routes, network, legs, closed)
    used = np.unique(np.concatenate([np.zeros(0, np.int64), *ways]))
    shares = shares_of(territories, _lines(network, routes, used))
    begin = legs["from_node"].to_numpy(np.int64)
    at = territories.at(network.lon[begin], network.lat[begin])
    cut = CutLegs(*(np.zeros((len(legs), shares.shape[1])) for _ in range(2)))
    for row, way in enumerate(ways):
        here = shares[np.searchsorted(used, way)]
        cut.of_metres[row], cut.of_time[row] = streets.length_m[way] @ here, streets.time_ms[way] @ here
    for weights in (cut.of_metres, cut.of_time):
        nowhere = np.flatnonzero(weights.sum(axis=1) == 0)
        weights[nowhere, at[nowhere]] = 1  # -1 is the last column
    return cut


def _lines(network: RoadNetwork, routes: Routes, used: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return streets as lines, from node to node where they are not drawn, object (streets,)."""
    streets = routes.streets
    ends = np.stack([np.column_stack([network.lon[at], network.lat[at]]) for at in (streets.tail, streets.head)], 1)
    drawn = network.edges["geometry"].to_numpy(object)[streets.edge[used]]
    lines: NDArray[np.object_] = np.where(pd.isna(drawn), shapely.linestrings(ends[used]), shapely.from_wkb(drawn))
    return lines


def shares_of(territories: Territories, lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return which share of the length of each line lies where, float64 (lines, territories + 1).

    The last column is what lies in none. What runs along a border counts for the first territory.
    """
    shares = np.zeros((len(lines), len(territories.names) + 1))
    inside = np.zeros(len(lines), dtype=np.bool_)
    tree = shapely.STRtree(lines)
    for number, area in enumerate(territories.areas):
        within = tree.query(area, predicate="contains_properly")
        shares[within, number], inside[within] = 1, True
    if not inside.all():
        shares[~inside] = _shares(territories, lines[~inside])
    return shares


def _shares(territories: Territories, lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the same of lines that may cross borders."""
    bounds = shapely.bounds(lines)
    narrower = np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))  # a degree of longitude than one of latitude
    lengths, rest = [], lines
    for area in territories.areas:
        lengths.append(_lengths(shapely.intersection(rest, area), narrower))
        rest = shapely.difference(rest, area)
    told = np.column_stack([*lengths, _lengths(rest, narrower)])
    whole = told.sum(axis=1)
    for row in np.flatnonzero(whole == 0).tolist():  # lines without length
        told[row, int(territories.at(*lines[row].coords[0])[0])] = whole[row] = 1
    return np.asarray(told / whole[:, None])


def _lengths(parts: NDArray[np.object_], narrower: NDArray[np.float64]) -> NDArray[np.float64]:
    corners, part = shapely.get_coordinates(parts, return_index=True)
    corners[:, 0] *= narrower[part]
    return np.asarray(shapely.length(shapely.set_coordinates(parts.copy(), corners)))


def shared_out(totals: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return whole parts of whole totals by weights, int64 like weights: largest remainders, ties to the first."""
    exact = totals[:, None] * weights / weights.sum(axis=1, keepdims=True)
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    missing = rank < (totals - parts.sum(axis=1))[:, None]
    return np.asarray(parts + missing, dtype=np.int64)
