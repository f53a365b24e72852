"""A road network as links: streets between junctions and the places that count, with all between them as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from simulator.network.graph import RoadNetwork

NO_WAY_MS = np.inf


@dataclass(frozen=True, eq=False)
class Links:
    """The links of a network, each with both directions; whoever closes one closes it at one point, for all.

    node: int64 (nodes,), of the network, of those at which links end. tail, head: int64 (links,), positions in
    ``node``. there_ms, back_ms: float64 (links,), how long it takes from tail to head and back, inf where one may not
    drive so. streets: rows of the network's edge table that each link consists of, from tail to head.
    """

    node: NDArray[np.int64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    there_ms: NDArray[np.float64]
    back_ms: NDArray[np.float64]
    streets: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        """Return the number of links."""
        return len(self.tail)

    @cached_property
    def _arcs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        """Return (from, to, time, link) of all directions, sorted so that the fastest of each pair comes first."""
        number = np.arange(len(self))
        begins, ends = np.concatenate([self.tail, self.head]), np.concatenate([self.head, self.tail])
        times_ms, link = np.concatenate([self.there_ms, self.back_ms]), np.concatenate([number, number])
        order = np.lexsort((link, times_ms, ends, begins))
        return begins[order], ends[order], times_ms[order], link[order]

    def without(self, closed: Iterable[int] = ()) -> tuple[csr_array, NDArray[np.int64]]:
        """Return the fastest time between neighbours [ms] with some links closed, and the link it takes, by entry.

        The matrix is (nodes, nodes); entries stand in the order of its data.
        """
        begins, ends, times_ms, link = self._arcs
        is_open = ~np.isin(link, np.fromiter(closed, dtype=np.int64)) & np.isfinite(times_ms)
        begins, ends, times_ms, link = begins[is_open], ends[is_open], times_ms[is_open], link[is_open]
        first = np.ones(len(begins), dtype=bool)
        first[1:] = (begins[1:] != begins[:-1]) | (ends[1:] != ends[:-1])
        size = len(self.node)
        offsets = np.searchsorted(begins[first], np.arange(size + 1))
        # scipy before 1.15 follows ways in matrices of 32 bit numbers only
        matrix = csr_array(
            (times_ms[first], ends[first].astype(np.int32), offsets.astype(np.int32)), shape=(size, size)
        )
        return matrix, link[first]


def links_of(network: RoadNetwork, places: ArrayLike) -> Links:
    """Return the links of a network. places: nodes at which links end though no third street begins there.

    A dead end without a place, and a street from a junction to itself, are links like others, and no way leads over
    them.
    """
    u, v = (network.edges[name].to_numpy(np.int64) for name in ("u", "v"))
    degree = np.bincount(np.concatenate([u, v]), minlength=network.node_count)
    kept = degree != 2
    kept[np.asarray(places, dtype=np.int64)] = True
    there_ms, back_ms = _times_ms(network)
    at: list[list[int]] = [[] for _ in range(network.node_count)]
    for row, (one, other) in enumerate(zip(u.tolist(), v.tolist(), strict=True)):
        at[one].append(row)
        at[other].append(row)
    node = np.flatnonzero(kept)
    position = np.full(network.node_count, -1, dtype=np.int64)
    position[node] = np.arange(len(node))
    seen = np.zeros(len(u), dtype=bool)
    found: list[tuple[int, int, float, float, tuple[int, ...]]] = []
    for begin in node.tolist():
        for first in at[begin]:
            if seen[first]:
                continue
            here, row, there, back, rows = begin, first, 0.0, 0.0, []
            while True:
                seen[row] = True
                rows.append(row)
                forward = u[row] == here
                there += there_ms[row] if forward else back_ms[row]
                back += back_ms[row] if forward else there_ms[row]
                here = int(v[row] if forward else u[row])
                if kept[here]:
                    break
                row = next(other for other in at[here] if other != row)
            found.append((int(position[begin]), int(position[here]), there, back, tuple(rows)))
    tail, head = (np.array([one[part] for one in found], dtype=np.int64) for part in (0, 1))
    there_s, back_s = (np.array([one[part] for one in found], dtype=np.float64) for part in (2, 3))
    return Links(node, tail, head, there_s, back_s, tuple(one[4] for one in found))


def _times_ms(network: RoadNetwork) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how long each street takes from u to v, and from v to u [ms], inf where one may not drive so."""
    there, back = (np.full(len(network.edges), NO_WAY_MS) for _ in range(2))
    forward = network.edges["u"].to_numpy(np.int64)[network.edge] == network.tail
    there[network.edge[forward]] = network.time_ms[forward]
    back[network.edge[~forward]] = network.time_ms[~forward]
    return there, back
