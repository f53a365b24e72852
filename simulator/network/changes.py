"""Closed and slowed roads: from words to streets, and to the network that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from simulator.network.edge_table import line_points
from simulator.network.graph import RoadNetwork, keep_within_limits, make_network


@dataclass(frozen=True)
class RoadChange:
    """Streets of a network that are closed (factor 0), or driven at another speed.

    edges: int64 (changed,), rows of the network's edge table.
    """

    name: str
    edges: NDArray[np.int64]
    speed_factor: float


@dataclass(frozen=True)
class Circle:
    """A place on the map and what lies around it."""

    lon: float
    lat: float
    radius_m: float


def select_edges(
    network: RoadNetwork,
    *,
    roads: Sequence[str] = (),
    highways: Sequence[str] = (),
    kinds: Sequence[str] = (),
    within: Circle | None = None,
) -> NDArray[np.int64]:
    """Return the streets that meet all conditions given, int64, rows of the edge table.

    roads: names, in any case. highways, kinds: values of these columns. within: some part of the street lies inside.
    """
    edges = network.edges
    chosen = np.ones(len(edges), dtype=bool)
    if roads:
        chosen &= edges["name"].str.casefold().isin([road.casefold() for road in roads]).to_numpy(bool, na_value=False)
    if highways:
        chosen &= edges["highway"].isin(highways).to_numpy(bool)
    if kinds:
        chosen &= edges["kind"].isin(kinds).to_numpy(bool)
    rows = np.flatnonzero(chosen)
    if within is None:
        return rows
    middle = network.project(within.lon, within.lat)[0]
    near = [_distance_m(network, row, middle) <= within.radius_m for row in rows.tolist()]
    inside: NDArray[np.int64] = rows[np.array(near, dtype=bool)]
    return inside


def with_changes(network: RoadNetwork, changes: Sequence[RoadChange]) -> RoadNetwork:
    """Return the network after all changes, one after the other; its nodes are the same, with the same numbers.

    A closed street is none any more. Factors on one street multiply.
    """
    edges = network.edges.copy()
    for change in changes:
        if change.speed_factor != 0:
            edges.loc[change.edges, "speed_kph"] *= change.speed_factor
            edges.loc[change.edges, "travel_time"] /= change.speed_factor
    keep_within_limits(edges)
    left = edges.iloc[open_rows(network, changes)]
    notes = (*network.notes, *(_note(change) for change in changes))
    return make_network(network.name, network.lon, network.lat, left, sources=network.sources, notes=notes)


def open_rows(network: RoadNetwork, changes: Sequence[RoadChange]) -> NDArray[np.int64]:
    """Return the rows of the edge table that no change closes, int64, ascending."""
    is_open = np.ones(len(network.edges), dtype=bool)
    for change in changes:
        if change.speed_factor == 0:
            is_open[change.edges] = False
    return np.flatnonzero(is_open)


def closed_edges(before: RoadNetwork, after: RoadNetwork) -> pd.DataFrame:
    """Return the streets of ``before`` that ``after`` no longer has: rows of its edge table."""
    keys = ["u", "v", "length"]
    copies = [network.edges.groupby(keys).cumcount() for network in (before, after)]
    left = pd.MultiIndex.from_frame(after.edges[keys].assign(copy=copies[1]))
    had = pd.MultiIndex.from_frame(before.edges[keys].assign(copy=copies[0]))
    return before.edges[~had.isin(left)].reset_index(drop=True)


def _note(change: RoadChange) -> str:
    what = "closed" if change.speed_factor == 0 else f"speeds multiplied by {change.speed_factor:g}"
    return f"{change.name}: {len(change.edges)} streets, {what}"


def _distance_m(network: RoadNetwork, row: int, middle: ArrayLike) -> float:
    """Return how near a street comes to a place in the network's plane [m]; without geometry it is straight."""
    street = network.edges.iloc[row]
    if street["geometry"] is None:
        ends = street[["u", "v"]].to_numpy(np.int64)
        lon, lat = network.lon[ends], network.lat[ends]
    else:
        lon, lat = line_points(street["geometry"]).T
    xy = network.project(lon, lat) - np.asarray(middle)
    start, step = xy[:-1], np.diff(xy, axis=0)
    along = -np.einsum("ij,ij->i", start, step) / np.maximum(np.einsum("ij,ij->i", step, step), 1e-9)
    nearest = start + step * np.clip(along, 0, 1)[:, None]
    return float(np.hypot(*nearest.T).min()) if len(nearest) else float(np.hypot(*xy[0]))


def road_names(network: RoadNetwork) -> list[str]:
    """Return all names of streets, sorted."""
    return sorted(set(network.edges["name"].dropna().astype(str)) - {""})


def unknown_values(network: RoadNetwork, column: str, wanted: Sequence[str]) -> list[str]:
    """Return which values no street has in a column."""
    known = set(pd.unique(network.edges[column]))
    return [value for value in wanted if value not in known]
