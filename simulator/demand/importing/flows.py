"""Matrices of trips between zones, as rows: one per pair, in CSV or Parquet, long or wide."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from simulator.demand.importing.hours import HOURS
from simulator.errors import Problem, RequestFileError
from simulator.input_table import Column, Reading, raise_problems, read_input_table
from simulator.table_file import read_cells

NO_HOUR = -1
MOST_TRIPS = 1e9
# What a matrix becomes. line: of the file, or the row in an OMX matrix.
FLOW_DTYPES = {
    "origin": "object",
    "destination": "object",
    "trips": "float64",
    "hour": "int64",  # 0 to 23; NO_HOUR: of the whole day
    "purpose": "object",
    "line": "int64",
}
# Our names of columns, and what others call them.
ALIASES = {
    "origin": ("origin", "o", "from", "from_zone", "origin_id", "origin_zone", "von", "quelle", "start"),
    "destination": ("destination", "d", "to", "to_zone", "destination_id", "destination_zone", "nach", "ziel", "dest"),
    "trips": ("trips", "flow", "flows", "value", "count", "demand", "volume", "fahrten", "wege", "personen"),
    "hour": ("hour", "stunde"),
    "purpose": ("purpose", "zweck", "fahrtzweck"),
}
LONG = (
    Column("origin", "text", required=True),
    Column("destination", "text", required=True),
    Column("trips", "number", required=True, low=0, high=MOST_TRIPS),
    Column("hour", "whole", default=NO_HOUR, low=0, high=HOURS - 1),
    Column("purpose", "text", default=""),
)


def read_flows(path: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return flows (``FLOW_DTYPES``) of a matrix, and the names of columns that were not read.

    Long where one column names origins and one destinations, else wide: origins in the first column, a column for each
    destination, empty cells without trips. Raises RequestFileError: no numbers, negative ones, pairs that stand twice.
    """
    header = read_cells(path).header
    names = _long_names(header)
    ends = [names[end] for end in ("origin", "destination") if end in names]
    if len(ends) == 2 and ("trips" in names or min(map(len, ends)) > 1):  # O and D may well be zones
        return _long(path, header, names)
    return _wide(path, header), ()


def _long_names(header: list[str]) -> dict[str, str]:
    """Return which column of a file is which of ours."""
    lower = {name.lower().replace(" ", "_"): name for name in reversed(header)}
    found = {ours: [lower[name] for name in aliases if name in lower] for ours, aliases in ALIASES.items()}
    return {ours: names[0] for ours, names in found.items() if names}


def _long(path: Path, header: list[str], names: dict[str, str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    table = read_input_table(path, LONG, Reading(names), other_columns=True)
    flows = table[list(FLOW_DTYPES)].astype(FLOW_DTYPES)
    raise_problems(path, _repeated(path, flows))
    return flows, tuple(name for name in header if name not in names.values())


def _repeated(path: Path, flows: pd.DataFrame) -> list[Problem]:
    key = ["origin", "destination", "hour", "purpose"]
    again = flows[flows.duplicated(key)]
    first = flows.drop_duplicates(key).set_index(key)["line"]
    return [
        Problem(str(path), line, 0, "origin", f"{at[0]:.40} to {at[1]:.40} stands here again, after line {first[at]}")
        for line, at in zip(again["line"].tolist(), again[key].itertuples(index=False, name=None), strict=True)
    ]


def _wide(path: Path, header: list[str]) -> pd.DataFrame:
    if len(header) < 2:
        expected = "columns origin, destination, trips, or origins in the first column and one for each destination"
        raise RequestFileError([Problem(str(path), 1, 0, header[0][:80], f"one column; expected {expected}")])
    again = [name for place, name in enumerate(header) if name in header[:place]]
    raise_problems(path, [Problem(str(path), 1, 0, name[:80], "stands twice in the header") for name in again])
    names = {"origin": header[0]} | {f"to {name}": name for name in header[1:]}
    numbers = [Column(name, "number", default=0.0, low=0, high=MOST_TRIPS) for name in names if name != "origin"]
    table = read_input_table(path, [Column("origin", "text", required=True), *numbers], Reading(names))
    twice = table[table["origin"].duplicated()]
    problems = [
        Problem(str(path), int(line), 0, "origin", f'"{origin[:40]}" stands here a second time')
        for line, origin in zip(twice["line"], twice["origin"], strict=True)
    ]
    raise_problems(path, problems)
    trips = table[[number.name for number in numbers]].to_numpy(np.float64)
    return cell_flows(trips, table["origin"].tolist(), header[1:], table["line"].to_numpy(np.int64))


def cell_flows(
    trips: np.ndarray, origins: list[str], destinations: list[str], lines: np.ndarray | None = None
) -> pd.DataFrame:
    """Return the cells of a matrix that are not zero as flows. trips: float64 (origins, destinations)."""
    row, column = np.nonzero(trips)
    return pd.DataFrame(
        {
            "origin": np.array(origins, dtype=object)[row],
            "destination": np.array(destinations, dtype=object)[column],
            "trips": trips[row, column],
            "hour": NO_HOUR,
            "purpose": "",
            "line": row + 1 if lines is None else lines[row],
        }
    ).astype(FLOW_DTYPES)
