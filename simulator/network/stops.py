"""Stops of a ridepooling service: read from a file, added where none is near, found from a place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem
from simulator.input_table import raise_problems
from simulator.kept import Kept
from simulator.network.far_places import far_from_roads
from simulator.network.graph import RoadNetwork
from simulator.network.near import Near
from simulator.network.snapping import Snapper

Floats = NDArray[np.float64]

_ADDED = Kept(2)


@dataclass(frozen=True)
class Stops:
    """Places where riders get on and off, each at a node of the road graph.

    Columns of ``table``: stop_id, name, lon, lat, kind (bus, rail, virtual, ...), node.
    """

    table: pd.DataFrame

    def nearest(self, network: RoadNetwork, lon: Floats, lat: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Return (row of the nearest stop, beeline [m]) for each place; there must be a stop."""
        return Near(self._xy(network)).nearest(network.project(lon, lat))

    def within(
        self, network: RoadNetwork, lon: Floats, lat: Floats, radius_m: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Return all stops within a radius [m] of each place, nearest first, and the nearest in any case.

        Of several stops at one node only the nearest counts. Returns (first, row, beeline [m]): the stops of place i
        are at first[i] to first[i + 1].
        """
        xy, places = self._xy(network), network.project(lon, lat)
        place, row = Near(xy).within(places, radius_m)
        nearest, nearest_m = self.nearest(network, lon, lat)
        place = np.concatenate([np.arange(len(places)), place])
        row = np.concatenate([nearest, row])
        beeline_m = np.concatenate([nearest_m, np.hypot(*(places[place[len(places) :]] - xy[row[len(places) :]]).T)])
        node = self.table["node"].to_numpy()[row]
        # The nearest stop was put first and wins where several share a node; the rest go by distance, then by row.
        is_nearest = np.arange(len(row)) >= len(places)
        order = np.lexsort((row, beeline_m, is_nearest, place))
        place, row, beeline_m, node = place[order], row[order], beeline_m[order], node[order]
        pair = place * (int(node.max(initial=0)) + 1) + node
        kept = np.sort(np.unique(pair, return_index=True)[1])
        first = np.searchsorted(place[kept], np.arange(len(places) + 1))
        return first.astype(np.int64), row[kept], beeline_m[kept]

    def _xy(self, network: RoadNetwork) -> Floats:
        return network.project(self.table["lon"].to_numpy(), self.table["lat"].to_numpy())


def place_stops(path: Path, table: pd.DataFrame, snapper: Snapper, max_snap_m: float) -> Stops:
    """Put the stops of a file onto the roads. Raises RequestFileError for those farther than ``max_snap_m`` [m] off."""
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    nodes, distance_m = snapper.snap(lon, lat)
    problems = [
        Problem(str(path), int(table["line"].iloc[row]), 0, "lon", f'"{table["stop_id"].iloc[row]}" is {message}')
        for row, message in far_from_roads(snapper, lon, lat, distance_m, max_snap_m).items()
    ]
    raise_problems(path, problems)
    return Stops(table.assign(node=nodes))


def add_virtual_stops(
    stops: Stops, network: RoadNetwork, min_distance_m: float, max_distance_m: float, *, built_up_only: bool
) -> Stops:
    """Add stops at nodes, in order of their ids, that keep ``min_distance_m`` [m] to all stops there are by then.

    Nodes farther than ``max_distance_m`` [m] from every given stop stay without. With ``built_up_only`` only nodes at
    the end of a mostly built-up edge count, where the network knows that.
    """
    lon, lat = (stops.table[name].to_numpy(np.float64) for name in ("lon", "lat"))
    rule = min_distance_m, max_distance_m, built_up_only
    added = _ADDED.get((network, lon.tobytes(), lat.tobytes(), rule), lambda: _added(network, lon, lat, *rule))
    return Stops(pd.concat([stops.table, added], ignore_index=True))


def _added(
    network: RoadNetwork, lon: Floats, lat: Floats, min_distance_m: float, max_distance_m: float, built_up: bool
) -> pd.DataFrame:
    """Return the rows that are added to stops at some places."""
    xy = network.xy_m()
    candidates = _built_up_nodes(network) if built_up else np.arange(network.node_count)
    given = Near(network.project(lon, lat))
    distance_m = given.nearest(xy[candidates])[1]
    free = candidates[(distance_m >= min_distance_m) & (distance_m <= max_distance_m)]
    near, around = Near(xy[free]).within(xy[free], min_distance_m)
    first = np.searchsorted(near, np.arange(len(free) + 1)).tolist()
    blocked = np.zeros(len(free), dtype=bool)
    chosen = []
    for position, node in enumerate(free.tolist()):
        if not blocked[position]:
            chosen.append(node)
            blocked[around[first[position] : first[position + 1]]] = True
    return pd.DataFrame(
        {
            "stop_id": [f"virtual-{node}" for node in chosen],
            "name": [f"virtual stop {node}" for node in chosen],
            "lon": network.lon[chosen],
            "lat": network.lat[chosen],
            "kind": "virtual",
            "node": np.array(chosen, dtype=np.int32),
        }
    )


def _built_up_nodes(network: RoadNetwork) -> NDArray[np.int64]:
    if "builtup" not in network.edges:
        return np.arange(network.node_count)
    edges = network.edges[network.edges["builtup"].fillna(0) >= 0.5]
    return np.unique(np.concatenate([edges["u"].to_numpy(), edges["v"].to_numpy()])).astype(np.int64)
