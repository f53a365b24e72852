"""Find the segments of a shape that are no street but a straight line between two stops.

Where the publisher had no route between two stops, the shape holds a beeline. It starts and ends
at stops, turns sharply at both, and no other line runs beside it. A straight real road (the B5)
looks alike: most of its length is corroborated by other lines, so it stays.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from drift import Adjusted
from plane import BOX, to_plane, turn
from vbb import Stop

CORROBORATED = 0.6  # share of a candidate's samples near a trusted segment
NEAR, HEADING, SAMPLE = 10.0, 0.3, 5.0  # m, rad, m
NEIGHBOURS = 6
# Seen on a map to be a beeline though its turns are slight: lon, lat of the middle, length [m].
REVIEWED = ((12.1659, 53.1605, 1275.0),)


class Segments(NamedTuple):
    """Undirected straight pieces of street between adjusted vertices."""

    point: np.ndarray  # float64 (vertices, 2) [m]
    ends: np.ndarray  # int (segments, 2), smaller vertex first
    length: np.ndarray  # float64 (segments,) [m]
    support: np.ndarray  # int (segments,): number of shapes that use it
    sharpness: np.ndarray  # float64 (segments, 2) [deg]: least turn of any line at either end
    beeline: np.ndarray  # bool (segments,)

    def trusted(self, restored=()) -> "Segments":
        """Keep streets only; `restored` are segment numbers to keep against the rules."""
        keep = ~self.beeline
        keep[list(restored)] = True
        per_segment = (self.ends, self.length, self.support, self.sharpness, self.beeline)
        return Segments(self.point, *(values[keep] for values in per_segment))


def segments(adjusted: Adjusted, stops: dict[str, Stop]) -> Segments:
    """Gather distinct segments in the box and mark the beelines."""
    point = to_plane(adjusted.position[:, 1], adjusted.position[:, 0])
    users, sharpest = _usage(adjusted, point)
    ends = np.array(sorted(users))
    lat, lon = adjusted.position[ends].mean(axis=1).T
    inside = (lon > BOX[0]) & (lon < BOX[2]) & (lat > BOX[1]) & (lat < BOX[3])
    ends = ends[inside]
    pairs = list(map(tuple, ends.tolist()))
    found = Segments(
        point,
        ends,
        np.hypot(*(point[ends[:, 0]] - point[ends[:, 1]]).T),
        np.array([len(users[pair]) for pair in pairs]),
        np.array([sharpest[pair] for pair in pairs]),
        np.zeros(len(ends), bool),
    )
    reviewed = _reviewed(found)
    candidate = _suspicious(found, _distance_to_stop(point, stops)) | reviewed
    share = _corroboration(found, np.where(candidate)[0], np.where(~candidate)[0])
    found.beeline[candidate] = share < CORROBORATED
    found.beeline[reviewed] = True
    return found


def _usage(adjusted: Adjusted, point):
    """Return {pair: shapes}, {pair: (least turn at the first end, at the second)} [deg]."""
    users, sharpest = {}, {}
    for key, run in zip(adjusted.shape, adjusted.runs, strict=False):
        run = run[np.r_[True, run[1:] != run[:-1]]]
        gap = np.diff(point[run], axis=0)
        heading = np.arctan2(gap[:, 1], gap[:, 0])
        bend = np.r_[180.0, np.degrees(turn(heading[:-1], heading[1:])), 180.0]
        for i, (a, b) in enumerate(zip(run.tolist(), run[1:].tolist(), strict=False)):
            pair, bends = ((a, b), bend[i : i + 2]) if a < b else ((b, a), bend[i : i + 2][::-1])
            users.setdefault(pair, set()).add(key)
            known = sharpest.get(pair, (181.0, 181.0))
            sharpest[pair] = (min(known[0], bends[0]), min(known[1], bends[1]))
    return users, sharpest


def _distance_to_stop(point, stops):
    known = np.array([stop[:2] for stop in stops.values()])
    lat, lon = known[(abs(known[:, 0] - 53.06) < 0.5) & (abs(known[:, 1] - 12) < 1)].T
    return cKDTree(to_plane(lon, lat)).query(point)[0]


def _suspicious(found: Segments, to_stop) -> np.ndarray:
    """Mark segments that could be beelines; the thresholds were set by review on the map."""
    size, sharp = found.length, found.sharpness
    ends = to_stop[found.ends]
    near, far, least = ends.min(axis=1), ends.max(axis=1), sharp.min(axis=1)
    far_turn = np.where(ends[:, 0] > ends[:, 1], sharp[:, 0], sharp[:, 1])
    short = (size >= 70) & (size < 250) & (far < 6) & (least > 20)
    middle = (size >= 250) & (size < 700)
    middle &= ((far < 30) & (least > 12)) | ((far < 3) & (least > 5))
    one_stop = (size > 1500) & (far < 300) & (near < 25) & ((far_turn > 4) | (size > 3000))
    long = (size >= 700) & ((far < 40) | one_stop)
    very_long = (size >= 2500) & (far < 900) | (size >= 3000)
    line_end = (size >= 900) & (near < 60) & (sharp.max(axis=1) >= 150) & (least > 20)
    lonely = (size >= 300) & (found.support == 1) & (near < 10) & (least > 25)
    return short | middle | long | very_long | line_end | lonely


def _reviewed(found: Segments) -> np.ndarray:
    marked = np.zeros(len(found.ends), bool)
    middle = found.point[found.ends].mean(axis=1)
    for lon, lat, size in REVIEWED:
        away = np.hypot(*(middle - to_plane(lon, lat)).T)
        marked |= (np.abs(found.length - size) < 6) & (away < 150)
    return marked


def _sample(found: Segments, k):
    a, b = found.point[found.ends[k]]
    n = max(1, int(found.length[k] // SAMPLE))
    return a + (b - a) * np.linspace(0, 1, n + 1)[:, None], math.atan2(*(b - a)[::-1])


def _corroboration(found: Segments, candidates, trusted) -> np.ndarray:
    """Share of each candidate that lies within 10 m of a trusted segment of like heading."""
    samples = [_sample(found, k) for k in trusted]
    tree = cKDTree(np.vstack([points for points, _ in samples]))
    heading = np.concatenate([np.full(len(points), h) for points, h in samples])
    share = []
    for k in candidates:
        points, own = _sample(found, k)
        if len(points) > 12:
            points = points[3:-3]  # the ends touch other streets anyhow
        distance, hit = tree.query(points, k=NEIGHBOURS, distance_upper_bound=NEAR)
        near = np.isfinite(distance)
        difference = np.abs((heading[np.where(near, hit, 0)] - own + np.pi / 2) % np.pi - np.pi / 2)
        share.append((near & (difference < HEADING)).any(axis=1).mean())
    return np.array(share)
