"""Tables that users give: CSV or Parquet, checked column by column, all problems at once."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from simulator.clock import parse_clock
from simulator.errors import AT_THE_END, Problem, RequestFileError
from simulator.suggest import suggest

MAX_SHOWN = 20
MAX_BYTES = 2_000_000_000

Kind = Literal["text", "number", "whole", "clock"]


@dataclass(frozen=True)
class Column:
    """A column of an input table.

    ``default`` is used where the column or the cell is empty; without one (``required``) that is a problem. Numbers lie
    between ``low`` and ``high``; clock times become seconds.
    """

    name: str
    kind: Kind
    required: bool = False
    default: Any = None
    low: float = -math.inf
    high: float = math.inf


def read_input_table(path: Path, columns: Sequence[Column], *, other_columns: bool = False) -> pd.DataFrame:
    """Read a table with the given columns, in their order, plus a column ``line`` (where a row stands in the file).

    ``other_columns`` keeps further columns as text instead of calling them unknown. Raises RequestFileError.
    """
    try:
        header, rows, lines = _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
    except OSError as error:
        raise RequestFileError([Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror or error}")]) from error
    problems = _header_problems(path, header, columns, other_columns)
    if problems:
        raise RequestFileError(problems)
    cells = pd.DataFrame(rows, columns=header, dtype=object)
    table = pd.DataFrame({"line": lines})
    for column in columns:
        given = cells[column.name] if column.name in cells else pd.Series([""] * len(cells), dtype=object)
        table[column.name] = _converted(path, column, given, lines, problems)
    if problems:
        problems.sort()
        more = len(problems) - MAX_SHOWN
        shown = problems[:MAX_SHOWN]
        if more > 0:
            shown.append(Problem(str(path), AT_THE_END, 0, "", f"and {more} more problems"))
        raise RequestFileError(shown)
    extra = [name for name in header if name not in table] if other_columns else []
    return table.assign(**{name: cells[name].astype(str) for name in extra})


def _read_csv(path: Path) -> tuple[list[str], list[list[str]], list[int]]:
    if path.stat().st_size > MAX_BYTES:
        raise RequestFileError([Problem(str(path), 0, 0, "", f"larger than {MAX_BYTES:,} bytes; use Parquet")])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestFileError(
            [Problem(str(path), 0, 0, "", f"no text file: byte {error.start} is not UTF-8")]
        ) from error
    if "\0" in text:
        raise RequestFileError([Problem(str(path), 0, 0, "", "no text file: it holds zero bytes")])
    first_line = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first_line.count(";") > first_line.count(",") else ",")
    problems, rows, lines = [], [], []
    try:
        header = [name.strip() for name in next(reader, [])]
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                message = f"{len(row)} cells; the header has {len(header)}"
                problems.append(Problem(str(path), reader.line_num, 0, "", message))
            else:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        problems.append(Problem(str(path), reader.line_num, 0, "", f"no valid CSV: {error}"))
    if not any(header):
        problems.append(Problem(str(path), 0, 0, "", "the file is empty"))
    if problems:
        raise RequestFileError(problems[:MAX_SHOWN])
    return header, rows, lines


def _read_parquet(path: Path) -> tuple[list[str], list[list[str]], list[int]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise RequestFileError([Problem(str(path), 0, 0, "", f"no valid Parquet file: {reason}")]) from error
    columns = [["" if cell is None else str(cell) for cell in column.to_pylist()] for column in table.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return list(table.column_names), rows, list(range(1, table.num_rows + 1))


def _header_problems(path: Path, header: list[str], columns: Sequence[Column], other: bool) -> list[Problem]:
    names = [column.name for column in columns]
    problems = [
        Problem(str(path), 1, 0, name, "stands twice in the header") for name in header if header.count(name) > 1
    ]
    problems += [
        Problem(str(path), 1, 0, column.name, f"column is missing; the file has {', '.join(header)[:200]}")
        for column in columns
        if column.required and column.name not in header
    ]
    for name in header:
        if name not in names and not other:
            hint = suggest(name, names) or f"known are {', '.join(names)}"
            problems.append(Problem(str(path), 1, 0, name[:80], f"unknown column; {hint}"))
    return sorted(set(problems))


def _converted(
    path: Path, column: Column, given: pd.Series[Any], lines: list[int], problems: list[Problem]
) -> list[Any]:
    values: list[Any] = []
    known: dict[str, Any] = {}
    for line, cell in zip(lines, given, strict=True):
        text = cell.strip()
        if text not in known:
            try:
                known[text] = _value(column, text)
            except ValueError as error:
                known[text] = error
        value = known[text]
        if isinstance(value, ValueError):
            problems.append(Problem(str(path), line, 0, column.name, str(value)))
        values.append(value)
    return values


def _value(column: Column, text: str) -> Any:
    if not text:
        if column.required:
            raise ValueError("is empty")
        return column.default
    if column.kind == "text":
        return text
    if column.kind == "clock":
        return parse_clock(text)
    try:
        number: float = int(text) if column.kind == "whole" else float(text)
    except ValueError:
        expected = "a whole number" if column.kind == "whole" else "a number"
        raise ValueError(f'"{text[:40]}" is not {expected}') from None
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is no finite number")
    if not column.low <= number <= column.high:
        raise ValueError(f"{text[:40]} is not between {column.low:g} and {column.high:g}")
    return number
