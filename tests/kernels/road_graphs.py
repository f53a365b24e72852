"""Small graphs with everything that can be odd about roads, and plain oracles for times on them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from scipy.spatial import Delaunay

NO_WAY = 1 << 40


def csr(nodes: int, arcs: list[tuple[int, int, int]]):
    """Return offsets, head and ms of (tail, head, ms), sorted by tail only: parallel arcs and loops stay."""
    arcs = sorted(arcs, key=lambda arc: arc[0])
    tail, head, ms = (np.array([arc[i] for arc in arcs], dtype=np.int32) for i in range(3))
    return np.searchsorted(tail, np.arange(nodes + 1)).astype(np.int32), head, ms


@st.composite
def odd_graphs(draw: st.DrawFn, most: int = 12):
    """Graphs with one-ways, parts without a way between them, parallel arcs, loops and many times of zero."""
    nodes = draw(st.integers(1, most))
    ends = st.integers(0, nodes - 1)
    times = st.sampled_from([0, 0, 1, 1, 2, 3, 999, 1000, 1001, 70_000_000, 600_000_000, 2_000_000_000])
    arc = st.tuples(ends, ends, times)
    arcs = draw(st.lists(arc, max_size=4 * nodes))
    if draw(st.booleans()):
        arcs += [(head, tail, ms) for tail, head, ms in arcs]
    return csr(nodes, arcs)


def planar(nodes: int, seed: int):
    """Two thirds of the sides of a triangulation of random points, some of them one-way, some of no length."""
    rng = np.random.default_rng(seed)
    points = rng.random((nodes, 2))
    sides = np.sort(np.vstack([Delaunay(points).simplices[:, pair] for pair in ([0, 1], [1, 2], [2, 0])]), axis=1)
    sides = np.unique(sides, axis=0)
    sides = sides[rng.random(len(sides)) < 0.67]
    ms = (np.hypot(*(points[sides[:, 0]] - points[sides[:, 1]]).T) * rng.integers(1, 4, len(sides)) * 1e6).astype(int)
    ms[rng.random(len(sides)) < 0.05] = 0
    both = rng.random(len(sides)) < 0.9
    arcs = [(a, b, t) for (a, b), t in zip(sides.tolist(), ms.tolist(), strict=True)]
    return csr(nodes, arcs + [(b, a, t) for (a, b, t), two_way in zip(arcs, both, strict=True) if two_way])


def exact_times(graph) -> np.ndarray:
    """Return the times [ms] between all nodes, NO_WAY where there is none, after Floyd and Warshall."""
    offsets, head, ms = graph
    nodes = len(offsets) - 1
    times = np.full((nodes, nodes), NO_WAY, dtype=np.int64)
    np.fill_diagonal(times, 0)
    np.minimum.at(times, (np.repeat(np.arange(nodes), np.diff(offsets)), head), ms.astype(np.int64))
    for middle in range(nodes):
        np.minimum(times, times[:, middle, None] + times[None, middle, :], out=times)
    times[times >= 1 << 30] = NO_WAY
    return times


def in_units(times: np.ndarray, unit_ms: int) -> np.ndarray:
    """Return times as a matrix holds them: units begun, at most 65534, and 65535 for no way."""
    return np.where(times == NO_WAY, 65_535, np.minimum(-(-times // unit_ms), 65_534)).astype(np.uint16)
