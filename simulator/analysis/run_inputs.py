"""Reading back what a run was computed from: its event log and the tables it was given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.carsharing_tables import CARSHARING_INPUTS, CarsharingInputs
from simulator.analysis.inputs import FACILITY_TABLES, Facilities
from simulator.analysis.services import RideInputs, rides_together
from simulator.analysis.tables import ResultTables, tables_of_all_services
from simulator.analysis.timetable_loads import TIMETABLE_TABLES, TimetableInputs
from simulator.results.reader import missing_files, read_if_any, read_services, read_table, require

RunInputs = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]

_RIDES = ("events", "requests_input", "vehicles_input")


def read_run(folder: Path) -> RunInputs:
    """Read the event log, requests and vehicles of a finished run: what is about rides, not about shared cars.

    Raises
    ------
    ResultError
        The folder is not a run, or its files cannot be read.
    """
    rides = rides_together(read_whole(folder), read_services(folder))
    return rides.events, rides.requests, rides.vehicles


def read_tables(folder: Path) -> ResultTables:
    """Compute the tables of a finished run again, with the charging of all services. Raises ResultError."""
    return tables_of_all_services(read_whole(folder), read_services(folder))


def read_whole(folder: Path) -> RideInputs:
    """Read the event log of a finished run, and what its ridepooling services were given. Raises ResultError."""
    require(folder, _RIDES)
    events, requests, vehicles = (read_table(folder, name) for name in _RIDES)
    inputs = RideInputs(events, requests, vehicles, read_facilities(folder))
    trips = read_if_any(folder, "trips_input")
    if trips is not None:
        inputs = replace(inputs, trips=trips)
    others = read_if_any(folder, "other_means")
    if others is not None:
        inputs = replace(inputs, other_means=others)
    return replace(inputs, timetable=read_timetables(folder))


def read_timetables(folder: Path) -> TimetableInputs:
    """Read what services by timetable of a finished run were given; tables without rows where it has none."""
    there = {field: read_if_any(folder, name) for field, name in TIMETABLE_TABLES.items()}
    return TimetableInputs(**{field: table for field, table in there.items() if table is not None})


def read_carsharing(folder: Path) -> tuple[pd.DataFrame, CarsharingInputs]:
    """Read the event log, stations, cars and bookings of a finished run with car-sharing.

    Raises
    ------
    ResultError
        The folder is not a run, it has no car-sharing, or its files cannot be read.
    """
    require(folder, tuple(CARSHARING_INPUTS.values()), "a run with car-sharing")
    found = {field: read_table(folder, name) for field, name in CARSHARING_INPUTS.items()}
    return read_table(folder, "events"), CarsharingInputs(**found)


def has_carsharing(folder: Path) -> bool:
    """Tell whether all that a run with car-sharing was given is there."""
    return not missing_files(folder, tuple(CARSHARING_INPUTS.values()))


def read_facilities(folder: Path) -> Facilities:
    """Read the charging sites and drivers of a finished run, if it has any. Raises ResultError."""
    there = {field: name for field, name in FACILITY_TABLES.items() if not missing_files(folder, (name,))}
    found: dict[str, Any] = {field: read_table(folder, name) for field, name in there.items()}
    return Facilities(**found)
