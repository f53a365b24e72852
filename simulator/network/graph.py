"""A road network as arrays: nodes with coordinates, directed arcs sorted for scanning."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from simulator.kernels.layout import ALL_KNOWN
from simulator.network.crossings import Crossing
from simulator.texts import Text
from simulator.units import DAY_S

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG 1980 (Moritz 2000, doi:10.1007/s001900050278)
METRES_PER_DEGREE = float(round(EARTH_RADIUS_M * np.pi / 180))  # of latitude, for places and maps
SLOWEST_KPH, FASTEST_KPH = 0.1, 400.0  # of any street in a network file
LONGEST_EDGE_M = 1e6
LONGEST_EDGE_S = float(DAY_S)
SHORTEST_TIME_MS = 1  # also for edges without length: every arc takes time, so fastest paths never run in circles


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """A directed road graph; make one with ``make_network``.

    lon, lat: float64 (nodes,). tail, head: int32 (arcs,), sorted by (tail, head, edge). offsets: int32 (nodes + 1,),
    the arcs that leave node i are offsets[i] to offsets[i + 1]. length_m, speed_kph: float64 (arcs,). time_ms: int32
    (arcs,), whole milliseconds, so that sums of travel times are exact in any order. edge: int32 (arcs,), row of
    ``edges`` the arc comes from. crossings: by rows of ``edges``, too; of a network as files hold it. known_nodes:
    those behind are places that nobody knew of as the day began; vehicles pass them by, and do not turn off there.
    """

    name: str
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    offsets: NDArray[np.int32]
    length_m: NDArray[np.float64]
    speed_kph: NDArray[np.float64]
    time_ms: NDArray[np.int32]
    edge: NDArray[np.int32]
    edges: pd.DataFrame
    sources: tuple[dict[str, Any], ...] = field(default=())
    notes: tuple[Text, ...] = field(default=())
    crossings: tuple[Crossing, ...] = field(default=())
    known_nodes: int = ALL_KNOWN

    def __repr__(self) -> str:
        """Return the name and the size."""
        return f"<RoadNetwork {self.name}: {self.node_count:,} nodes, {self.arc_count:,} arcs>"

    @property
    def node_count(self) -> int:
        """Return the number of nodes."""
        return len(self.lon)

    @property
    def arc_count(self) -> int:
        """Return the number of directed arcs."""
        return len(self.tail)

    def digest(self) -> str:
        """Return the SHA-256 of everything that routing and snapping depend on, in hexadecimal."""
        hasher = hashlib.sha256(f"elbe-drt-network/1 {self.node_count} {self.arc_count}\n".encode())
        for array, kind in (
            (self.lon, "<f8"),
            (self.lat, "<f8"),
            (self.tail, "<i4"),
            (self.head, "<i4"),
            (self.time_ms, "<i4"),
            (self.length_m, "<f8"),
        ):
            hasher.update(np.ascontiguousarray(array, dtype=kind).tobytes())
        return hasher.hexdigest()

    def xy_m(self) -> NDArray[np.float64]:
        """Return the nodes in local metres east and north of the middle of the network, float64 (nodes, 2)."""
        return self.project(self.lon, self.lat)

    def project(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        """Return places in the same local metres as ``xy_m``, float64 (places, 2).

        Equirectangular around the middle latitude: within a county distances are right to about 1 %.
        """
        middle_lon, middle_lat, east_m, north_m = self._plane
        x = (np.atleast_1d(np.asarray(lon, dtype=np.float64)) - middle_lon) * east_m
        y = (np.atleast_1d(np.asarray(lat, dtype=np.float64)) - middle_lat) * north_m
        return np.column_stack([x, y])

    def unproject(self, xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return lon and lat of places in local metres, float64 (places, 2): ``project`` the other way round."""
        middle_lon, middle_lat, east_m, north_m = self._plane
        return np.column_stack([xy_m[:, 0] / east_m + middle_lon, xy_m[:, 1] / north_m + middle_lat])

    @cached_property
    def _plane(self) -> tuple[float, float, float, float]:
        """Return the middle of the network and metres per degree east and north."""
        if not self.node_count:
            return 0.0, 0.0, 1.0, 1.0
        middle_lon = float(self.lon.min() + self.lon.max()) / 2
        middle_lat = float(self.lat.min() + self.lat.max()) / 2
        north_m = EARTH_RADIUS_M * np.pi / 180
        # Rounded because cosines differ in their last digit between machines.
        return middle_lon, middle_lat, round(float(north_m * np.cos(np.radians(middle_lat))), 6), round(north_m, 6)

    def with_speed_factor(self, factor: float) -> RoadNetwork:
        """Return the network with all road speeds multiplied by ``factor``; ferries keep their times."""
        if factor == 1:
            return self
        if not (0.01 <= factor <= 100):
            raise ValueError(f"speed factor {factor} is not between 0.01 and 100")
        edges = self.edges.copy()
        on_road = (edges["kind"] != "ferry").to_numpy()
        edges["speed_kph"] = np.where(on_road, edges["speed_kph"] * factor, edges["speed_kph"])
        edges["travel_time"] = np.where(on_road, edges["travel_time"] / factor, edges["travel_time"])
        keep_within_limits(edges)
        note = f"speeds on roads multiplied by {factor:g}"
        more = (*self.notes, note)
        return make_network(
            self.name, self.lon, self.lat, edges, sources=self.sources, notes=more, crossings=self.crossings
        )

    def with_notes(self, *notes: Text) -> RoadNetwork:
        """Return the network with more notes."""
        return replace(self, notes=(*self.notes, *notes))


def keep_within_limits(edges: pd.DataFrame) -> None:
    """Clip speeds and times that factors drove past what a network file may hold; ``edges`` is changed in place."""
    edges["speed_kph"] = edges["speed_kph"].clip(SLOWEST_KPH, FASTEST_KPH)
    edges["travel_time"] = edges["travel_time"].clip(upper=LONGEST_EDGE_S)


def make_network(
    name: str,
    lon: ArrayLike,
    lat: ArrayLike,
    edges: pd.DataFrame,
    *,
    sources: tuple[dict[str, Any], ...] = (),
    notes: tuple[Text, ...] = (),
    crossings: tuple[Crossing, ...] = (),
) -> RoadNetwork:
    """Return the network of an edge table; input is trusted, files are checked by ``files.read_network``.

    edges: columns u, v, length [m], speed_kph, travel_time [s], oneway, highway, name, kind, geometry and maybe
    builtup. An edge that is not one-way becomes two arcs; an edge from a node to itself becomes none.
    """
    edges = edges.reset_index(drop=True)
    u, v = edges["u"].to_numpy(np.int32), edges["v"].to_numpy(np.int32)
    row = np.arange(len(edges), dtype=np.int32)
    both = ~edges["oneway"].to_numpy(bool)
    tail, head = np.concatenate([u, v[both]]), np.concatenate([v, u[both]])
    edge = np.concatenate([row, row[both]])
    order = np.lexsort((edge, head, tail))
    order = order[tail[order] != head[order]]
    tail, head, edge = tail[order], head[order], edge[order]
    lon, lat = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    offsets = np.searchsorted(tail, np.arange(len(lon) + 1)).astype(np.int32)
    time_ms = whole_ms(edges)
    length_m = edges["length"].to_numpy(np.float64)[edge]
    speed_kph = edges["speed_kph"].to_numpy(np.float64)[edge]
    network = RoadNetwork(
        name, lon, lat, tail, head, offsets, length_m, speed_kph, time_ms[edge], edge, edges,
        tuple(sources), tuple(notes), tuple(crossings),
    )  # fmt: skip
    for array in (lon, lat, tail, head, offsets, length_m, speed_kph, network.time_ms, edge):
        array.flags.writeable = False
    return network


def whole_ms(edges: pd.DataFrame) -> NDArray[np.int32]:
    """Return the travel times of an edge table in whole milliseconds, int32 (edges,)."""
    time_ms = np.floor(edges["travel_time"].to_numpy(np.float64) * 1000 + 0.5)
    return np.maximum(SHORTEST_TIME_MS, time_ms).astype(np.int32)
