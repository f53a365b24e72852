"""From a place to the road graph: onto the nearest point of a street, or to the nearest node."""

from __future__ import annotations

from copy import copy
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from simulator.errors import NetworkError
from simulator.kept import Kept
from simulator.network.graph import RoadNetwork, whole_ms
from simulator.network.near import Near, distinct

TIE_M = 1e-6
STEP_M = 1.0  # places on one street are told apart from each other and from its ends by so much
NOBODY_STOPS_ON = ("motorway", "motorway_link")
_QUESTIONS = 6  # whose answers are kept
DECIMALS = 9  # of a degree: a tenth of a millimetre, the same on every machine

Floats = NDArray[np.float64]


class NodeSnapper:
    """Finds nearest nodes; among equally near ones the lowest id."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network = _not_empty(network)
        self._near = Near(network.xy_m())

    def snap(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.int32], Floats]:
        """Return (node int32 (places,), beeline to it [m] float64 (places,))."""
        places, which = distinct(_finite(self.network, lon, lat))
        distance_m = self._near.nearest(places)[1]
        place, node = self._near.within(places, distance_m + TIE_M)
        return node[np.searchsorted(place, np.arange(len(places)))].astype(np.int32)[which], distance_m[which]

    def street_names(self, lon: ArrayLike, lat: ArrayLike) -> list[str]:
        """Return "" for each place: nodes have no names."""
        return [""] * len(np.atleast_1d(lon))


class Cuts(NamedTuple):
    """Places within streets that become nodes, by street and along it.

    edge: int64 (cuts,), rows of the edge table. share: float64 (cuts,), of the street's length from u, between 0 and 1.
    node: int32 (cuts,), numbers behind those of the network. lon, lat: float64 (cuts,).
    """

    edge: NDArray[np.int64]
    share: Floats
    node: NDArray[np.int32]
    lon: Floats
    lat: Floats


class StreetSnapper:
    """Finds nearest points of streets; of equally near streets the first one's.

    A point at an end of its street is that node. Every other one becomes a node of its own, numbered behind those of
    the network in the order of asking; ``split.split_network`` puts them in. Nobody gets on or off aboard a ferry or
    on a motorway, unless there is nothing else.
    """

    def __init__(self, network: RoadNetwork) -> None:
        self.network = _not_empty(network)
        edges = network.edges
        shut = (edges["kind"] == "ferry") | edges["highway"].isin(NOBODY_STOPS_ON)
        self._rows = np.flatnonzero(~shut.to_numpy(bool)) if not shut.all() else np.arange(len(edges))
        points, street = street_points(network, self._rows)
        self._lines = shapely.linestrings(network.project(*points.T), indices=street)
        self._tree = shapely.STRtree(self._lines)
        self._ends = edges[["u", "v"]].to_numpy(np.int32)[self._rows]
        # A piece takes a millisecond at least, so that its time is one of its own.
        longest = np.minimum(shapely.length(self._lines) / STEP_M, whole_ms(edges)[self._rows])
        self._steps = np.maximum(1, longest.astype(np.int64))
        self._found = Kept(_QUESTIONS)  # several services ask for the same places
        self._stride = 1  # places are told apart by so many steps
        self._nodes: dict[tuple[int, int], int] = {}  # by street (a row of ``_rows``) and steps along it
        self._snapped = Kept(_QUESTIONS)

    def anew(self) -> StreetSnapper:
        """Return one for the same streets that nobody has asked for a place yet."""
        other = copy(self)
        other._stride, other._nodes, other._snapped = 1, {}, Kept(_QUESTIONS)
        return other

    def keep(self, cuts: Cuts) -> None:
        """Let places of the same streets be nodes, too, in the order of their numbers there."""
        street = np.searchsorted(self._rows, cuts.edge)
        step = np.rint(cuts.share * self._steps[street]).astype(np.int64)
        for row in np.argsort(cuts.node).tolist():
            key = (int(street[row]), int(step[row]))
            self._nodes.setdefault(key, self.network.node_count + len(self._nodes))

    def snap(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.int32], Floats]:
        """Return (node int32 (places,), beeline to it [m] float64 (places,)); new nodes are kept for ``cuts``."""
        places = _finite(self.network, lon, lat)
        node, beeline_m = self._snapped.get((_digest(places), self._stride), lambda: self._put(places))
        return node.copy(), beeline_m.copy()

    def _put(self, places: Floats) -> tuple[NDArray[np.int32], Floats]:
        street, share = self._nearest(places)
        step, steps = self._step(street, share), self._steps[street]
        node = np.where(step == 0, self._ends[street, 0], self._ends[street, 1])
        for row in np.flatnonzero((step > 0) & (step < steps)).tolist():
            key = (int(street[row]), int(step[row]))
            node[row] = self._nodes.setdefault(key, self.network.node_count + len(self._nodes))
        return node.astype(np.int32), self._distance_m(places, street, step / steps)

    def tell_apart(self, lon: ArrayLike, lat: ArrayLike, most: int) -> float:
        """Let so many places share nodes that they need no more than ``most`` on their streets.

        Returns by how much places on one street are told apart from then on [m].
        """
        street, share = self._nearest(_finite(self.network, lon, lat))
        begins = np.cumsum(self._steps + 1)[street]  # numbers of all steps of all streets, one after the other
        while self._stride < self._steps.max() and len(np.unique(begins + self._step(street, share))) > most:
            self._stride *= 2
        return self._stride * STEP_M

    def distance_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Return how far each place is from its nearest street [m], float64 (places,); adds no node."""
        places = _finite(self.network, lon, lat)
        return self._distance_m(places, *self._nearest(places))

    def street_names(self, lon: ArrayLike, lat: ArrayLike) -> list[str]:
        """Return what the nearest street of each place is called, "" where it has no name."""
        street = self._nearest(_finite(self.network, lon, lat))[0]
        names = self.network.edges["name"].iloc[self._rows[street]]
        return [name if isinstance(name, str) else "" for name in names]

    def cuts(self) -> Cuts:
        """Return the places within streets asked for so far."""
        keys = np.array(list(self._nodes), dtype=np.int64).reshape(-1, 2)
        node = np.array(list(self._nodes.values()), dtype=np.int32)
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        street, share = keys[order, 0], keys[order, 1] / self._steps[keys[order, 0]]
        lon, lat = self.network.unproject(self._points(street, share)).round(DECIMALS).T
        return Cuts(self._rows[street], share, node[order], lon, lat)

    def _nearest(self, places: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Return the nearest street of each place, a row of ``_rows``, and how far along it [share] the place lies."""

        def search() -> tuple[NDArray[np.int64], Floats]:
            each, which = distinct(places)
            street, share = self._search(each)
            return street[which], share[which]

        found: tuple[NDArray[np.int64], Floats] = self._found.get(_digest(places), search)
        return found

    def _search(self, places: Floats) -> tuple[NDArray[np.int64], Floats]:
        points = shapely.points(places)
        place, found = self._tree.query_nearest(points)
        order = np.lexsort((found, place))
        street = found[order][np.searchsorted(place[order], np.arange(len(places)))]
        length = shapely.length(self._lines[street])
        along = shapely.line_locate_point(self._lines[street], points)
        return street.astype(np.int64), along / np.where(length > 0, length, 1.0)

    def _step(self, street: NDArray[np.int64], share: Floats) -> NDArray[np.int64]:
        """Return how many steps along its street each place is put, int64 (places,): whole strides, or all steps."""
        steps = self._steps[street]
        along = share * steps
        step = self._stride * np.floor(along / self._stride + 0.5)
        at_end = (steps - along < np.abs(along - step)) | (step > steps)
        chosen: NDArray[np.int64] = np.where(at_end, steps, step).astype(np.int64)
        return chosen

    def _points(self, street: NDArray[np.int64], share: Floats) -> Floats:
        """Return where one is after a share of a street, float64 (places, 2), in local metres."""
        points: Floats = shapely.get_coordinates(
            shapely.line_interpolate_point(self._lines[street], share, normalized=True)
        )
        return points

    def _distance_m(self, places: Floats, street: NDArray[np.int64], share: Floats) -> Floats:
        distance_m: Floats = np.hypot(*(places - self._points(street, share)).T)
        return distance_m


Snapper = NodeSnapper | StreetSnapper


def snapper_of(roads: RoadNetwork | Snapper) -> Snapper:
    """Return how to get onto roads: a network whose places are all nodes by now is searched for the nearest of them."""
    return NodeSnapper(roads) if isinstance(roads, RoadNetwork) else roads


def street_points(network: RoadNetwork, rows: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """Return the points of streets, lon and lat, float64 (points, 2), and the position in ``rows`` of their street.

    Streets without geometry are straight.
    """
    edges = network.edges.iloc[rows]
    shapes = shapely.from_wkb(edges["geometry"].to_numpy(object))
    straight = np.flatnonzero(shapely.is_missing(shapes))
    ends = edges[["u", "v"]].to_numpy(np.int64)[straight]
    shapes[straight] = shapely.linestrings(np.stack([network.lon[ends], network.lat[ends]], axis=-1))
    points, index = shapely.get_coordinates(shapes, return_index=True)
    return points, index


def _digest(places: Floats) -> bytes:
    return blake2b(places.tobytes(), digest_size=16).digest()


def _not_empty(network: RoadNetwork) -> RoadNetwork:
    if not network.node_count:
        raise NetworkError(f"network {network.name!r} has no nodes to snap to")
    return network


def _finite(network: RoadNetwork, lon: ArrayLike, lat: ArrayLike) -> Floats:
    places = network.project(lon, lat)
    if not np.isfinite(places).all():
        raise ValueError("coordinates are not finite")
    return places
