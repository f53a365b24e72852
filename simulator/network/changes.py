"""Closed and slowed roads: from words to streets, and to the network that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.edge_table import line_points
from simulator.network.graph import RoadNetwork, keep_within_limits, make_network
from simulator.texts import Text


@dataclass(frozen=True)
class RoadChange:
    """Streets of a network that are closed (factor 0), or driven at another speed.

    edges: int64 (changed,), rows of the network's edge table. top_kph: nobody drives faster there, where it is told.
    """

    name: str
    edges: NDArray[np.int64]
    speed_factor: float
    top_kph: float | None = None


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
    inside: NDArray[np.int64] = rows[_distances_m(network, rows, within) <= within.radius_m]
    return inside


def with_changes(network: RoadNetwork, changes: Sequence[RoadChange]) -> RoadNetwork:
    """Return the network after all changes, one after the other; its nodes are the same, with the same numbers.

    A closed street is none any more. Factors on one street multiply.
    """
    edges = network.edges.copy()
    for change in changes:
        if change.speed_factor != 0:
            factors = _factors(edges, change)
            edges.loc[change.edges, "speed_kph"] *= factors
            edges.loc[change.edges, "travel_time"] /= factors
    keep_within_limits(edges)
    left = edges.iloc[open_rows(network, changes)]
    notes = (*network.notes, *(_note(change) for change in changes))
    return make_network(network.name, network.lon, network.lat, left, sources=network.sources, notes=notes)


def _factors(edges: pd.DataFrame, change: RoadChange) -> float | NDArray[np.float64]:
    """Return what the speeds of changed streets are multiplied by, float64 (changed,), or the same for all."""
    if change.top_kph is None:
        return change.speed_factor
    speed_kph = edges["speed_kph"].to_numpy(np.float64)[change.edges] * change.speed_factor
    factors: NDArray[np.float64] = change.speed_factor * np.minimum(1.0, change.top_kph / speed_kph)
    return factors


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


def _note(change: RoadChange) -> Text:
    factor, top = f"{change.speed_factor:g}", f"{change.top_kph or 0:.1f} km/h"
    what = "closed" if change.speed_factor == 0 else f"speeds multiplied by {factor}"
    german = "gesperrt" if change.speed_factor == 0 else f"Geschwindigkeit mal {factor.replace('.', ',')}"
    if change.top_kph is not None and change.speed_factor:
        what, german = f"at most {top}", f"höchstens {top.replace('.', ',')}"
    count = len(change.edges)
    return {"en": f"{change.name}: {count} streets, {what}", "de": f"{change.name}: {count} Straßenstücke, {german}"}


def _distances_m(network: RoadNetwork, rows: NDArray[np.int64], place: Circle) -> NDArray[np.float64]:
    """Return how near streets come to a place in the network's plane [m]; without geometry they are straight."""
    if not len(rows):
        return np.zeros(0)
    lines = lines_of(network, rows)
    xy = network.project(*np.concatenate(lines).T) - network.project(place.lon, place.lat)
    ends = np.cumsum([len(line) for line in lines])
    step = np.diff(xy, axis=0, append=0)
    step[ends - 1] = 0  # from the last point of a street no way leads on
    along = -np.einsum("ij,ij->i", xy, step) / np.maximum(np.einsum("ij,ij->i", step, step), 1e-9)
    nearest = xy + step * np.clip(along, 0, 1)[:, None]
    least: NDArray[np.float64] = np.minimum.reduceat(np.hypot(*nearest.T), np.r_[0, ends[:-1]])
    return least


def lines_of(network: RoadNetwork, rows: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """Return the points of streets, each float64 (points, 2), lon and lat."""
    geometry, ends = network.edges["geometry"].to_numpy()[rows], network.edges[["u", "v"]].to_numpy(np.int64)[rows]
    straight = np.stack([network.lon[ends], network.lat[ends]], axis=2)
    return [straight[row] if line is None else line_points(line) for row, line in enumerate(geometry)]


def road_names(network: RoadNetwork) -> list[str]:
    """Return all names of streets, sorted."""
    return sorted(set(network.edges["name"].dropna().astype(str)) - {""})


def unknown_values(network: RoadNetwork, column: str, wanted: Sequence[str]) -> list[str]:
    """Return which values no street has in a column."""
    known = set(pd.unique(network.edges[column]))
    return [value for value in wanted if value not in known]
