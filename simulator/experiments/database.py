"""All results of a folder as one database: DuckDB views over the files of runs and experiments, to be read only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulator.errors import ResultError
from simulator.results.catalogue import of_kind
from simulator.results.entry import Kind
from simulator.results.reader import read_kpis, read_named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OF_EXPERIMENTS = (
    "kpis", "summary", "differences", "sensitivity", "resilience_bands", "resilience_times", "scorecard",
    "scorecard_prices",
)  # fmt: skip
OF_RUNS = tuple(entry.name for entry in of_kind(Kind.LOG, Kind.TABLE))
EXAMPLE = '"select variant, avg(service_rate) from kpis group by 1"'


def query(results: Path, sql: str) -> pd.DataFrame:
    """Return the answer to an SQL query.

    Views: kpis of all runs, those of experiments with the columns experiment and variant, others with the column
    scenario; summary, differences, sensitivity, resilience_bands and resilience_times, with a column experiment;
    requests, vehicles, ... with a column run, as in kpis. The query can read these views and nothing else: no other
    file, no network, and it cannot write. Raises ResultError when there are no results or the query is wrong.
    """
    import duckdb

    if not results.is_dir():
        raise ResultError(f"{results}: no such folder of results")
    connection = duckdb.connect()
    try:
        views = _make_views(connection, results.resolve())
        if not views:
            raise ResultError(f"{results}: no results of runs or experiments here")
        sql.encode()  # DuckDB's own error would name its arguments
        _check(connection.extract_statements(sql), views)
        return connection.execute(sql).df()
    except UnicodeEncodeError as error:
        raise ResultError("the query cannot be answered: it, or the name of a file, is not UTF-8 text") from error
    except duckdb.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise ResultError(f"the query cannot be answered: {reason}") from error


def _check(statements: list[Any], views: list[str]) -> None:
    """Raise ResultError for what is not one question. Only a SELECT is sure to write nothing."""
    from duckdb import StatementType

    known = f"views are {', '.join(views)}"
    if not statements:
        raise ResultError(f"the query is empty; ask for example {EXAMPLE}; {known}")
    if [statement.type for statement in statements] != [StatementType.SELECT]:
        raise ResultError(f"the query must be one SELECT, which reads and changes nothing; {known}")


def _make_views(connection: DuckDBPyConnection, results: Path) -> list[str]:
    """Make all views, then close the door: the files of the views are all that can be read. Return their names."""
    files: dict[str, list[str]] = {}
    for name in OF_EXPERIMENTS:
        files[name] = _files(results, f"*/{name}.parquet")
    for name in OF_RUNS:
        files[name] = _files(results, f"**/{name}.parquet")
    alone = _runs_alone(results)
    for name, found in files.items():
        if name == "kpis":
            _view_of_kpis(connection, results, found, alone)
        elif found:
            connection.execute(f"create view {name} as {_select(results, name, found)}")
    allowed = ", ".join(_quoted(file) for found in files.values() for file in found)
    for setting in (
        "python_enable_replacements = false",
        f"allowed_paths = [{allowed}]",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"set {setting}")
    return [name for name, found in files.items() if found or (name == "kpis" and len(alone))]


def _view_of_kpis(connection: DuckDBPyConnection, results: Path, files: list[str], alone: pd.DataFrame) -> None:
    """Put the runs of experiments and those done alone into one view; run names a run as in the other views."""
    parts = []
    if files:
        of_experiments = _select(results, "kpis", files)
        parts.append(f"select * replace (experiment || '/' || run as run) from ({of_experiments})")
    if len(alone):
        connection.register("runs_alone_frame", alone)
        connection.execute("create table runs_alone as from runs_alone_frame")
        connection.unregister("runs_alone_frame")
        parts.append("from runs_alone")
    if parts:
        connection.execute(f"create view kpis as {' union all by name '.join(parts)}")


def _runs_alone(results: Path) -> pd.DataFrame:
    """Return the key figures of all runs that belong to no experiment: scenario, run, seed, then the figures."""
    rows = []
    for path in sorted(results.glob("*/*/kpis.json")):
        folder = path.parent
        if (folder.parent / "experiment.yaml").is_file() or ".unfinished-" in str(path):
            continue
        try:
            kpis, manifest = read_kpis(folder), read_named(folder, "manifest")
            rows.append({"scenario": manifest["scenario"], "run": f"{folder.parent.name}/{folder.name}",
                         "seed": manifest["seed"], **kpis})  # fmt: skip
        except (ResultError, KeyError) as error:
            raise ResultError(f"{folder}: kpis.json or manifest.json is missing or broken: {error}") from error
    table = pd.DataFrame(rows)
    figures = [column for column in table if column not in ("scenario", "run", "seed")]
    return table.astype(dict.fromkeys(figures, "float64"))


def _files(results: Path, pattern: str) -> list[str]:
    return sorted(str(path) for path in results.glob(pattern) if ".unfinished-" not in str(path))


def _select(results: Path, name: str, files: list[str]) -> str:
    """Return a query for the rows of all files of one name, with the folder they lie in."""
    column = "experiment" if name in OF_EXPERIMENTS else "run"
    depth = len(str(results).rstrip("/")) + 2
    folder = f"substr(filename, {depth}, length(filename) - {depth} - {len(name) + 8}) as {column}"
    source = f"read_parquet([{', '.join(map(_quoted, files))}], union_by_name = true, filename = true)"
    return f"select {folder}, * exclude (filename) from {source}"


def _quoted(text: str) -> str:
    text.encode()  # names that are not UTF-8 are told as such
    return "'" + text.replace("'", "''") + "'"
