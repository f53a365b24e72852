"""Reading back what a run was computed from: its event log and its two input tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.analysis.inputs import Facilities
from simulator.analysis.services import ride_events
from simulator.analysis.tables import ResultTables, tables_of_all_services
from simulator.errors import ResultError
from simulator.tables import (
    BOOKING_DTYPES,
    CAR_DTYPES,
    DUTY_DTYPES,
    EVENT_DTYPES,
    PAUSE_DTYPES,
    PRICE_DTYPES,
    REQUEST_INPUT_DTYPES,
    SITE_DTYPES,
    STATION_DTYPES,
    VEHICLE_INPUT_DTYPES,
)

# field of Facilities -> file, columns
FACILITY_FILES: dict[str, tuple[str, dict[str, str]]] = {
    "sites": ("sites_input", SITE_DTYPES),
    "prices": ("site_prices", PRICE_DTYPES),
    "duties": ("duties_input", DUTY_DTYPES),
    "pauses": ("pauses_input", PAUSE_DTYPES),
}

# field of CarsharingInputs -> file, columns
CARSHARING_FILES: dict[str, tuple[str, dict[str, str]]] = {
    "stations": ("stations_input", STATION_DTYPES),
    "cars": ("cars_input", CAR_DTYPES),
    "bookings": ("bookings_input", BOOKING_DTYPES),
}

RunInputs = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def read_run(folder: Path) -> RunInputs:
    """Read the event log, requests and vehicles of a finished run: what is about rides, not about shared cars.

    Raises
    ------
    ResultError
        The folder is not a run, or its files cannot be read.
    """
    events, requests, vehicles = _read_whole(folder)
    return ride_events(events, len(vehicles)), requests, vehicles


def read_tables(folder: Path) -> ResultTables:
    """Compute the tables of a finished run again, with the charging of all services. Raises ResultError."""
    return tables_of_all_services(*_read_whole(folder), read_facilities(folder))


def _read_whole(folder: Path) -> RunInputs:
    if not folder.is_dir():
        raise ResultError(f"{folder}: no such results folder")
    names = ("events", "requests_input", "vehicles_input")
    missing = [f"{name}.parquet" for name in names if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise ResultError(f"{folder}: not the results of a run: {', '.join(missing)} missing")
    events, requests, vehicles = (_read_table(folder / f"{name}.parquet") for name in names)
    events = _with_types(events, EVENT_DTYPES, folder / "events.parquet")
    vehicles = _with_types(vehicles, VEHICLE_INPUT_DTYPES, folder / "vehicles_input.parquet")
    requests = _with_types(requests, REQUEST_INPUT_DTYPES, folder / "requests_input.parquet")
    return events, requests, vehicles


def read_carsharing(folder: Path) -> tuple[pd.DataFrame, CarsharingInputs]:
    """Read the event log, stations, cars and bookings of a finished run with car-sharing.

    Raises
    ------
    ResultError
        The folder is not a run, it has no car-sharing, or its files cannot be read.
    """
    if not folder.is_dir():
        raise ResultError(f"{folder}: no such results folder")
    missing = [f"{file}.parquet" for file, _ in CARSHARING_FILES.values() if not (folder / f"{file}.parquet").is_file()]
    if missing:
        raise ResultError(f"{folder}: not the results of a run with car-sharing: {', '.join(missing)} missing")
    found: dict[str, Any] = {}
    for name, (file, dtypes) in CARSHARING_FILES.items():
        path = folder / f"{file}.parquet"
        found[name] = _with_types(_read_table(path), dtypes, path)
    events = _with_types(_read_table(folder / "events.parquet"), EVENT_DTYPES, folder / "events.parquet")
    return events, CarsharingInputs(**found)


def read_facilities(folder: Path) -> Facilities:
    """Read the charging sites and drivers of a finished run, if it has any. Raises ResultError."""
    found: dict[str, Any] = {}
    for name, (file, dtypes) in FACILITY_FILES.items():
        path = folder / f"{file}.parquet"
        if path.is_file():
            found[name] = _with_types(_read_table(path), dtypes, path)
    return Facilities(**found)


def _read_table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:  # pyarrow's errors derive from these two
        raise ResultError(f"{path}: cannot be read as Parquet: {error}") from error


def _with_types(table: pd.DataFrame, dtypes: Mapping[str, Any], path: Path) -> pd.DataFrame:
    """Give the columns the types of the data model, or say which one does not fit."""
    missing = [column for column in dtypes if column not in table]
    if missing:
        raise ResultError(f"{path}: columns missing: {', '.join(missing)}")
    for column, dtype in dtypes.items():
        try:
            table[column] = table[column].astype(dtype)
        except (TypeError, ValueError) as error:
            raise ResultError(f"{path}: column {column}: expected {dtype}: {error}") from error
    return table
