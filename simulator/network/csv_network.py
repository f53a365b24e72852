"""Read a network from two tables, nodes.csv and edges.csv, under the names several programs give their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from simulator.errors import NetworkError
from simulator.input_table import Column, read_input_table
from simulator.network.files import CSV_FILES
from simulator.network.graphml import ids_in_order, list_of
from simulator.network.import_report import ImportReport
from simulator.network.links import Links
from simulator.network.osm_ways import kind_of, tags_of
from simulator.network.projection import Projection
from simulator.network.speeds import street_kph

NODE_COLUMNS = {  # our name: other names, of OSMnx, GMNS and this program's own folders
    "id": ("node_id", "osmid", "node"),
    "lon": ("x", "x_coord", "longitude"),
    "lat": ("y", "y_coord", "latitude"),
}
EDGE_COLUMNS = {
    "u": ("from", "from_node_id", "source", "from_node"),
    "v": ("to", "to_node_id", "target", "to_node"),
    "length": ("length_m",),
    "travel_time": ("travel_time_s",),
    "speed_kph": (),
    "oneway": (),
    "highway": ("class", "type"),
    "name": (),
    "kind": (),
    "geometry": (),
}
NEEDED = ("id", "lon", "lat", "u", "v", "length", "oneway")
YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_csv_network(folder: Path, report: ImportReport, crs: str | None = None) -> tuple[Links, Projection]:
    """Return the streets of two tables and what turns their coordinates into degrees.

    Raises
    ------
    RequestFileError, NetworkError
        A table cannot be read, or lacks columns.
    """
    nodes = _table(folder / CSV_FILES[0], NODE_COLUMNS)
    edges = _table(folder / CSV_FILES[1], EDGE_COLUMNS)
    twice = nodes[nodes["id"].duplicated()]
    if len(twice):
        row = twice.iloc[0]
        raise NetworkError(f"{folder / CSV_FILES[0]}:{row['line']}: node {row['id']!s:.40} stands twice")
    ids = ids_in_order(nodes["id"].tolist())
    nodes = nodes.set_index("id", drop=False).loc[ids]
    number = {node: place for place, node in enumerate(ids)}
    links = _links(folder / CSV_FILES[1], edges, number, report)
    edges = edges.loc[links.index]
    report.ways["road"] += len(links)
    nodes_csv, edges_csv = CSV_FILES
    node_names = [f"node {row.id!s:.40} in {nodes_csv} line {row.line}" for row in nodes.itertuples()]
    link_names = [f"edge {row.u!s:.40} -> {row.v!s:.40} in {edges_csv} line {row.line}" for row in edges.itertuples()]
    return Links(nodes[["lon", "lat"]], node_names, links, link_names), Projection(str(folder), crs or "EPSG:4326")


def _table(path: Path, columns: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Read a table as text under our names; columns that are absent are empty."""
    header = read_input_table(path, (), other_columns=True).columns
    given = {
        name: next((other for other in (name, *others) if other in header), "") for name, others in columns.items()
    }
    missing = [f"{name} (or {', '.join(columns[name])})" for name in NEEDED if given.get(name) == "" and columns[name]]
    missing += [name for name in NEEDED if given.get(name) == "" and not columns[name]]
    if missing:
        raise NetworkError(f"{path}:1: column {', '.join(missing)} missing; the file has {', '.join(header[1:])[:200]}")
    wanted = [Column(other, "text", default=None) for other in given.values() if other]
    table = read_input_table(path, wanted, other_columns=True)
    named = table[["line"]].assign(**{name: table[other] if other else None for name, other in given.items()})
    return named.astype(object).where(named.notna(), None)


def _links(path: Path, edges: pd.DataFrame, number: dict[str, int], report: ImportReport) -> pd.DataFrame:
    odd = [row for row in edges.itertuples() if str(row.oneway).lower() not in YES_NO]
    if odd:
        shown = "\n".join(f"{path}:{row.line}: oneway: {row.oneway!s:.40}: expected true or false" for row in odd[:20])
        raise NetworkError(shown)
    links = edges.assign(
        u=[number.get(node, -1) for node in edges["u"]],
        v=[number.get(node, -1) for node in edges["v"]],
        u_given=edges["u"],
        v_given=edges["v"],
        oneway=[YES_NO[str(value).lower()] for value in edges["oneway"]],
        kind=[kind or "road" for kind in edges["kind"]],
    )
    links = _with_class_speeds(links, report)
    classless = links["highway"].isna()
    if classless.any():
        report.mended.append(f"{int(classless.sum()):,} streets have no class; they are taken for roads")
        links.loc[classless, "highway"] = "road"
    return links


def _with_class_speeds(links: pd.DataFrame, report: ImportReport) -> pd.DataFrame:
    """Return the links with the speed of their class where they have neither time nor speed; no roads stay out."""
    bare = (links["travel_time"].isna() & links["speed_kph"].isna() & links["highway"].notna()).to_numpy(bool)
    if not bare.any():
        return links
    edges = [
        {"highway": list_of(str(way))} if is_bare else {} for way, is_bare in zip(links["highway"], bare, strict=True)
    ]
    kinds = [kind_of(edge, driveways=True) if edge else "road" for edge in edges]
    ways = [tags_of(edge)["highway"] if edge else way for edge, way in zip(edges, links["highway"], strict=True)]
    speeds = [
        street_kph(way, None) if edge else kph for edge, way, kph in zip(edges, ways, links["speed_kph"], strict=True)
    ]
    links = links.assign(highway=ways, speed_kph=pd.Series(speeds, index=links.index, dtype=object))
    report.mended.append(f"{int(bare.sum()):,} streets have neither time nor speed; that of their class counts")
    report.ways.update(kind for kind in kinds if kind != "road")
    return links[[kind == "road" for kind in kinds]]
