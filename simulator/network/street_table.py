"""From directed edges to the rows of a network's edge table: the two directions of a street share one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from simulator.network.edge_table import line_bytes
from simulator.network.speeds import FERRY_WAIT_S, street_kph

Point = tuple[float, float]
Key = tuple[int, int, tuple[Point, ...]]  # from node, to node, line between them
Edge = Mapping[str, Any]  # length [m], travel_time [s], kind, highway, maybe name, own_time

ALIKE_M, ALIKE_S = 0.002, 0.002  # sums of the same pieces in another order differ by less
ORDER = ["u", "v", "length", "oneway", "geometry"]


def street_table(directed: Mapping[Key, list[Edge]]) -> pd.DataFrame:
    """Return one row per street, sorted.

    Directions along the same line share a row if they are equally long and fast; of several edges along the same line
    in the same direction the fastest counts.
    """
    rows = sorted(_paired(directed), key=lambda row: tuple(row[key] for key in ORDER))
    return pd.DataFrame(rows).astype({"u": "int32", "v": "int32"})


def _paired(directed: Mapping[Key, list[Edge]]) -> Iterator[dict[str, Any]]:
    for key in sorted(directed):
        u, v, points = key
        back = (v, u, points[::-1])
        edge = _fastest(directed[key])
        two_way = back in directed and _alike(edge, _fastest(directed[back]))
        if two_way and back < key:
            continue  # its row came with the other direction
        yield _row(u, v, points, edge, oneway=not two_way)


def _fastest(edges: list[Edge]) -> Edge:
    return min(edges, key=lambda edge: (edge["travel_time"], edge["highway"]))


def _alike(one: Edge, other: Edge) -> bool:
    return bool(
        one["kind"] == other["kind"]
        and abs(one["length"] - other["length"]) < ALIKE_M
        and abs(one["travel_time"] - other["travel_time"]) < ALIKE_S
    )


def _row(u: int, v: int, points: tuple[Point, ...], edge: Edge, *, oneway: bool) -> dict[str, Any]:
    # Rounded to mm and ms, because sines differ in their last digits between machines.
    length_m = round(float(edge["length"]), 3)
    wait_s = FERRY_WAIT_S if edge["kind"] == "ferry" and not edge.get("own_time") else 0.0
    drive_s = round(float(edge["travel_time"]), 3)
    speed_kph = length_m / drive_s * 3.6 if drive_s > 0 else street_kph(edge["highway"], None)
    return {
        "u": u,
        "v": v,
        "length": length_m,
        "speed_kph": round(min(max(speed_kph, 1.0), 200.0), 2),
        "travel_time": round(drive_s + wait_s, 3),
        "oneway": oneway,
        "highway": edge["highway"],
        "name": edge.get("name"),
        "kind": edge["kind"],
        "geometry": line_bytes(points),
    }
