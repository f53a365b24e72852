"""Requests from a file: imported bookings, or any demand made elsewhere. Columns: docs/requests.md."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.clock import LAST_HOUR, parse_clock
from simulator.demand.text_table import Findings, TextTable, quoted, read_text_table, suggestion
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME

DEFAULT_CLASS = "adult"
MAX_PARTY = 1000
MAX_PARCELS = 10_000
_LAST_SECOND = (LAST_HOUR + 1) * 3600 - 1
_MAX_NODE = np.iinfo(np.int32).max
_TIMES = ("submitted", "earliest_departure", "latest_arrival")
_PLACES = tuple(f"{end}_{part}" for end in ("origin", "destination") for part in ("lon", "lat", "node"))
_OPTIONAL = (
    *_TIMES,
    *(f"{name}_s" for name in _TIMES),
    *_PLACES,
    *("party_size", "wheelchairs", "parcels", "traveller_class", "purpose"),
)


def read_requests(
    path: Path, *, known_classes: Collection[str] | None = None, node_count: int | None = None
) -> pd.DataFrame:
    """Read requests from CSV or Parquet: columns of ``tables.DEMAND_DTYPES``, sorted by (submitted_s, row).

    known_classes: traveller classes that exist. node_count: nodes of the network. Raises RequestFileError with all
    problems at once.
    """
    table = read_text_table(path, required=("request_id",), optional=_OPTIONAL)
    findings = Findings(str(path))
    columns = {
        "request_id": _ids(table, findings),
        **_times(table, findings),
        **_place(table, "origin", node_count, findings),
        **_place(table, "destination", node_count, findings),
        **_loads(table, findings),
        "traveller_class": _classes(table, known_classes, findings),
        "purpose": table.names("purpose", findings),
    }
    findings.stop_if_any()
    requests = pd.DataFrame(columns)[list(DEMAND_DTYPES)].astype(DEMAND_DTYPES)
    return requests.sort_values("submitted_s", kind="stable", ignore_index=True)


def _ids(table: TextTable, findings: Findings) -> NDArray[np.object_]:
    ids = table.names("request_id", findings, required=True)
    first: dict[str, int] = {}
    for row, name in enumerate(ids.tolist()):
        if name and name in first:
            findings.add(int(table.lines[row]), "request_id", f"{quoted(name)} is already used in line {first[name]}")
        first.setdefault(name, int(table.lines[row]))
    return ids


def _times(table: TextTable, findings: Findings) -> dict[str, NDArray[np.int64]]:
    submitted, departure, arrival = (_clocks(table, name, findings) for name in _TIMES)
    column = _column_of(table, "earliest_departure", findings)
    if column is None:
        findings.add(1, "earliest_departure", "this column is missing")
    else:
        findings.add_rows(table, ~table.given(column), column, 'is empty; expected a clock time like "05:00"')
    column = _column_of(table, "latest_arrival", findings)
    if column is not None:
        too_early = (arrival != NO_TIME) & (departure != NO_TIME) & (arrival <= departure)
        findings.add_rows(table, too_early, column, "is not later than the earliest departure")
    immediate = submitted == NO_TIME
    return {
        "submitted_s": np.where(immediate, departure, submitted),
        "earliest_departure_s": departure,
        "latest_arrival_s": arrival,
    }


def _column_of(table: TextTable, name: str, findings: Findings) -> str | None:
    """Return which of the two columns of a time the file has: ``name`` (clock) or ``name_s`` (seconds)."""
    present = [column for column in (name, f"{name}_s") if column in table.columns]
    return present[0] if present else None


def _clocks(table: TextTable, name: str, findings: Findings) -> NDArray[np.int64]:
    if name in table.columns and f"{name}_s" in table.columns:
        findings.add(1, name, f"give either {name} or {name}_s, not both")
    if name not in table.columns:
        seconds = table.numbers(f"{name}_s", findings, NO_TIME, _LAST_SECOND, default=NO_TIME, whole=True)
        return seconds.astype(np.int64)
    values = np.full(len(table), NO_TIME, dtype=np.int64)
    known: dict[str, int] = {"": NO_TIME}
    for row, text in enumerate(table.columns[name].tolist()):
        if text not in known:
            try:
                known[text] = parse_clock(text)
            except ValueError as error:
                findings.add(int(table.lines[row]), name, str(error) if text.isprintable() else "is no clock time")
                continue
        values[row] = known[text]
    return values


def _place(table: TextTable, end: str, node_count: int | None, findings: Findings) -> dict[str, NDArray[np.float64]]:
    """Return lon, lat and node of one end of the requests: each has coordinates or a node."""
    lon_name, lat_name, node_name = f"{end}_lon", f"{end}_lat", f"{end}_node"
    lon = table.numbers(lon_name, findings, -180, 180)
    lat = table.numbers(lat_name, findings, -90, 90)
    highest = _MAX_NODE if node_count is None else node_count - 1
    node = table.numbers(node_name, findings, NO_NODE, highest, default=NO_NODE, whole=True)
    has_node = table.given(node_name) & (table.texts(node_name) != str(NO_NODE))
    has_lon, has_lat = table.given(lon_name), table.given(lat_name)
    for bad, message in (
        (has_node & (has_lon | has_lat), f"give either {node_name} or {lon_name} and {lat_name}, not both"),
        (~has_node & ~(has_lon & has_lat), f"needs {lon_name} and {lat_name}, or {node_name}"),
    ):
        rows = np.flatnonzero(bad)
        for row in rows:
            findings.add(int(table.lines[row]), end, message)
    return {lon_name: lon, lat_name: lat, node_name: node}


def _loads(table: TextTable, findings: Findings) -> dict[str, NDArray[np.float64]]:
    party = table.numbers("party_size", findings, 1, MAX_PARTY, default=1, whole=True)
    wheelchairs = table.numbers("wheelchairs", findings, 0, MAX_PARTY, default=0, whole=True)
    if "wheelchairs" in table.columns:
        findings.add_rows(table, wheelchairs > party, "wheelchairs", "is more than party_size, which counts everybody")
    parcels = table.numbers("parcels", findings, 0, MAX_PARCELS, default=0, whole=True)
    return {"party_size": party, "wheelchairs": wheelchairs, "parcels": parcels}


def _classes(table: TextTable, known: Collection[str] | None, findings: Findings) -> NDArray[np.object_]:
    classes = table.names("traveller_class", findings, DEFAULT_CLASS)
    if known is None:
        return classes
    for row, name in enumerate(classes.tolist()):
        if name not in known:
            findings.add(int(table.lines[row]), "traveller_class", f"unknown {quoted(name)}; {suggestion(name, known)}")
    return classes
