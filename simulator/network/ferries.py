"""Ferries that go on beyond a landing where others stop: who stays aboard does not wait a second time.

Whoever boards a ferry waits once, so each of its edges, which begins at a landing, has that wait. A way that is cut at
landings gets edges along several of its parts, too: with the wait of one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from simulator.network.edge_table import line_bytes, line_points

FERRY = "ferry"
Path = tuple[int, ...]  # edges as they are driven, by number


def with_whole_crossings(edges: pd.DataFrame) -> pd.DataFrame:
    """Return the edges with one more along each stretch of a ferry from one landing beyond another.

    edges: columns of ``Segments.table`` with lines; first_way, last_way: numbers of the ways on which they begin and
    end. A ferry goes on where the way does. Times that are the source's own hold whatever waits they have.
    """
    ferries = np.flatnonzero((edges["kind"] == FERRY).to_numpy() & ~edges["own_time"].to_numpy(bool))
    rows: dict[int, dict[Any, Any]] = dict(zip(ferries.tolist(), edges.iloc[ferries].to_dict("records"), strict=True))
    beginning: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, edge in rows.items():
        beginning[edge["tail"], edge["first_way"]].append(number)
    open_ones: list[Path] = [(number,) for number in rows]
    whole: list[dict[Any, Any]] = []
    while open_ones:
        path = open_ones.pop()
        last = rows[path[-1]]
        been = {rows[number]["tail"] for number in path}
        for onward in beginning[last["head"], last["last_way"]]:
            if rows[onward]["head"] not in been:
                open_ones.append((*path, onward))
                whole.append(_joined([rows[number] for number in (*path, onward)]))
    if not whole:
        return edges
    more = pd.DataFrame(whole, columns=edges.columns).astype(edges.dtypes)
    return pd.concat([edges, more], ignore_index=True)


def _joined(parts: list[dict[Any, Any]]) -> dict[Any, Any]:
    """Return parts of a ferry as one edge."""
    points = [line_points(part["line"]).tolist() for part in parts]
    line = points[0] + [point for part in points[1:] for point in part[1:]]
    sums = {column: sum(part[column] for part in parts) for column in ("length", "travel_time")}
    ends = {column: parts[-1][column] for column in ("head", "last_way")}
    return parts[0] | sums | ends | {"line": line_bytes(line)}
