"""Tables of text from CSV or Parquet, with the line each row came from, and what is wrong with them."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, RequestFileError

SHOWN_PROBLEMS = 20
MAX_FILE_BYTES = 1_000_000_000
MAX_TEXT = 200  # characters in a name
_PRINTED = 60  # characters of a wrong value repeated in a message


@dataclass
class Findings:
    """Collects the problems of one file; ``stop_if_any`` raises them all at once."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, line: int, key: str, message: str) -> None:
        """Note one problem; only the first few are kept, the others are counted."""
        if len(self.problems) < SHOWN_PROBLEMS:
            self.problems.append(Problem(self.file, line, 0, key, message))
        else:
            self.more += 1

    def add_rows(self, table: TextTable, bad: NDArray[np.bool_], column: str, expected: str) -> None:
        """Note a problem for every row that is marked: its value and what was expected."""
        rows = np.flatnonzero(bad)
        for row in rows[: SHOWN_PROBLEMS + 1]:
            self.add(int(table.lines[row]), column, f"{quoted(table.columns[column][row])} {expected}")
        self.more += max(0, len(rows) - SHOWN_PROBLEMS - 1)

    def stop_if_any(self) -> None:
        """Raise RequestFileError when there are problems."""
        if not self.problems:
            return
        if self.more:
            total = len(self.problems) + self.more
            note = Problem(self.file, 0, 0, "", f"{total} problems, the first {len(self.problems)} of them:")
            raise RequestFileError([note, *self.problems])
        raise RequestFileError(self.problems)


@dataclass(frozen=True)
class TextTable:
    """A table whose cells are stripped text; "" means no value.

    columns: name -> object array (rows,). lines: int64 (rows,), line of the file counted from 1; in Parquet files,
    which have no lines, the row counted from 1.
    """

    columns: dict[str, NDArray[np.object_]]
    lines: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, column: str) -> NDArray[np.object_]:
        """Return a column's cells; all empty when the file does not have it."""
        return self.columns.get(column, np.full(len(self), "", dtype=object))

    def given(self, column: str) -> NDArray[np.bool_]:
        """Return which rows have a value in a column."""
        return np.asarray(self.texts(column) != "", dtype=bool)

    def names(
        self, column: str, findings: Findings, default: str = "", *, required: bool = False
    ) -> NDArray[np.object_]:
        """Return a column of short printable texts; empty cells become ``default``."""
        texts, given = self.texts(column), self.given(column)
        if required:
            findings.add_rows(self, ~given, column, "is empty; expected a name")
        bad = np.fromiter((len(text) > MAX_TEXT or not text.isprintable() for text in texts), bool, len(texts))
        if bad.any():
            findings.add_rows(self, bad, column, f"expected at most {MAX_TEXT} printable characters")
        return np.where(given, texts, default)

    def numbers(
        self, column: str, findings: Findings, low: float, high: float, *, default: float = np.nan, whole: bool = False
    ) -> NDArray[np.float64]:
        """Return a column of numbers between two limits; empty and wrong cells become ``default``."""
        texts, given = self.texts(column), self.given(column)
        values = np.full(len(self), default, dtype=np.float64)
        values[given] = _to_numbers(texts[given])
        bad = given & ~np.isfinite(values)
        if bad.any():
            findings.add_rows(self, bad, column, f"is no number{_comma_hint(texts[bad])}")
        with np.errstate(invalid="ignore"):
            outside = given & ~bad & ((values < low) | (values > high) | (whole & (values != np.floor(values))))
        if outside.any():
            kind = "a whole number" if whole else "a number"
            findings.add_rows(self, outside, column, f"expected {kind} between {low:g} and {high:g}")
        return np.where(bad | outside, default, values)


def read_text_table(
    path: Path, *, required: Collection[str], optional: Collection[str], any_column: bool = False
) -> TextTable:
    """Read a CSV file (commas, UTF-8) or a Parquet file (by its ending) as text.

    Unknown columns are an error, unless ``any_column``: then they are left out. Raises RequestFileError with all
    problems of header and rows at once.
    """
    findings = Findings(str(path))
    header, cells, lines = _read_parquet(path, findings) if _is_parquet(path) else _read_csv(path, findings)
    findings.stop_if_any()
    known = [*required, *optional]
    _check_header(header, required, known, findings, any_column=any_column)
    findings.stop_if_any()
    columns = {name: cells[:, number] for number, name in enumerate(header) if name in known}
    return TextTable(columns, lines)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean "..."?`` when a known word is near, else the known words."""
    words = list(known)
    near = difflib.get_close_matches(word, words, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known are {', '.join(words[:40])}"


def quoted(text: str) -> str:
    """Return a value of a file as it may stand in a message: short and without control characters."""
    short = text if len(text) <= _PRINTED else text[:_PRINTED] + "..."
    return '"' + "".join(c if c.isprintable() else "?" for c in short) + '"'


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _read_csv(path: Path, findings: Findings) -> tuple[list[str], NDArray[np.object_], NDArray[np.int64]]:
    empty: tuple[list[str], NDArray[np.object_], NDArray[np.int64]] = ([], np.empty((0, 0), object), np.empty(0, int))
    text = _read_text(path, findings)
    if text is None:
        return empty
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] = []
    start = 1
    try:
        for row in reader:
            if not header:
                header = [name.strip() for name in row]
            elif len(row) == len(header):
                rows.append([cell.strip() for cell in row])
                lines.append(start)
            elif row:  # blank lines are no rows
                findings.add(start, "", f"{len(row)} values in a table of {len(header)} columns{_separator_hint(row)}")
            start = reader.line_num + 1
    except csv.Error as error:
        findings.add(start, "", f"no CSV from here on: {error}")
    if not header:
        findings.add(0, "", "no header line; expected the names of the columns, separated by commas")
    cells = np.array(rows, dtype=object).reshape(len(rows), len(header))
    return header, cells, np.array(lines, dtype=np.int64)


def _read_text(path: Path, findings: Findings) -> str | None:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            findings.add(0, "", f"larger than {MAX_FILE_BYTES // 10**6} MB")
            return None
        raw = path.read_bytes()
    except OSError as error:
        findings.add(0, "", f"cannot be read: {error.strerror or error}")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        findings.add(line, "", f"not UTF-8 text (byte {raw[error.start]:#04x}); save the file as UTF-8")
        return None
    if "\0" in text:
        findings.add(text.count("\n", 0, text.index("\0")) + 1, "", "binary data; expected a CSV file")
        return None
    return text


def _read_parquet(path: Path, findings: Findings) -> tuple[list[str], NDArray[np.object_], NDArray[np.int64]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        columns = [_as_texts(table.column(i).to_pandas()) for i in range(table.num_columns)]
    except (OSError, pa.ArrowException, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        findings.add(0, "", f"cannot be read as Parquet: {reason}")
        return [], np.empty((0, 0), object), np.empty(0, int)
    cells = np.empty((table.num_rows, table.num_columns), dtype=object)
    for number, column in enumerate(columns):
        cells[:, number] = column
    return list(table.column_names), cells, np.arange(1, table.num_rows + 1)


def _as_texts(column: pd.Series) -> NDArray[np.object_]:
    missing = column.isna().to_numpy(bool)
    texts = np.array([str(value).strip() for value in column], dtype=object)
    texts[missing] = ""
    return texts


def _check_header(
    header: list[str], required: Collection[str], known: list[str], findings: Findings, *, any_column: bool
) -> None:
    if len(header) == 1 and ";" in header[0]:
        findings.add(1, "", "columns are separated by semicolons; expected commas")
        return
    for name in sorted({name for name in header if header.count(name) > 1}):
        findings.add(1, name, "this column stands in the header more than once")
    if not any_column:
        for name in header:
            if name not in known:
                findings.add(1, "", f"unknown column {quoted(name)}; {suggestion(name, known)}")
    for name in required:
        if name not in header:
            findings.add(1, name, "this column is missing")


def _to_numbers(texts: NDArray[np.object_]) -> NDArray[np.float64]:
    numbers = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce")
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan))


def _comma_hint(texts: NDArray[np.object_]) -> str:
    commas = any("," in text for text in texts)
    return "; write decimals with a point" if commas else ""


def _separator_hint(row: list[str]) -> str:
    return "; is there a decimal comma or a semicolon?" if any(";" in cell for cell in row) else ""
