"""One edge between junctions: nodes that are only bends of a street become points of its line.

What counts as a junction, and how edges are put together there, is as in OSMnx (Boeing 2025, doi:10.1111/tgis.70037).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.edge_table import lines_along
from simulator.network.segments import Segments

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Chains:
    """Segments that become one edge each, int64: of chain i those from offsets[i] to offsets[i + 1], as driven."""

    segments: Ints
    offsets: Ints

    @property
    def first(self) -> Ints:
        """Return the first segment of each chain."""
        return self.segments[self.offsets[:-1]]

    @property
    def last(self) -> Ints:
        """Return the last segment of each chain."""
        return self.segments[self.offsets[1:] - 1]

    def number(self) -> Ints:
        """Return the chain of each of ``segments``."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))


def simplify(segments: Segments) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return one edge between junctions, and which nodes are left, bool (nodes,).

    The edges have the columns of ``Segments.table``, with a line each, and instead of the way those on which they begin
    and end, first_way and last_way. Rings without any junction stay as they are, and
    segments that have lines already.
    """
    table = segments.table
    left = segments.on_streets()
    if "line" in table:  # of a graph that was saved with one edge between junctions
        return _on_one_way(table), left
    tail, head = (table[end].to_numpy(np.int64) for end in ("tail", "head"))
    mark = table["kind"].cat.codes.to_numpy(np.int64) * 2 + table["own_time"].to_numpy()
    chains = find_chains(tail, head, mark, len(segments.lon))
    inside = np.ones(len(chains.segments), dtype=np.bool_)
    inside[chains.offsets[1:] - 1] = False
    left[head[chains.segments[inside]]] = False
    stay = left[tail] & left[head]
    ends = np.column_stack([tail[stay], head[stay]])
    single = table[stay].assign(line=_lines(segments, ends.ravel(), np.arange(len(ends) + 1) * 2))
    merged = _merged(segments, chains)
    return pd.concat([_on_one_way(single), merged[left[merged["head"]]]], ignore_index=True), left


def _on_one_way(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(first_way=table["way"], last_way=table["way"]).drop(columns="way")


def find_chains(tail: Ints, head: Ints, mark: Ints, node_count: int) -> Chains:
    """Return the chains of segments from junction to junction over nodes that are only bends.

    tail, head, mark: int64 (segments,), sorted by tail and head; of parallel segments the first is taken. A node where
    segments of different marks meet is a junction. O(n log n).
    """
    pair, first = np.unique(tail * node_count + head, return_index=True)
    bend, around = _bends(tail, head, mark, node_count)
    tail, head = tail[first], head[first]
    onward = head * node_count + around[head] - tail  # through a bend, to the other node beside it
    place = np.minimum(np.searchsorted(pair, onward), max(len(pair) - 1, 0))
    goes_on = bend[head] & (pair[place] == onward)
    before = np.full(len(pair), -1)
    before[place[goes_on]] = np.flatnonzero(goes_on)
    start, steps = _starts(before)
    whole = (before[start] < 0) & bend[head[start]] & ~bend[tail[start]]
    order = np.lexsort((steps, start))
    order = order[whole[order]]
    begins = np.flatnonzero(steps[order] == 0)
    return Chains(first[order], np.append(begins, len(order)))


def _bends(tail: Ints, head: Ints, mark: Ints, node_count: int) -> tuple[NDArray[np.bool_], Ints]:
    """Return which nodes are only bends, and the sum of the numbers of the nodes beside each."""
    leaving, arriving = (np.bincount(ends, minlength=node_count) for ends in (tail, head))
    beside = np.sort(np.concatenate([tail * node_count + head, head * node_count + tail]))
    beside = beside[np.diff(beside, prepend=-1) > 0]
    node, other = beside // node_count, beside % node_count
    around = np.bincount(node, other, node_count).astype(np.int64)  # exact: far below 2**53
    least, most = np.full(node_count, mark.max(initial=0)), np.zeros(node_count, dtype=np.int64)
    for ends in (tail, head):
        np.minimum.at(least, ends, mark)
        np.maximum.at(most, ends, mark)
    bend = (np.bincount(node, minlength=node_count) == 2) & np.isin(leaving + arriving, (2, 4))
    bend &= (leaving > 0) & (arriving > 0) & (least == most)
    bend[node[node == other]] = False
    return bend, around


def _starts(before: Ints) -> tuple[Ints, Ints]:
    """Return where following ``before`` ends, and after how many steps; in a circle any place of it.

    before: int64 (n,), the one before each, -1 where there is none. By doubling, O(n log n).
    """
    start = np.where(before < 0, np.arange(len(before)), before)
    steps = (before >= 0).astype(np.int64)
    for _ in range(len(before).bit_length()):
        if (start[start] == start).all():
            break
        steps += steps[start]
        start = start[start]
    return start, steps


def _merged(segments: Segments, chains: Chains) -> pd.DataFrame:
    """Return each chain as one edge: sums of lengths and times, its line, class and name of its longest piece."""
    table, number = segments.table, chains.number()
    edges = table.iloc[chains.first][["tail", "kind", "own_time"]].reset_index(drop=True)
    edges["head"] = table["head"].to_numpy()[chains.last]
    edges["first_way"], edges["last_way"] = (table["way"].to_numpy()[ends] for ends in (chains.first, chains.last))
    for column in ("length", "travel_time"):
        edges[column] = np.bincount(number, table[column].to_numpy()[chains.segments], len(edges))
    road = [table[column].cat.codes.to_numpy().astype(np.int64)[chains.segments] for column in ("highway", "name")]
    longest = _longest(number, road, table["length"].to_numpy()[chains.segments])
    for column, codes in zip(("highway", "name"), road, strict=True):
        edges[column] = pd.Categorical.from_codes(codes[longest], table[column].cat.categories)
    nodes = np.insert(
        table["head"].to_numpy(np.int64)[chains.segments], chains.offsets[:-1], table["tail"].to_numpy()[chains.first]
    )
    return edges.assign(line=_lines(segments, nodes, chains.offsets + np.arange(len(chains.offsets))))


def _longest(number: Ints, road: list[Ints], length_m: NDArray[np.float64]) -> Ints:
    """Return the first segment of the longest piece of each chain, to the millimetre; of equally long ones the first.

    number: chain of each segment, in their order. road: codes of what tells roads apart; a piece is one without change.
    """
    begins = np.ones(len(number), dtype=np.bool_)
    begins[1:] = np.any([codes[1:] != codes[:-1] for codes in (number, *road)], axis=0)
    first = np.flatnonzero(begins)
    total_mm = np.rint(1000 * np.bincount(np.cumsum(begins) - 1, length_m, len(first)))
    order = np.lexsort((first, -total_mm, number[first]))
    _, place = np.unique(number[first][order], return_index=True)
    found: Ints = first[order][place]
    return found


def _lines(segments: Segments, nodes: Ints, offsets: Ints) -> NDArray[Any]:
    points = np.column_stack([segments.lon[nodes], segments.lat[nodes]])
    return lines_along(points, offsets)
