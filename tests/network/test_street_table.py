"""Two directions in one row, against a slow and obvious pairing, and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.network.edge_table import line_bytes, line_points, turned
from simulator.network.speeds import FERRY_WAIT_S
from simulator.network.street_table import ALIKE_M, ALIKE_S, street_table


def directed(*edges):
    table = pd.DataFrame(edges, columns=["u", "v", "line", "length", "travel_time", "kind", "highway", "name"])
    return table.assign(line=[line_bytes(line) for line in table["line"]], own_time=False)


def by_hand(edges):
    """Return what stands in the rows, edge by edge: the fastest of each line, and whether its return is like it."""
    best = {}
    for edge in edges.to_dict("records"):
        key = edge["u"], edge["v"], edge["line"]
        old = best.get(key)
        if old is None or (edge["travel_time"], edge["highway"]) < (old["travel_time"], old["highway"]):
            best[key] = edge
    rows = []
    for (u, v, line), edge in sorted(best.items(), key=lambda item: (*item[0][:2], line_points(item[0][2]).tolist())):
        back = best.get((v, u, turned(line)))
        alike = (
            back is not None
            and back["kind"] == edge["kind"]
            and abs(back["length"] - edge["length"]) < ALIKE_M
            and abs(back["travel_time"] - edge["travel_time"]) < ALIKE_S
        )
        row = u, v, edge["length"], not alike, edge["highway"], edge["name"], edge["kind"], line
        if (v, u, turned(line), alike) not in [(a, b, c, True) for a, b, *_, c in rows]:
            rows.append(row)
    return rows


def ends(rows):
    """Return rows of which those in both directions may be told from either end."""
    told = []
    for u, v, length, oneway, *words, line in rows:
        other = (v, u, turned(line))
        told.append((*(min((u, v, line), other) if not oneway else (u, v, line)), length, oneway, *words))
    return sorted(told, key=repr)


def test_random_edges_are_paired_as_by_hand():
    rng = np.random.default_rng(5)
    for _ in range(100):
        edges = []
        for _ in range(rng.integers(1, 12)):
            u, v = rng.integers(0, 3, 2).tolist()
            bend = [(0.5, float(rng.integers(0, 2)))] * int(rng.integers(0, 2))
            line = [(float(u), 0.0), *bend, (float(v), 0.0)]
            measures = float(rng.integers(1, 3)), float(rng.integers(1, 3))
            kind = ("road", "ferry")[rng.integers(2)]
            edges.append((u, v, line, *measures, kind, ("primary", "tertiary")[rng.integers(2)], "one"))
        table = directed(*edges)
        found = street_table(table)
        columns = ["u", "v", "length", "oneway", "highway", "name", "kind", "geometry"]
        rows = [tuple(row) for row in found[columns].itertuples(index=False)]
        assert ends(rows) == ends(by_hand(table))
        assert all(row.u <= row.v for row in found.itertuples() if not row.oneway)


def test_rows_by_hand():
    line = [(0.0, 0.0), (1.0, 1.0)]
    found = street_table(
        directed(
            (1, 0, line[::-1], 100.0, 10.0, "road", "primary", "A"),
            (0, 1, line, 100.0014, 10.0014, "road", "primary", "A"),  # alike: one street
            (0, 1, line, 100.0, 11.0, "road", "primary", "slower"),
            (2, 3, line, 60.0, 36.0, "ferry", "ferry", None),
            (3, 2, line[::-1], 60.0, 40.0, "ferry", "ferry", None),
        )
    )
    assert found[["u", "v", "oneway"]].to_numpy().tolist() == [[0, 1, False], [2, 3, True], [3, 2, True]]
    assert found["length"].tolist() == [100.001, 60.0, 60.0]
    assert found["travel_time"].tolist() == [10.001, 36 + FERRY_WAIT_S, 40 + FERRY_WAIT_S]
    assert found["speed_kph"].tolist() == [36.0, 6.0, 5.4]
    assert found["name"].tolist()[0] == "A"


def test_a_loop_that_is_driven_both_ways_is_one_street():
    loop = [(0.0, 0.0), (2.0, 1.0), (1.0, 2.0), (0.0, 0.0)]
    both = [(0, 0, points, 5.0, 1.0, "road", "service", None) for points in (loop, loop[::-1])]
    found = street_table(directed(*both))
    assert found["oneway"].tolist() == [False]
    assert found["geometry"].tolist() == [line_bytes(loop[::-1])]  # along the lower points
