"""Writing the files of a results folder: the same bytes for the same content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from simulator.results.catalogue import CATALOGUE
from simulator.whole import write_whole


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables of the catalogue by their names."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name, table in tables.items():
        rows = pa.Table.from_pandas(table, preserve_index=False)
        pq.write_table(rows, folder / CATALOGUE[name].file, compression="zstd")


def write_json(folder: Path, name: str, value: object) -> None:
    """Write a document of names and values, or a list."""
    write_text(folder, name, json_text(value))


def replace_json(folder: Path, name: str, value: object) -> None:
    """Put another document in the place of one that is there, whole or not at all."""
    write_whole(folder / CATALOGUE[name].file, json_text(value))


def json_text(value: object) -> str:
    """Return names and values, or a list, as all documents are written."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def write_text(folder: Path, name: str, text: str) -> None:
    """Write a document."""
    (folder / CATALOGUE[name].file).write_text(text, encoding="utf-8")


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a folder and below, by its name from there on."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
