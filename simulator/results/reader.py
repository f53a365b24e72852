"""Reading the files of a results folder: with the types of the catalogue, and errors that name file and column."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.errors import ResultError
from simulator.results.catalogue import CATALOGUE
from simulator.results.earlier import services_of, with_services
from simulator.results.entry import Entry
from simulator.tables import NO_TIME, SERVICE_DTYPES, ServiceName


def require(folder: Path, names: tuple[str, ...], what: str = "a run") -> None:
    """Raise ResultError when a folder is none, or lacks a file of the catalogue: it holds no results of ``what``."""
    if not folder.is_dir():
        raise ResultError(f"{folder}: no such results folder")
    missing = missing_files(folder, names)
    if missing:
        raise ResultError(f"{folder}: not the results of {what}: {', '.join(missing)} missing")


def missing_files(folder: Path, names: tuple[str, ...]) -> list[str]:
    """Return which files of the catalogue a folder lacks."""
    return [CATALOGUE[name].file for name in names if not (folder / CATALOGUE[name].file).is_file()]


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """Read a table with the types of the catalogue. Raises ResultError where it is not there or does not fit."""
    entry = CATALOGUE[name]
    path = folder / entry.file
    table = read_parquet(path, tuple(column for column in entry.dtypes if column not in entry.later))
    if not set(entry.later) <= set(table):
        table = _filled_in(table, folder, entry)
    also = {column: dtype for column, dtype in entry.also.items() if column in table}
    return _with_types(table, {**entry.dtypes, **also}, path)


def read_if_any(folder: Path, name: str) -> pd.DataFrame | None:
    """Read a table that not every run has; None when there is none or it has no rows. Raises ResultError."""
    if missing_files(folder, (name,)):
        return None
    table = read_table(folder, name)
    return table if len(table) else None


def read_parquet(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read a Parquet file that has at least some columns. Raises ResultError."""
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:  # pyarrow's errors derive from these two
        raise ResultError(f"{path}: cannot be read as Parquet: {error}") from error
    missing = [column for column in columns if column not in table]
    if missing:
        raise ResultError(f"{path}: columns missing: {', '.join(missing)}")
    return table


def read_services(folder: Path) -> list[ServiceName]:
    """Read the services of a run; as its scenario tells them, where an earlier version wrote it. Raises ResultError."""
    if missing_files(folder, ("services_input",)):
        return services_of(read_yaml(folder, "scenario"))
    table = read_table(folder, "services_input")
    return [ServiceName(*row) for row in table[list(SERVICE_DTYPES)].itertuples(index=False)]


def _filled_in(table: pd.DataFrame, folder: Path, entry: Entry) -> pd.DataFrame:
    """Return a table of an earlier version with what it did not tell, as a run had one service of a kind."""
    if entry.name == "events":
        return with_services(table, _rows(folder, "vehicles_input"), _rows(folder, "requests_input"))
    if "party_size" in entry.later and "party_size" not in table:  # nobody wrote down whom bookings are for
        table = table.assign(party_size=0)
    if "max_travel_s" in entry.later and "max_travel_s" not in table:  # nobody limited it
        table = table.assign(max_travel_s=NO_TIME)
    if "chain" in entry.later and "chain" not in table:  # there were no journeys of several services
        table = table.assign(chain=None)
    if "season_ticket" in entry.later and "season_ticket" not in table:  # nobody held one
        table = table.assign(season_ticket=False)
    if "service" in table:
        return table
    names = [service.name for service in read_services(folder) if service.kind == entry.owner]
    return table.assign(service=names[0] if names else "")


def _rows(folder: Path, name: str) -> int:
    return len(read_parquet(folder / CATALOGUE[name].file, ()))


def _with_types(table: pd.DataFrame, dtypes: Mapping[str, Any], path: Path) -> pd.DataFrame:
    """Give the columns the types of the data model, or say which one does not fit."""
    for column, dtype in dtypes.items():
        try:
            table[column] = table[column].astype(dtype)
        except (TypeError, ValueError) as error:
            raise ResultError(f"{path}: column {column}: expected {dtype}: {error}") from error
    return table


def read_text(folder: Path, name: str) -> str:
    """Read a document. Raises ResultError when it is not there."""
    path = folder / CATALOGUE[name].file
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"{path}: cannot be read, so this is not the results folder of a run") from error


def read_json(folder: Path, name: str) -> Any:
    """Read a document of names and values, or a list. Raises ResultError when it is not there or broken."""
    text = read_text(folder, name)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        path = folder / CATALOGUE[name].file
        raise ResultError(f"{path}:{error.lineno}:{error.colno}: is not JSON: {error.msg}") from error


def read_named(folder: Path, name: str) -> dict[str, Any]:
    """Read a document of names and values. Raises ResultError when it is something else."""
    content = read_json(folder, name)
    if not isinstance(content, dict):
        path = folder / CATALOGUE[name].file
        raise ResultError(f"{path}: expected names and values, found a {type(content).__name__}")
    return content


def read_kpis(folder: Path) -> dict[str, Any]:
    """Read the key figures of a run, without the scorecard that is made of them. Raises ResultError."""
    return {name: value for name, value in read_named(folder, "kpis").items() if not isinstance(value, dict)}


def read_yaml(folder: Path, name: str) -> dict[str, Any]:
    """Read a document of keys and values in YAML. Raises ResultError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    path = folder / CATALOGUE[name].file
    try:
        content = YAML(typ="safe", pure=True).load(read_text(folder, name))
    except YAMLError as error:
        raise ResultError(f"{path}: is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ResultError(f"{path}: expected keys and values of a scenario")
    return content
