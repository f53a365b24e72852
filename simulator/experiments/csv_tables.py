"""Tables of a study, each written whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from simulator.errors import ResultError
from simulator.whole import write_whole


def write_csv(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write a table into the folder of a study, numbers with six digits. Raises ResultError."""
    text = io.StringIO()
    table.round(6).to_csv(text, index=False, lineterminator="\n")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / name, text.getvalue())
    except OSError as error:
        raise ResultError(f"{folder / name}: cannot be written: {error.strerror or error}") from error
