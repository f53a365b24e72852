"""Stop files: CSV or Parquet with stop_id, name, lon, lat, kind."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from simulator.errors import Problem, RequestFileError
from simulator.input_table import PLAIN, Column, Reading, filtered, read_input_table
from simulator.kept import Kept, state_of

COLUMNS = (
    Column("stop_id", "text", required=True),
    Column("name", "text", default=""),
    Column("lon", "number", required=True, low=-180, high=180),
    Column("lat", "number", required=True, low=-90, high=90),
    Column("kind", "text", default="bus"),
    Column("weight", "number", default=1.0, low=0),
)

_FILES = Kept(4)


def read_stop_file(
    path: Path, keep: dict[str, tuple[str, ...]] | None = None, reading: Reading = PLAIN
) -> pd.DataFrame:
    """Read stops; ``keep`` maps a column to the values of the rows to keep, e.g. ``{"kind": ("rail",)}``.

    Raises RequestFileError with all problems of the file.
    """
    key = (state_of(path), repr(keep), repr(reading))
    return _FILES.get(key, lambda: _read(path, keep, reading)).copy(deep=False)


def _read(path: Path, keep: dict[str, tuple[str, ...]] | None, reading: Reading) -> pd.DataFrame:
    table = read_input_table(path, COLUMNS, reading, other_columns=True)
    twice = table[table["stop_id"].duplicated()]
    problems = [
        Problem(str(path), line, 0, "stop_id", f'"{stop_id}" stands here a second time')
        for line, stop_id in zip(twice["line"].tolist()[:20], twice["stop_id"].tolist(), strict=False)
    ]
    table, missing = filtered(path, table, keep or {})
    if problems or missing:
        raise RequestFileError(problems + missing)
    return table
