"""Geometry in the plane: UTM zone 33N (EPSG:25833), metres; a polyline is float64 (n, 2)."""

import itertools
import math

import numpy as np
import pyproj
from shapely.geometry import LineString

BOX = (11.2, 52.70, 12.75, 53.42)  # west, south, east, north [deg]: Landkreis Prignitz and a rim

_FORTH = pyproj.Transformer.from_crs(4326, 25833, always_xy=True)
_BACK = pyproj.Transformer.from_crs(25833, 4326, always_xy=True)


def to_plane(lon, lat) -> np.ndarray:
    """Return float64 (n, 2) [m] for arrays of degrees, (2,) for two numbers."""
    return np.stack(_FORTH.transform(lon, lat), axis=-1)


def to_degrees(points) -> np.ndarray:
    """Return float64 (n, 2) lon, lat, rounded to 1e-6 degrees (0.1 m)."""
    points = np.asarray(points)
    return np.round(np.stack(_BACK.transform(points[..., 0], points[..., 1]), axis=-1), 6)


def in_box(lon, lat):
    """Tell which positions [deg] lie inside the box."""
    return (lon > BOX[0]) & (lon < BOX[2]) & (lat > BOX[1]) & (lat < BOX[3])


def step_lengths(line: np.ndarray) -> np.ndarray:
    """Return the distances [m] between successive vertices."""
    return np.hypot(*np.diff(line, axis=0).T)


def length(line: np.ndarray) -> float:
    """Return the length [m] of a line."""
    return float(step_lengths(line).sum())


def chainage(line: np.ndarray) -> np.ndarray:
    """Distance [m] of every vertex from the start of the line."""
    return np.r_[0.0, np.cumsum(step_lengths(line))]


def turn(a, b):
    """Smallest angle [rad] between two directions, 0..pi."""
    return np.abs((b - a + np.pi) % (2 * np.pi) - np.pi)


def slant(a, b):
    """Smallest angle [rad] between two undirected lines, 0..pi/2."""
    return np.abs((b - a + np.pi / 2) % np.pi - np.pi / 2)


def densify(line: np.ndarray, step: float):
    """Insert points so that no step exceeds `step` [m].

    Returns (points, is_vertex bool, heading [rad]); heading is that of the step ending at the
    point (at the first point: of the step that leaves it).
    """
    points, is_vertex, heading = [line[:1]], [True], []
    for start, end in itertools.pairwise(line):
        gap = end - start
        distance = math.hypot(*gap)
        if distance < 1e-6:
            continue
        n = max(1, math.ceil(distance / step))
        points.append(start + gap * np.linspace(0, 1, n + 1)[1:, None])
        is_vertex += [False] * (n - 1) + [True]
        heading += [math.atan2(gap[1], gap[0])] * n
    heading = heading[:1] + heading
    return np.vstack(points), np.array(is_vertex), np.array(heading)


def cut(line: np.ndarray, at) -> list[np.ndarray]:
    """Cut a line at ascending distances [m] strictly inside it."""
    distance, curve = chainage(line), LineString(line)
    stations = [0.0, *at, distance[-1]]
    pieces = []
    for a, b in itertools.pairwise(stations):
        first, last = curve.interpolate(a), curve.interpolate(b)
        middle = line[(distance > a + 0.01) & (distance < b - 0.01)]
        pieces.append(np.vstack([[[first.x, first.y]], middle, [[last.x, last.y]]]))
    pieces[0][0], pieces[-1][-1] = line[0], line[-1]
    return pieces
