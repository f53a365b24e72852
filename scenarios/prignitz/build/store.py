"""Write the network files; equal graphs give equal bytes."""

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

import packages
from plane import to_degrees
from speeds import speed_kph
from streets import node_at

LICENCE = "data CC BY 4.0 (readmes of vbb-lines and vbb-trips: CC BY 3.0); package ISC"
LICENCE_DE = "Daten CC BY 4.0 (Beschreibungen von vbb-lines und vbb-trips: CC BY 3.0); Paket ISC"
ATTRIBUTION = "VBB Verkehrsverbund Berlin-Brandenburg GmbH"
NOTES = (
    {
        "en": "Undirected: one-way streets are unknown, so every edge is usable in both directions.",
        "de": "Ungerichtet: Einbahnstraßen sind nicht bekannt, daher ist jede Straße in beiden Richtungen befahrbar.",
    },
    {
        "en": "Only streets with bus service are known; kind 'synthetic' marks straight connectors, "
        "length = 1.08 x straight line, laid where the timetable proves a road.",
        "de": "Bekannt sind nur Straßen mit Busverkehr; die Art „synthetic“ bezeichnet gerade "
        "Verbindungen, Länge = 1,08 mal Luftlinie, die dort liegen, wo der Fahrplan eine Straße "
        "beweist.",
    },
    {
        "en": "speed_kph is an assumption for minibuses: 38 km/h built-up, 70 km/h outside.",
        "de": "speed_kph ist eine Annahme für Kleinbusse: 38 km/h innerorts, 70 km/h außerorts.",
    },
    {
        "en": "highway tells built-up from rural only; the sources hold no road classes or names.",
        "de": "highway unterscheidet nur innerorts und außerorts; die Quellen enthalten keine "
        "Straßenklassen oder Namen.",
    },
    {
        "en": "Open point: whether the publisher once routed these shapes on OpenStreetMap could be "
        "neither shown nor excluded; if so, add '(c) OpenStreetMap contributors, ODbL 1.0'.",
        "de": "Offene Frage: Ob der Herausgeber diese Verläufe einst auf OpenStreetMap geroutet "
        "hat, ließ sich weder zeigen noch ausschließen; falls ja, ist „(c) OpenStreetMap "
        "contributors, ODbL 1.0“ zu ergänzen.",
    },
)


def write_network(graph: nx.Graph, folder: Path) -> list[tuple[float, float]]:
    """Write nodes.parquet, edges.parquet, network.json; return node positions [m] by id."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = sorted(graph)
    number = {node: i for i, node in enumerate(nodes)}
    lonlat = to_degrees(np.array(nodes))
    _write(pa.table({"lon": lonlat[:, 0], "lat": lonlat[:, 1]}), folder / "nodes.parquet")
    rows = sorted((_row(number, data) for *_, data in graph.edges(data=True)), key=lambda r: r[:2])
    _write(_edge_table(rows), folder / "edges.parquet")
    header = {
        "format": "elbe-drt-network/1",
        "name": "Prignitz",
        "nodes": len(nodes),
        "edges": len(rows),
        "sources": [_source(package) for package in packages.ALL],
        "notes": list(NOTES),
    }
    text = json.dumps(header, indent=2, sort_keys=True, ensure_ascii=False)
    (folder / "network.json").write_text(text + "\n", encoding="utf-8")
    return nodes


def _source(package: packages.Package) -> dict:
    return {
        "name": {"en": f"{package.name}: {package.use}", "de": f"{package.name}: {package.use_de}"},
        "version": package.version,
        "url_or_package": f"npm {package.name}@{package.version}",
        "date": {"en": package.date, "de": package.date_de},
        "licence": {"en": LICENCE, "de": LICENCE_DE},
        "attribution": ATTRIBUTION,
    }


def _row(number, data) -> tuple:
    line = data["line"]
    u, v = number[node_at(line[0])], number[node_at(line[-1])]
    if u > v:
        u, v, line = v, u, line[::-1]
    return u, v, data["length"], data["kind"], data["builtup"], line


def _edge_table(rows) -> pa.Table:
    u, v, size, kind, builtup, lines = zip(*rows, strict=False)
    size, share = np.round(size, 1), np.round(builtup, 2)
    speed = np.array([speed_kph(float(b)) for b in share])
    highway = [
        "synthetic" if k == "synthetic" else "builtup" if b >= 0.5 else "rural"
        for k, b in zip(kind, share, strict=False)
    ]
    wkb = [shapely.to_wkb(shapely.LineString(to_degrees(line)), byte_order=1) for line in lines]
    return pa.table(
        {
            "u": pa.array(u, pa.int32()),
            "v": pa.array(v, pa.int32()),
            "length": size,
            "speed_kph": speed,
            "travel_time": np.round(size / speed * 3.6, 2),
            "oneway": pa.array([False] * len(u)),
            "highway": pa.array(highway),
            "name": pa.nulls(len(u), pa.string()),
            "kind": pa.array(kind),
            "builtup": share.astype(np.float32),
            "geometry": pa.array(wkb, pa.binary()),
        }
    )


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", compression_level=19)
