"""Segments of streets, each from one node to the next, before junctions are told from bends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.import_report import ImportReport
from simulator.network.osm_tags import blocks_cars, not_read
from simulator.network.osm_ways import Tags


@dataclass(frozen=True, eq=False)
class Segments:
    """What can be driven, one row per direction.

    lon, lat: float64 (nodes,), in order of the ids that OpenStreetMap gives them; not every node is on a street.
    table: tail and head, rows of nodes, by which it is sorted; of parallel segments those that count more come first.
    way: number of the way it is of. length [m], travel_time [s], own_time: whether the time is the source's own; kind,
    highway, name: categories in order of the alphabet; maybe line, well-known binary. node_tags: tags of those nodes
    that have any.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    table: pd.DataFrame
    node_tags: Mapping[int, Tags]

    def on_streets(self) -> NDArray[np.bool_]:
        """Tell which nodes are on a street, bool (nodes,)."""
        used = np.zeros(len(self.lon), dtype=np.bool_)
        used[self.table["tail"]] = used[self.table["head"]] = True
        return used


def cut_at_barriers(segments: Segments, report: ImportReport) -> Segments:
    """Return the segments with streets that end at barriers, on either side. Barriers on junctions let pass."""
    used = segments.on_streets()
    blocked = []
    for node, tags in sorted(segments.node_tags.items()):
        if used[node]:
            report.not_read.update(not_read(tags))
            if blocks_cars(tags):
                blocked.append(node)
    ends = segments.table[["tail", "head"]].to_numpy(np.int64, copy=True)
    far_sides: list[int] = []
    for node, rows in _rows_at(blocked, ends).items():
        around = sorted(set(ends[rows[(ends[rows] == node).any(axis=1)]].ravel().tolist()) - {node})
        if len(around) > 2:
            continue
        report.barriers[_name_of(segments.node_tags[node])] += 1
        for other in around[1:]:
            _move_end(ends, rows, (node, other), len(used) + len(far_sides))
            far_sides.append(node)
    table = segments.table.assign(tail=ends[:, 0], head=ends[:, 1])
    return replace(
        segments,
        lon=np.append(segments.lon, segments.lon[far_sides]),
        lat=np.append(segments.lat, segments.lat[far_sides]),
        table=table.iloc[np.lexsort((ends[:, 1], ends[:, 0]))],
    )


def _rows_at(nodes: list[int], ends: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """Return the rows of the segments at each of some nodes."""
    rows = np.flatnonzero(np.isin(ends, nodes).any(axis=1))
    return {node: rows[(ends[rows] == node).any(axis=1)] for node in nodes}


def _name_of(tags: Tags) -> str:
    return f"locked {tags['barrier']}" if tags.get("locked") == "yes" else tags["barrier"]


def _move_end(ends: NDArray[np.int64], rows: NDArray[np.int64], between: tuple[int, int], to: int) -> None:
    """Let all segments between two nodes end at ``to`` instead of at the first; ``ends`` is changed in place."""
    node, other = between
    for own, far in ((0, 1), (1, 0)):
        moved = rows[(ends[rows, own] == node) & (ends[rows, far] == other)]
        ends[moved, own] = to
