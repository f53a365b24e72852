"""All results of a folder as one database: DuckDB views over the Parquet files of runs and experiments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from simulator.errors import ResultError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OF_EXPERIMENTS = ("kpis", "summary", "differences")
OF_RUNS = ("requests", "vehicles", "legs", "stops", "states", "events", "sessions", "power", "duties")


def query(results: Path, sql: str) -> pd.DataFrame:
    """Return the answer to an SQL query.

    Views: kpis, summary, differences, with a column experiment; requests, vehicles, ... with a column run.
    Raises ResultError when there are no results or the query is wrong.
    """
    import duckdb

    if not results.is_dir():
        raise ResultError(f"{results}: no such folder of results")
    connection = duckdb.connect()
    made = []
    for name in OF_EXPERIMENTS:
        made += _view(connection, results, name, f"*/{name}.parquet", "experiment")
    for name in OF_RUNS:
        made += _view(connection, results, name, f"**/{name}.parquet", "run")
    if not made:
        raise ResultError(f"{results}: no results of runs or experiments here")
    try:
        return connection.execute(sql).df()
    except duckdb.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise ResultError(f"the query cannot be answered: {reason} (tables: {', '.join(made)})") from error


def _view(connection: DuckDBPyConnection, results: Path, name: str, pattern: str, column: str) -> list[str]:
    """Make a view of all files of one name, with the folder they lie in; return its name if there are any."""
    files = sorted(str(path) for path in results.glob(pattern) if ".unfinished-" not in str(path))
    if not files:
        return []
    depth = len(str(results).rstrip("/")) + 2
    quoted = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    folder = f"substr(filename, {depth}, length(filename) - {depth} - {len(name) + 8}) as {column}"
    source = f"read_parquet([{quoted}], union_by_name = true, filename = true)"
    connection.execute(f"create view {name} as select {folder}, * exclude (filename) from {source}")
    return [name]
