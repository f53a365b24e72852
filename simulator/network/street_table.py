"""From directed edges to the rows of a network's edge table: the two directions of a street share one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.edge_table import line_points, turned
from simulator.network.speeds import FERRY_WAIT_S, street_kph

ALIKE_M, ALIKE_S = 0.002, 0.002  # sums of the same pieces in another order differ by less
KEY = ["u", "v", "line"]


def street_table(directed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per street, sorted.

    directed: u, v, line (well-known binary), length [m], travel_time [s], own_time (bool), kind, highway, name.
    Directions along the same line share a row if they are equally long and fast; of several edges along the same line
    in the same direction the fastest counts.
    """
    edges = directed.sort_values(["travel_time", "highway"], kind="stable").drop_duplicates(KEY, ignore_index=True)
    back = _turned_rows(edges)
    both = (back >= 0) & _alike(edges, back)
    kept = ~both | _comes_first(edges, back)
    rows = _rounded(edges[kept].assign(oneway=~both[kept]))
    return rows.sort_values(["u", "v", "length", "oneway", "geometry"], ignore_index=True)


def _turned_rows(edges: pd.DataFrame) -> NDArray[np.int64]:
    """Return the row of the edge that leads back along the same line, int64; -1 where there is none."""
    keys = list(zip(edges["u"].tolist(), edges["v"].tolist(), edges["line"], strict=True))
    row_of = {key: row for row, key in enumerate(keys)}
    return np.array([row_of.get((v, u, turned(line)), -1) for u, v, line in keys], dtype=np.int64)


def _alike(edges: pd.DataFrame, back: NDArray[np.int64]) -> NDArray[np.bool_]:
    kind, length_m, time_s = (edges[column].to_numpy() for column in ("kind", "length", "travel_time"))
    alike: NDArray[np.bool_] = np.abs(length_m - length_m[back]) < ALIKE_M
    alike &= np.abs(time_s - time_s[back]) < ALIKE_S
    alike &= np.asarray(kind == kind[back], dtype=np.bool_)
    return alike


def _comes_first(edges: pd.DataFrame, back: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which of two directions gives the street its direction: from the lower node, or along the lower points."""
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    first = u < v
    for row in np.flatnonzero((u == v) & (back >= 0)):
        own, other = (line_points(edges["line"].iloc[place]).tolist() for place in (row, back[row]))
        first[row] = own <= other
    return first


def _rounded(edges: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the edge table; lengths are rounded to mm and times to ms.

    Sines differ in their last digits between machines.
    """
    length_m = [round(length, 3) for length in edges["length"].tolist()]
    drive_s = [round(time, 3) for time in edges["travel_time"].tolist()]
    highway = edges["highway"].tolist()
    waits = ((edges["kind"] == "ferry") & ~edges["own_time"]).tolist()
    columns: dict[str, Any] = {
        "u": edges["u"].to_numpy(np.int32),
        "v": edges["v"].to_numpy(np.int32),
        "length": length_m,
        "speed_kph": [_kph(*measures) for measures in zip(length_m, drive_s, highway, strict=True)],
        "travel_time": [round(time + FERRY_WAIT_S * wait, 3) for time, wait in zip(drive_s, waits, strict=True)],
        "oneway": edges["oneway"].to_numpy(),
        "highway": highway,
        "name": [name if isinstance(name, str) else None for name in edges["name"]],
        "kind": edges["kind"].tolist(),
        "geometry": edges["line"].to_numpy(),
    }
    return pd.DataFrame(columns)


def _kph(length_m: float, drive_s: float, highway: str) -> float:
    kph = length_m / drive_s * 3.6 if drive_s > 0 else street_kph(highway, None)
    return round(min(max(kph, 1.0), 200.0), 2)
