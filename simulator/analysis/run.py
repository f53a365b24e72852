"""A finished run as pages, figures and exports see it: read from its results folder, nothing else."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.ratios import Number
from simulator.analysis.run_inputs import read_tables
from simulator.analysis.series.run import RunSeries
from simulator.analysis.tables import ResultTables
from simulator.errors import ResultError
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.notes import Note

SITE_COLUMNS = ("site", "kind", "name", "lon", "lat")


@dataclass(frozen=True)
class RunData:
    """One run.

    network: the roads as they were driven; None in folders of older versions. stops: all stops of the service. closed:
    streets closed all day, rows of an edge table. sites: SITE_COLUMNS, kind is charger, station or depot. All but the
    first six may be None. notes: on the roads. plausibility: what in the scenario somebody should look at once more.
    """

    name: str
    scenario: Mapping[str, Any]
    scenario_yaml: str
    kpis: Mapping[str, Number]
    tables: ResultTables
    version: str
    network: RoadNetwork | None = None
    stops: pd.DataFrame | None = None
    closed: pd.DataFrame | None = None
    sites: pd.DataFrame | None = None
    sources: tuple[Mapping[str, Any], ...] = field(default=())
    notes: tuple[str, ...] = field(default=())
    plausibility: tuple[Note, ...] = field(default=())

    @property
    def title(self) -> str:
        """Return what the scenario calls itself."""
        return str(self.scenario.get("title") or self.scenario.get("name") or self.name)

    @cached_property
    def series(self) -> RunSeries:
        """Return what the pictures of the run show."""
        sites = self.sites
        chargers = [] if sites is None else sites[sites["kind"] == "charger"][["site", "name"]].to_numpy().tolist()
        return RunSeries(self.tables, {int(site): str(name) for site, name in chargers})


def read_run_data(folder: Path, tables: ResultTables | None = None) -> RunData:
    """Read a results folder; tables: those of the run, where they are at hand.

    Raises
    ------
    ResultError
        The folder is not a run, or a file in it cannot be read.
    """
    if tables is None:
        tables = read_tables(folder)
    scenario_yaml = _read_text(folder / "scenario.yaml")
    network = read_network(folder / "network") if (folder / "network").is_dir() else None
    manifest = _manifest(folder)
    sources = network.sources if network is not None else manifest.get("network_sources", ())
    notes = network.notes if network is not None else manifest.get("network_notes", ())
    return RunData(
        name=folder.resolve().name,
        scenario=_parse_scenario(scenario_yaml, folder / "scenario.yaml"),
        scenario_yaml=scenario_yaml,
        kpis=_read_json(folder / "kpis.json"),
        tables=tables,
        version=program_version(folder),
        network=network,
        stops=_optional(folder / "service_stops.parquet", ("lon", "lat")),
        closed=_optional(folder / "closed_roads.parquet", ("u", "v", "geometry")),
        sites=_sites(folder),
        sources=tuple(sources),
        notes=tuple(notes),
        plausibility=_plausibility(folder / "notes.json"),
    )


def run_to_export(results: Path, folder: Path) -> RunData:
    """Read a results folder, then make the folder that an exporter writes to. Raises ResultError."""
    run = read_run_data(results)
    folder.mkdir(parents=True, exist_ok=True)
    return run


def program_version(folder: Path | None) -> str:
    """Return the version of the program that made a run; of this one where no run tells it."""
    versions = {} if folder is None else _manifest(folder).get("versions", {})
    return str(versions.get("elbe-drt") or importlib.metadata.version("elbe-drt"))


def _manifest(folder: Path) -> dict[str, Any]:
    return _read_json(folder / "manifest.json") if (folder / "manifest.json").is_file() else {}


def _sites(folder: Path) -> pd.DataFrame | None:
    """Return charging sites and car-sharing stations as places on a map, SITE_COLUMNS; None when there are none."""
    chargers = _optional(folder / "sites_input.parquet", ("site", "name", "lon", "lat"))
    stations = _optional(folder / "stations_input.parquet", ("station", "name", "lon", "lat"))
    parts = []
    if chargers is not None:
        parts.append(chargers.assign(kind="charger"))
    if stations is not None:
        parts.append(stations.assign(kind="station", site=-1))
    return pd.concat([part[list(SITE_COLUMNS)] for part in parts], ignore_index=True) if parts else None


def _plausibility(path: Path) -> tuple[Note, ...]:
    """Return the notes on the scenario of a run; none in folders of older versions."""
    if not path.is_file():
        return ()
    try:
        return tuple(Note(**note) for note in json.loads(_read_text(path)))
    except (json.JSONDecodeError, TypeError) as error:
        raise ResultError(f"{path}: is no list of notes: {error}") from error


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"{path}: cannot be read, so this is not the results folder of a run") from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_read_text(path))
    except json.JSONDecodeError as error:
        raise ResultError(f"{path}:{error.lineno}:{error.colno}: is not JSON: {error.msg}") from error
    if not isinstance(content, dict):
        raise ResultError(f"{path}: expected names and values, found a {type(content).__name__}")
    return content


def _parse_scenario(text: str, path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ResultError(f"{path}: is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ResultError(f"{path}: expected keys and values of a scenario")
    return content


def _optional(path: Path, columns: tuple[str, ...]) -> pd.DataFrame | None:
    """Read a table that not every run has; None when there is none or it has no rows."""
    if not path.is_file():
        return None
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:  # pyarrow's errors derive from these two
        raise ResultError(f"{path}: cannot be read as Parquet: {error}") from error
    missing = [column for column in columns if column not in table]
    if missing:
        raise ResultError(f"{path}: columns missing: {', '.join(missing)}")
    return table if len(table) else None
