"""Merge the lines of many buses into one set of centre lines, best supported first."""

import itertools
import math
from typing import NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Point

from beelines import Segments
from plane import chainage, densify, length, slant, turn

TOLERANCE = 15.0  # m: a line this near to an accepted one is the same street
DEVIATION = 20.0  # m: a parallel piece must leave the accepted line by this much to count
HEADING = math.radians(35)
STEP = 4.0  # m between samples
PIECE = 1000.0  # m: an out-and-back line must see its own first half
U_TURN = 2.6  # rad
SHORT_MATCH = 30.0  # m: a shorter touch between two new pieces does not split them
LEAD = 60.0  # m: how far a new piece may be drawn back along the matched part
LOOSE = TOLERANCE + 3.0  # m


class CentreLines(NamedTuple):
    """Lines of the streets, not yet cut at their crossings."""

    lines: list[LineString]
    support: list[float]  # mean number of shapes on the chain the line came from
    stubs: list[LineString]  # short joins from loose ends to the nearest line


def centre_lines(trusted: Segments) -> CentreLines:
    """Insert chains one after another; keep only the parts that no accepted line covers."""
    index, lines, support = _Index(), [], []
    for weight, chain in _chains(trusted):
        points, is_vertex, heading = densify(trusted.point[chain], STEP)
        for a, b in _pieces(points, is_vertex, heading):
            part = slice(a, b + 1)
            for line in _uncovered(index, points[part], is_vertex[part], heading[part]):
                lines.append(line)
                support.append(weight)
                index.add(line)
    curves = [LineString(line) for line in lines]
    return CentreLines(curves, support, _stubs(lines, curves))


def _chains(trusted: Segments) -> list[tuple[float, list[int]]]:
    """Return (mean support, vertices) of paths between junctions, best supported first."""
    ends = trusted.ends.tolist()
    around = {}
    for k, (a, b) in enumerate(ends):
        around.setdefault(a, []).append((b, k))
        around.setdefault(b, []).append((a, k))
    used = np.zeros(len(ends), bool)

    def walk(a, b, k):
        chain, members = [a, b], [k]
        used[k] = True
        while len(around[b]) == 2 and b != a:
            following = next(((v, e) for v, e in around[b] if not used[e]), None)
            if following is None:
                break
            b, k = following
            used[k] = True
            chain.append(b)
            members.append(k)
        size = trusted.length[members]
        mean = float((size * trusted.support[members]).sum() / max(size.sum(), 0.01))
        return mean, float(size.sum()), chain

    found = []
    for vertex in sorted(around):
        if len(around[vertex]) != 2:
            for other, k in sorted(around[vertex]):
                if not used[k]:
                    found.append(walk(vertex, other, k))
    for k, (a, b) in enumerate(ends):  # closed rings
        if not used[k]:
            found.append(walk(a, b, k))
    found.sort(key=lambda c: (-min(c[0], 6) // 2, -c[1], c[2]))
    return [(mean, chain) for mean, _, chain in found]


def _pieces(points, is_vertex, heading):
    """Split at reversals and each kilometre; return pairs of sample numbers."""
    distance, cuts = chainage(points), [0]
    reversal = np.r_[turn(heading[:-1], heading[1:]) > U_TURN, False]
    for i in range(1, len(points) - 1):
        if is_vertex[i] and (reversal[i] or distance[i] - distance[cuts[-1]] > PIECE):
            cuts.append(i)
    cuts.append(len(points) - 1)
    return list(itertools.pairwise(cuts))


def _uncovered(index, points, is_vertex, heading) -> list[np.ndarray]:
    """Return the parts of a piece that lie off the accepted lines, tied to them at both ends."""
    if index.empty:
        return [points[is_vertex]]
    away, nearest_any, foot = index.query(points, heading)
    found = []
    for i, j in _new_stretches(away > TOLERANCE):
        if away[i:j].max() < DEVIATION:
            continue
        a, b = _draw_back(away, i, j)
        keep = is_vertex.copy()
        keep[[a, b]] = True
        line = list(points[a : b + 1][keep[a : b + 1]])
        if 1e-3 < nearest_any[a] <= LOOSE:
            line.insert(0, foot[a])
        if 1e-3 < nearest_any[b] <= LOOSE:
            line.append(foot[b])
        line = np.array(line)
        if len(line) > 1 and length(line) > 1:
            found.append(line)
    return found


def _new_stretches(is_new) -> list[tuple[int, int]]:
    """Return half-open sample ranges that are new; a short match in between is ignored."""
    edges = np.where(np.diff(is_new))[0] + 1
    bounds = [0, *edges.tolist(), len(is_new)]
    stretches = []
    for a, b in itertools.pairwise(bounds):
        inner = a > 0 and b < len(is_new)
        if is_new[a] or (inner and (b - a) * STEP < SHORT_MATCH):
            if stretches and stretches[-1][1] == a:
                stretches[-1] = (stretches[-1][0], b)
            else:
                stretches.append((a, b))
    return stretches


def _draw_back(away, i, j) -> tuple[int, int]:
    """Extend a stretch along its matched neighbours until it is nearly on the network."""
    a, b = i, j - 1
    while a > 0 and away[a] > 1.0 and (i - a) * STEP < LEAD:
        a -= 1
    while b < len(away) - 1 and away[b] > 1.0 and (b - j) * STEP < LEAD:
        b += 1
    return a, b


class _Index:
    """Nearest accepted line of like heading; a large k-d tree and a small one for fresh lines."""

    FRESH = 30_000  # samples before the large tree is rebuilt

    def __init__(self):
        self._levels = []  # [(tree, points, heading)], large first
        self._large = (np.empty((0, 2)), np.empty(0))
        self._fresh = []
        self._stale = False

    @property
    def empty(self) -> bool:
        return not len(self._large[0]) and not self._fresh

    def add(self, line: np.ndarray) -> None:
        points, headings = [], []
        for a, b in itertools.pairwise(line):
            size = math.dist(a, b)
            if size > 1e-6:
                n = max(1, math.ceil(size / STEP))
                points.append(a + (b - a) * np.linspace(0, 1, n + 1)[:, None])
                headings.append(np.full(n + 1, math.atan2(b[1] - a[1], b[0] - a[0])))
        if not points:
            return
        self._fresh.append((np.vstack(points), np.concatenate(headings)))
        if sum(len(p) for p, _ in self._fresh) > self.FRESH:
            self._large = self._joined([self._large, *self._fresh])
            self._fresh = []
            self._levels = []
        self._stale = True

    @staticmethod
    def _joined(parts):
        return np.vstack([p for p, _ in parts]), np.concatenate([h for _, h in parts])

    def _refresh(self) -> None:
        if not self._levels and len(self._large[0]):
            self._levels = [(cKDTree(self._large[0]), *self._large)]
        self._levels = self._levels[: 1 if len(self._large[0]) else 0]
        if self._fresh:
            fresh = self._joined(self._fresh)
            self._levels.append((cKDTree(fresh[0]), *fresh))
        self._stale = False

    def query(self, points, heading, neighbours=8):
        """Return (distance to the nearest line of like heading, to any line, foot on it).

        float64 (n,), (n,), (n, 2) [m]; inf where there is none within 24 m. A foot counts as
        the same street only if it lies abreast (not ahead), so that a street's end stays free.
        """
        if self._stale:
            self._refresh()
        n = len(points)
        alike, nearest = np.full(n, np.inf), np.full(n, np.inf)
        foot = np.zeros((n, 2))
        for tree, sample, direction in self._levels:
            distance, hit = tree.query(points, k=neighbours, distance_upper_bound=DEVIATION + STEP)
            for column in range(neighbours):
                f = np.where(np.isfinite(distance[:, column]))[0]
                if not len(f):
                    break
                q = hit[f, column]
                unit = np.c_[np.cos(direction[q]), np.sin(direction[q])]
                offset = points[f] - sample[q]
                ahead = (offset * unit).sum(axis=1)
                abreast = np.abs(offset[:, 0] * unit[:, 1] - offset[:, 1] * unit[:, 0])
                shift = np.clip(ahead, -STEP / 2, STEP / 2)
                projected = sample[q] + unit * shift[:, None]
                gap = np.hypot(*(points[f] - projected).T)
                closer = gap < nearest[f]
                nearest[f[closer]], foot[f[closer]] = gap[closer], projected[closer]
                same = slant(direction[q], heading[f]) < HEADING
                same &= np.abs(ahead) - STEP / 2 - 0.5 <= 0.7 * abreast
                same |= gap < 1.0
                alike[f[same]] = np.minimum(alike[f[same]], gap[same])
        return alike, nearest, foot


def _stubs(lines, curves) -> list[LineString]:
    """Join every loose end to the nearest other line within 18 m."""
    uses = {}
    for line in lines:
        for point in np.round(line, 1).tolist():
            uses[tuple(point)] = uses.get(tuple(point), 0) + 1
    tree, stubs = shapely.STRtree(curves), []
    for k, line in enumerate(lines):
        for end in (line[0], line[-1]):
            if uses[tuple(np.round(end, 1).tolist())] > 1:
                continue
            here = Point(end)
            near = [
                (curves[m].distance(here), int(m))
                for m in sorted(tree.query(here, predicate="dwithin", distance=LOOSE))
                if m != k
            ]
            if near and min(near)[0] > 0.02:
                curve = curves[min(near)[1]]
                foot = curve.interpolate(curve.project(here))
                stubs.append(LineString([end, (foot.x, foot.y)]))
    return stubs
