"""Add the crossings of the Elbe to the written network: bridges, ferries, and roads on the left bank that lead to them.

    python scenarios/prignitz/build/crossings.py scenarios/prignitz/network

No bus of the transit authority goes there, so roads are straight lines from place to place, their length multiplied
by 1.08, and marked ``synthetic`` as all of that kind. What there was keeps its numbers: nodes and edges are added at
the end. Positions of places are rounded to a thousandth of a degree. Single facts with their sources stand below.
"""

import itertools
import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from connectors import WINDING
from plane import length, to_degrees, to_plane
from speeds import OUTSIDE

LONGEST_M = 2000.0  # of an edge
FERRY_S = 600.0  # 300 s to cross (svz.de, Schnackenburg) and half of 600 s between departures, which is assumed
PLACES = {  # lon, lat
    "Dömitz": (11.250, 53.143),
    "Dömitz bridge, right": (11.23236, 53.14695),
    "Dömitz bridge, left": (11.2243, 53.1397),
    "Kaltenhof": (11.235, 53.129),
    "Langendorf": (11.249, 53.104),
    "Grippel": (11.294, 53.074),
    "Gorleben": (11.350, 53.048),
    "Laasche": (11.416, 53.034),
    "Gartow": (11.460, 53.026),
    "Restorf": (11.445, 53.043),
    "Pevestorf": (11.454, 53.056),
    "Pevestorf ferry": (11.451598, 53.076427),
    "Holtorf": (11.509, 53.033),
    "Kapern": (11.534, 53.018),
    "Gummern": (11.555, 53.020),
    "Schnackenburg ferry": (11.56692, 53.037538),
}
KNOWN = {  # nodes that there are: the nearest one to lon, lat
    "Klein Schmölen": (11.288426, 53.130264),
    "Lenzen ferry": (11.45572, 53.08018),
    "Lütkenwisch ferry": (11.57244, 53.04065),
    "Seehausen": (11.744715, 52.889072),
    "Wittenberge bridge, left": (11.755021, 52.981012),
    "Wittenberge bridge, right": (11.757565, 52.991041),
}
ROADS = (
    ("Klein Schmölen", "Dömitz", "Dömitz bridge, right"),
    ("Dömitz bridge, left", "Kaltenhof", "Langendorf", "Grippel", "Gorleben", "Laasche", "Gartow"),
    ("Gartow", "Restorf", "Pevestorf", "Pevestorf ferry"),
    ("Gartow", "Holtorf", "Kapern", "Gummern", "Schnackenburg ferry"),
    ("Gummern", "Seehausen"),
)
AS_ASSUMED = {"headway_s": 600, "crossing_s": 300}
LIMITS = "wendland-net.de 47499, 48972; maz-online.de"


class Crossing(NamedTuple):
    """A crossing between two places. length_m: 0: the straight line. more: further facts."""

    name: str
    kind: str
    banks: tuple[str, str]  # left, right
    ends: tuple[str, str]
    length_m: float
    source: dict
    more: dict


def _both(english: str, german: str) -> dict:
    return {"en": english, "de": german}


CROSSINGS = (
    Crossing(
        "Elbebrücke Wittenberge", "bridge", ("Seehausen", "Wittenberge"),
        ("Wittenberge bridge, left", "Wittenberge bridge, right"), 1110.0,
        _both("B 189; 1,110 m: lsbb.sachsen-anhalt.de, read 2026-11-30; it lies on the straight line to Seehausen",
              "B 189; 1.110 m: lsbb.sachsen-anhalt.de, gelesen am 30.11.2026; liegt auf der Geraden nach Seehausen"),
        {},
    ),
    Crossing(
        "Elbebrücke Dömitz", "bridge", ("Langendorf", "Dömitz"), ("Dömitz bridge, left", "Dömitz bridge, right"), 970.0,
        _both("B 191; 970 m: question in the parliament of Lower Saxony, detlev-schulz-hendel.de, read 2026-11-30",
              "B 191; 970 m: Kleine Anfrage im Landtag Niedersachsen, detlev-schulz-hendel.de, gelesen am 30.11.2026"),
        {},
    ),
    Crossing(
        "Fähre Lenzen - Pevestorf", "ferry", ("Pevestorf", "Lenzen"), ("Pevestorf ferry", "Lenzen ferry"), 0.0,
        _both(f"hours in summer and 1.70 m at low water: {LIMITS}; 5 min to cross, every 10 min: assumed",
              f"Zeiten im Sommer und 1,70 m bei Niedrigwasser: {LIMITS}; 5 min Überfahrt, alle 10 min: angenommen"),
        {"hours": ["06:00:00", "21:00:00"], **AS_ASSUMED, "gauge": "Wittenberge", "lowest_m": 1.7},
    ),
    Crossing(
        "Fähre Lütkenwisch - Schnackenburg", "ferry", ("Schnackenburg", "Lütkenwisch"),
        ("Schnackenburg ferry", "Lütkenwisch ferry"), 0.0,
        _both("5 min to cross, all year: svz.de; every 10 min: assumed; no limits of water found",
              "5 min Überfahrt, ganzjährig: svz.de; alle 10 min: angenommen; keine Grenzen des Wasserstands gefunden"),
        AS_ASSUMED,
    ),
)  # fmt: skip
NOTE = _both(
    "Crossings of the Elbe and roads on its left bank as far as Gartow, Dömitz and Seehausen are no bus routes: laid "
    "straight from place to place, length 1.08 x straight line; bridges have their true lengths. A ferry takes its "
    "crossing and half of its headway.",
    "Elbquerungen und Straßen am linken Ufer bis Gartow, Dömitz und Seehausen sind keine Buslinien: gerade von Ort zu "
    "Ort gelegt, Länge 1,08 mal Luftlinie; Brücken haben ihre wahre Länge. Eine Fähre kostet ihre Überfahrt und die "
    "halbe Zeit zwischen zwei Abfahrten.",
)


class Growing:
    """The tables of a network that grow at their ends. points: of the new nodes, in the plane [m]."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.nodes, self.edges = (pq.read_table(folder / f"{name}.parquet") for name in ("nodes", "edges"))
        self._at = to_plane(*(self.nodes[name].to_numpy() for name in ("lon", "lat")))
        self.first, self.points, self.rows = len(self._at), [], []
        self.node = {name: self._nearest(to_plane(*at)) for name, at in KNOWN.items()}
        self.node |= {name: self.add_node(to_plane(*at)) for name, at in PLACES.items()}

    def _nearest(self, point: np.ndarray) -> int:
        away = np.hypot(*(self._at - point).T)
        assert away.min() < 15, f"no node within 15 m of {point}"
        return int(away.argmin())

    def add_node(self, point: np.ndarray) -> int:
        """Return the number of a new node."""
        self.points.append(point)
        return self.first + len(self.points) - 1

    def at(self, node: int) -> np.ndarray:
        """Return where a node lies [m]."""
        return self._at[node] if node < self.first else self.points[node - self.first]

    def add_edge(self, u: int, v: int, **told) -> int:
        """Return the row of a new edge."""
        u, v = min(u, v), max(u, v)
        line = np.array([self.at(u), self.at(v)])
        wkb = shapely.to_wkb(shapely.LineString(to_degrees(line)), byte_order=1)
        metres = round(told.pop("length", WINDING * length(line)), 1)
        row = {"u": u, "v": v, "length": metres, "speed_kph": OUTSIDE, "oneway": False, "highway": "synthetic"}
        row |= {"name": None, "kind": "synthetic", "builtup": 0.0, "geometry": wkb, **told}
        self.rows.append({"travel_time": round(row["length"] / row["speed_kph"] * 3.6, 2), **row})
        return len(self.edges) + len(self.rows) - 1

    def lay(self, u: int, v: int) -> None:
        """Lay a straight road, in pieces."""
        a, b = self.at(u), self.at(v)
        pieces = int(np.ceil(WINDING * np.hypot(*(b - a)) / LONGEST_M))
        between = [self.add_node(a + (b - a) * share / pieces) for share in range(1, pieces)]
        for tail, head in zip([u, *between], [*between, v], strict=True):
            self.add_edge(tail, head)

    def write(self, crossings: list[dict]) -> None:
        """Write all files."""
        degrees = to_degrees(np.array(self.points))
        more = pa.table({"lon": degrees[:, 0], "lat": degrees[:, 1]})
        _write(pa.concat_tables([self.nodes, more.cast(self.nodes.schema)]), self._folder / "nodes.parquet")
        edges = pa.concat_tables([self.edges, pa.Table.from_pylist(self.rows, schema=self.edges.schema)])
        _write(edges, self._folder / "edges.parquet")
        file = self._folder / "network.json"
        header = json.loads(file.read_text(encoding="utf-8"))
        header |= {"nodes": self.first + len(self.points), "edges": len(edges), "crossings": crossings}
        header["notes"].append(NOTE)
        text = json.dumps(header, indent=2, sort_keys=True, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")


def add_crossings(folder: Path) -> None:
    """Add crossings and the roads to them to the files of a network that has none."""
    assert "crossings" not in json.loads((folder / "network.json").read_text(encoding="utf-8")), "there already"
    network = Growing(folder)
    for places in ROADS:
        for one, other in itertools.pairwise(places):
            network.lay(network.node[one], network.node[other])
    network.write([_told(network, crossing) for crossing in CROSSINGS])


def _told(network: Growing, crossing: Crossing) -> dict:
    ends = [network.node[place] for place in crossing.ends]
    rows = _rows_between(network, *ends)
    if rows:
        _set_length(network, rows, crossing.length_m)
    else:
        rows = [_add(network, crossing, *ends)]
    edges = network.edges["length"].to_pylist() + [row["length"] for row in network.rows]
    metres = round(sum(edges[row] for row in rows), 1)
    told = {"name": crossing.name, "kind": crossing.kind, "banks": list(crossing.banks), "edges": rows}
    return {**told, "length_m": metres, **crossing.more, "source": crossing.source}


def _add(network: Growing, crossing: Crossing, left: int, right: int) -> int:
    if crossing.kind == "bridge":
        return network.add_edge(left, right, length=crossing.length_m)
    metres = float(np.hypot(*(network.at(left) - network.at(right))))
    told = {"length": metres, "kind": "ferry", "highway": "ferry", "name": crossing.name}
    return network.add_edge(left, right, **told, speed_kph=round(metres / FERRY_S * 3.6, 1), travel_time=FERRY_S)


def _rows_between(network: Growing, left: int, right: int) -> list[int]:
    """Return the rows of the synthetic line between two nodes that there are, southernmost first."""
    at, found = left, []
    ends = list(zip(*(network.edges[name].to_pylist() for name in ("u", "v", "kind")), strict=True))
    while at != right and max(left, right) < network.first:
        north = [
            (row, v if u == at else u)
            for row, (u, v, kind) in enumerate(ends)
            if kind == "synthetic" and at in (u, v) and network.at(v if u == at else u)[1] > network.at(at)[1]
        ]
        ((row, at),) = north
        found.append(row)
    return found


def _set_length(network: Growing, rows: list[int], metres: float) -> None:
    """Let the straight line along edges that there are be a bridge, from its southern end on; the last edge is cut."""
    table, left = network.edges.to_pydict(), metres
    for row in rows:
        u, v = table["u"][row], table["v"][row]
        a, b = network.at(u), network.at(v)
        away = float(np.hypot(*(b - a)))
        if away > left:
            assert a[1] < b[1], "an edge to the north was expected"
            cut = network.add_node(a + (b - a) * left / away)
            same = {name: table[name][row] for name in ("builtup", "speed_kph")}
            network.add_edge(cut, v, **same)
            line = shapely.LineString(to_degrees(np.array([a, network.at(cut)])))
            table["v"][row], table["geometry"][row], away = cut, shapely.to_wkb(line, byte_order=1), left
        table["length"][row] = round(away, 1)
        table["travel_time"][row] = round(table["length"][row] / table["speed_kph"][row] * 3.6, 2)
        left -= away
    network.edges = pa.table(table, schema=network.edges.schema)


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", compression_level=19)


if __name__ == "__main__":
    add_crossings(Path(sys.argv[1]))
