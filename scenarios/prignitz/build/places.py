"""Stop places: all stop ids of one name that lie close together are one place."""

import math
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from plane import in_box, to_plane
from vbb import Stop

SAME_PLACE = 150.0  # m


class Place(NamedTuple):
    """A named spot where buses stop, with all its platforms."""

    name: str
    point: tuple[float, float]  # mean position [m]
    ids: tuple[str, ...]


def stop_places(stops: dict[str, Stop], ids=None) -> list[Place]:
    """Group the stops inside the box; with `ids` only those. Sorted by name, then first id."""
    named = {}
    for stop_id in sorted(stops if ids is None else set(ids) & stops.keys()):
        stop = stops[stop_id]
        if in_box(stop.lon, stop.lat):
            named.setdefault(stop.name, []).append(stop_id)
    places = []
    for name, members in sorted(named.items()):
        points = to_plane([stops[m].lon for m in members], [stops[m].lat for m in members])
        left = list(range(len(members)))
        while left:
            group = [j for j in left if math.dist(points[j], points[left[0]]) < SAME_PLACE]
            left = [j for j in left if j not in group]
            places.append(Place(name, tuple(points[group].mean(axis=0)), tuple(members[j] for j in group)))
    return places


def nearest_place(places: list[Place], points) -> tuple[np.ndarray, np.ndarray]:
    """Return (distance [m], place number) for float64 (n, 2) points."""
    return cKDTree([place.point for place in places]).query(points)
