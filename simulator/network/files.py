"""The native network format: a folder with nodes.parquet, edges.parquet and network.json.

Each row of edges.parquet is one street; ``oneway`` false means that it can be driven both ways. docs/networks.md
describes the columns.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.errors import NetworkError
from simulator.network.crossings import crossing_of, crossing_problems
from simulator.network.edge_table import edge_schema, edge_table_problems, fill_geometry, node_table_problems
from simulator.network.graph import RoadNetwork, make_network
from simulator.texts import is_text
from simulator.whole import clean, draft_folder, put_in_place

FORMAT = "elbe-drt-network/1"
LARGEST_DESCRIPTION_BYTES = 1 << 20
LARGEST_TABLE_ROWS = 5_000_000
SOURCE_KEYS = ("name", "version", "url_or_package", "date", "licence", "attribution")
DESCRIPTION_KEYS = ("format", "name", "nodes", "edges", "sources", "notes", "crossings")
CSV_FILES = ("nodes.csv", "edges.csv")
NODE_COLUMNS = ("lon", "lat")


def is_csv_network(folder: Path) -> bool:
    """Tell whether a folder holds the two tables of a network as text, and is no network folder."""
    return all((folder / name).is_file() for name in CSV_FILES) and not (folder / "network.json").exists()


def read_network(path: Path | str) -> RoadNetwork:
    """Read and check a network folder.

    Raises
    ------
    NetworkError
        The folder is no network, or its contents contradict each other; the message lists what is wrong.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise NetworkError(f"{folder}: is not a network folder (nodes.parquet, edges.parquet, network.json)")
    missing = [name for name in ("nodes.parquet", "edges.parquet", "network.json") if not (folder / name).is_file()]
    if missing:
        raise NetworkError(f"{folder}: {', '.join(missing)} missing; a network folder needs all three files")
    description = _read_description(folder / "network.json")
    nodes = _read_table(folder / "nodes.parquet", NODE_COLUMNS)
    edges = _read_table(folder / "edges.parquet", None)
    _raise_all(folder / "nodes.parquet", node_table_problems(nodes))
    lon, lat = nodes["lon"].to_numpy(np.float64), nodes["lat"].to_numpy(np.float64)
    _raise_all(folder / "edges.parquet", edge_table_problems(edges, len(nodes)))
    _raise_all(folder / "network.json", crossing_problems(description["crossings"], len(edges)))
    edges = fill_geometry(edges, lon, lat)
    return make_network(
        description["name"], lon, lat, edges,
        sources=tuple(description["sources"]), notes=tuple(description["notes"]),
        crossings=tuple(map(crossing_of, description["crossings"])),
    )  # fmt: skip


def write_network(network: RoadNetwork, path: Path | str) -> None:
    """Write a network folder; it appears whole or not at all. The same network gives the same bytes.

    It is read back before it takes its place: what cannot be read is never written.

    Raises
    ------
    NetworkError
        The folder exists and is something else, or cannot be written, or the network is none that could be read.
    """
    folder = Path(path)
    check_target(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        clean(folder.parent)
        with draft_folder(folder.parent) as draft:
            _write_files(network, draft)
            _read_back(draft, folder)
            put_in_place(draft, folder)
    except OSError as error:
        raise NetworkError(f"{folder}: cannot be written: {error.strerror or error}") from error


def _read_back(draft: Path, folder: Path) -> None:
    try:
        read_network(draft)
    except NetworkError as error:
        reason = str(error).replace(f"{draft}/", "")
        raise NetworkError(f"{folder}: not written, because it could not be read back:\n{reason}") from error


def check_target(folder: Path) -> None:
    """Raise NetworkError where writing a network would destroy something else."""
    if os.path.lexists(folder) and not _may_be_replaced(folder):
        raise NetworkError(f"{folder}: exists and is not a network folder; nothing was written")


def _may_be_replaced(folder: Path) -> bool:
    """Tell whether a folder holds nothing, or nothing but a network."""
    if not folder.is_dir() or folder.is_symlink():
        return False
    return {entry.name for entry in folder.iterdir()} <= {"nodes.parquet", "edges.parquet", "network.json"}


def _write_files(network: RoadNetwork, folder: Path) -> None:
    nodes = pa.table({"lon": pa.array(network.lon), "lat": pa.array(network.lat)})
    schema = edge_schema(network.edges)
    edges = pa.Table.from_pandas(network.edges[schema.names], schema=schema, preserve_index=False)
    for name, table in (("nodes", nodes), ("edges", edges)):
        plain = table.replace_schema_metadata(None)
        pq.write_table(plain, folder / f"{name}.parquet", compression="zstd", version="2.6")
    description = {
        "format": FORMAT,
        "name": network.name,
        "sources": list(network.sources),
        "notes": list(network.notes),
    }
    if network.crossings:
        description["crossings"] = [crossing.plain for crossing in network.crossings]
    text = json.dumps(description, indent=2, ensure_ascii=False)
    (folder / "network.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _read_description(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_DESCRIPTION_BYTES:
            raise NetworkError(f"{path}: is larger than 1 MiB; that is no network description")
        content = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise NetworkError(f"{path}:{error.lineno}:{error.colno}: is not JSON: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise NetworkError(f"{path}: is not UTF-8 text") from error
    except RecursionError as error:
        raise NetworkError(f"{path}: is nested too deeply") from error
    except OSError as error:
        raise NetworkError(f"{path}: cannot be read: {error.strerror or error}") from error
    _raise_all(path, _description_problems(content))
    lists = {key: content.get(key, []) for key in ("sources", "notes", "crossings")}
    return {"name": content["name"], **lists}


def _description_problems(content: object) -> list[str]:
    if not isinstance(content, dict):
        return ["expected an object with format, name, sources and notes"]
    if content.get("format") != FORMAT:
        return [f"format: expected {FORMAT!r}, found {content.get('format')!r:.60}"]
    problems = [f"unknown key {key!r:.60}" for key in content if key not in DESCRIPTION_KEYS]
    if not isinstance(content.get("name"), str) or not content["name"].strip():
        problems.append("name: expected a text")
    notes, sources = content.get("notes", []), content.get("sources", [])
    if not isinstance(notes, list) or not all(isinstance(note, str) or is_text(note) for note in notes):
        problems.append("notes: expected a list of texts, or of texts by language, like {en: ..., de: ...}")
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        problems.append(f"sources: expected a list of objects with {', '.join(SOURCE_KEYS)}")
    return problems + crossing_problems(content.get("crossings", []))


def _read_table(path: Path, columns: tuple[str, ...] | None) -> pd.DataFrame:
    """Read a Parquet file; a damaged one is an error of ours, never of the library."""
    try:
        with pq.ParquetFile(path) as file:
            rows = file.metadata.num_rows
            if rows > LARGEST_TABLE_ROWS:
                raise NetworkError(f"{path}: has {rows:,} rows, at most {LARGEST_TABLE_ROWS:,} are read")
            present = set(file.schema_arrow.names)
            missing = sorted(set(columns or ()) - present)
            if missing:
                raise NetworkError(f"{path}: column {', '.join(missing)} missing")
            table: pd.DataFrame = file.read(columns=None if columns is None else list(columns)).to_pandas()
            return table
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, MemoryError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NetworkError(f"{path}: cannot be read as Parquet: {reason:.200}") from error


def _raise_all(path: Path, problems: list[str]) -> None:
    if problems:
        raise NetworkError("\n".join(f"{path}: {problem}" for problem in problems))
