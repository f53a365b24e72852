"""What was wrong in the files of a feed, and what was done about it, row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import AT_THE_END, Problem
from simulator.table_file import MAX_SHOWN

DROPPED, MENDED, KEPT = "dropped", "mended", "kept"
REPAIR_DTYPES = {
    "file": "object",
    "line": "int32",  # 0: the file as a whole
    "field": "object",
    "value": "object",  # as the file has it
    "problem": "object",
    "done": "object",  # dropped: the row is not used; mended: it is, with another value; kept: as it is
}

Mask = NDArray[np.bool_]


class Repairs:
    """Collects repairs. A row that is dropped is told once, whatever else is wrong with it."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def tell(self, file: str, rows: pd.DataFrame, field: str, problem: Any, done: str) -> None:
        """Note the same problem of some rows, or one for each of them. rows: with ``line``, and ``field`` if any."""
        if rows.empty:
            return
        values = rows[field].astype(str).to_numpy() if field in rows else ""
        told = {"file": file, "line": rows["line"].to_numpy(), "field": field, "value": values}
        self._parts.append(pd.DataFrame({**told, "problem": problem, "done": done}))

    def tell_file(self, file: str, field: str, value: str, problem: str, done: str) -> None:
        """Note what is wrong with a file as a whole."""
        self._parts.append(pd.DataFrame([(file, 0, field, value, problem, done)], columns=list(REPAIR_DTYPES)))

    def drop(self, file: str, table: pd.DataFrame, wrong: Mask, field: str, problem: Any) -> pd.DataFrame:
        """Return a table without some of its rows. problem: of all, or of each row of the table."""
        if not wrong.any():
            return table
        told = problem if isinstance(problem, str) else np.asarray(problem, dtype=object)[wrong]
        self.tell(file, table[wrong], field, told, DROPPED)
        return table[~wrong].reset_index(drop=True)

    def dropped(self, file: str) -> int:
        """Return how many rows of a file have been dropped so far."""
        return sum(int(((part["file"] == file) & (part["done"] == DROPPED)).sum()) for part in self._parts)

    def table(self) -> pd.DataFrame:
        """Return all repairs, ``REPAIR_DTYPES``, by file and line."""
        if not self._parts:
            return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in REPAIR_DTYPES.items()})
        told = pd.concat(self._parts, ignore_index=True).astype(REPAIR_DTYPES)
        return told.sort_values(["file", "line"], kind="stable", ignore_index=True)


def as_problems(feed: str, repairs: pd.DataFrame) -> list[Problem]:
    """Return the repairs of a feed as problems, one for each."""
    columns = [repairs[name].tolist() for name in REPAIR_DTYPES]
    return [
        Problem(f"{feed}/{file}", line, 0, field, f"{_shown(value)}{problem} ({done})")
        for file, line, field, value, problem, done in zip(*columns, strict=True)
    ]


def first_problems(feed: str, repairs: pd.DataFrame) -> list[Problem]:
    """Return the first repairs of a feed as problems, and how many more there are."""
    problems, more = as_problems(feed, repairs.head(MAX_SHOWN)), len(repairs) - MAX_SHOWN
    if more > 0:
        problems.append(Problem(feed, AT_THE_END, 0, "", f"and {more:,} more"))
    return problems


def _shown(value: str) -> str:
    return f'"{value[:60]}" ' if value else ""
