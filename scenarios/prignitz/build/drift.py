"""Undo the drift of the shapes: a network adjustment over all of them at once.

The shape packages store a line as rounded steps, so the position walks away from the truth by
up to 27 m (median 3 m). But equal streets keep equal integer steps in every line that uses
them. We link vertices of equal steps close by, then solve all lines together by robust least
squares: steps are observations with the variance of rounding, line starts are absolute.
"""

import itertools
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu
from scipy.spatial import cKDTree

from match import METRES
from plane import BOX
from vbb import UNIT

ROUNDS = ((60, 8), (60, 10), (60, 12), (30, 6), (15, 4), (8, 3))  # least step [UNIT], radius [m]
SNAPS = (1.0, 1.2)  # m: closing rounds join vertices this near
STEP_VARIANCE = 1 / 12  # UNIT^2, of a rounded number
START_VARIANCE = 0.05  # UNIT^2, added at the absolute start of a line
OUTLIER = 1.5  # UNIT: a larger residual loses weight by its square
MARGIN = (0.03, 0.05)  # degrees of lat, lon kept around the box
SCALE = METRES * UNIT  # metres per unit of lat, lon


class Adjusted(NamedTuple):
    """All shapes on common, drift-free vertices."""

    position: np.ndarray  # float64 (classes, 2) lat, lon [deg]
    runs: list[np.ndarray]  # per line run: class number of each vertex
    shape: list  # per line run: key of the shape


class Observations(NamedTuple):
    """What the shapes tell: steps between vertices, and an absolute start of each run."""

    start: np.ndarray  # int (edges,) vertex numbers, edge by edge along the runs
    end: np.ndarray
    step: np.ndarray  # int (edges, 2)
    first: np.ndarray  # int (runs,) first vertex of each run
    order: np.ndarray  # int (runs,) its place in the shape: steps of drift gathered so far
    raw: np.ndarray  # float (vertices, 2) positions as stored


def adjust(shapes: dict) -> Adjusted:
    """Return drift-free positions of all vertices inside the box."""
    runs, keys, order = _clip(shapes)
    offset = np.cumsum([0] + [len(run) for run in runs])
    raw = np.vstack(runs).astype(float)
    start = np.concatenate([np.arange(a, b - 1) for a, b in itertools.pairwise(offset)])
    step = (raw[start + 1] - raw[start]).astype(int)
    seen = Observations(start, start + 1, step, offset[:-1], np.array(order), raw)
    label, position = np.arange(len(raw)), raw
    for least, radius in ROUNDS:
        label = _merge(label, *_equal_steps(seen, label, position, least, radius))
        solved = _solve(seen, label)
        position = solved[label]
    for radius in SNAPS:
        label = _merge(label, *_close_vertices(label, position, radius))
        solved = _solve(seen, label)
        position = solved[label]
    return Adjusted(solved * UNIT, np.split(label, offset[1:-1]), keys)


def _clip(shapes: dict):
    """Split shapes into runs of two or more vertices inside the box."""
    lat_min, lat_max = BOX[1] - MARGIN[0], BOX[3] + MARGIN[0]
    lon_min, lon_max = BOX[0] - MARGIN[1], BOX[2] + MARGIN[1]
    runs, keys, order = [], [], []
    for key, line in shapes.items():
        lat, lon = (line * UNIT).T
        inside = (lat > lat_min) & (lat < lat_max) & (lon > lon_min) & (lon < lon_max)
        for piece in np.split(np.arange(len(line)), np.where(np.diff(inside))[0] + 1):
            if inside[piece[0]] and len(piece) > 1:
                runs.append(line[piece])
                keys.append(key)
                order.append(int(piece[0]))
    return runs, keys, order


def _merge(label, a, b) -> np.ndarray:
    """Join the classes of vertices a[i] and b[i]."""
    n = label.max() + 1
    links = coo_matrix((np.ones(len(a), np.int8), (label[a], label[b])), shape=(n, n))
    return connected_components(links, directed=False)[1][label]


def _equal_steps(seen: Observations, label, position, least, radius):
    """Find pairs of edges with (nearly) equal steps whose starts lie within `radius` [m].

    An edge counts as equal if it differs by one unit: the same street is rounded differently
    when it is entered from another vertex.
    """
    step = seen.step
    back = (step[:, 0] < 0) | ((step[:, 0] == 0) & (step[:, 1] < 0))
    low, high = np.where(back, seen.end, seen.start), np.where(back, seen.start, seen.end)
    step = np.where(back[:, None], -step, step)
    long = np.where(np.abs(step).sum(axis=1) >= least)[0]
    known = np.c_[label[low[long]], label[high[long]], step[long]]
    long = long[np.sort(np.unique(known, axis=0, return_index=True)[1])]
    groups = defaultdict(list)
    for i in long:
        groups[int(step[i, 0]), int(step[i, 1])].append(i)
    left, right = [], []
    for (dy, dx), members in groups.items():
        alike = list(members)
        for ay, ax in ((1, 0), (0, 1), (1, 1), (1, -1)):
            alike += groups.get((dy + ay, dx + ax), [])
        if len(alike) > 1:
            alike = np.array(alike)
            pairs = _pairs_within(position[low[alike]] * SCALE, radius)
            left.append(alike[pairs[:, 0]])
            right.append(alike[pairs[:, 1]])
    left, right = np.concatenate(left), np.concatenate(right)
    return np.r_[low[left], high[left]], np.r_[low[right], high[right]]


def _pairs_within(points, radius) -> np.ndarray:
    if (np.ptp(points, axis=0) < radius / 1.5).all():  # all of them: a star spares n^2 pairs
        return np.c_[np.zeros(len(points) - 1, int), np.arange(1, len(points))]
    return cKDTree(points).query_pairs(radius, output_type="ndarray").reshape(-1, 2)


def _close_vertices(label, position, radius):
    _, first = np.unique(label, return_index=True)
    pairs = cKDTree(position[first] * SCALE).query_pairs(radius, output_type="ndarray")
    return first[pairs[:, 0]], first[pairs[:, 1]]


def _solve(seen: Observations, label) -> np.ndarray:
    """Return float64 (classes, 2): the adjusted positions [UNIT]."""
    n = label.max() + 1
    a, b, step = _distinct_edges(seen, label, n)
    anchor = label[seen.first]
    anchor_weight = 1 / (STEP_VARIANCE * (seen.order + 1) + START_VARIANCE)
    weight = np.full(len(a), 1 / STEP_VARIANCE)
    for _ in range(3):
        rows, columns = np.concatenate([a, b, a, b, anchor]), np.concatenate([a, b, b, a, anchor])
        values = np.concatenate([weight, weight, -weight, -weight, anchor_weight])
        normal = coo_matrix((values, (rows, columns)), shape=(n, n)).tocsc()
        right = np.zeros((n, 2))
        np.add.at(right, b, weight[:, None] * step)
        np.add.at(right, a, -weight[:, None] * step)
        np.add.at(right, anchor, anchor_weight[:, None] * seen.raw[seen.first])
        factor = splu(
            normal,
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )
        solved = np.c_[factor.solve(right[:, 0]), factor.solve(right[:, 1])]
        residual = np.abs(solved[b] - solved[a] - step).max(axis=1)
        weight = np.minimum(1.0, (OUTLIER / np.maximum(residual, OUTLIER)) ** 2) / STEP_VARIANCE
    return solved


def _distinct_edges(seen: Observations, label, n):
    """Return class pairs a < b and their mean step; edges inside one class vanish."""
    a, b, step = label[seen.start], label[seen.end], seen.step.astype(float)
    keep = a != b
    a, b, step = a[keep], b[keep], step[keep]
    swap = a > b
    a, b, step = np.where(swap, b, a), np.where(swap, a, b), np.where(swap[:, None], -step, step)
    _, first, group, count = np.unique(
        a.astype(np.int64) * n + b, return_index=True, return_inverse=True, return_counts=True
    )
    mean = np.zeros((len(first), 2))
    np.add.at(mean, group, step)
    return a[first], b[first], mean / count[:, None]
